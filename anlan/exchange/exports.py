"""The filled forms as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.exchange.listing import FILLINGS, choices, filtered
from anlan.exchange.models import Filling, FillingQuerySet, FillingState
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> FillingQuerySet:
    return filtered(Filling.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Form"), NAME),
        Column(_("Receiver"), NAME),
        Column(_("Area"), NAME),
        Column(_("First day"), DAY),
        Column(_("Last day"), DAY),
        Column(_("State")),
        Column(_("As known at"), MOMENT),
        Column(_("Bound cells"), NUMBER),
        Column(_("Sums compared"), NUMBER),
        Column(_("Sums that differ"), NUMBER),
        Column(_("Sent at"), MOMENT),
        Column(_("How it was sent, and its number there"), NAME),
        Column(_("Received at"), MOMENT),
        Column(_("Cells that differ"), NUMBER),
        Column("SHA-256", CODE),
    ]


def teller() -> Teller:
    states = {code: str(label) for code, label in FillingState.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for one in Filling.objects.filter(pk__in=keys).select_related("form", "area"):
            yield (
                one.pk,
                (
                    one.number, one.form.name, one.form.receiver, one.area.label, one.first, one.last,
                    states[one.state],
                    one.known_at, one.cells, one.checks, one.checks_failed, one.sent_at, one.sent_how, one.received_at,
                    one.differences, one.sha256,
                ),
            )  # fmt: skip

    return tell


Sheet(
    code=FILLINGS.code,
    label=FILLINGS.label,
    route=FILLINGS.route,
    permission=Permission.FORM_FILL,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=FILLINGS,
)
