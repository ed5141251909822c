"""The tree of areas and the bodies in it: as it stands, as it was on a day, and how it is changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.administration import actions, rules
from anlan.administration.flow import REORGANISATION_FLOW
from anlan.administration.forms import ActForm, Sent, act_form, attempt, sent_input
from anlan.administration.history import told
from anlan.administration.listing import areas_on, bodies_of
from anlan.administration.models import Reorganisation
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Refused, Unknown
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Post
from anlan.org.models.areas import below
from anlan.org.models.people import held_at
from anlan.org.roles import Permission
from anlan.premises.models import Premises

AREA_ACTS = ("open_area", "succeed_area", "close_area", "open_body")
BODY_ACTS = ("address_body", "succeed_body", "close_body")


@needs(Permission.ORG_MANAGE)
def areas(request: ActedRequest) -> HttpResponse:
    """Show the tree as it stood on a day, today as a rule; what was closed since says so."""
    query = request.GET
    on = parameters.day(query, "on") or clock.today()
    found = list(areas_on(request.actor, on).select_related("successor").order_by("path"))
    open_kinds = Q(organisations__valid_to=None) & ~Q(organisations__kind=OrganisationKind.BUSINESS)
    bodies = dict(
        Area.objects.filter(pk__in=[area.pk for area in found])
        .annotate(bodies=Count("organisations", filter=open_kinds))
        .values_list("pk", "bodies")
    )
    columns: list[dict[str, Any]] = [
        {"label": _("Area"), "kind": "name"},
        {"label": _("Kind")},
        {"label": _("Code"), "kind": "code"},
        {"label": _("From"), "kind": "date"},
        {"label": _("To"), "kind": "date"},
        {"label": _("Succeeded by")},
        {"label": _("Bodies"), "kind": "num"},
    ]
    rows = [
        [
            {
                "text": "　" * area.depth + area.label,
                "href": reverse("administration:area", args=[area.pk]),
            },
            str(AreaKind(area.kind).label),
            area.code,
            area.valid_from.isoformat(),
            area.valid_to.isoformat() if area.valid_to else "",
            _link(area.successor),
            str(bodies[area.pk]),
        ]
        for area in found
    ]
    return render(
        request, "administration/areas.html", {"columns": columns, "rows": rows, "on": on, "query": query}
    )


def _link(area: Area | None) -> Any:
    if area is None:
        return ""
    return {"text": area.label, "href": reverse("administration:area", args=[area.pk])}


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def area(request: ActedRequest, area: int) -> HttpResponse:
    """Show one area: since when, what came before and after it, its bodies; change it."""
    where = request.actor.scope.where(Permission.ORG_MANAGE, area="path", sector=None)
    found = (
        Area.objects.filter(where, pk=min(area, parameters.BIGGEST))
        .select_related("parent", "successor")
        .first()
    )
    if found is None:
        raise Unknown("area.unknown", _("There is no such area, or it is closed."))
    sent = None
    if request.method == "POST":
        sent, outcome = _change(request, AREA_ACTS, area=found.pk)
        if sent is None:
            return redirect("administration:area", area=outcome or found.pk)
    changes = Reorganisation.objects.filter(Q(area=found) | Q(new_area=found))
    bodies = Organisation.objects.filter(area=found).exclude(kind=OrganisationKind.BUSINESS)
    return render(
        request,
        "administration/area.html",
        {
            "area": found,
            "kind": AreaKind(found.kind).label,
            "predecessors": list(found.predecessors.order_by("pk")),
            "children": list(found.children.order_by("-valid_from", "path")),
            "bodies": _body_rows(bodies.order_by("valid_to", "pk")[:100]),
            "body_columns": _body_columns(),
            "premises": Premises.objects.filter(below(found.path or ""), is_active=True).count(),
            "posts": Post.objects.filter(held_at(clock.now()), area=found).count(),
            "forms": _area_forms(request, found, sent),
            "entries": told(REORGANISATION_FLOW, changes.order_by("-pk")),
        },
        status=sent.status if sent else 200,
    )


def _change(request: ActedRequest, acts: tuple[str, ...], **about: int) -> tuple[Sent | None, int | None]:
    """Carry out the change that a form names; return what was refused, and the key of the area that it opened."""
    act = parameters.choice(request.POST, "act", acts)
    if not act:
        raise Refused("act.unknown", _("The form says not what to do. Load the page again."))
    raw = sent_input(request, REORGANISATION_FLOW.steps[act], without=tuple(about))
    given = {**raw, **about}
    sent = attempt(
        request, act, raw, lambda key: actions.reorganise(act, by=request.actor, given=given, key=key)
    )
    if sent is not None or "area" not in about:
        return sent, None
    made = Reorganisation.objects.filter(area=about["area"]).order_by("-pk").first()
    return None, made.new_area_id if made and act != "open_area" else None


def _area_forms(request: ActedRequest, found: Area, sent: Sent | None) -> list[ActForm]:
    if found.valid_to is not None:
        return []
    today = clock.today()
    open_below = Area.objects.filter(parent=OuterRef("pk"), valid_to=None)
    leaves = Area.objects.filter(~Exists(open_below), valid_to=None).exclude(pk=found.pk).order_by("path")
    parents = Area.objects.filter(valid_to=None, depth__lt=found.depth).order_by("path")
    choices = {
        "into": [(row.pk, row.label) for row in leaves],
        "parent": [(row.pk, row.label) for row in parents],
    }
    same = {"name": found.name, "name_en": found.name_en, "short_name": found.short_name}
    decision = rules.may_reorganise(request.actor, {"area": found})
    acts = AREA_ACTS if found.parent_id else ("open_area", "open_body")
    return [
        act_form(
            REORGANISATION_FLOW.steps[act],
            values={"effective_on": today, **(same if act == "succeed_area" else {})},
            choices=choices,
            decision=decision,
            sent=sent,
            without=("area",),
        )
        for act in acts
    ]


@needs(Permission.ORG_MANAGE)
def organisations(request: ActedRequest) -> HttpResponse:
    """Show the bodies of the tree, newest first; businesses when they are looked for."""
    query = request.GET
    page = parameters.page(bodies_of(request.actor, query).select_related("area"), query)
    return render(
        request,
        "administration/organisations.html",
        {
            "columns": _body_columns(),
            "rows": _body_rows(page.rows),
            "page": page,
            "query": query,
            "kinds": [("", _("All but businesses")), *OrganisationKind.choices],
            "areas": [("", _("All areas")), *area_choices(areas_of(request.actor.scope))],
        },
    )


def _body_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Organisation"), "kind": "name"},
        {"label": _("Kind")},
        {"label": _("Area")},
        {"label": _("Mail address"), "kind": "wide"},
        {"label": _("From"), "kind": "date"},
        {"label": _("To"), "kind": "date"},
    ]


def _body_rows(bodies: Any) -> list[list[Any]]:
    return [
        [
            {"text": body.label, "href": reverse("administration:organisation", args=[body.pk])},
            str(OrganisationKind(body.kind).label),
            body.area.short_label,
            body.mail,
            body.valid_from.isoformat(),
            body.valid_to.isoformat() if body.valid_to else "",
        ]
        for body in bodies
    ]


@needs(Permission.ORG_MANAGE)
@require_http_methods(["GET", "POST"])
def organisation(request: ActedRequest, organisation: int) -> HttpResponse:
    """Show one body: since when, what came before and after it; close it, or open its successor."""
    where = request.actor.scope.where(Permission.ORG_MANAGE, area="area__path", sector=None)
    found = (
        Organisation.objects.filter(where, pk=min(organisation, parameters.BIGGEST))
        .select_related("area", "successor")
        .first()
    )
    if found is None:
        raise Unknown("organisation.unknown", _("There is no such organisation."))
    sent = None
    if request.method == "POST":
        sent, _made = _change(request, BODY_ACTS, organisation=found.pk)
        if sent is None:
            return redirect("administration:organisation", organisation=organisation)
    values = {"effective_on": clock.today(), "mail": found.mail}
    same = {"name": found.name, "name_en": found.name_en}
    changes = Reorganisation.objects.filter(Q(organisation=found) | Q(new_organisation=found))
    return render(
        request,
        "administration/organisation.html",
        {
            "body": found,
            "kind": OrganisationKind(found.kind).label,
            "predecessors": list(found.predecessors.order_by("pk")),
            "posts": Post.objects.filter(held_at(clock.now()), organisation=found).count(),
            "sectors": [sector.label for sector in found.sectors.order_by("position")],
            "forms": [
                act_form(
                    REORGANISATION_FLOW.steps[act],
                    values={**values, **(same if act == "succeed_body" else {})},
                    decision=REORGANISATION_FLOW.steps[act].rule(request.actor, {"organisation": found}),
                    sent=sent,
                    without=("organisation",),
                )
                for act in (BODY_ACTS if found.valid_to is None else ())
            ],
            "entries": told(REORGANISATION_FLOW, changes.order_by("-pk")),
        },
        status=sent.status if sent else 200,
    )
