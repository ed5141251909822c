"""What the references of a hazard's steps may name, for the selects of its page: a query where one is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from anlan.criteria.lookup import criteria_of, suggest
from anlan.hazards.models import OPEN_STATES, RECTIFIED_STATES, Hazard
from anlan.inspections.models import Answer, Result, Visit
from anlan.kernel import clock
from anlan.org.models import Organisation, OrganisationKind, Person, Sector
from anlan.org.models.areas import below
from anlan.org.scope import Actor

MOST = 60
WORDS = 60
Options = Mapping[str, Sequence[tuple[Any, Any]]]


def of_visit(visit: Visit) -> Options:
    """Return the criteria of the visit's sector and the ended hazards of its place."""
    failed = Answer.objects.filter(visit=visit, result=Result.FAILS).select_related("item")
    ended = Hazard.objects.filter(premises=visit.premises_id, state__in=RECTIFIED_STATES)
    return {
        "criterion": _criteria(visit.sector, ""),
        "item": [
            (a.item_id, f"{a.item.code} {_cut(a.item.words)}") for a in failed.order_by("item__position")
        ],
        "relapse_of": [(h.pk, _told(h)) for h in ended.order_by("-pk")[:MOST]],
    }


def of_step(hazard: Hazard, step: str, actor: Actor) -> Options:
    """Return the choices of one step of a hazard."""
    match step:
        case "merge":
            alike = OPEN_STATES if hazard.state in OPEN_STATES else RECTIFIED_STATES
            others = Hazard.objects.within(actor.scope).filter(premises=hazard.premises_id, state__in=alike)
            return {"into": [(h.pk, _told(h)) for h in others.exclude(pk=hazard.pk).order_by("-pk")[:MOST]]}
        case "transfer" | "rule_owner":
            return {"to": [(body.pk, body.label) for body in _bodies(hazard)]}
        case "ask_regrade":
            return {"criterion": _criteria(hazard.sector, hazard.description)}
        case "except":
            return {"person": _people(hazard)}
    return {}


def _criteria(sector: Sector, text: str) -> list[tuple[int, str]]:
    """Return the criteria in force, those that the words suggest first."""
    today = clock.today()
    first = suggest(text, sector.code, today) if text else []
    rows = {c.pk: c for c in (*first, *criteria_of(sector.code, today))}
    return [(c.pk, f"{c.pack.doc_no} {c.article} {_cut(c.text)}") for c in rows.values()]


def _bodies(hazard: Hazard) -> list[Organisation]:
    """Return who may answer for a hazard: departments, governments and stations on the way to its area."""
    areas = [int(key) for key in hazard.area_path.strip("/").split("/")]
    kinds = [OrganisationKind.DEPARTMENT, OrganisationKind.GOVERNMENT, OrganisationKind.STATION]
    bodies = Organisation.objects.filter(kind__in=kinds, area__in=areas, valid_to=None)
    return list(bodies.exclude(pk=hazard.supervisor_id).order_by("kind", "code")[:MOST])


def _people(hazard: Hazard) -> list[tuple[int, str]]:
    """Return the people of the organisations that follow the hazard up, with their posts."""
    bodies = [hazard.supervisor_id, hazard.department_id]
    here = Q(posts__organisation__in=bodies) & Q(posts__valid_to=None, posts__ended_at=None)
    near = here & below_or_above(hazard.area_path)
    rows = Person.objects.filter(near, is_active=True).order_by("name", "pk")
    told = rows.values_list("pk", "name", "posts__title").distinct()[:MOST]
    return [(key, f"{name} · {title}") for key, name, title in told]


def below_or_above(path: str) -> Q:
    """Return the condition that a post reaches or lies in an area."""
    keys = [int(key) for key in path.strip("/").split("/")]
    return Q(posts__area__in=keys) | below(path, "posts__area__path")


def _told(hazard: Hazard) -> str:
    return f"{hazard.number} {_cut(hazard.description)}"


def _cut(text: str) -> str:
    return text if len(text) <= WORDS else text[: WORDS - 1] + "…"
