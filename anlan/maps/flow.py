"""The lifecycle of a set of boundaries: loaded from a file, superseded by the next of its area, withdrawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.maps.models import Boundary, BoundarySet, SetState
from anlan.maps.reading import Drawing
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


LOAD = Form(
    (
        Reference(
            name="area", label=gettext_lazy("Area"), find=find_area, model=Area,
            help=gettext_lazy("Whose borders the file draws: its own, or of areas in it."),
        ),
        Text(name="title", label=gettext_lazy("Title"), max_length=100, min_length=2),
        Text(
            name="source", label=pgettext_lazy("map", "Source"), max_length=300, min_length=2,
            help=gettext_lazy("Who drew it, from what, as of when; it stands under every map."),
        ),
        Text(name="note", label=gettext_lazy("Note"), max_length=300, required=False),
        Choice(
            name="demo", label=gettext_lazy("Demonstration data"), required=False,
            choices=(("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))),
            help=gettext_lazy("Then every map says so."),
        ),
        Drawing(
            name="drawing", label=gettext_lazy("GeoJSON"),
            help=gettext_lazy("A FeatureCollection in degrees, longitude first; each feature has a property “code”."),
        ),
    )
)  # fmt: skip
BECAUSE = Form((Text(name="reason", label=gettext_lazy("Reason"), max_length=300, min_length=2, lines=2),))


def _keep(actor: Actor, path: str) -> Decision:
    post = actor.holds_in(Permission.ORG_MANAGE, area_path=path)
    if post is None:
        return denied(_("Only who keeps the tree of areas loads borders"), code="map.keep")
    return allowed(via=post)


def may_load(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _keep(actor, draft["area"].path or "")


def may_keep(actor: Actor, case: Any) -> Decision:
    return ALLOWED if actor.is_system else _keep(actor, case.area_path)


def lies_within(_case: None, taken: Taken) -> Decision:
    area = taken.input["area"]
    drawn = [key for key, _shape in taken.input["drawing"].shapes]
    outside = Area.objects.filter(pk__in=drawn).exclude(path__startswith=area.path or "").first()
    if outside is not None:
        told = _("%(area)s does not lie in the area that is given") % {"area": outside.name}
        return denied(told, code="map.outside")
    return ALLOWED


def set_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, drawn = taken.input, taken.input["drawing"]
    return {
        **{name: given[name] for name in ("title", "source", "note")},
        "is_demo": given["demo"] == "yes",
        "features": len(drawn.shapes),
        "digest": drawn.digest,
        "loaded_on": clock.local_day(taken.at),
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "organisation_id": taken.via.organisation_id,
        "loaded_by_id": taken.by.person_id,
    }


def write_boundaries(case: Any, taken: Taken, _seq: int) -> None:
    Boundary.objects.bulk_create(
        (
            Boundary(belongs_to_id=case.id, area_id=key, polygons=json.dumps(shape, separators=(",", ":")))
            for key, shape in taken.input["drawing"].shapes
        ),
        batch_size=100,
    )


IN_FORCE = frozenset({SetState.IN_FORCE})
BOUNDARY_FLOW = Flow(
    "boundaries",
    model=BoundarySet,
    name=gettext_lazy("set of boundaries"),
    states={state.value: state.label for state in SetState},
    counted=Counted(day="loaded_on", sector=""),
    steps=[
        Step(
            name="load",
            label=gettext_lazy("Load borders"),
            done=gettext_lazy("loaded the borders"),
            target=SetState.IN_FORCE,
            rule=may_load,
            form=LOAD,
            guard=lies_within,
            effect=set_of,
            projects=write_boundaries,
        ),
        Step(
            name="supersede",
            label=gettext_lazy("Supersede"),
            done=gettext_lazy("superseded the borders by newer ones"),
            sources=IN_FORCE,
            target=SetState.SUPERSEDED,
            rule=may_keep,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            done=gettext_lazy("withdrew the borders"),
            sources=IN_FORCE,
            target=SetState.WITHDRAWN,
            rule=may_keep,
            form=BECAUSE,
        ),
    ],
)
