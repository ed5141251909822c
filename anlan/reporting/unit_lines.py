"""The lines of the roll-up as people read them: a form, some months, unit by unit, each axis added up by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.figures.cut import find_area
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.org.models import Area, Organisation
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.reporting import formbook
from anlan.reporting.form_models import DAILY
from anlan.reporting.models import Axis
from anlan.reporting.unit_months import Sums, by_unit, month_of, moved_since_sealed

MOST_MONTHS = 24
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: a form, whole months, an axis and an area."""

    form: str
    first: int
    last: int
    today: date
    axis: str = ""
    area: Area | None = None

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Asked:
        """Return it; without months the one of yesterday. Raises Invalid for what is no choice."""
        today = clock.today()
        last = _month(query, "to") or month_of(today - ONE)
        first = _month(query, "from") or last
        if not 0 <= _distance(first, last) < MOST_MONTHS:
            raise Invalid(
                "period.months",
                _("Choose from one month to %(most)s months, the first before the last.")
                % {"most": MOST_MONTHS},
                field="from",
            )
        forms = [code for code, _name in formbook.choices(today)]
        named = parameters.words(query, "area")
        return cls(
            parameters.choice(query, "form", forms) or DAILY,
            first,
            last,
            today,
            parameters.choice(query, "axis", Axis.values),
            find_area(named) if named else None,
        )

    @property
    def months(self) -> tuple[str, str]:
        return f"{self.first // 100}-{self.first % 100:02}", f"{self.last // 100}-{self.last % 100:02}"


def _month(query: Mapping[str, Any], name: str) -> int | None:
    """Return the six digits of a month written 2022-10, or of a day in it. Raises Invalid."""
    text = parameters.words(query, name)
    if not text:
        return None
    try:
        return month_of(date.fromisoformat(text if len(text) > 7 else f"{text}-01"))
    except ValueError:
        fault = _("“%(given)s” is no month. Write it as 2022-10.") % {"given": text[:20]}
        raise Invalid("month.format", fault, field=name) from None


def _distance(first: int, last: int) -> int:
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit over the months asked about, or all units of an axis together (`unit` None)."""

    unit: Organisation | None
    axis: Axis
    sums: Sums
    is_changed: bool = False  # a sealed month says something else now

    @property
    def late(self) -> int:
        return self.sums.sent - self.sums.on_time

    @property
    def missing(self) -> int:
        return self.sums.due - self.sums.sent

    @property
    def completeness(self) -> str:
        return _share(self.sums.sent, self.sums.due)

    @property
    def punctuality(self) -> str:
        return _share(self.sums.on_time, self.sums.due)


def _share(part: int, whole: int) -> str:
    """Return a share in per cent, never 100 where something is missing."""
    return "—" if not whole else f"{min(round(1000 * part / whole), 999 if part < whole else 1000) / 10:.1f}"


def lines(scope: Scope, asked: Asked) -> list[UnitLine]:
    """Return a line for each unit that the reader sees, those with most missing first."""
    which = _seen(scope, asked)
    found = by_unit(which, form=asked.form, first=asked.first, last=asked.last, today=asked.today)
    changed = moved_since_sealed(which, form=asked.form, first=asked.first, last=asked.last)
    units = Organisation.objects.in_bulk({unit for unit, _area, _axis in found})
    told = [
        UnitLine(units[unit], Axis(axis), sums, (unit, area, axis) in changed)
        for (unit, area, axis), sums in found.items()
    ]
    order = list(Axis)
    return sorted(told, key=lambda one: (-one.missing, -one.late, order.index(one.axis), _code(one)))


def _code(line: UnitLine) -> str:
    return "" if line.unit is None else line.unit.code


def totals(found: list[UnitLine]) -> list[UnitLine]:
    """Return what the units of each axis add up to; axes are never added together."""
    sums: dict[Axis, Sums] = {}
    for one in found:
        sums[one.axis] = sums.get(one.axis, Sums()).plus(one.sums)
    return [UnitLine(None, axis, sums[axis]) for axis in Axis if axis in sums]


def _seen(scope: Scope, asked: Asked) -> Q:
    """Return the condition of a reader's scope and of the filters, on the kept lines and on the rows alike."""
    which = Q()
    if not scope.everything:
        own = [0] + [
            post.organisation_id for post in scope.held if Permission.REPORT_FILE in post.permissions
        ]
        which = scope.where(Permission.REPORT_READ, sector=None) | Q(organisation__in=own)
    if asked.axis:
        which &= Q(axis=asked.axis)
    return which & below(asked.area.path or "", "area_path") if asked.area else which
