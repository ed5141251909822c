"""What the steps of a systemic problem set, what must hold for them, and which hazards they link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from anlan.hazards.models import GONE_STATES, Hazard, HazardQuerySet
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Refused
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.systemic.kinds import OPEN, ProblemKind
from anlan.systemic.models import Link, SystemicProblem, hazards_of, linked

LONGEST_DAYS = 366
MOST_LINKED = 20_000
LEAST_LINKED = 3
"""A problem that rests on fewer hazards is those hazards."""
TAKEN_BACK = "台账导入已撤销"
_WORDS = ("title", "description", "root_cause", "measures")


def cell_of(kind: str, area: Any, sector: Any, category: str) -> str:
    """Return by what a candidate is known again, whatever its days."""
    return f"{kind}:{area}:{sector}:{category}"


# -- proposed ----------------------------------------------------------------------------------------------------------


def _here(taken: Taken) -> HazardQuerySet:
    given = taken.input
    return hazards_of(
        area_path=given["area"].path,
        sector_id=given["sector"].pk if given["sector"] is not None else None,
        category=given["category"],
        first_day=given["first_day"],
        last_day=given["last_day"],
    )


def is_sound(_case: Any, taken: Taken) -> Decision:
    first, last = taken.input["first_day"], taken.input["last_day"]
    if last < first:
        return denied(_("The last day lies before the first"), code="systemic.days")
    if (last - first).days >= LONGEST_DAYS:
        return denied(_("A problem is made of the hazards of one year at most"), code="systemic.days")
    if last > clock.local_day(taken.now or taken.at):
        return denied(_("The last day has not come yet"), code="systemic.days")
    if taken.input["kind"] == ProblemKind.SECTORAL and taken.input["sector"] is None:
        return denied(_("A problem of a sector names the sector"), code="systemic.sector")
    return _not_too_many(_here(taken))


def _not_too_many(rows: HazardQuerySet) -> Decision:
    if rows[MOST_LINKED:].exists():
        told = _("More than %(most)s hazards were found there: narrow the days, the sector or the category")
        return denied(told % {"most": f"{MOST_LINKED:,}"}, code="systemic.many")
    return ALLOWED


def is_taken_up_once(case: Any, taken: Taken) -> Decision:
    given = taken.input
    if given["sector"] is None or not given["category"] or not given["evidence"]:
        return denied(
            _("This is no candidate any more: look again, or propose it by hand"), code="systemic.gone"
        )
    cell = cell_of(given["kind"], given["area"].pk, given["sector"].pk, given["category"])
    other = SystemicProblem.objects.filter(cell=cell, state__in=sorted(OPEN)).first()
    if other is not None:
        told = _("It was taken up already: %(number)s") % {"number": other.number}
        return denied(told, code="systemic.twice")
    return is_sound(case, taken)


def _unsolved() -> dict[str, Any]:
    return {
        **dict.fromkeys(("progress", "result", "conclusion", "dismissal"), ""),
        **_unconfirmed(),
        **_without_result(),
        **_not_closed(),
        "owner_post_id": None,
        "office_id": None,
    }


def _unconfirmed() -> dict[str, Any]:
    return {"confirmed_by_id": None, "confirmed_at": None, "confirmed_on": None}


def _without_result() -> dict[str, Any]:
    return {"result": "", "result_by_id": None, "result_at": None}


def _not_closed() -> dict[str, Any]:
    return {"conclusion": "", "closed_by_id": None, "closed_at": None, "closed_on": None}


def _of_cell(taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given = taken.input
    return {
        **{
            name: given[name]
            for name in ("kind", "category", "first_day", "last_day", "title", "description")
        },
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "sector_id": given["sector"].pk if given["sector"] is not None else None,
        "organisation_id": taken.via.organisation_id,
        "proposed_by_id": taken.by.person_id,
        "is_from_ledger": taken.ledger,
        **_unsolved(),
    }


def proposed(_case: None, taken: Taken) -> dict[str, Any]:
    return {**_of_cell(taken), **_words(taken), "cell": "", "evidence": {}}


def taken_up(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **_of_cell(taken),
        "root_cause": "",
        "measures": "",
        "owner_id": None,
        "due_on": None,
        "cell": cell_of(given["kind"], given["area"].pk, given["sector"].pk, given["category"]),
        "evidence": given["evidence"],
    }


def _words(taken: Taken) -> dict[str, Any]:
    owner = taken.input["owner"]
    return {
        **{name: taken.input[name] for name in _WORDS},
        "owner_id": owner.pk if owner is not None else None,
        "due_on": taken.input["due_on"],
    }


def amended(_problem: Any, taken: Taken) -> dict[str, Any]:
    return _words(taken)


# -- its hazards -------------------------------------------------------------------------------------------------------


def _link(problem_id: int, keys: list[int], seq: int, reason: str = "") -> None:
    """Link hazards that are not linked yet: what is linked stays as it is, with the reason it has."""
    Link.objects.bulk_create(
        (Link(problem_id=problem_id, hazard_id=key, seq=seq, reason=reason) for key in keys),
        ignore_conflicts=True,
        batch_size=2_000,
    )


def link_all(problem: Any, taken: Taken, seq: int) -> None:
    """Link what the cell holds, when the problem is proposed."""
    _link(problem.id, list(_here(taken).order_by("pk").values_list("pk", flat=True)), seq)


def _of(problem: Any, last_day: Any = None) -> HazardQuerySet:
    return hazards_of(
        area_path=problem.area_path,
        sector_id=problem.sector_id,
        category=problem.category,
        first_day=problem.first_day,
        last_day=last_day or problem.last_day,
    )


def goes_on(problem: Any, taken: Taken) -> Decision:
    last = taken.input["last_day"]
    if last < problem.first_day or last > clock.local_day(taken.now or taken.at):
        return denied(_("The day lies before the problem’s first, or has not come yet"), code="systemic.days")
    rows = _of(problem, last)
    if not rows.exclude(pk__in=Link.objects.filter(problem=problem.id).values("hazard")).exists():
        return denied(_("Nothing was found there that is not linked already"), code="systemic.nothing")
    return _not_too_many(rows)


def link_later(problem: Any, taken: Taken, seq: int) -> None:
    rows = _of(problem, taken.input["last_day"])
    _link(problem.id, list(rows.order_by("pk").values_list("pk", flat=True)), seq, taken.input["reason"])


def may_be_added(problem: Any, taken: Taken) -> Decision:
    """Take hazards that the reader sees, of the problem's area and sector, that still count."""
    named: tuple[Hazard, ...] = taken.input["hazards"]
    keys = [one.pk for one in named]
    rows = Hazard.objects.all() if taken.by.is_system else Hazard.objects.within(taken.by.scope)
    seen = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
    for one in named:
        if one.pk not in seen:
            told = _("There is no hazard %(number)s in your area")
            return denied(told % {"number": one.number}, code="systemic.hazard")
        if one.state in GONE_STATES:
            told = _("%(number)s was voided or merged: it is no hazard any more")
            return denied(told % {"number": one.number}, code="systemic.hazard")
        if not one.area_path.startswith(problem.area_path) or problem.sector_id not in (None, one.sector_id):
            told = _("%(number)s lies outside of the problem’s area or sector")
            return denied(told % {"number": one.number}, code="systemic.hazard")
    there = Link.objects.filter(problem=problem.id, hazard__in=keys).count()
    if there == len(keys):
        return denied(_("They are linked already"), code="systemic.nothing")
    return ALLOWED


def link_named(problem: Any, taken: Taken, seq: int) -> None:
    _link(problem.id, [one.pk for one in taken.input["hazards"]], seq, taken.input["reason"])


def are_linked(problem: Any, taken: Taken) -> Decision:
    keys = {one.pk for one in taken.input["hazards"]}
    there = set(Link.objects.filter(problem=problem.id, hazard__in=keys).values_list("hazard", flat=True))
    for one in taken.input["hazards"]:
        if one.pk not in there:
            return denied(_("%(number)s is not linked") % {"number": one.number}, code="systemic.hazard")
    return ALLOWED


def unlink(problem: Any, taken: Taken, _seq: int) -> None:
    Link.objects.filter(problem=problem.id, hazard__in=[one.pk for one in taken.input["hazards"]]).delete()


# -- confirmed, solved, closed -----------------------------------------------------------------------------------------


def can_be_confirmed(problem: Any, taken: Taken) -> Decision:
    post, owner = taken.input["owner_post"], taken.input["owner"]
    if post is not None and post.organisation_id != owner.pk:
        return denied(_("The post in charge is not one of the body in charge"), code="systemic.post")
    n = Link.objects.filter(problem=problem.id)[:LEAST_LINKED].count()
    if n < LEAST_LINKED and not problem.is_from_ledger:
        told = _("It rests on %(n)s hazards; a problem rests on %(least)s at least: add some, or dismiss it")
        return denied(told % {"n": n, "least": LEAST_LINKED}, code="systemic.few")
    return is_ahead(problem, taken)


def is_ahead(_problem: Any, taken: Taken) -> Decision:
    if taken.input["due_on"] < clock.local_day(taken.at):
        return denied(_("The day by which it is to be solved lies in the past"), code="systemic.due")
    return ALLOWED


def confirmed(_problem: Any, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given = taken.input
    return {
        **{name: given[name] for name in ("root_cause", "measures", "due_on")},
        "owner_id": given["owner"].pk,
        "owner_post_id": given["owner_post"].pk if given["owner_post"] is not None else None,
        "office_id": taken.via.organisation_id,
        "confirmed_by_id": taken.by.person_id,
        "confirmed_at": taken.at,
        "confirmed_on": clock.local_day(taken.at),
    }


def went_on(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {"progress": taken.input["progress"]}


def postponed(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {"due_on": taken.input["due_on"]}


def told_result(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {"result": taken.input["result"], "result_by_id": taken.by.person_id, "result_at": taken.at}


def sent_back(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {**_without_result(), **postponed(_problem, taken)}


def outstanding(problem_id: int) -> int:
    """Return how many of its hazards are not accepted as rectified yet."""
    return linked(problem_id).outstanding().count()


def is_solved(problem: Any, _taken: Taken) -> Decision:
    n = outstanding(problem.id)
    if n:
        told = _("%(n)s of its hazards are not accepted as rectified yet: a problem is solved when they are")
        return denied(told % {"n": f"{n:,}"}, code="systemic.outstanding")
    return ALLOWED


def closed(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {
        "conclusion": taken.input["conclusion"],
        "closed_by_id": taken.by.person_id,
        "closed_at": taken.at,
        "closed_on": clock.local_day(taken.at),
    }


def opened_again(problem: Any, taken: Taken) -> dict[str, Any]:
    return {**_not_closed(), **sent_back(problem, taken)}


def dismissed(_problem: Any, taken: Taken) -> dict[str, Any]:
    return {"dismissal": taken.input["reason"]}


def taken_back(_problem: Any, _taken: Taken) -> dict[str, Any]:
    return {"dismissal": TAKEN_BACK}


def is_from_ledger(problem: Any) -> Decision:
    if not problem.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def still(judge: Callable[[Any, Taken], Decision]) -> Callable[[Any, Taken, int], None]:
    """Judge once more while the journal's head is held: a hazard reopened meanwhile keeps the problem open."""

    def project(problem: Any, taken: Taken, _seq: int) -> None:
        decision = judge(problem, taken)
        if not decision:
            raise Refused(decision.code, decision.reason)

    return project
