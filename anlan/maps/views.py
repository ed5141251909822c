"""The map of an area in a layer, as page, fragment and GeoJSON; sets of borders: listed, loaded, withdrawn."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anlan.figures.cut import find_area
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.maps import acts
from anlan.maps.flow import BOUNDARY_FLOW
from anlan.maps.geojson import CONTENT_TYPE, collection
from anlan.maps.geometry import MILLION, Point
from anlan.maps.layers import LAYERS, Layer, layers_for
from anlan.maps.models import Boundary, BoundarySet, SetState
from anlan.maps.picture import Picture, drawn_above, picture_of
from anlan.maps.reading import MOST_CHARACTERS
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

SPOTS_SHOWN = 60
BORDERS = Layer("borders", gettext_lazy("Borders"), Permission.ORG_MANAGE, 99)
"""What a set of borders is shown in before any subject: no layer of the maps."""
TONES = {SetState.IN_FORCE: "good", SetState.SUPERSEDED: "neutral", SetState.WITHDRAWN: "neutral"}


def area_of(request: ActedRequest) -> Area:
    """Return the area that an address asks for, the reader's own without one. Raises Unknown beyond the reader's."""
    code, root = parameters.words(request.GET, "area"), request.actor.scope.root_path
    if not code:
        found = Area.objects.filter(path=root).first() if root else None
        return found or find_area(None)
    area = find_area(code)
    if root is None or not (area.path or "").startswith(root):
        raise Unknown("area.unknown", _("There is no area “%(area)s”.") % {"area": code[:40]}, field="area")
    return area


def point_of(request: ActedRequest) -> Point | None:
    """Return the point that an address pins, None without one. Raises Invalid for what is no point."""
    text = parameters.words(request.GET, "at", most=40)
    if not text:
        return None
    parts = text.split(",")
    try:
        lat, lon = (round(float(part) * MILLION) for part in parts)
    except (ValueError, OverflowError):
        lat = lon = 2**31
    if abs(lat) > 90 * MILLION or abs(lon) > 180 * MILLION:
        told = _("“%(text)s” is no point: write latitude and longitude, as in 34.41420,115.65640.")
        raise Invalid("map.at", told % {"text": text}, field="at")
    return lon, lat


def layer_of(actor: Actor, code: str) -> Layer:
    found = LAYERS.get(code)
    if found is None or not actor.may(found.permission):
        raise Unknown("map.layer", _("There is no map of this."))
    return found


@needs(Permission.FIGURE_READ)
def home(request: ActedRequest) -> HttpResponse:
    """Show the map of an area in a layer, its areas and spots once more as lists."""
    layers = layers_for(request.actor)
    if not layers:
        raise Unknown("map.layer", _("There is no map of this."))
    code = parameters.words(request.GET, "layer") or layers[0].code
    layer, area = layer_of(request.actor, code), area_of(request)
    picture = picture_of(area, layer, request.actor, query=f"&layer={layer.code}")
    root = request.actor.scope.root_path or ""
    above = [one for one in _above(area) if (one.path or "").startswith(root)]
    context = {
        **_told(picture),
        "tabs_shown": [
            {
                "text": one.label,
                "href": f"?{urlencode({'area': area.code, 'layer': one.code})}",
                "current": one is layer,
            }
            for one in layers
        ],
        "above": [
            (one.short_label, f"?{urlencode({'area': one.code, 'layer': layer.code})}") for one in above
        ],
        "keeps": request.actor.may(Permission.ORG_MANAGE),
    }
    return render(request, "maps/home.html", context)


def _above(area: Area) -> list[Area]:
    paths = (area.path or "").strip("/").split("/")
    return list(
        Area.objects.filter(path__in=[f"/{'/'.join(paths[:n])}/" for n in range(1, len(paths))]).order_by(
            "depth"
        )
    )


def _told(picture: Picture) -> dict[str, Any]:
    return {
        "picture": picture,
        "layer": picture.layer,
        "area": picture.area,
        "spots": picture.spots[:SPOTS_SHOWN],
        "more_spots": max(0, len(picture.spots) - SPOTS_SHOWN),
    }


@needs(Permission.FIGURE_READ)
def panel(request: ActedRequest, layer: str) -> HttpResponse:
    """Return the map alone, for the page of another app (hx-get), or as a page by itself.

    `at` (latitude,longitude in degrees of WGS 84) pins a point: then the nearest area above that is drawn is shown.
    """
    area, found, at = area_of(request), layer_of(request.actor, layer), point_of(request)
    if at is not None:
        area = drawn_above(area)
    picture = picture_of(area, found, request.actor, query=f"&layer={layer}", at=at)
    whole = not request.headers.get("HX-Request")
    return render(request, "maps/panel.html" if whole else "maps/_map.html", _told(picture))


@needs(Permission.FIGURE_READ)
def geojson(request: ActedRequest, layer: str) -> HttpResponse:
    told = collection(area_of(request), layer_of(request.actor, layer), request.actor)
    answer = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{layer}.geojson"'
    return answer


# -- sets of borders ---------------------------------------------------------------------------------------------------


@needs(Permission.ORG_MANAGE)
def sets(request: ActedRequest) -> HttpResponse:
    """Show the sets of borders, the newest first: whose, from where, how many."""
    rows = BoundarySet.objects.within(request.actor.scope).select_related("area").order_by("-pk")[:100]
    columns = [
        {"label": _("Number"), "kind": "code"}, {"label": _("Title"), "kind": "wide"}, {"label": _("Area")},
        {"label": _("Borders"), "kind": "num"}, {"label": _("Loaded on"), "kind": "date"}, {"label": _("State")},
    ]  # fmt: skip
    told = [
        [
            {"text": one.number, "href": reverse("maps:set", args=[one.pk])},
            {"text": one.title, "sub": one.source},
            one.area.short_label,
            one.features,
            str(one.loaded_on),
            {"text": SetState(one.state).label, "tone": TONES[SetState(one.state)]},
        ]
        for one in rows
    ]
    context = {"columns": columns, "rows": told, "keeps": request.actor.may(Permission.ORG_MANAGE)}
    return render(request, "maps/sets.html", context)


def visible(request: ActedRequest, pk: int) -> BoundarySet:
    rows = BoundarySet.objects.within(request.actor.scope).select_related("area", "organisation", "loaded_by")
    found: BoundarySet | None = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("map.set", _("There are no borders with this number in your area."))
    return found


@needs(Permission.ORG_MANAGE)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _detail(request, visible(request, pk))


def _detail(
    request: ActedRequest, one: BoundarySet, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(BOUNDARY_FLOW, one, request.actor, refused=refused)
    drawn = Boundary.objects.filter(belongs_to=one.pk).select_related("area").order_by("area__path")
    context = {
        **(_told(picture_of(one.area, BORDERS, request.actor)) if one.state == SetState.IN_FORCE else {}),
        "one": one,
        "drawn": [row.area for row in drawn],
        "state_label": SetState(one.state).label,
        "tone": TONES[SetState(one.state)],
        "forms": [form for form in forms if (form.decision or form.error) and form.name != "supersede"],
        "entries": trail(BOUNDARY_FLOW, one),
    }
    return render(request, "maps/set.html", context, status=status)


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Withdraw a set of borders; a refusal shows the page again."""
    visible(request, pk)
    return asking.take(
        request,
        BOUNDARY_FLOW,
        pk,
        step,
        back=redirect("maps:set", pk=pk),
        again=lambda form, status: _detail(request, visible(request, pk), form, status),
    )


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def load(request: ActedRequest) -> HttpResponse:
    """Load borders from a GeoJSON file; a refused form keeps what was typed."""
    step, actor = BOUNDARY_FLOW.steps["load"], request.actor
    areas = [(area.pk, "　" * area.depth + area.short_label) for area in areas_of(actor.scope)]
    options, status = {"area": areas}, 200
    form = StepForm.of(step, {"area": areas[0][0] if areas else "", "demo": "no"}, options=options)
    if request.method == "POST":
        key = request.POST.get("key") or uuid7()
        raw = {
            item.name: request.POST.get(item.name, "") for item in step.form.inputs if item.name != "drawing"
        }
        try:
            outcome = acts.load(raw | {"drawing": _file(request)}, by=actor, key=key)
        except (Invalid, Refused) as error:
            form = StepForm.refused("load", raw, error, key, step, options=options, by=actor)
            status = error.status
        else:
            messages.success(request, asking.recorded(step, outcome))
            return redirect("maps:set", pk=outcome.case_id)
    fields = tuple(item for item in form.fields if item.name != "drawing")
    drawing = next(item for item in form.fields if item.name == "drawing")
    context = {"form": form, "fields": fields, "drawing": drawing}
    return render(request, "maps/load.html", context, status=status)


def _file(request: ActedRequest) -> str:
    """Return the text of the file that was sent, or of the field of text."""
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("drawing", ""))
    if (file.size or 0) > 4 * MOST_CHARACTERS:
        raise Invalid(
            "input.long",
            _("The file is larger than 8 million characters: simplify the borders first."),
            field="drawing",
        )
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid(
            "input.encoding", _("The file is no text in UTF-8: save it as GeoJSON in UTF-8."), field="drawing"
        ) from None
