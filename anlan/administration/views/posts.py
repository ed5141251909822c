"""One post with its deputies and history; and the reader's own posts, which they may lend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.administration import actions, rules
from anlan.administration.flow import APPOINTMENT_FLOW
from anlan.administration.flows.appointments import colleagues
from anlan.administration.forms import ActForm, Sent, act_form, attempt, sent_input
from anlan.administration.history import told
from anlan.administration.models import Appointment, AppointmentState
from anlan.administration.rows import acting_word, days, post_rows, standing_word
from anlan.kernel import clock, parameters
from anlan.kernel.decision import Decision, denied
from anlan.kernel.errors import Refused, Unknown
from anlan.lifecycle.pages import Field
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Person, Post
from anlan.org.roles import Permission, Role

MOST = 300
"""Colleagues that a form offers as deputies."""
_WITH = ("organisation", "area", "person", "acting_for__person", "acting_for__area")


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
def post(request: ActedRequest, post: int) -> HttpResponse:
    """Show a post: who, where, since when, by which act; end it, lend it, take it back."""
    found = (
        Post.objects.within(request.actor.scope)
        .select_related(*_WITH)
        .filter(pk=min(post, parameters.BIGGEST))
        .first()
    )
    if found is None:
        raise Unknown("post.unknown", _("There is no post with this number in your area."))
    sent = None
    if request.method == "POST":
        sent = _take(request, found)
        if sent is None:
            return redirect("administration:post", post=post)
        found.refresh_from_db()
    deputies = list(found.deputies.select_related(*_WITH).order_by("-valid_from", "-pk"))
    keys = [p.appointment_seq for p in (found, *deputies) if p.appointment_seq]
    columns, rows = post_rows(deputies, now=clock.now())
    return render(
        request,
        "administration/post.html",
        {
            "post": found,
            "role_label": Role(found.role).label,
            "days": days(found),
            "standing": standing_word(found, clock.now()),
            "sectors": [sector.label for sector in found.sectors.order_by("position")],
            "acting": acting_word(found.acting_for.person.name) if found.acting_for else "",
            "columns": [{"label": _("Deputy"), "kind": "name"}, *columns[1:]],
            "deputies": [_named(row, deputy) for row, deputy in zip(rows, deputies, strict=True)],
            "forms": _forms(request, found, sent),
            "entries": told(APPOINTMENT_FLOW, Appointment.objects.filter(pk__in=keys).order_by("-pk")),
        },
        status=sent.status if sent else 200,
    )


def _named(row: list[Any], deputy: Post) -> list[Any]:
    return [{**row[0], "text": deputy.person.name, "sub": ""}, *row[1:]]


def _take(request: ActedRequest, found: Post) -> Sent | None:
    """Take the act that the form names on a post: end, deputise, withdraw."""
    act = parameters.choice(request.POST, "act", ("end", "deputise", "withdraw"))
    if not act:
        raise Refused("act.unknown", _("The form says not what to do. Load the page again."))
    step = APPOINTMENT_FLOW.steps[act]
    raw = sent_input(request, step, without=("post",))
    if act == "deputise":
        given = {**raw, "person": raw["person"] or _by_username(request)}
        return attempt(
            request, act, raw, lambda key: actions.deputise(found, by=request.actor, given=given, key=key)
        )
    return attempt(
        request, act, raw, lambda key: actions.take_post(found, act, by=request.actor, given=raw, key=key)
    )


def _by_username(request: ActedRequest) -> Any:
    """Return the key of the person whose user name an administrator typed, "" for none."""
    name = parameters.words(request.POST, "username", most=40)
    if not name or not request.actor.may(Permission.PEOPLE_MANAGE):
        return ""
    found = Person.objects.within(request.actor.scope).filter(username=name).values_list("pk", flat=True)
    return found.first() or ""


def _forms(request: ActedRequest, found: Post, sent: Sent | None) -> list[ActForm]:
    """Return what may be done with a post now; what may not says why."""
    now = clock.now()
    if standing_word(found, now)["tone"] == "neutral":
        return []
    case = Appointment(
        person_id=found.person_id,
        area_path=found.area.path or "",
        acting_for_id=found.acting_for_id,
        principal_id=found.acting_for.person_id if found.acting_for else None,
        state=AppointmentState.ACTING if found.acting_for_id else AppointmentState.HELD,
    )
    steps = APPOINTMENT_FLOW.steps
    if found.acting_for_id is not None:
        withdraw = rules.may_withdraw(request.actor, case)
        ident = f"withdraw-{found.pk}"
        return [act_form(steps["withdraw"], decision=withdraw, sent=sent, ident=ident)]
    forms = [deputy_form(request, found, sent)]
    if request.actor.may(Permission.PEOPLE_MANAGE):
        forms.append(act_form(steps["end"], decision=rules.may_end(request.actor, case), sent=sent))
    return forms


def deputy_form(request: ActedRequest, found: Post, sent: Sent | None) -> ActForm:
    """Return the form that lends a post: colleagues to choose from, today as the first day."""
    offered = [
        (person.pk, f"{person.name} · {person.username}")
        for person in colleagues(found, clock.now())
        .exclude(pk=request.actor.person_id)
        .order_by("name", "pk")[:MOST]
    ]
    own = any(held.post_id == found.pk for held in request.actor.posts)
    decision = Decision(True)
    if not own:
        decision = rules.may_deputise(request.actor, {"post": found, "person": Person(pk=-1)})
    elif not offered:
        decision = denied(
            _(
                "Nobody else holds a post in your organisation: ask the security administrator to name a deputy"
            )
        )
    form = act_form(
        APPOINTMENT_FLOW.steps["deputise"],
        values={"first_day": clock.today()},
        choices={"person": offered},
        decision=decision,
        sent=sent,
        without=("post",),
        ident=f"deputise-{found.pk}",
    )
    return form if own else replace(form, fields=_or_anybody(form.fields))


def _or_anybody(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Let the administrator name somebody of another organisation: by user name."""
    person, *others = fields
    label = _("Or the user name of somebody else")
    named = Field("username", label, "text", False, "", "", maxlength=40)
    return (replace(person, required=False), named, *others)


@needs()
@require_http_methods(["GET", "POST"])
def own(request: ActedRequest) -> HttpResponse:
    """Show the reader's own posts: lend one to a colleague for some days, take it back, hand one back."""
    posts = list(
        Post.objects.filter(pk__in=[held.post_id for held in request.actor.posts])
        .select_related(*_WITH)
        .order_by("pk")
    )
    lent = list(
        Post.objects.filter(acting_for__in=posts, ended_at=None, valid_to__gte=clock.today())
        .select_related(*_WITH)
        .order_by("valid_from", "pk")
    )
    sent, about = None, 0
    if request.method == "POST":
        about = parameters.whole(request.POST, "post") or 0
        chosen = next((p for p in (*posts, *lent) if p.pk == about), None)
        if chosen is None:
            raise Unknown("post.unknown", _("This post is not yours, or no longer."), field="post")
        sent = _take(request, chosen)
        if sent is None:
            return redirect("administration:my-posts")
    shown = [_own_post(request, row, sent if row.pk == about else None) for row in posts]
    for part in shown:
        part["lent"] = [
            {
                "post": row,
                "days": days(row),
                "form": _withdrawal(request, row, sent if row.pk == about else None),
            }
            for row in lent
            if row.acting_for_id == part["post"].pk
        ]
    return render(
        request, "administration/my_posts.html", {"posts": shown}, status=sent.status if sent else 200
    )


def _own_post(request: ActedRequest, row: Post, sent: Sent | None) -> dict[str, Any]:
    forms = [f for f in _forms(request, row, sent) if f.act in ("deputise", "withdraw")]
    return {
        "post": row,
        "days": days(row),
        "role": Role(row.role).label,
        "acting": acting_word(row.acting_for.person.name) if row.acting_for else "",
        "forms": forms,
    }


def _withdrawal(request: ActedRequest, row: Post, sent: Sent | None) -> ActForm:
    return act_form(APPOINTMENT_FLOW.steps["withdraw"], sent=sent, ident=f"withdraw-{row.pk}")
