"""What the steps of major hazard installations ask for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.duty.inputs import AREA, BECAUSE, NOTHING, Phone
from anlan.imports.datums import PLACED
from anlan.imports.inputs import Number, YesNo
from anlan.inspections.models import Qualification, QualificationKind
from anlan.installations.kinds import (
    KEPT,
    OLD_METHODS,
    AlarmKind,
    Applicability,
    Archive,
    Finding,
    Level,
    Licence,
    ParkState,
    Role,
    Shift,
    SourceState,
    StationingState,
    Unit,
)
from anlan.installations.models import AlarmSource, ExpertStationing, Installation, Park
from anlan.installations.substances import Holdings
from anlan.lifecycle.inputs import Choice, Day, Form, Input, Moment, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.scope import Scope
from anlan.premises.models import Premises

MOST_RESIDENTS = 10_000_000
MOST_UNITS = 10_000


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


def find_park(key: int) -> Park | None:
    return Park.objects.filter(pk=key, state=ParkState.LISTED).first()


def find_installation(key: int) -> Installation | None:
    return Installation.objects.filter(pk=key, state__in=KEPT).select_related("premises").first()


def find_expert(key: int) -> Qualification | None:
    return Qualification.objects.standing().filter(pk=key, kind=QualificationKind.EXPERT).first()


def experts_for(scope: Scope) -> Any:
    """Return the experts on the register whom a body may station: of its area and below, and of the areas above."""
    rows = Qualification.objects.standing().filter(kind=QualificationKind.EXPERT)
    parts = (scope.root_path or "").strip("/").split("/")
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)] if scope.root_path else []
    return rows.within(scope) | rows.filter(area_path__in=above)


def find_stationing(key: int) -> ExpertStationing | None:
    rows = ExpertStationing.objects.exclude(state=StationingState.VOIDED)
    return rows.filter(pk=key).first()


def find_source(key: int) -> AlarmSource | None:
    return AlarmSource.objects.filter(pk=key, state=SourceState.OPEN).first()


@dataclass(frozen=True, kw_only=True)
class Residents(Number):
    """How many people live within 500 m of the plant's boundary: what decides α."""

    most: int = MOST_RESIDENTS

    def parse(self, raw: Any) -> int:
        if str(raw).strip().lstrip("-").isdigit() and int(str(raw).strip()) < 0:
            raise self.invalid(
                "residents",
                _("%(n)s residents within 500 m: a whole number from 0 on decides α (table 5).") % {"n": raw},
            )
        return super().parse(raw)


@dataclass(frozen=True, kw_only=True)
class Quotient(Input):
    """R as a filing states it: a number from 0 on with at most four places."""

    most: int = 10**10

    def parse(self, raw: Any) -> Decimal:
        try:
            value = Decimal(str(raw).strip())
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= self.most:
            raise self.invalid(
                "quotient",
                _("“%(value)s” is no R: write a number from 0 on, as in 12.5.") % {"value": str(raw)[:20]},
            )
        return value.quantize(Decimal("0.0001")).normalize() if value else Decimal(0)

    def journal(self, value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"


def _text(name: str, label: Any, most: int, **more: Any) -> Text:
    return Text(name=name, label=label, max_length=most, **more)


# -- parks --------------------------------------------------------------------------------------------------------

_PARK = (
    _text("name", pgettext_lazy("park", "Name of the park"), 80),
    _text("name_en", gettext_lazy("Name in English"), 120, required=False),
    _text("approval", pgettext_lazy("park", "Document of its recognition"), 100, required=False),
)
ENTER_PARK = Form((AREA, *_PARK))
AMEND_PARK = Form(_PARK)

# -- the register -------------------------------------------------------------------------------------------------

PREMISES = Reference(name="premises", label=gettext_lazy("Plant"), find=find_premises, model=Premises)
PARK = Reference(
    name="park",
    label=gettext_lazy("Chemical park"),
    find=find_park,
    model=Park,
    required=False,
    help=gettext_lazy("Empty: it stands in no park."),
)
_UNIT = (
    _text("name", pgettext_lazy("installation", "Name of the unit"), 80),
    Choice(name="unit", label=pgettext_lazy("installation", "Kind of unit"), choices=tuple(Unit.choices)),
    Choice(
        name="applicability",
        label=gettext_lazy("Does decree 40 apply"),
        choices=tuple(Applicability.choices),
        help=gettext_lazy("It does not to city gas, port areas and national defence: no filing, no posts."),
    ),
    Choice(
        name="licence",
        label=gettext_lazy("Licence of the plant"),
        choices=tuple(Licence.choices),
        help=gettext_lazy("Guarantee posts bind producers, operators with storage and licensed users."),
    ),
)
HOLDINGS = Holdings(
    name="holdings",
    label=gettext_lazy("What the unit holds at most by design"),
    help=gettext_lazy(
        "One line a substance: name | CAS number | tonnes. Where it is needed: its classes of table 2 (W5.3), its "
        "number in table 1 (No. 12), shares of a mixture with their percent signs, the β that a filing states (β=1)."
    ),
)
RESIDENTS = Residents(
    name="residents",
    label=gettext_lazy("Residents within 500 m"),
    help=gettext_lazy("Permanent residents within 500 m of the plant's boundary."),
)
ASSESSED = Day(
    name="assessed_on",
    label=gettext_lazy("Assessed on"),
    help=gettext_lazy("The edition of the standard in force on that day is applied."),
)
_FILED = (
    _text("filed_number", gettext_lazy("Filing number"), 60),
    Day(name="filed_on", label=gettext_lazy("Filed on")),
)
IDENTIFY = Form((PREMISES, PARK, *_UNIT, HOLDINGS, RESIDENTS, ASSESSED, *PLACED))
ENTER_OLD = Form(
    (
        PREMISES,
        PARK,
        *_UNIT,
        Choice(name="method", label=gettext_lazy("Method of the filing"), choices=OLD_METHODS),
        Choice(name="level", label=gettext_lazy("Level as filed"), choices=tuple(Level.choices)),
        Quotient(name="r", label=gettext_lazy("R as filed")),
        Holdings(
            name="holdings",
            label=gettext_lazy("What the unit holds at most by design"),
            required=False,
            help=gettext_lazy("As filed; it is kept and not reckoned with."),
        ),
        ASSESSED,
        *_FILED,
        *PLACED,
    )
)
REGRADE = Form((HOLDINGS, RESIDENTS, ASSESSED, _text("reason", gettext_lazy("Why it is assessed anew"), 300)))
FILE = Form(_FILED)
AMEND = Form((PARK, *_UNIT, *PLACED))
ARCHIVE = Form(
    (
        Choice(name="item", label=gettext_lazy("Part of the archive"), choices=tuple(Archive.choices)),
        Day(name="kept_on", label=gettext_lazy("There since")),
        _text("reference", gettext_lazy("Document or place"), 120),
    )
)
REMOVE = Form(
    (
        Day(name="removed_on", label=gettext_lazy("Removed on")),
        _text("reason", gettext_lazy("Reason"), 300, lines=2),
        _text("basis", gettext_lazy("Document of the removal"), 100, required=False),
    )
)


@dataclass(frozen=True, kw_only=True)
class Holder(Text):
    """Who holds a post, in one spelling: terms are kept apart by it, so “张 三” is 张三."""

    max_length: int = 60

    def parse(self, raw: Any) -> str:
        text = " ".join(unicodedata.normalize("NFKC", super().parse(raw)).split())
        return _BETWEEN.sub("", text)


_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff·]) (?=[\u3400-\u9fff·])")

# -- guarantee posts ----------------------------------------------------------------------------------------------

INSTALLATION = Reference(
    name="installation",
    label=gettext_lazy("Installation"),
    find=find_installation,
    model=Installation,
)
SET_UP = Form(
    (INSTALLATION, Choice(name="role", label=pgettext_lazy("guarantee", "Post"), choices=tuple(Role.choices)))
)
APPOINT = Form(
    (
        Holder(
            name="holder",
            label=pgettext_lazy("guarantee", "Who holds it"),
            help=gettext_lazy("Two people of one name at one plant: add a mark, as in 张三（二车间）."),
        ),
        _text("title", gettext_lazy("Position in the enterprise"), 60),
        Phone(name="phone", label=gettext_lazy("Phone")),
        Day(name="from_day", label=gettext_lazy("From")),
        Day(
            name="to_day",
            label=gettext_lazy("To (the last day)"),
            required=False,
            help=gettext_lazy("Empty: until somebody else follows."),
        ),
    )
)
ACKNOWLEDGE = Form(
    (
        Day(
            name="on_day",
            label=gettext_lazy("Acknowledged on"),
            required=False,
            help=gettext_lazy("Empty: today."),
        ),
        _text("note", gettext_lazy("How it was acknowledged"), 200, required=False),
    )
)
RELIEVE = Form(
    (
        Day(name="last_day", label=gettext_lazy("Last day in the post")),
        _text("reason", gettext_lazy("Reason"), 300),
    )
)

# -- duties -------------------------------------------------------------------------------------------------------

PERFORMED = Form(
    (
        _text("result", gettext_lazy("What was done and found"), 500, min_length=4, lines=3),
        Number(name="hazards_found", label=gettext_lazy("Hazards found"), least=0, most=10_000, required=False),
        _text("holder", gettext_lazy("Done by"), 60, required=False,
              help=gettext_lazy("Empty: who holds the post.")),
        Photos(name="evidence", label=gettext_lazy("Photographs or scanned record"), role="document"),
    )
)  # fmt: skip


def _units(name: str, label: Any) -> Number:
    return Number(name=name, label=label, least=0, most=MOST_UNITS)


def _works(name: str, label: Any) -> Number:
    return Number(name=name, label=label, least=0, most=MOST_UNITS, required=False)


def _yes(name: str, label: Any) -> Choice:
    return Choice(name=name, label=label, choices=(("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))))


PLEDGED = Form(
    (
        _units("units_total", gettext_lazy("Units in all")),
        _units("units_running", gettext_lazy("Units that run")),
        _units("units_stopped", gettext_lazy("Units that stand still")),
        _units("units_maintained", gettext_lazy("Of these under maintenance")),
        _works("special_fire", gettext_lazy("Hot works, special grade")),
        _works("fire_one", gettext_lazy("Hot works, grade 1")),
        _works("fire_two", gettext_lazy("Hot works, grade 2")),
        _works("confined", gettext_lazy("Works in confined spaces")),
        _works("other_works", gettext_lazy("Other special works")),
        _yes("is_trial", gettext_lazy("Trial production")),
        _yes("is_starting", gettext_lazy("Start-up or shut-down")),
        _yes(
            "is_tank_farm_safe",
            gettext_lazy("Tank farms, warehouses and major hazard installations are safe"),
        ),
        _text("trouble", gettext_lazy("If not: what is wrong"), 300, required=False),
        _text("sentence", gettext_lazy("Pledge"), 300, lines=2),
        _text("principal", gettext_lazy("Principal who pledges"), 60),
    )
)

# -- experts ------------------------------------------------------------------------------------------------------

STATION = Form(
    (
        PREMISES,
        Reference(name="expert", label=gettext_lazy("Expert"), find=find_expert, model=Qualification),
        Choice(name="shift", label=gettext_lazy("Shift"), choices=tuple(Shift.choices)),
        Day(name="first_day", label=gettext_lazy("First day")),
        Day(name="last_day", label=gettext_lazy("Last day")),
        Phone(name="phone", label=gettext_lazy("Phone")),
        _text("task", gettext_lazy("What he looks after"), 200, required=False),
    )
)
END_STATIONING = Form(
    (
        Day(name="last_day", label=gettext_lazy("Last day")),
        _text("reason", gettext_lazy("Reason"), 300),
    )
)
WRITE_LOG = Form(
    (
        Reference(
            name="stationing",
            label=gettext_lazy("Stationing"),
            find=find_stationing,
            model=ExpertStationing,
        ),
        Day(name="day", label=gettext_lazy("Day")),
        _text("checked", gettext_lazy("What was looked at"), 500, min_length=4, lines=3),
        Number(name="found", label=gettext_lazy("Hazards found"), least=0, most=10_000),
        _text("advice", gettext_lazy("Advice"), 500, required=False, lines=2),
        _text("open_items", gettext_lazy("What the next shift must know"), 500, required=False, lines=2),
    )
)
TAKE_OVER = Form(
    (
        Reference(
            name="successor",
            label=gettext_lazy("Who takes over"),
            find=find_stationing,
            model=ExpertStationing,
        ),
    )
)

# -- alarms -------------------------------------------------------------------------------------------------------

OPEN_SOURCE = Form((PREMISES, _text("name", pgettext_lazy("alarm source", "Name of the system"), 80)))
SOURCE = Reference(name="source", label=gettext_lazy("Source"), find=find_source, model=AlarmSource)
RECEIVE = Form(
    (
        INSTALLATION,
        SOURCE,
        _text("foreign_id", gettext_lazy("Number at the source"), 64),
        Choice(name="kind", label=pgettext_lazy("alarm", "Kind"), choices=tuple(AlarmKind.choices)),
        _text("tag", gettext_lazy("Measuring point"), 60),
        _text("value", gettext_lazy("Measured"), 40),
        _text("threshold", pgettext_lazy("alarm", "Limit"), 40, required=False),
        _text("unit", gettext_lazy("Unit of measure"), 20, required=False),
        Moment(name="raised_at", label=gettext_lazy("Raised at")),
    )
)
CHECK = Form(
    (
        Choice(name="finding", label=gettext_lazy("What the check found"), choices=tuple(Finding.choices)),
        _text("cause", gettext_lazy("Cause"), 300, lines=2),
    )
)
CLOSE = Form((_text("measure", pgettext_lazy("alarm", "What was done"), 300, lines=2),))

__all__ = ["BECAUSE", "NOTHING", "YesNo"]
