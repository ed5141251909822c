"""Hazards as rows of the national exchange of dual prevention (双重预防), in exactly its field names and codes.

Source: field table of the exchange as quoted in the domain brief, §2.5. What is not kept here (risk objects and
measures, cost, the guarantor who registered) stays empty rather than being made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.hazards.listing import choices
from anlan.hazards.models import Category, Grade, Hazard, HazardQuerySet, State
from anlan.inspections.models import Mode
from anlan.kernel.parameters import Order, choice
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor

FIELDS = (
    ("dangerId", CODE), ("companyCode", CODE), ("companyName", NAME), ("riskObjectCode", CODE), ("riskMeasureId", CODE),
    ("checkRecordId", CODE), ("dangerName", WIDE), ("dangerLevel", CODE), ("registTime", MOMENT), ("registrant", NAME),
    ("dangerSrc", CODE), ("dangerManageType", CODE), ("hazardDangerType", CODE), ("dangerDesc", WIDE),
    ("dangerReason", WIDE), ("hazardCategory", CODE), ("controlMeasures", WIDE), ("cost", CODE), ("liablePerson", NAME),
    ("dangerManageDeadline", MOMENT), ("checkAcceptPerson", NAME), ("checkAcceptTime", MOMENT),
    ("checkAcceptComment", WIDE), ("dangerState", CODE), ("deleted", CODE),
)  # fmt: skip
KINDS = {
    Category.MANAGEMENT: "1", Category.BEHAVIOUR: "1", Category.PROCESS: "2", Category.ELECTRICAL: "3",
    Category.FIRE: "5", Category.LAYOUT: "6", Category.EQUIPMENT: "7", Category.OTHER: "8",
}  # fmt: skip
"""hazardDangerType: 1 safety, 2 process, 3 electrical, 4 instrument, 5 fire, 6 layout, 7 equipment, 8 other."""
LEVELS = {Grade.GENERAL: "0", Grade.MAJOR: "1"}
TO_RECTIFY, TO_ACCEPT, ACCEPTED = "0", "1", "9"
EXPERT, COMPREHENSIVE, OTHER = "8", "2", "10"
NAME_LENGTH = 50
_READ = (
    "id", "found_on", "found_at", "found_by_id", "premises__code", "premises__name", "visit_id", "visit__mode",
    "experts", "description", "grade", "category", "on_the_spot", "basis", "interim_measure", "requirement",
    "rectification", "rectified_by_id", "department_id", "due_at", "accepted_by_id", "accepted_at", "acceptance",
    "state",
)  # fmt: skip


def rows(actor: Actor, query: Mapping[str, Any]) -> HazardQuerySet:
    """Return the hazards found in the days asked for, in the reader's scope; what was voided goes out as deleted."""
    place = {name: query[name] for name in ("area", "sector", "from", "to") if query.get(name)}
    condition: Q = where_and_when(place, "found_on")
    if grade := choice(query, "grade", tuple(Grade.values)):
        condition &= Q(grade=grade)
    return Hazard.objects.within(actor.scope).filter(condition)


def columns() -> list[Column]:
    return [Column(name, kind) for name, kind in FIELDS]


def state_of(state: str) -> str:
    """Return dangerState: 0 rectifying, 1 to be accepted, 9 accepted."""
    if state == State.CLAIMED:
        return TO_ACCEPT
    return ACCEPTED if state in (State.ACCEPTED, State.LOOK_BACK, State.CLOSED) else TO_RECTIFY


def source_of(mode: str, experts: Any) -> str:
    """Return dangerSrc: with experts 8, a joint check 2; the other codes are of a business's own checks, hence 10."""
    return EXPERT if experts else COMPREHENSIVE if mode == Mode.JOINT else OTHER


def teller() -> Teller:
    people, bodies = names.people(), names.organisations()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Hazard.objects.filter(pk__in=keys).values(*_READ))
        people.learn(
            row[name] for row in found for name in ("found_by_id", "rectified_by_id", "accepted_by_id")
        )
        bodies.learn(row["department_id"] for row in found)
        for row in found:
            gone = row["state"] in (State.MERGED, State.VOIDED)
            measures = row["rectification"] or row["requirement"] or row["interim_measure"]
            yield (
                row["id"],
                (
                    f"YH{row['found_on']:%Y}-{row['id']:07d}",
                    row["premises__code"],
                    row["premises__name"],
                    "",
                    "",
                    str(row["visit_id"]),
                    row["description"][:NAME_LENGTH],
                    LEVELS[row["grade"]],
                    row["found_at"],
                    people[row["found_by_id"]],
                    source_of(row["visit__mode"], row["experts"]),
                    "0" if row["on_the_spot"] else "1",
                    KINDS[row["category"]],
                    row["description"],
                    row["basis"],
                    "0",
                    measures,
                    "",
                    people[row["rectified_by_id"]] or bodies[row["department_id"]],
                    row["due_at"],
                    people[row["accepted_by_id"]],
                    row["accepted_at"],
                    row["acceptance"],
                    state_of(row["state"]),
                    "1" if gone else "0",
                ),
            )

    return tell


Sheet(
    code="dual-prevention",
    label=_("Hazards in the codes of dual prevention"),
    route="hazards:list",
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("area", "sector", "grade", "from", "to"),
    order=Order((), descending=False),
)
