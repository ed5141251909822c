"""Pages of access: the table of rights, the auditor's registers, a protected number, one's own other sessions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.access import protected, rights, rows, sessions
from anlan.access.models import TO_AUDIT, TO_CALL, Outcome
from anlan.access.protected import CONTACTS, REGISTERS, Contact, Found, masked, opened
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Refused, Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import GRANTS, Permission, Role


@needs()
def permissions(request: ActedRequest) -> HttpResponse:
    """Show everybody who may do what; a reader's own roles come first."""
    own = {post.role for post in request.actor.posts}
    chosen = parameters.choice(request.GET, "role", Role.values)
    shown = [Role(chosen)] if chosen else sorted(Role, key=lambda role: role not in own)
    context = {
        "roles": [(role, role in own, len(GRANTS[role])) for role in shown],
        "groups": [(heading, [_row(p, shown) for p in found]) for heading, found in rights.grouped()],
        "choices": [("", _("All roles")), *Role.choices],
        "chosen": chosen,
        "legend": [told for told in rights.REACH.values() if told[0]],
    }
    return render(request, "access/permissions.html", context)


def _row(permission: Permission, roles: list[Role]) -> dict[str, Any]:
    cells = [(role, *rights.REACH[rights.reach(role, permission)]) for role in roles]
    return {"text": rights.RIGHTS.get(permission, permission), "code": permission.value, "cells": cells}


@needs(Permission.AUDIT_READ)
@opened("sign-ins")
def sign_ins(request: ActedRequest) -> HttpResponse:
    """Show the history of sign-ins of everybody, newest first."""
    page = parameters.page(rows.sign_ins(request.GET).select_related("person", "token"), request.GET)
    context = {
        "columns": rows.sign_in_columns(with_name=True),
        "rows": [rows.sign_in_row(row, with_name=True) for row in page.rows],
        "page": page,
        "query": request.GET,
        "outcomes": [("", _("All outcomes")), *Outcome.choices],
    }
    return render(request, "access/sign_ins.html", context)


@needs(Permission.AUDIT_READ)
@opened("looks")
def looks(request: ActedRequest) -> HttpResponse:
    """Show who looked at protected data, newest first."""
    found = rows.looks(request.GET).select_related("person", "post__organisation")
    page = parameters.page(found, request.GET)
    kinds = [(kind, contact.label) for kind, contact in CONTACTS.items()]
    kinds += [(register.kind, register.label) for register in REGISTERS.values()]
    context = {
        "columns": rows.look_columns(),
        "rows": rows.look_rows(page.rows),
        "page": page,
        "query": request.GET,
        "kinds": [("", _("All kinds")), *kinds],
    }
    return render(request, "access/looks.html", context)


@needs()
@require_POST
def open_register(request: ActedRequest, register: str) -> HttpResponse:
    """Note the look and keep the register open in this session for half an hour."""
    chosen = REGISTERS.get(register)
    if chosen is None:
        raise Unknown("register.unknown", _("There is no such register."))
    held = protected.holding(request.actor, chosen.permission)
    if held is None:
        raise Refused("register.denied", _("Your posts give you no right to this page."), http=403)
    reason = request.POST.get("reason", "")
    if reason not in TO_AUDIT:
        return protected.door(request, chosen, error=_("Say why you open it."), status=422)
    now = clock.real_now()
    protected.note(request, request.actor, held, kind=chosen.kind, key=None, reason=reason, at=now)
    protected.keep_open(request.session, chosen, at=now)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse(chosen.url_name)
    return HttpResponseRedirect(target)


@needs(Permission.CONTACT_READ)
@never_cache
def phone(request: ActedRequest, kind: str, pk: int) -> HttpResponse:
    """Ask why a number is wanted (GET); note the look and show the number (POST)."""
    contact = CONTACTS.get(kind)
    found = contact.find(request.actor, pk) if contact else None
    if contact is None or found is None:
        raise Unknown("contact.unknown", _("There is no such contact in your area and sector."))
    if found.held is None:
        raise Refused("contact.denied", _("None of your posts lets you see this number."), http=403)
    if request.method != "POST":
        return _number(request, contact, pk, found)
    reason = request.POST.get("reason", "")
    if reason not in TO_CALL:
        return _number(request, contact, pk, found, error=_("Say why you need the number."), status=422)
    protected.note(request, request.actor, found.held, kind=kind, key=pk, reason=reason, at=clock.real_now())
    return _number(request, contact, pk, found, shown=True)


def _number(
    request: ActedRequest,
    contact: Contact,
    pk: int,
    found: Found,
    *,
    shown: bool = False,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page, or for htmx the fragment that takes the place of the masked number."""
    context = {
        "kind": contact.kind,
        "label": contact.label,
        "pk": pk,
        "found": found,
        "number": found.number if shown else masked(found.number),
        "shown": shown,
        "reasons": [(reason.value, reason.label) for reason in TO_CALL],
        "error": error,
    }
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        return render(request, "access/_number.html", context)  # 200 also with an error: htmx swaps no other
    return render(request, "access/phone.html", context, status=status)


@needs()
@require_POST
def end_others(request: ActedRequest) -> HttpResponse:
    """End the reader's own other sessions."""
    actor, own = request.actor, request.session.session_key
    count = sessions.end_all(actor.person_id, why=Outcome.ELSEWHERE, at=clock.real_now(), but=own)
    told = ngettext("%(n)s other session was ended.", "%(n)s other sessions were ended.", count) % {
        "n": count
    }
    messages.success(request, told if count else _("There was no other session."))
    return HttpResponseRedirect(reverse("account"))
