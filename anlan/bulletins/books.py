"""The book of a series: every decision about its name, counters, special series and recipients goes through here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.administration.usernames import from_name
from anlan.bulletins import book_guards as guards
from anlan.bulletins import book_inputs as inputs
from anlan.bulletins import numbering, rules
from anlan.bulletins.models import BookState, Group, Member, Series, SeriesBook, SpecialSeries
from anlan.bulletins.series import copy_groups, issuer_of, write_groups
from anlan.kernel import clock
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form

OPEN = frozenset({BookState.OPEN})


def _book(area: Any, taken: Taken) -> dict[str, Any]:
    return {"area_id": area.pk, "area_path": area.path, "opened_on": clock.local_day(taken.at)}


def opened(_case: None, taken: Taken) -> dict[str, Any]:
    return _book(taken.input["area"], taken)


def enrolled(_case: None, taken: Taken) -> dict[str, Any]:
    return _book(taken.input["series"].area, taken) | {"series_id": taken.input["series"].pk}


def _names(given: Any) -> dict[str, Any]:
    return {
        "name": given["name"],
        "name_en": given["name_en"] or given["name"],
        "masthead": given["masthead"],
        "masthead_en": given["masthead_en"],
        "cycle": given["cycle"],
        "sections": "" if given["sections"] == inputs.BY_HAND else given["sections"],
    }


def open_series(case: Any, taken: Taken, seq: int) -> None:
    """Write the series with its recipients and, if it was counted elsewhere before, its counter."""
    given, area = taken.input, taken.input["area"]
    last = Series.objects.filter(area=area).order_by("-position").values_list("position", flat=True).first()
    series = Series.objects.create(
        code=given["code"] or _code(given["name"], area.pk),
        area=area,
        issuer=given["issuer"] or issuer_of(area),
        position=(last or 0) + 1,
        **_names(given),
    )
    SeriesBook.objects.filter(pk=seq).update(series=series)
    on = clock.local_day(taken.at)
    if given["like"]:
        copy_groups(given["like"], series, on=on)
    else:
        write_groups(series)
    if given["after"]:
        numbering.begin(series, year=on.year, after=given["after"])


def _code(name: str, area: int) -> str:
    """Return a code made of a name's sound; with a number where the area has it already."""
    stem = from_name(name)[:16]
    stem = stem if stem[0].isalpha() else f"s-{stem[:14]}"
    taken = set(Series.objects.filter(area=area, code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, 1_000) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def amend(case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    issuer = {"issuer": given["issuer"]} if given["issuer"] else {}
    Series.objects.filter(pk=case.series_id).update(**_names(given), **issuer)


def count_on(case: Any, taken: Taken, _seq: int) -> None:
    numbering.begin(_series(case), year=taken.input["year"], after=taken.input["after"])


def _series(case: Any) -> Series:
    return Series.objects.select_related("area").get(pk=case.series_id)


def _special(given: Any) -> dict[str, Any]:
    return {
        "name": given["name"],
        "name_en": given["name_en"] or given["name"],
        "first_on": given["first_on"],
        "last_on": given["last_on"],
    }


def open_special(case: Any, taken: Taken, _seq: int) -> None:
    special = SpecialSeries.objects.create(series_id=case.series_id, **_special(taken.input))
    if taken.input["after"]:
        numbering.begin(_series(case), year=0, after=taken.input["after"], special=special)


def amend_special(case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    SpecialSeries.objects.filter(pk=given["special"].pk).update(**_special(given))
    if given["after"] is not None:
        numbering.begin(_series(case), year=0, after=given["after"], special=given["special"])


def _group(given: Any) -> dict[str, Any]:
    return {
        "name": given["name"],
        "name_en": given["name_en"] or given["name"],
        "selector": given["selector"],
        "mail": given["mail"],
        "position": given["position"] or 0,
    }


def add_group(case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    Group.objects.create(
        series_id=case.series_id, line=given["line"], valid_from=given["first_day"], **_group(given)
    )


def amend_group(_case: Any, taken: Taken, _seq: int) -> None:
    Group.objects.filter(pk=taken.input["group"].pk).update(**_group(taken.input))


def end_group(_case: Any, taken: Taken, _seq: int) -> None:
    Group.objects.filter(pk=taken.input["group"].pk).update(valid_to=taken.input["last_day"])


def join(_case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    Member.objects.bulk_create(
        Member(group=given["group"], organisation=body, valid_from=given["first_day"])
        for body in given["organisations"]
    )


def leave(_case: Any, taken: Taken, _seq: int) -> None:
    given = taken.input
    keys = [body.pk for body in given["organisations"]]
    rows = Member.objects.filter(group=given["group"], organisation__in=keys, valid_to=None)
    rows.update(valid_to=given["last_day"])


def close(case: Any, taken: Taken, _seq: int) -> None:
    Series.objects.filter(pk=case.series_id).update(closed_on=clock.local_day(taken.at))


def reopen(case: Any, _taken: Taken, _seq: int) -> None:
    Series.objects.filter(pk=case.series_id).update(closed_on=None)


def _keeps(name: str, label: Any, done: Any, form: Form, guard: Any, writes: Any) -> Step:
    """Return a step that changes something of an open series."""
    return Step(
        name=name,
        label=label,
        done=done,
        sources=OPEN,
        target=STAY,
        rule=rules.may_keep,
        form=form,
        guard=guard,
        projects=writes,
        looks_up=True,
    )


SERIES_FLOW = Flow(
    "series",
    model=SeriesBook,
    name=_("series of bulletins"),
    states={s.value: s.label for s in BookState},
    counted=Counted(day="opened_on"),
    steps=[
        Step(name="open", label=_("Open the series"), done=_("opened the series"), target=BookState.OPEN,
             rule=rules.may_open_series, form=inputs.OPEN, guard=guards.can_be_opened, effect=opened,
             projects=open_series, looks_up=True),
        Step(name="enrol", label=_("Open its book"), done=_("opened the book of a series that was there"),
             target=BookState.OPEN, rule=rules.may_open_book, form=inputs.ENROL, guard=guards.has_no_book,
             effect=enrolled, looks_up=True),
        _keeps("amend", _("Change name, masthead, issuer"), _("changed name, masthead or issuer"),
               inputs.AMEND, guards.can_be_amended, amend),
        _keeps("count", _("Let its counter go on"), _("let its counter go on from a number reached elsewhere"),
               inputs.COUNT, guards.counter_is_free, count_on),
        _keeps("open_special", _("Open a special series"), _("opened a special series"),
               inputs.OPEN_SPECIAL, guards.special_fits, open_special),
        _keeps("amend_special", _("Change a special series"), _("changed a special series"),
               inputs.AMEND_SPECIAL, guards.special_fits, amend_special),
        _keeps("add_group", _("Add a group of recipients"), _("added a group of recipients"),
               inputs.ADD_GROUP, guards.group_fits, add_group),
        _keeps("amend_group", _("Change a group"), _("changed a group of recipients"),
               inputs.AMEND_GROUP, guards.group_fits, amend_group),
        _keeps("end_group", _("End a group"), _("ended a group of recipients"),
               inputs.END_GROUP, guards.group_can_end, end_group),
        _keeps("join", _("Add organisations to a group"), _("added organisations to a group"),
               inputs.JOIN, guards.members_are_new, join),
        _keeps("leave", _("Take organisations out of a group"), _("took organisations out of a group"),
               inputs.LEAVE, guards.members_are_there, leave),
        Step(name="close", label=_("Close the series"), done=_("closed the series"), sources=OPEN,
             target=BookState.CLOSED, rule=rules.may_keep, form=inputs.CLOSE,
             applies=guards.nothing_is_being_written, projects=close, looks_up=True),
        Step(name="reopen", label=_("Open it again"), done=_("opened the series again"),
             sources=frozenset({BookState.CLOSED}), target=BookState.OPEN, rule=rules.may_keep, projects=reopen),
    ],
)  # fmt: skip
