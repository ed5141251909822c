"""People and what they hold: the list, one person, a new account, an appointment."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.administration import actions, rules
from anlan.administration.flow import ACCOUNT_FLOW, APPOINTMENT_FLOW
from anlan.administration.forms import ActForm, Sent, act_form, attempt, sent_input
from anlan.administration.history import told
from anlan.administration.listing import choices, filtered
from anlan.administration.models import Account, Appointment
from anlan.administration.rows import post_rows, posts_now
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.org.choices import sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Organisation, OrganisationKind, Person, Post
from anlan.org.models.areas import below
from anlan.org.roles import Permission, Role

FOUND = 20
"""Organisations that a search offers."""


@needs(Permission.PEOPLE_MANAGE)
def listing(request: ActedRequest) -> HttpResponse:
    """Show who holds what: people of the administrator's area, newest account first."""
    query = request.GET
    page = parameters.page(filtered(request.actor, query), query)
    held = posts_now([person.pk for person in page.rows], at=clock.now())
    columns: list[dict[str, Any]] = [
        {"label": _("Name"), "kind": "name"},
        {"label": _("User name"), "kind": "code"},
        {"label": _("Posts held now"), "kind": "wide"},
        {"label": _("Account")},
    ]
    rows = [
        [
            {"text": person.name, "href": reverse("administration:person", args=[person.pk])},
            person.username,
            _("; ").join(held.get(person.pk, [])),
            {"text": _("Active")} if person.is_active else {"text": _("Deactivated"), "tone": "neutral"},
        ]
        for person in page.rows
    ]
    return render(
        request,
        "administration/people.html",
        {
            "columns": columns,
            "rows": rows,
            "page": page,
            "query": query,
            "choices": choices(request.actor),
        },
    )


def visible_person(request: ActedRequest, key: int) -> Person:
    person = Person.objects.within(request.actor.scope).filter(pk=min(key, parameters.BIGGEST)).first()
    if person is None:
        raise Unknown("person.unknown", _("There is nobody with this number in your area."))
    return person


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
@never_cache
def person(request: ActedRequest, person: int) -> HttpResponse:
    """Show a person with posts, history and what the administrator may do; take one of these steps."""
    found = visible_person(request, person)
    sent = None
    if request.method == "POST":
        act = parameters.choice(request.POST, "act", list(_ACCOUNT_ACTS))
        if not act:
            return redirect("administration:person", person=person)
        step = ACCOUNT_FLOW.steps[act]
        raw = sent_input(request, step)
        if act == "reset_password":
            answer = _new_password(request, found, raw)
            if isinstance(answer, HttpResponse):
                return answer
            sent = answer
        else:
            sent = attempt(
                request,
                act,
                raw,
                lambda key: actions.take_account(found, act, by=request.actor, given=raw, key=key),
            )
            if sent is None:
                return redirect("administration:person", person=person)
        found.refresh_from_db()
    return _person_page(request, found, sent)


_ACCOUNT_ACTS = ("amend", "reset_password", "deactivate", "reactivate")


def _new_password(request: ActedRequest, found: Person, raw: dict[str, Any]) -> HttpResponse | Sent:
    key = request.POST.get("key") or uuid7()
    try:
        secret = actions.reset_password(found, by=request.actor, given=raw, key=key)
    except (Invalid, Refused) as error:
        return Sent("reset_password", raw, key, error)
    return render(request, "administration/secret.html", {"secret": secret})


def _person_page(request: ActedRequest, found: Person, sent: Sent | None) -> HttpResponse:
    posts = list(
        Post.objects.filter(person=found)
        .select_related("organisation", "area", "acting_for__person")
        .order_by("-valid_from", "-pk")
    )
    appointments = Appointment.objects.filter(pk__in=[p.appointment_seq for p in posts if p.appointment_seq])
    account = Account.objects.filter(pk=found.account_seq or 0)
    entries = told(APPOINTMENT_FLOW, appointments.order_by("-pk")) + told(ACCOUNT_FLOW, account)
    columns, rows = post_rows(posts, now=clock.now())
    return render(
        request,
        "administration/person.html",
        {
            "person": found,
            "posts": rows,
            "columns": columns,
            "entries": sorted(entries, key=lambda line: -line["seq"]),
            "forms": _account_forms(request, found, sent),
            "may_appoint": found.pk not in request.actor.identities and found.is_active,
        },
        status=sent.status if sent else 200,
    )


def _account_forms(request: ActedRequest, found: Person, sent: Sent | None) -> list[ActForm]:
    """Return the steps of the account; one that was loaded is judged by the area of its first post."""
    account = Account.objects.filter(pk=found.account_seq or 0).first()
    if account is None:
        post = Post.objects.filter(person=found).select_related("area").order_by("pk").first()
        path = post.area.path if post else request.actor.scope.root_path
        account = Account(username=found.username, area_path=path or "/")
    state = "active" if found.is_active else "inactive"
    values = {"amend": {"name": found.name, "phone": found.phone}}
    return [
        act_form(step, values=values.get(name), decision=step.rule(request.actor, account), sent=sent)
        for name in _ACCOUNT_ACTS
        if state in (step := ACCOUNT_FLOW.steps[name]).sources
    ]


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
@never_cache
def account(request: ActedRequest) -> HttpResponse:
    """Open an account; its one-time password is shown once, on the answer to this form."""
    step = ACCOUNT_FLOW.steps["create"]
    sent = None
    if request.method == "POST":
        raw, key = sent_input(request, step), request.POST.get("key") or uuid7()
        try:
            secret = actions.open_account(by=request.actor, given=raw, key=key)
        except (Invalid, Refused) as error:
            sent = Sent("create", raw, key, error)
        else:
            return render(request, "administration/secret.html", {"secret": secret})
    form = act_form(step, sent=sent)
    return render(request, "administration/account.html", {"form": form}, status=sent.status if sent else 200)


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def appoint(request: ActedRequest, person: int) -> HttpResponse:
    """Appoint a person: first the organisation is looked for, then the post is described."""
    found = visible_person(request, person)
    source = request.POST if request.method == "POST" else request.GET
    body = _organisation(source)
    if body is None:
        return render(request, "administration/choose_body.html", {"person": found, **_bodies(request)})
    step, sent = APPOINTMENT_FLOW.steps["appoint"], None
    if request.method == "POST":
        raw = sent_input(request, step, without=("person", "organisation"))
        whole = {**raw, "person": found.pk, "organisation": body.pk}
        sent = attempt(
            request, "appoint", raw, lambda key: actions.appoint(by=request.actor, given=whole, key=key)
        )
        if sent is None:
            return redirect("administration:person", person=person)
    decision = rules.may_appoint(request.actor, {"person": found, "area": body.area})
    form = act_form(
        step,
        values={"area": body.area_id, "first_day": clock.today(), "role": _usual_role(body)},
        choices={"area": _areas_under(body.area), "role": _roles(body), "sectors": sector_choices()},
        decision=decision,
        sent=sent,
    )
    context = {"person": found, "body": body, "form": form}
    return render(request, "administration/appoint.html", context, status=sent.status if sent else 200)


def _organisation(source: Any) -> Organisation | None:
    key = parameters.whole(source, "organisation")
    if key is None:
        return None
    found = Organisation.objects.select_related("area").filter(pk=key, valid_to=None).first()
    if found is None:
        raise Unknown("organisation.unknown", _("There is no such organisation."), field="organisation")
    return found


def _bodies(request: ActedRequest) -> dict[str, Any]:
    """Return the organisations that fit the search words; without any, those of the city that are no business."""
    text = parameters.words(request.GET, "q")
    where = request.actor.scope.where(Permission.PEOPLE_MANAGE, area="area__path", sector=None)
    bodies = Organisation.objects.filter(where, valid_to=None).select_related("area")
    if text:
        bodies = bodies.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(code=text.lower()))
    else:
        bodies = bodies.exclude(kind__in=[OrganisationKind.BUSINESS, OrganisationKind.STATION])
    return {"bodies": bodies.order_by("area__depth", "pk")[:FOUND], "query": request.GET}


def _areas_under(area: Area) -> list[tuple[int, str]]:
    found = Area.objects.filter(below(area.path or "", "path"), valid_to=None).order_by("path")
    return [(row.pk, "　" * (row.depth - area.depth) + row.short_label) for row in found]


_USUAL = {
    OrganisationKind.OFFICE: Role.OFFICE,
    OrganisationKind.DEPARTMENT: Role.DEPARTMENT,
    OrganisationKind.GOVERNMENT: Role.AREA_OFFICE,
    OrganisationKind.STATION: Role.TOWNSHIP,
    OrganisationKind.BUSINESS: Role.BUSINESS,
}


def _usual_role(body: Organisation) -> str:
    return _USUAL[OrganisationKind(body.kind)].value


def _roles(body: Organisation) -> list[tuple[Any, Any]]:
    business = body.kind == OrganisationKind.BUSINESS
    return [(role.value, role.label) for role in Role if (role == Role.BUSINESS) == business]
