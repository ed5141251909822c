"""The auditor's registers and the notices as files. A register's export stands behind the same door as its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.access import protected
from anlan.access import rows as access_rows
from anlan.access.models import Look, Outcome, Reason, SignIn
from anlan.access.protected import CONTACTS, REGISTERS
from anlan.journal.models import Entry, Seal
from anlan.kernel import clock
from anlan.lifecycle.flow import FLOWS
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.notifications.models import Notice, NoticeQuerySet
from anlan.notifications.words import tell_notices
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.web.views.journal import entries_of

Choices = dict[str, list[tuple[str, Any]]]


def behind(code: str) -> Callable[[HttpRequest], HttpResponse | None]:
    """Return what lets an export through only while its register stands open in the session."""

    def door(request: HttpRequest) -> HttpResponse | None:
        register = REGISTERS[code]
        if protected.open_until(request.session, register, at=clock.real_now()) is None:
            return protected.door(request, register)
        return None

    return door


# -- the journal -------------------------------------------------------------------------------------------------


def _entries(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[Entry]:
    return entries_of(query)


def _entry_columns() -> list[Column]:
    return [
        Column(_("Entry"), NUMBER),
        Column(_("Recorded at"), MOMENT),
        Column(_("Happened"), MOMENT),
        Column(_("Kind"), CODE),
        Column(_("Case"), CODE),
        Column(_("Number within the case"), NUMBER),
        Column(_("Step"), CODE),
        Column(_("Step in words")),
        Column(_("From state"), CODE),
        Column(_("To state"), CODE),
        Column(pgettext("journal", "By"), NAME),
        Column(_("Organisation"), NAME),
        Column(_("What was entered (JSON)"), WIDE),
        Column(_("Idempotency key"), CODE),
        Column(_("Hash"), CODE),
        Column(_("Hash before"), CODE),
        Column(_("Seal"), CODE),
    ]


def _entry_teller() -> Teller:
    people, bodies = names.people(), names.organisations()
    system = _("the system")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        covering = (
            Seal.objects.filter(last_seq__gte=OuterRef("seq")).order_by("last_seq").values("number")[:1]
        )
        found = list(Entry.objects.filter(pk__in=keys).annotate(sealed_by=Subquery(covering)))
        people.learn(entry.actor_id for entry in found)
        bodies.learn(entry.organisation_id for entry in found)
        for entry in found:
            yield (
                entry.seq,
                (
                    entry.seq,
                    entry.recorded_at,
                    entry.occurred_at,
                    entry.kind,
                    str(entry.case_id),
                    entry.n,
                    entry.step,
                    str(FLOWS[entry.kind].steps[entry.step].done),
                    entry.from_state,
                    entry.to_state,
                    people[entry.actor_id] or system,
                    bodies[entry.organisation_id],
                    entry.input,
                    entry.key or "",
                    bytes(entry.hash).hex(),
                    bytes(entry.former_hash).hex(),
                    str(entry.sealed_by or ""),
                ),
            )

    return tell


def _entry_choices(_actor: Actor) -> Choices:
    return {"kind": [(flow.kind, flow.name) for flow in FLOWS.values()]}


Sheet(
    code="journal",
    label=gettext_lazy("Journal"),
    route="journal",
    permission=Permission.JOURNAL_READ,
    rows=_entries,
    columns=_entry_columns,
    teller=_entry_teller,
    choices=_entry_choices,
    filters=("case", "kind", "seal"),
    door=behind("journal"),
)


# -- sign-ins ----------------------------------------------------------------------------------------------------


def _sign_ins(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[SignIn]:
    return access_rows.sign_ins(query)


def _sign_in_columns() -> list[Column]:
    return [
        Column(_("At"), MOMENT),
        Column(_("User name"), CODE),
        Column(pgettext("access", "Person"), NAME),
        Column(_("Outcome")),
        Column(_("Network address"), CODE),
        Column(_("Browser"), NAME),
        Column(_("Access token"), CODE),
    ]


def _sign_in_teller() -> Teller:
    people = names.people()
    outcomes = {code: str(label) for code, label in Outcome.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(SignIn.objects.filter(pk__in=keys).select_related("token"))
        people.learn(row.person_id for row in found)
        for row in found:
            token = row.token.prefix if row.token else ""
            who = people[row.person_id]
            yield row.pk, (row.at, row.name, who, outcomes[row.outcome], row.address, row.browser, token)

    return tell


def _sign_in_choices(_actor: Actor) -> Choices:
    return {"outcome": list(Outcome.choices)}


Sheet(
    code="sign-ins",
    label=gettext_lazy("Sign-ins"),
    route="access:sign-ins",
    permission=Permission.AUDIT_READ,
    rows=_sign_ins,
    columns=_sign_in_columns,
    teller=_sign_in_teller,
    choices=_sign_in_choices,
    filters=("q", "outcome", "address", "from", "to"),
    door=behind("sign-ins"),
)


# -- looks -------------------------------------------------------------------------------------------------------


def _looks(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[Look]:
    return access_rows.looks(query)


def _look_columns() -> list[Column]:
    return [
        Column(_("At"), MOMENT),
        Column(pgettext("access", "Person"), NAME),
        Column(_("Organisation"), NAME),
        Column(_("Looked at"), NAME),
        Column(_("Which"), NAME),
        Column(_("Reason")),
        Column(_("Network address"), CODE),
    ]


def _look_labels() -> dict[str, str]:
    labels = {register.kind: str(register.label) for register in REGISTERS.values()}
    return labels | {kind: str(contact.label) for kind, contact in CONTACTS.items()}


def _look_teller() -> Teller:
    labels, reasons = _look_labels(), {code: str(label) for code, label in Reason.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Look.objects.filter(pk__in=keys).select_related("person", "post__organisation"))
        of_kind: dict[str, list[int]] = {}
        for row in found:
            if row.kind in CONTACTS and row.key is not None:
                of_kind.setdefault(row.kind, []).append(row.key)
        which = {kind: CONTACTS[kind].names(some) for kind, some in of_kind.items()}
        for row in found:
            yield (
                row.pk,
                (
                    row.at,
                    row.person.name,
                    row.post.organisation.label,
                    labels.get(row.kind, row.kind),
                    which.get(row.kind, {}).get(row.key or 0, ""),
                    reasons.get(row.reason, row.reason),
                    row.address,
                ),
            )

    return tell


def _look_choices(_actor: Actor) -> Choices:
    return {"kind": list(_look_labels().items())}


Sheet(
    code="looks",
    label=gettext_lazy("Looks at protected data"),
    route="access:looks",
    permission=Permission.AUDIT_READ,
    rows=_looks,
    columns=_look_columns,
    teller=_look_teller,
    choices=_look_choices,
    filters=("q", "kind", "from", "to"),
    door=behind("looks"),
)


# -- notices -----------------------------------------------------------------------------------------------------


def _notices(actor: Actor, query: Mapping[str, Any]) -> NoticeQuerySet:
    rows = Notice.objects.all() if actor.is_system else Notice.objects.to(actor.organisation_ids())
    return rows.unread() if query.get("state") == "unread" else rows.listed()


def _notice_columns() -> list[Column]:
    return [
        Column(_("At"), MOMENT),
        Column(_("Notice")),
        Column(_("Matter"), WIDE),
        Column(_("Place"), NAME),
        Column(_("To"), NAME),
        Column(_("Read at"), MOMENT),
    ]


def _notice_teller() -> Teller:
    bodies = names.organisations()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Notice.objects.filter(pk__in=keys))
        bodies.learn(row.organisation_id for row in found)
        for row, told in zip(found, tell_notices(found), strict=True):
            body = bodies[row.organisation_id]
            yield row.pk, (told["at"], str(told["event"]), told["text"], told["place"], body, row.read_at)

    return tell


def _notice_choices(_actor: Actor) -> Choices:
    return {"state": [("unread", _("Unread"))]}


Sheet(
    code="notices",
    label=gettext_lazy("Notices"),
    route="notices:list",
    permission=None,
    rows=_notices,
    columns=_notice_columns,
    teller=_notice_teller,
    choices=_notice_choices,
    filters=("state",),
)
