"""What the references of the forms may name, for the reader who fills them in."""

from __future__ import annotations

from typing import Any

from anlan.assignments.views import choosing
from anlan.org.models import Organisation, OrganisationKind, Post, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.systemic.models import SystemicProblem

MOST = 200
_ORDER = (
    OrganisationKind.DEPARTMENT, OrganisationKind.OFFICE, OrganisationKind.GOVERNMENT, OrganisationKind.STATION,
)  # fmt: skip


def sectors() -> list[tuple[int, str]]:
    return [(one.pk, one.label) for one in Sector.objects.order_by("position", "code")]


def bodies(path: str) -> list[tuple[int, str]]:
    """Return the bodies that may be charged with a problem of an area: those in it, and those of the areas above."""
    above = [int(key) for key in path.strip("/").split("/")]
    here = Organisation.objects.filter(below(path, "area__path"), kind__in=_ORDER, valid_to=None)
    over = Organisation.objects.filter(area__in=above[:-1], kind__in=_ORDER, valid_to=None)
    rows = (here | over).select_related("area")
    found = sorted(rows, key=lambda one: (one.area.depth, _ORDER.index(OrganisationKind(one.kind)), one.pk))
    return [(one.pk, one.label) for one in found[:MOST]]


def own_area(actor: Actor) -> Any:
    own = next((post for post in actor.posts if Permission.SYSTEMIC_PROPOSE in post.permissions), None)
    return own.area_id if own is not None else ""


def own_path(actor: Actor) -> str:
    own = next((post for post in actor.posts if Permission.SYSTEMIC_PROPOSE in post.permissions), None)
    return own.area_path if own is not None else "/"


def at_beginning(actor: Actor) -> dict[str, Any]:
    return {"area": choosing.areas(actor), "sector": sectors(), "owner": bodies(own_path(actor))}


def usual_owner(one: SystemicProblem) -> Any:
    """Return who leads the sector of a problem, where it has one: the form offers that body first."""
    return one.sector.lead_id if one.sector is not None else ""


def of_step(one: SystemicProblem, step: str, _actor: Actor) -> dict[str, Any]:
    if step == "amend":
        return {"owner": bodies(one.area_path)}
    if step == "confirm":
        owners = bodies(one.area_path)
        return {"owner": owners, "owner_post": _posts([key for key, _name in owners], one)}
    return {}


def _posts(owners: list[int], one: SystemicProblem) -> list[tuple[int, str]]:
    """Return the posts of the body that is named already, or that leads the sector: others would be hundreds."""
    owner = one.owner_id or usual_owner(one)
    if owner not in owners:
        return []
    rows = Post.objects.filter(organisation=owner, ended_at=None, valid_to=None).select_related("person")
    return [(post.pk, f"{post.title} {post.person.name}") for post in rows.order_by("pk")[:MOST]]
