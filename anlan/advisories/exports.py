"""The lists of advisories and receipts as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.advisories.kinds import AdvisoryKind, AdvisoryState, Answer, Category, WarningLevel
from anlan.advisories.listing import (
    ADVISORIES,
    RECEIPTS,
    choices,
    filtered,
    receipt_choices,
    receipts_filtered,
)
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.rows import counts, standing
from anlan.kernel import clock
from anlan.listings.sheets import CODE, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return filtered(Advisory.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Kind")),
        Column(_("Warning level")),
        Column(_("Category")),
        Column(_("Title"), WIDE),
        Column(_("Area"), NAME),
        Column(_("State")),
        Column(_("Issued by"), NAME),
        Column(_("Issued at"), MOMENT),
        Column(_("Begins at"), MOMENT),
        Column(_("Valid until"), MOMENT),
        Column(_("What is warned of"), WIDE),
        Column(_("Measures asked for"), WIDE),
        Column(_("To be acknowledged within (minutes)"), NUMBER),
        Column(_("Recipients"), NUMBER),
        Column(_("Acknowledged"), NUMBER),
    ]


def teller() -> Teller:
    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        got = counts(keys)
        for one in Advisory.objects.filter(pk__in=keys).select_related("area", "organisation"):
            yield (
                one.pk,
                (
                    one.number,
                    str(AdvisoryKind(one.kind).label),
                    str(WarningLevel(one.level).label) if one.level else "",
                    str(Category(one.category).label),
                    one.title,
                    one.area.label,
                    str(AdvisoryState(one.state).label),
                    one.organisation.label,
                    one.issued_at,
                    one.starts_at,
                    one.ends_at,
                    one.matters,
                    one.measures,
                    one.ack_minutes,
                    one.recipients,
                    got.get(one.pk, 0),
                ),
            )

    return tell


def receipt_rows(actor: Actor, query: Mapping[str, Any]) -> Any:
    return receipts_filtered(Receipt.objects.within(actor.scope), query)


def receipt_columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Advisory or warning"), CODE),
        Column(_("Title"), WIDE),
        Column(_("Body"), NAME),
        Column(_("Area"), NAME),
        Column(_("State")),
        Column(_("Sent at"), MOMENT),
        Column(_("Due by"), MOMENT),
        Column(_("Acknowledged at"), MOMENT),
        Column(_("Seconds"), NUMBER),
        Column(_("By telephone")),
        Column(_("Calls"), NUMBER),
        Column(_("Last answer")),
        Column(_("Escalated to"), NAME),
        Column(_("Measures taken"), WIDE),
        Column(_("Measures told at"), MOMENT),
    ]


def receipt_teller() -> Teller:
    now = clock.now()

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = Receipt.objects.filter(pk__in=keys)
        for one in found.select_related("advisory", "organisation", "area", "escalated_to"):
            yield (
                one.pk,
                (
                    one.number,
                    one.advisory.number,
                    one.advisory.title,
                    one.organisation.label,
                    one.area.label,
                    standing(one, now),
                    one.sent_at,
                    one.due_at,
                    one.acknowledged_at,
                    one.seconds,
                    _("Yes") if one.by_phone else _("No"),
                    one.calls,
                    str(Answer(one.answer).label) if one.answer else "",
                    one.escalated_to.label if one.escalated_to else "",
                    one.measures,
                    one.measures_at,
                ),
            )

    return tell


Sheet(
    code=ADVISORIES.code,
    label=ADVISORIES.label,
    route=ADVISORIES.route,
    permission=Permission.ADVISORY_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=ADVISORIES,
)
Sheet(
    code=RECEIPTS.code,
    label=RECEIPTS.label,
    route=RECEIPTS.route,
    permission=Permission.ADVISORY_READ,
    rows=receipt_rows,
    columns=receipt_columns,
    teller=receipt_teller,
    choices=receipt_choices,
    spec=RECEIPTS,
)
