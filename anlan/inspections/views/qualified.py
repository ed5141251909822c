"""The register of experts and enforcement officers: the list, entering one, one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.models import Qualification, QualificationKind, Visit
from anlan.inspections.rows import tell_qualified, tell_visits
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Person
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MOST = 50
_KEPT = ("name", "field", "number", "body", "first_day", "last_day")


@needs(Permission.VISIT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the register of the reader's area, the latest entered first."""
    kind = parameters.choice(request.GET, "kind", QualificationKind.values)
    rows = Qualification.objects.within(request.actor.scope).standing()
    if kind:
        rows = rows.filter(kind=kind)
    page = parameters.page(rows.only("pk"), request.GET)
    columns, told = tell_qualified([row.pk for row in page.rows])
    context = {
        "columns": columns,
        "rows": told,
        "page": page,
        "query": request.GET,
        "kinds": [("", _("Experts and officers")), *QualificationKind.choices],
    }
    return render(request, "inspections/people.html", context)


def _options(actor: Actor) -> dict[str, Any]:
    """Return the areas whose register the actor keeps, and the accounts of their organisations."""
    posts = [post for post in actor.posts if Permission.CHECKLIST_ISSUE in post.permissions]
    areas = Area.objects.filter(pk__in=[post.area_id for post in posts], valid_to=None).order_by("pk")
    bodies = [post.organisation_id for post in posts]
    people = Person.objects.filter(posts__organisation__in=bodies, is_active=True).distinct()
    return {
        "area": [(area.pk, area.label) for area in areas],
        "person": [(one.pk, f"{one.name} ({one.username})") for one in people.order_by("name", "pk")[:200]],
    }


@needs(Permission.CHECKLIST_ISSUE)
@require_http_methods(["GET", "POST"])
def enter(request: ActedRequest) -> HttpResponse:
    chosen = _options(request.actor)
    start = {
        "kind": parameters.choice(request.GET, "kind", QualificationKind.values) or "expert",
        "first_day": clock.today().isoformat(),
        "area": chosen["area"][0][0] if chosen["area"] else "",
    }
    begun = asking.begin(request, QUALIFICATION_FLOW, "enter", start, options=chosen)
    if begun.outcome:
        messages.success(request, asking.recorded(QUALIFICATION_FLOW.steps["enter"], begun.outcome))
        return redirect("inspections:person", pk=begun.outcome.case_id)
    return render(request, "inspections/enter_person.html", {"form": begun.form}, status=begun.status)


def _visible(request: ActedRequest, pk: int) -> Qualification:
    rows = Qualification.objects.within(request.actor.scope).select_related("area", "organisation", "person")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown(
            "qualification.unknown", _("There is no expert or officer with this number in your area.")
        )
    return found


def _show(
    request: ActedRequest, one: Qualification, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    as_it_is = {name: getattr(one, name) or "" for name in _KEPT} | {"person": one.person_id or ""}
    forms = step_forms(
        QUALIFICATION_FLOW,
        one,
        request.actor,
        defaults={"correct": as_it_is},
        options=lambda step: _options(request.actor) if step == "correct" else {},
        refused=refused,
    )
    visits = Visit.objects.within(request.actor.scope).recorded().filter(members__qualification=one.pk)
    columns, rows = tell_visits(list(visits.order_by("-pk").values_list("pk", flat=True)[:MOST]))
    context = {
        "one": one,
        "kind": QualificationKind(one.kind).label,
        "state": QUALIFICATION_FLOW.states[one.state],
        "valid": one.stands_on(clock.today()),
        "columns": columns,
        "rows": rows,
        "forms": [form for form in forms if form.decision or form.error],
        "entries": trail(QUALIFICATION_FLOW, one),
    }
    return render(request, "inspections/person.html", context, status=status)


@needs(Permission.VISIT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _show(request, _visible(request, pk))


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Correct or void; a refusal shows the page again with the reason and what was typed."""
    _visible(request, pk)
    return asking.take(
        request,
        QUALIFICATION_FLOW,
        pk,
        step,
        back=redirect("inspections:person", pk=pk),
        again=lambda form, status: _show(request, _visible(request, pk), form, status),
    )
