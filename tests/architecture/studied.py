"""Risk studies, maps and a systemic problem of county a, for the walks over pages and operations."""

from __future__ import annotations

from typing import Any

from anlan.api.routers.studies import PATHS
from anlan.maps.tests.factories import loaded
from anlan.studies.tests.factories import one_of_each
from anlan.systemic.tests.factories import proposed
from tests.architecture.of_installations import of_forces_and_installations

AN_AREA = "what is studied has an area: a department limited to sectors sees its whole area"
STUDIES = {
    "studies:case": AN_AREA,
    "studies:paper-page": "the same",
    "studies:take": "the same; what it may do, its steps say",
    "studies:find": "the same; who was not asked is refused by the rule",
    **dict.fromkeys(("studies:hold", "studies:warn", "studies:assign"), "the same; refused by the right"),
    "studies:of-end": "a panel; shows the findings within the reader's own scope, here none",
    "systemic:of": "a panel; shows the problems within the reader's own scope, here none",
    "maps:panel": "a map of the reader's own area; its spots within the reader's own scope",
    "maps:geojson": "the same as a file",
    "maps:set": "borders are seen by whoever reads in the area",
    "maps:take": "the same; refused by the rule",
}
"""Route → why the shop's other sector sees it."""
STUDY_OPERATIONS = {
    **{f"{path.replace('-', '_')}_get": AN_AREA for path in PATHS.values()},
    "boundaries_get": "borders are seen by whoever reads in the area",
    "maps_get": "a map of the reader's own area; its spots within the reader's own scope",
}


def studied(duty: dict[str, Any]) -> dict[str, Any]:
    """Return the values by which addresses name them, with those of rescue forces."""
    found, forces = one_of_each(), of_forces_and_installations(duty)
    borders = loaded()
    return {
        "systemic.pk": proposed(rests_on=0).pk,
        "systemic.step": "amend",
        "systemic:of.kind": "premises",
        "systemic:of.subject": 1,
        **forces,
        "forces": {**forces["forces"], **found, "boundaries": borders},
        "studies.kind": "risk_study",
        "studies.pk": found["risk_study"].pk,
        "studies.step": "redraft",
        "studies:warn.pk": found["finding"].pk,
        "studies:assign.pk": found["finding"].pk,
        "studies:of-end.kind": "advisory",
        "studies:of-end.subject": 1,
        "maps.layer": "risk",
        "maps.pk": borders.pk,
        "maps.step": "withdraw",
    }


def study_things() -> dict[str, Any]:
    """Return the cases by the subjects of the API: a path without its last letter."""
    found = {PATHS[kind].removesuffix("s"): case for kind, case in one_of_each().items()}
    return {**found, "boundarie": loaded(), "systemic-problem": proposed(rests_on=0)}
