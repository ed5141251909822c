"""Maps as GeoJSON, and the sets of borders from which they are drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import parameter
from anlan.api.schemas import MapFile
from anlan.api.words import _
from anlan.figures.cut import find_area
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.maps.geojson import collection
from anlan.maps.layers import LAYERS
from anlan.maps.models import BoundarySet, SetState
from anlan.org.models import Area
from anlan.org.roles import Permission

router = Router(tags=["maps"])
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)
KEEP = AccessToken(TokenScope.READ, Permission.ORG_MANAGE)
FIELDS = ("source", "note", "is_demo", "features", "digest", "loaded_on")


@router.get(
    "/maps/{layer}",
    auth=READ,
    response=MapFile,
    operation_id="maps_get",
    summary=_("The map of an area in one layer, as GeoJSON"),
    description=_(
        "The areas in it with their borders, as far as they are loaded, and places with coordinates that you see."
    ),
    openapi_extra={"parameters": [parameter("area", {"type": "string"}, "code or name; yours without one")]},
)
def layer_map(request: ApiRequest, layer: str) -> HttpResponse:
    actor, found = request.auth.actor, LAYERS.get(layer)
    if found is None or not actor.may(found.permission):
        raise Unknown("map.layer", _("There is no map of this."), field="layer")
    root, code = actor.scope.root_path, parameters.words(request.GET, "area")
    area = find_area(code) if code else Area.objects.filter(path=root or "").first()
    if area is None or root is None or not (area.path or "").startswith(root):
        raise Unknown("area.unknown", _("There is no such area in yours."), field="area")
    return answer(dict(collection(area, found, actor)))


def _filtered(_kind: str, rows: Any, query: Any) -> Any:
    state = parameters.choice(query, "state", list(SetState.values))
    return rows.filter(state=state) if state else rows


Told(
    router=router,
    auth=KEEP,
    kinds={"boundaries": SimpleNamespace(related=("area", "organisation"), words=lambda one: one.title)},
    seen=lambda _kind, scope: BoundarySet.objects.within(scope),
    filtered=_filtered,
    values=lambda _kind, one: {name: getattr(one, name) for name in FIELDS},
    parts={},
    a_list=_("The sets of borders"),
    one=_("One set of borders"),
    those=_("Those of your area and of the areas above it, the latest first."),
    about=_("Its source, the steps that lead on, and its history."),
).register("boundaries", "boundaries", [])
