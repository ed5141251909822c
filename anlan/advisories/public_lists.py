"""Warnings in force that were issued to the public, among the lists that are open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.advisories.kinds import Category
from anlan.advisories.models import Advisory
from anlan.advisories.rows import at_words, level_cell
from anlan.public.lists import PublicList, public_list


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Level")},
        {"label": _("Category")},
        {"label": _("Area")},
        {"label": _("Measures asked for"), "kind": "wide"},
        {"label": _("Issued by"), "kind": "name"},
        {"label": _("Issued at"), "kind": "date"},
        {"label": _("Valid until"), "kind": "date"},
    ]


def tell(keys: list[int]) -> dict[int, Sequence[Any]]:
    rows = Advisory.objects.open_to_all().filter(pk__in=keys).select_related("area", "organisation")
    return {
        one.pk: (
            {"text": one.number, "href": reverse("advisories:public-cap", args=[one.pk])},
            {"text": one.title, "lang": "zh-Hans", "sub": one.matters},
            level_cell(one),
            str(Category(one.category).label),
            one.area.label,
            {"text": one.measures, "lang": "zh-Hans"},
            one.organisation.label,
            at_words(one.sent_at),
            at_words(one.ends_at),
        )
        for one in rows
    }


public_list(
    PublicList(
        code="warnings",
        label=gettext_lazy("Warnings in force"),
        basis=gettext_lazy(
            "Emergency Response Law, art. 63 and 64: warnings are published with category, level, beginning, area, "
            "matters, measures, issuer and time."
        ),
        rows=Advisory.objects.open_to_all,
        columns=columns,
        tell=tell,
        icon="alert-triangle",
    )
)
