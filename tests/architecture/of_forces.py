"""Rescue forces of county a, one case of every kind, for the walks over pages and operations."""

from __future__ import annotations

from typing import Any

from anlan.api.routers.forces import PATHS
from anlan.forces.tests.factories import one_of_each

AN_AREA = "a force has an area and no sector: whoever sees the area sees it"
FORCES = {
    "forces:case": AN_AREA,
    "forces:take": "the same; what it may do, its steps say",
    **dict.fromkeys(("forces:live", "forces:report"), "the same of an alert"),
    "forces:of-level": "a state of readiness has an area and no sector: the same",
    "forces:of-incident": "an incident has an area and no sector: the same",
    "forces:order": "the same; refused by the right, or for want of forces that were chosen",
}
"""Route → why the shop's other sector sees it."""
FORCES_OPERATIONS = {f"{path.replace('-', '_')}_get": AN_AREA for path in PATHS.values()}


def of_forces(duty: dict[str, Any]) -> dict[str, Any]:
    """Return the values by which addresses name them."""
    found = one_of_each()
    alert = found["alert"].pk
    return {
        "forces": found,
        "forces.kind": "force",
        "forces.pk": found["force"].pk,
        "forces.step": "confirm",
        **{f"forces:{name}.pk": alert for name in ("order", "report", "live")},
        "forces:of-level.pk": duty["readiness"].pk,
        "forces:of-incident.pk": found["alert"].incident_id,
    }


def force_things() -> dict[str, Any]:
    """Return the cases by the subjects of the API."""
    return {PATHS[kind].removesuffix("s"): case for kind, case in one_of_each().items()}
