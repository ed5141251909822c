"""The areas and sectors that somebody can choose from on a page."""

from __future__ import annotations

from anlan.org.models import Area, Sector
from anlan.org.models.areas import below
from anlan.org.scope import Scope


def areas_of(scope: Scope, *, deepest: int = 2) -> list[Area]:
    """Return the valid areas of the scope in order of the tree, down to a depth (0 is the city)."""
    root = scope.root_path
    if root is None:
        return []
    return list(Area.objects.filter(below(root, "path"), valid_to=None, depth__lte=deepest).order_by("path"))


def area_choices(areas: list[Area]) -> list[tuple[str, str]]:
    """Return (code, label) with townships set in under their county."""
    least = min((area.depth for area in areas), default=0)
    return [(area.code, "　" * (area.depth - least) + area.short_label) for area in areas]


def sector_choices() -> list[tuple[str, str]]:
    """Return (code, label) of every sector in its order."""
    return [(sector.code, sector.label) for sector in Sector.objects.order_by("position", "code")]
