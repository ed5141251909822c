"""The ledgers that were brought, as a file: by whom, when, and what became of their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, BatchQuerySet, BatchState
from anlan.listings import names
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, _query: Mapping[str, Any]) -> BatchQuerySet:
    return Batch.objects.within(actor.scope)


def columns() -> list[Column]:
    return [
        Column(_("File"), NAME),
        Column(_("Kind of ledger")),
        Column(_("Sender"), NAME),
        Column(_("Brought by"), NAME),
        Column(_("Organisation"), NAME),
        Column(_("At"), MOMENT),
        Column(_("State")),
        Column(_("Rows"), NUMBER),
        Column(_("Taken in"), NUMBER),
        Column(_("Taken on"), NUMBER),
        Column(_("There already"), NUMBER),
        Column(_("Faulty"), NUMBER),
        Column(_("Undone"), NUMBER),
        Column(_("Kept"), NUMBER),
        Column(_("SHA-256"), CODE),
    ]


def teller() -> Teller:
    people, bodies = names.people(), names.organisations()
    system = _("the system")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = list(Batch.objects.filter(pk__in=keys))
        people.learn(batch.received_by_id for batch in found)
        bodies.learn(batch.organisation_id for batch in found)
        for batch in found:
            yield (
                batch.pk,
                (
                    batch.name,
                    str(KINDS[batch.ledger].label) if batch.ledger in KINDS else batch.ledger,
                    batch.sender,
                    people[batch.received_by_id] if batch.received_by_id else system,
                    bodies[batch.organisation_id],
                    batch.received_at,
                    str(BatchState(batch.state).label),
                    batch.rows,
                    batch.written,
                    batch.taken_on,
                    batch.same,
                    batch.faulty,
                    batch.undone,
                    batch.kept,
                    batch.digest,
                ),
            )

    return tell


def choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {}


Sheet(
    code="ledgers",
    label=gettext_lazy("Ledgers"),
    route="imports:list",
    permission=Permission.LEDGER_OPEN,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
)
