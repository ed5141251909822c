"""The ledger of hazards as a list: its filters, orders and search; and how a bulk run speaks of hazards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.hazards.counted import AGES
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import OPEN_STATES, Grade, Hazard, HazardQuerySet, State
from anlan.hazards.rows import READ
from anlan.journal.models import Entry
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.batches import BatchKind
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor

OUTSTANDING, OVERDUE = "outstanding", "overdue"
OPEN_ONLY = {"state": frozenset({OUTSTANDING, OVERDUE})}
AGE_CODES = tuple(f"{least}-{'' if most is None else most}" for least, most in AGES)

# what happened to a hazard, in the words of a reader → the steps that do it; `did` and `since` of an address
HAPPENED: dict[str, tuple[str, ...]] = {
    "found": ("record", "record_on_the_spot"),
    "assigned": ("assign",),
    "refused": ("refuse",),
    "extension": ("ask_extension",),
    "transferred": ("transfer", "rule_owner"),
    "claimed": ("claim",),
    "sent_back": ("send_back",),
    "accepted": ("accept",),
    "looked_back": ("look_back",),
    "reopened": ("reopen",),
    "closed": ("close_out",),
}

HAZARDS = ListSpec(
    code="hazards",
    label=_("Hazards"),
    route="hazards:list",
    filters=("state", "age", "grade", "area", "sector", "department", "from", "to", "did", "since"),
    sorts=(
        Sort("found", Order(("found_on",)), index="hazard_by_day"),
        # what is not assigned yet has no deadline and comes last, on either engine
        Sort(
            "due",
            Order(("due_at",), descending=False, nulls=True),
            index="hazard_open_by_due",
            needs=OPEN_ONLY,
        ),
    ),
    search="hazard",
    reads=READ,
)


def numbers(keys: Sequence[int]) -> Mapping[int, str]:
    rows = Hazard.objects.filter(pk__in=keys).values_list("pk", "found_on")
    return {key: f"YH{found_on:%Y}-{key:07d}" for key, found_on in rows}


BATCHES = BatchKind(
    kind=HAZARD_FLOW.kind,
    label=HAZARD_FLOW.name,
    step_label=lambda name: HAZARD_FLOW.steps[name].label if name in HAZARD_FLOW.steps else name,
    numbers=numbers,
    case_route="hazards:detail",
    run_route="hazards:bulk",
)


def filtered(hazards: HazardQuerySet, query: Any) -> HazardQuerySet:
    """Return what the filters of an address leave, without the words searched for."""
    state = parameters.choice(query, "state", (*State.values, OUTSTANDING, OVERDUE))
    if state == OUTSTANDING:
        hazards = hazards.outstanding()
    elif state == OVERDUE:
        hazards = hazards.overdue(clock.now())
    elif state:
        hazards = hazards.filter(state=state)
        if state in OPEN_STATES:  # so that the index of what is open serves it
            hazards = hazards.filter(settled_at=None)
        if state == State.MERGED:
            hazards = hazards.filter(merged_into__isnull=False)
    if age := parameters.choice(query, "age", AGE_CODES):
        hazards = hazards.filter(_of_age(age, clock.now()))
    if grade := parameters.choice(query, "grade", Grade.values):
        hazards = hazards.filter(grade=grade)
    if department := parameters.whole(query, "department"):
        hazards = hazards.filter(department=department)
    if happened := parameters.choice(query, "did", tuple(HAPPENED)):
        hazards = hazards.filter(pk__in=_happened(happened, parameters.moment(query, "since")))
    return hazards.filter(where_and_when(query, "found_on"))


def _happened(code: str, since: datetime | None) -> QuerySet[Entry, Any]:
    """Return the keys of the hazards that something happened to, as recorded since a moment."""
    entries = Entry.objects.filter(kind=HAZARD_FLOW.kind, step__in=HAPPENED[code])
    return (entries.filter(recorded_at__gte=since) if since else entries).values_list("case_id")


def happened_choices() -> list[tuple[str, Any]]:
    """Return what may have happened to a hazard, as the journal tells it."""
    return [(code, HAZARD_FLOW.steps[steps[0]].done) for code, steps in HAPPENED.items()]


def _of_age(code: str, now: datetime) -> Q:
    """Return the outstanding hazards of a band of age, in days since the finding."""
    least, _dash, most = code.partition("-")
    today = clock.local_day(now)
    found = Q(settled_at=None, found_on__lte=today - timedelta(days=int(least)))
    return found & Q(found_on__gte=today - timedelta(days=int(most))) if most else found


def age_choices() -> list[tuple[str, Any]]:
    names = {
        0: _("up to 7 days"),
        8: _("8 to 15 days"),
        16: _("16 to 30 days"),
        31: _("31 to 90 days"),
        91: _("over 90 days"),
    }
    return [(code, names[least]) for code, (least, _most) in zip(AGE_CODES, AGES, strict=True)]


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers to a reader."""
    return {
        "state": [
            ("", _("All states")),
            (OUTSTANDING, _("Outstanding")),
            (OVERDUE, _("Overdue")),
            *State.choices,
        ],
        "age": [("", _("Any age")), *age_choices()],
        "grade": [("", _("All grades")), *Grade.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
        "did": happened_choices(),
        "department": [("", _("All departments")), *filters.departments()],
    }
