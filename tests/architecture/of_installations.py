"""Major hazard installations of county a, one case of every kind, for the walks over pages and operations."""

from __future__ import annotations

from typing import Any

from anlan.api.routers.installations import PATHS
from anlan.installations.tests.factories import one_of_each
from tests.architecture.of_forces import of_forces

A_PARK = "a park has an area and no sector: whoever sees the area sees it"
INSTALLATIONS: dict[str, str] = {}
"""Route → why the shop's other sector sees it."""
INSTALLATION_OPERATIONS = {"parks_get": A_PARK}
OPEN_INSTALLATIONS = {
    "installations:receive": "by POST only: alarms of plants' systems, signed with a key, within a time window, never "
    "twice; what is not signed is answered with 401",
}


def of_forces_and_installations(duty: dict[str, Any]) -> dict[str, Any]:
    """Return the values by which addresses name them, and rescue forces."""
    found = one_of_each()
    one = found["installation"]
    return {
        **of_forces(duty),
        "installations": found,
        "installations.kind": "installation",
        "installations.pk": one.pk,
        "installations.step": "file",
        "installations:of-plant.pk": one.premises_id,
    }


def installation_things() -> dict[str, Any]:
    """Return the cases by the subjects of the API."""
    return {PATHS[kind].removesuffix("s"): case for kind, case in one_of_each().items()}
