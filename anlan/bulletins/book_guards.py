"""Whether the facts allow a step of a series' book; each no says what is wrong and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins import rules
from anlan.bulletins.book_inputs import CODE
from anlan.bulletins.models import Group, Issue, Member, Series, SpecialSeries, State
from anlan.bulletins.series import KINDS
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.org.models import Organisation

WRITING = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.REVIEWED)


def can_be_opened(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if given["code"] and not CODE.match(given["code"]):
        return denied(
            _("A code has 2 to 20 small letters, digits and dashes, a letter first"), code="series.code"
        )
    if given["code"] and Series.objects.filter(area=given["area"], code=given["code"]).exists():
        return denied(_("A series of this area has this code already"), code="series.code_twice")
    if given["like"]:
        keeps = rules.may_open_book(taken.by, {"series": given["like"]})
        if not keeps:  # its recipients with their addresses are known to those who keep it
            return keeps
    fits = _text_fits(given) and _issues_here(given, given["area"].path)
    return fits and _name_is_free(given["name"], given["area"].pk)


def _text_fits(given: Any) -> Decision:
    """Refuse a text that tells of other days than are counted: of “this week” with the numbers of the year."""
    kind = next((one for one in KINDS if one.code == given["sections"]), None)
    if kind is not None and kind.cycle != given["cycle"]:
        return denied(
            _(
                "The text of “%(text)s” tells of %(cycle)s: let the figures count that, or begin without a text"
            )
            % {"text": kind.label, "cycle": kind.cycle.label},
            code="series.cycle",
        )
    return ALLOWED


def _issues_here(given: Any, area_path: str) -> Decision:
    issuer = given["issuer"]
    if issuer is not None and not (issuer.area.path or "").startswith(area_path):
        return denied(_("The issuer belongs to another area"), code="series.issuer")
    return ALLOWED


def _name_is_free(name: str, area: int, besides: int = 0) -> Decision:
    if Series.objects.filter(area=area, name=name, closed_on=None).exclude(pk=besides).exists():
        return denied(_("A series of this area has this name already"), code="series.name_twice")
    return ALLOWED


def has_no_book(_case: None, taken: Taken) -> Decision:
    if hasattr(taken.input["series"], "book"):
        return denied(_("Its book is open already: load the page again"), code="series.book")
    return ALLOWED


def can_be_amended(case: Any, taken: Taken) -> Decision:
    fits = _text_fits(taken.input) and _issues_here(taken.input, case.area_path)
    return fits and _name_is_free(taken.input["name"], case.area_id, besides=case.series_id)


def counter_is_free(case: Any, taken: Taken) -> Decision:
    """Refuse to change what numbers were given under: they go on from there, without a gap."""
    year = taken.input["year"]
    numbers = Issue.objects.signed().filter(series=case.series_id, year=year).order_by("-number")
    last = numbers.values_list("number", flat=True).first()
    if last is not None:
        return denied(
            _("No. %(n)s of %(year)s is signed: numbers already given stay, the next is No. %(next)s")
            % {"n": last, "year": year, "next": last + 1},
            code="bulletin.counter_used",
        )
    return ALLOWED


def special_fits(case: Any, taken: Taken) -> Decision:
    given = taken.input
    special: SpecialSeries | None = given.get("special")
    if special is not None and special.series_id != case.series_id:
        return denied(_("This special series belongs to another series"), code="bulletin.special")
    if given["last_on"] is not None and given["last_on"] < given["first_on"]:
        return denied(_("The last day lies before the first"), code="days.order")
    same = SpecialSeries.objects.filter(series=case.series_id, name=given["name"])
    if same.exclude(pk=special.pk if special else 0).exists():
        return denied(_("A special series has this name already"), code="special.name_twice")
    if (
        special is not None
        and given["after"] is not None
        and Issue.objects.signed().filter(special=special).exists()
    ):
        return denied(
            _("An issue of this special series is signed: its numbers go on from there"),
            code="bulletin.counter_used",
        )
    return ALLOWED


def group_fits(case: Any, taken: Taken) -> Decision:
    given = taken.input
    group: Group | None = given.get("group")
    own = _own_group(case, group)
    if not own:
        return own
    line = group.line if group else given["line"]
    same = Group.objects.filter(series=case.series_id, line=line, name=given["name"], valid_to=None)
    if same.exclude(pk=group.pk if group else 0).exists():
        return denied(_("A group of this line has this name already"), code="group.twice")
    return ALLOWED


def _own_group(case: Any, group: Group | None) -> Decision:
    if group is not None and group.series_id != case.series_id:
        return denied(_("This group belongs to another series"), code="group.series")
    return ALLOWED


def group_can_end(case: Any, taken: Taken) -> Decision:
    group: Group = taken.input["group"]
    return _own_group(case, group) and _ends(taken, group.valid_from)


def _ends(taken: Taken, since: date) -> Decision:
    last = taken.input["last_day"]
    if last < since:
        return denied(
            _("It began on %(day)s: the last day cannot lie before") % {"day": since.isoformat()},
            code="days.order",
        )
    if last > clock.local_day(taken.at):
        return denied(_("Enter the last day when it has come"), code="days.future")
    return ALLOWED


def members_are_new(case: Any, taken: Taken) -> Decision:
    given = taken.input
    own = _own_group(case, given["group"])
    if not own:
        return own
    keys = [body.pk for body in given["organisations"]]
    there = Organisation.objects.filter(
        pk__in=Member.objects.filter(group=given["group"], organisation__in=keys, valid_to=None).values(
            "organisation"
        )
    )
    if names := [body.label for body in there.order_by("pk")]:
        return denied(
            _("Already in the group: %(names)s") % {"names": _(", ").join(names)}, code="group.member"
        )
    return ALLOWED


def members_are_there(case: Any, taken: Taken) -> Decision:
    given = taken.input
    own = _own_group(case, given["group"])
    if not own:
        return own
    rows = Member.objects.filter(group=given["group"], valid_to=None)
    since = dict(rows.values_list("organisation", "valid_from"))
    if missing := [body.label for body in given["organisations"] if body.pk not in since]:
        return denied(
            _("Not named in the group: %(names)s. Whom the group’s rule includes leaves with the rule.")
            % {"names": _(", ").join(missing)},
            code="group.member",
        )
    return _ends(taken, max(since[body.pk] for body in given["organisations"]))


def nothing_is_being_written(case: Any) -> Decision:
    count = Issue.objects.filter(series=case.series_id, state__in=WRITING).count()
    if count:
        return denied(
            _("%(n)s issues of it are being written: finish or discard them first") % {"n": count},
            code="series.writing",
        )
    return ALLOWED
