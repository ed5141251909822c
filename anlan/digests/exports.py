"""Digests as a file: when each was made, its edition, its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.digests.listing import DIGESTS, choices, filtered
from anlan.digests.models import Digest, DigestQuerySet, Edition
from anlan.documents.rendering import plain
from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(actor: Actor, query: Mapping[str, Any]) -> DigestQuerySet:
    return filtered(Digest.objects.within(actor.scope), query)


def columns() -> list[Column]:
    return [
        Column(_("Number"), CODE),
        Column(_("Day"), DAY),
        Column(_("Area"), NAME),
        Column(_("Edition"), NUMBER),
        Column(_("Made at"), MOMENT),
        Column(_("Text"), WIDE),
        Column("SHA-256", CODE),
    ]


def teller() -> Teller:
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        latest = {}
        for edition in Edition.objects.filter(digest__in=keys).order_by("number"):
            latest[edition.digest_id] = edition
        for one in Digest.objects.filter(pk__in=keys).select_related("area"):
            text = plain.render(latest[one.pk].document(language))
            yield one.pk, (one.number, one.day, one.area.label, one.edition, one.made_at, text, one.sha256)

    return tell


Sheet(
    code="digests",
    label=DIGESTS.label,
    route=DIGESTS.route,
    permission=Permission.REPORT_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    spec=DIGESTS,
)
