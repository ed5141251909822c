"""Giving a code, and coming in by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from anlan.access import history
from anlan.access.models import Outcome as Met
from anlan.enterprise.flow import ADMISSION_FLOW
from anlan.enterprise.models import Admission, AdmissionState, Entrance, Holder
from anlan.installations.models import Installation
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.actors import actor_for
from anlan.org.doors import ActedRequest
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises
from anlan.public import codes, limits
from anlan.public.limits import Limit

PURPOSE = "enterprise"
COOKIE, PATH = "anlan_enterprise", "/enterprise/"
IDLE, LONGEST, TOUCH = timedelta(hours=1), timedelta(hours=12), timedelta(minutes=5)
GUESSING = Limit("enterprise.code", one=((timedelta(minutes=15), 10),), all_=(timedelta(minutes=15), 300))
GRANTED = frozenset(
    {Permission.HAZARD_READ, Permission.HAZARD_CLAIM, Permission.ENFORCEMENT_READ, Permission.ADVISORY_READ}
    | {Permission.INSTALLATION_READ, Permission.INSTALLATION_PERFORM}
)
"""What a code is good for, of all that its post would grant: never more than the page of its place needs."""


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()


@dataclass(frozen=True, slots=True)
class Given:
    """A code as it was given; it is shown once."""

    outcome: Outcome
    code: str


def give(
    step: str,
    given: Mapping[str, Any],
    *,
    by: Actor,
    key: str | None,
    case_id: int | None = None,
    revision: int | None = None,
    at: datetime | None = None,
) -> Given:
    """Give a place its code, or a new one. The same key again gives the same code and changes nothing."""
    key = key or uuid7()
    code = codes.derive(_secret(), PURPOSE, f"{by.person_id} {key}")
    whole = {**given, "digest": codes.digest(_secret(), PURPOSE, code)}
    if case_id is None:
        outcome = door.open_case(ADMISSION_FLOW, step, by=by, input=whole, key=key, at=at)
    else:
        outcome = door.apply(
            ADMISSION_FLOW, case_id, step, by=by, input=whole, key=key, revision=revision, at=at
        )
    return Given(outcome, code)


def come_in(request: HttpRequest, code: str, *, at: datetime) -> str:
    """Return the token of a new entrance. Raises Invalid for a code that opens nothing, TooOften for guessing.

    All wrong codes are answered alike: not there, revoked, expired, of a closed place.
    """
    limits.check(request, GUESSING, at=at)
    admission = _by_code(code)
    holder: Holder | None = None
    if admission is not None:
        holder = Holder.objects.filter(admission=admission).order_by("-seq").select_related("person").first()
    if admission is None or holder is None or not actor_for(holder.person, at=clock.now()).posts:
        limits.note(request, GUESSING, at=at)
        history.note_refusal(request, "-", locked=False, at=at, lasts=LONGEST)
        raise Invalid(
            "enterprise.code",
            _(
                "This code opens nothing: it is wrong, has run out or was revoked. Ask who gave it for a new one."
            ),
        )
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Entrance.objects.create(
            token=_hashed(token),
            admission=admission,
            person=holder.person,
            digest=admission.digest,
            started_at=at,
            seen_at=at,
        )
        history.note(request, Met.OK, at=at, person=holder.person)
    return token


def _by_code(code: str) -> Admission | None:
    if not codes.clean(code):
        return None
    return (
        Admission.objects.filter(
            digest=codes.digest(_secret(), PURPOSE, code),
            state=AdmissionState.GIVEN,
            expires_at__gt=clock.now(),
            premises__is_active=True,
        )
        .order_by()
        .first()
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def set_cookie(answer: HttpResponse, token: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


class EnteredRequest(ActedRequest):
    """A request of an enterprise: `premises` is its one place, `actor` whoever holds its code; `is_plant` tells
    whether a major hazard installation stands there."""

    premises: Premises
    admission: Admission
    is_plant: bool


def leave(request: HttpRequest, *, at: datetime) -> None:
    token = request.COOKIES.get(COOKIE, "")
    Entrance.objects.filter(token=_hashed(token), ended_at=None).update(ended_at=at)


def entered(request: HttpRequest, *, at: datetime) -> tuple[Admission, Actor] | None:
    """Return by which code a request came in, and as whom; None where its entrance does not stand. Three queries."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    row = (
        Entrance.objects.filter(token=_hashed(token), ended_at=None)
        .select_related("admission__premises__area", "person")
        .first()
    )
    if row is None or at >= row.started_at + LONGEST or at >= row.seen_at + IDLE:
        return None
    admission = row.admission
    stands = admission.state == AdmissionState.GIVEN and admission.digest == row.digest
    if not stands or clock.now() >= admission.expires_at or not admission.premises.is_active:
        return None
    actor = actor_for(row.person, at=clock.now())
    posts = tuple(
        replace(post, permissions=post.permissions & GRANTED)
        for post in actor.posts
        if post.own_only and post.organisation_id == admission.operator_id
    )
    if not posts:
        return None
    if at - row.seen_at >= TOUCH:
        Entrance.objects.filter(pk=row.pk).update(seen_at=at)
    return admission, replace(actor, posts=posts)


def enters(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be opened only by who came in by a code; staff accounts open none of them, and a code nothing else."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        found = entered(request, at=clock.real_now())
        if found is None:
            return redirect("enterprise:sign-in")
        request.admission, request.actor = found
        request.premises = request.admission.premises
        request.is_plant = Installation.objects.kept().filter(premises=request.premises).exists()
        answer = view(request, *args, **kwargs)
        if not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_store=True)
        return answer

    guarded.entered = True  # type: ignore[attr-defined]
    return guarded
