"""The matrix sector × area as it stood on a day: whom a question about a place gets as its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from anlan.org.models import Area, Responsibility, Sector
from anlan.org.models.responsibility import standing_on


@dataclass(frozen=True, slots=True)
class Claims:
    """The departments that claim a sector in an area, and the area whose row says so (None: nobody does)."""

    department_ids: tuple[int, ...] = ()
    area_id: int | None = None

    @property
    def department_id(self) -> int | None:
        """Return the one that answers; None where there is none, or more than one."""
        return self.department_ids[0] if len(self.department_ids) == 1 else None


@dataclass(frozen=True)
class Matrix:
    """The rows that stood on one day, by (sector, area)."""

    rows: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def on(cls, day: date, *, sectors: Iterable[int] | None = None) -> Matrix:
        """Read the matrix of a day: one query, a few hundred rows in a city."""
        found = Responsibility.objects.filter(standing_on(day)).order_by("valid_from", "department_id")
        if sectors is not None:
            found = found.filter(sector__in=sectors)
        rows: dict[tuple[int, int], list[int]] = defaultdict(list)
        for sector, area, department in found.values_list("sector_id", "area_id", "department_id"):
            if department not in rows[sector, area]:
                rows[sector, area].append(department)
        return cls({cell: tuple(departments) for cell, departments in rows.items()})

    def claims(self, sector_id: int, path: str) -> Claims:
        """Return who claims the sector at the area with this path: the nearest area upwards with a row decides."""
        for key in reversed(path.strip("/").split("/")):
            departments = self.rows.get((sector_id, int(key)))
            if departments:
                return Claims(departments, int(key))
        return Claims()


def responsible(sector_id: int, path: str, *, on: date) -> int | None:
    """Return the department that answered on a day: yesterday's question gets yesterday's answer."""
    return Matrix.on(on, sectors=[sector_id]).claims(sector_id, path).department_id


def found_matrix(*, since: date) -> int:
    """Give every sector without a row its lead department for the whole tree; return how many rows were written.

    The table that an installation starts from; rulings take it from there.
    """
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    if root is None:
        return 0
    ruled = Responsibility.objects.values("sector_id")
    rows = [
        Responsibility(sector=sector, area=root, department_id=sector.lead_id, valid_from=since)
        for sector in Sector.objects.exclude(pk__in=ruled).order_by("pk")
    ]
    return len(Responsibility.objects.bulk_create(rows))


def follow_leads(*, on: date) -> int:
    """Let each sector’s lead be who answers for it in the whole tree on a day; return how many changed."""
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    if root is None:
        return 0
    matrix, changed = Matrix.on(on), 0
    for sector in Sector.objects.order_by("pk"):
        answers = matrix.claims(sector.pk, root.path or "/").department_id
        if answers is not None and answers != sector.lead_id:
            changed += Sector.objects.filter(pk=sector.pk).update(lead_id=answers)
    return changed
