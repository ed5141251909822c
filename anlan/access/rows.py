"""Records of access as rows of a table: sign-ins, looks, one's own sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.access.models import REFUSALS, Look, Outcome, Session, SignIn
from anlan.access.protected import CONTACTS, REGISTERS
from anlan.kernel import clock, parameters

TONES = {Outcome.OK: "good", Outcome.WRONG: "warn", Outcome.LOCKED: "bad", Outcome.INACTIVE: "bad"}
TONES[Outcome.TOKEN_REFUSED] = "warn"


def stamp(at: datetime) -> str:
    """Return a real moment to the second, in Shanghai time."""
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _days(query: Mapping[str, Any]) -> Q:
    """Return the condition of the filter's days, both inclusive."""
    first, last = parameters.day(query, "from"), parameters.day(query, "to")
    condition = Q()
    if first:
        condition &= Q(at__gte=clock.day_start(first))
    if last:
        condition &= Q(at__lt=clock.day_end(last))
    return condition


def sign_ins(query: Mapping[str, Any]) -> QuerySet[SignIn]:
    """Return what the auditor's filter asks for."""
    found = SignIn.objects.filter(_days(query))
    if outcome := parameters.choice(query, "outcome", Outcome.values):
        found = found.filter(outcome=outcome)
    if name := parameters.words(query, "q", most=40):
        found = found.filter(Q(name=name) | Q(person__name=name))
    if address := parameters.words(query, "address", most=45):
        found = found.filter(address=address)
    return found


def sign_in_columns(*, with_name: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("At"), "kind": "date"},
        *([{"label": pgettext("access", "Person"), "kind": "name"}] if with_name else []),
        {"label": _("Outcome"), "kind": "name"},
        {"label": _("Network address"), "kind": "code"},
        {"label": _("Browser"), "kind": "name"},
    ]


def sign_in_row(row: SignIn, *, with_name: bool) -> dict[str, Any]:
    outcome = Outcome(row.outcome)
    who: dict[str, Any] = {"text": row.name, "sub": _("no such account")}
    if with_name and row.person:
        who = {"text": row.person.name, "sub": row.name}
    cells: list[Any] = [
        stamp(row.at),
        *([who] if with_name else []),
        {
            "text": outcome.label,
            "tone": TONES.get(outcome, "neutral"),
            "sub": row.token.prefix if row.token else "",
        },
        row.address,
        row.browser,
    ]
    return {"cells": cells, "tone": "bad" if outcome in REFUSALS else ""}


def own_sign_ins(person_id: int, *, most: int = 20) -> list[dict[str, Any]]:
    """Return the newest of a person's own, as rows."""
    found = SignIn.objects.filter(person_id=person_id).select_related("token").order_by("-pk")[:most]
    return [sign_in_row(row, with_name=False) for row in found]


def session_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Browser"), "kind": "name"},
        {"label": _("Network address"), "kind": "code"},
        {"label": _("Signed in at"), "kind": "date"},
        {"label": _("Last used"), "kind": "date"},
    ]


def session_row(row: Session, *, here: str | None) -> list[Any]:
    browser: dict[str, Any] = {"text": row.browser or _("Unknown browser")}
    if row.session_key == here:
        browser["sub"] = _("this session")
    return [browser, row.address, stamp(row.started_at), stamp(row.seen_at)]


def looks(query: Mapping[str, Any]) -> QuerySet[Look]:
    """Return what the auditor's filter asks for."""
    found = Look.objects.filter(_days(query))
    kinds = [*CONTACTS, *(register.kind for register in REGISTERS.values())]
    if kind := parameters.choice(query, "kind", kinds):
        found = found.filter(kind=kind)
    if name := parameters.words(query, "q", most=40):
        found = found.filter(Q(person__username=name) | Q(person__name=name))
    return found


def look_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("At"), "kind": "date"},
        {"label": pgettext("access", "Person"), "kind": "name"},
        {"label": _("Looked at"), "kind": "name"},
        {"label": _("Reason"), "kind": "name"},
        {"label": _("Network address"), "kind": "code"},
    ]


def look_rows(found: list[Look]) -> list[list[Any]]:
    """Return looks as rows; the names of what was looked at cost one query a kind of contact."""
    labels = {register.kind: register.label for register in REGISTERS.values()}
    labels |= {kind: contact.label for kind, contact in CONTACTS.items()}
    names = {
        kind: contact.names([row.key for row in found if row.kind == kind and row.key is not None])
        for kind, contact in CONTACTS.items()
        if any(row.kind == kind for row in found)
    }
    return [
        [
            stamp(row.at),
            {"text": row.person.name, "sub": row.post.organisation.label},
            {"text": labels.get(row.kind, row.kind), "sub": names.get(row.kind, {}).get(row.key or 0, "")},
            row.get_reason_display(),
            row.address,
        ]
        for row in found
    ]
