"""What the filters of every list offer: areas, sectors, departments, as this process read them within the minute.

Three small tables that change a few times a year stand above every list. They are read once a minute of real time, so
that a page of rows does not pay for them; what somebody may see, choose or do is never decided from here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from anlan.org.choices import area_choices
from anlan.org.models import Area, Organisation, OrganisationKind, Sector
from anlan.org.scope import Scope

_KEPT_SECONDS = 60
DEEPEST = 2


@dataclass(frozen=True, slots=True)
class _Tables:
    """The valid areas in order of the tree, the sectors in their order, the departments by code."""

    areas: list[Area]
    sectors: list[Sector]
    departments: list[Organisation]
    read_at: float


class _Kept:
    """What this process read last."""

    tables: _Tables | None = None


def forget() -> None:
    """Read anew at the next question; for whoever changes the tree."""
    _Kept.tables = None


def _tables() -> _Tables:
    now = time.monotonic()
    if _Kept.tables is None or now - _Kept.tables.read_at > _KEPT_SECONDS:
        bodies = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, valid_to=None)
        _Kept.tables = _Tables(
            list(Area.objects.filter(valid_to=None, depth__lte=DEEPEST).order_by("path")),
            list(Sector.objects.order_by("position", "code")),
            list(bodies.order_by("code")),
            now,
        )
    return _Kept.tables


def areas(scope: Scope) -> list[tuple[str, str]]:
    """Return (code, label) of the scope's areas down to townships, set in under their county."""
    root = scope.root_path
    if root is None:
        return []
    return area_choices([area for area in _tables().areas if (area.path or "").startswith(root)])


def sectors() -> list[tuple[str, str]]:
    """Return (code, label) of every sector in its order."""
    return [(sector.code, sector.label) for sector in _tables().sectors]


def departments() -> list[tuple[str, Any]]:
    """Return (key, label) of the departments that there are."""
    return [(str(body.pk), body.label) for body in _tables().departments]
