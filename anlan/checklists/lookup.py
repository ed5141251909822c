"""Which checklist a visit may be made by, and the criterion that an item names."""

from __future__ import annotations

from datetime import date

from anlan.checklists.models import Checklist, ChecklistItem
from anlan.criteria.models import Criterion


def find_checklist(key: int) -> Checklist | None:
    return Checklist.objects.filter(pk=key).first()


def find_item(key: int) -> ChecklistItem | None:
    """Return an item with its version and its criterion."""
    rows = ChecklistItem.objects.select_related("checklist", "criterion__pack")
    return rows.filter(pk=key).first()


def for_place(sector: str, area_path: str, on: date) -> list[Checklist]:
    """Return the versions for a place's sector in force on a day where it lies: those of its sector first.

    One query over a few rows.
    """
    rows = Checklist.objects.in_force(on).order_by("code", "-version")
    found = [row for row in rows if row.is_about(sector) and area_path.startswith(row.area_path)]
    return sorted(found, key=lambda row: (sector not in row.sectors, row.code, -row.version))


def read_criterion(text: str) -> Criterion | None:
    """Return the criterion that a cell names: the code of its pack, a blank, its article."""
    pack, _blank, article = text.strip().partition(" ")
    return Criterion.objects.select_related("pack").filter(pack__code=pack, article=article.strip()).first()


def criterion_name(criterion: Criterion | None) -> str:
    """Return how a cell names a criterion; needs its pack."""
    return f"{criterion.pack.code} {criterion.article}" if criterion else ""
