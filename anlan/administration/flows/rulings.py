"""The rulings on a cell of the matrix: decided, claimed beside, revoked; what stood before is never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.administration import rules
from anlan.administration.inputs import AREA, DEPARTMENT, DOCUMENT, SECTOR
from anlan.administration.models import Ruling, RulingState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Day, Form, Text
from anlan.org.models import Responsibility
from anlan.org.models.areas import below
from anlan.org.responsibility import follow_leads
from anlan.premises.models import Premises
from anlan.premises.responsibility import project

DAY = timedelta(days=1)
FIRST = Day(name="first_day", label=_("From"))
DECIDED_BY = Text(
    name="decided_by", label=_("Decided by"), max_length=60, help=_("The body or leader who decided.")
)
BASIS = Text(
    name="basis",
    label=_("Basis"),
    max_length=500,
    lines=2,
    help=_("The ground, for example similarity of business (Work Safety Law, article 10)."),
)
DECISION = (DEPARTMENT, FIRST, DOCUMENT, DECIDED_BY, BASIS)


def _standing(case: Any, taken: Taken) -> Any:
    """Return the rows of the cell that stand on the first day of the ruling, or begin later."""
    sector = case.sector_id if case else taken.input["sector"].pk
    area = case.area_id if case else taken.input["area"].pk
    rows = Responsibility.objects.filter(sector=sector, area=area)
    return rows.exclude(valid_to__lt=taken.input["first_day"])


def department_exists_then(_case: Any, taken: Taken) -> Decision:
    first, body = taken.input["first_day"], taken.input["department"]
    if first < body.valid_from:
        return denied(_("The department did not exist yet on that day"), code="days.early")
    if "area" in taken.input and first < taken.input["area"].valid_from:
        return denied(_("The area did not exist yet on that day"), code="days.early")
    return ALLOWED


def cell_has_no_case(taken: Taken) -> Decision:
    if Ruling.objects.filter(sector=taken.input["sector"], area=taken.input["area"]).exists():
        return denied(_("This cell has been ruled on before: load the page again"), code="ruling.known")
    return ALLOWED


def first_ruling(_case: None, taken: Taken) -> Decision:
    known = cell_has_no_case(taken)
    return department_exists_then(None, taken) if known else known


def first_claim(_case: None, taken: Taken) -> Decision:
    known = cell_has_no_case(taken)
    return claim_is_new(None, taken) if known else known


def first_revocation(_case: None, taken: Taken) -> Decision:
    known = cell_has_no_case(taken)
    return something_stands(None, taken) if known else known


def claim_is_new(case: Any, taken: Taken) -> Decision:
    """A claim stands beside another department's; without one it is a ruling."""
    departments = set(_standing(case, taken).values_list("department_id", flat=True))
    if not departments:
        return denied(_("Nobody claims this cell from that day: make a ruling instead"), code="claim.alone")
    if taken.input["department"].pk in departments:
        return denied(_("This department claims it already"), code="claim.twice")
    return department_exists_then(case, taken)


def something_stands(case: Any, taken: Taken) -> Decision:
    if not _standing(case, taken).exists():
        return denied(_("No ruling of this cell stands from that day"), code="ruling.none")
    return ALLOWED


def cell_of(_case: None, taken: Taken) -> dict[str, Any]:
    area, sector = taken.input["area"], taken.input["sector"]
    return {"sector_id": sector.pk, "area_id": area.pk, "area_path": area.path}


# -- what is written to the matrix, and from there to the premises -----------------------------------------


def _cut_off(case: Any, first: date) -> None:
    """Let the rows of the cell end before a day; those that would only have begun then are taken out."""
    rows = Responsibility.objects.filter(sector=case.sector_id, area=case.area_id)
    rows.filter(valid_from__gte=first).delete()
    rows.exclude(valid_to__lt=first).update(valid_to=first - DAY)


def _add(case: Any, taken: Taken, seq: int) -> None:
    Responsibility.objects.create(
        sector_id=case.sector_id,
        area_id=case.area_id,
        department=taken.input["department"],
        valid_from=taken.input["first_day"],
        ruling_seq=seq,
    )


def _onto_premises(case: Any, taken: Taken) -> None:
    places = Premises.objects.filter(below(case.area_path), sector=case.sector_id)
    project(places, on=clock.local_day(taken.at))


def rule_cell(case: Any, taken: Taken, seq: int) -> None:
    _cut_off(case, taken.input["first_day"])
    _add(case, taken, seq)
    follow_leads(on=clock.local_day(taken.at))
    _onto_premises(case, taken)


def claim_cell(case: Any, taken: Taken, seq: int) -> None:
    _add(case, taken, seq)
    _onto_premises(case, taken)


def clear_cell(case: Any, taken: Taken, _seq: int) -> None:
    _cut_off(case, taken.input["first_day"])
    _onto_premises(case, taken)


ANY = frozenset(RulingState.values)

RULING_FLOW = Flow(
    "ruling",
    model=Ruling,
    name=_("ruling on responsibility"),
    states={s.value: s.label for s in RulingState},
    counted=Counted(day="last_at"),
    steps=[
        Step(
            name="decide",
            label=_("Rule"),
            done=_("ruled who is responsible"),
            target=RulingState.SOLE,
            rule=rules.may_rule,
            form=Form((SECTOR, AREA, *DECISION)),
            guard=first_ruling,
            effect=cell_of,
            projects=rule_cell,
        ),
        Step(
            name="contest",
            label=_("Note a second claim"),
            done=_("noted a second claim"),
            target=RulingState.DISPUTED,
            rule=rules.may_rule,
            form=Form((SECTOR, AREA, *DECISION)),
            guard=first_claim,
            effect=cell_of,
            projects=claim_cell,
        ),
        Step(
            name="rule",
            label=_("Rule"),
            done=_("ruled who is responsible"),
            target=RulingState.SOLE,
            rule=rules.may_rule,
            sources=ANY,
            form=Form(DECISION),
            guard=department_exists_then,
            projects=rule_cell,
        ),
        Step(
            name="claim",
            label=_("Note a second claim"),
            done=_("noted a second claim"),
            target=RulingState.DISPUTED,
            rule=rules.may_rule,
            sources=ANY,
            form=Form(DECISION),
            guard=claim_is_new,
            projects=claim_cell,
        ),
        Step(
            name="revoke",
            label=_("Revoke"),
            done=_("revoked the rulings of this cell"),
            target=RulingState.OPEN,
            rule=rules.may_rule,
            sources=ANY,
            form=Form((FIRST, DOCUMENT, DECIDED_BY, BASIS)),
            guard=something_stands,
            projects=clear_cell,
        ),
        Step(
            name="clear",
            label=_("Revoke"),
            done=_("revoked the rulings of this cell"),
            target=RulingState.OPEN,
            rule=rules.may_rule,
            form=Form((SECTOR, AREA, FIRST, DOCUMENT, DECIDED_BY, BASIS)),
            guard=first_revocation,
            effect=cell_of,
            projects=clear_cell,
        ),
    ],
)
