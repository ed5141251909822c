"""Draws that were made public, among the lists that are open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan.draws.models import Draw
from anlan.draws.rows import number
from anlan.kernel.parameters import Order
from anlan.public.lists import PublicList, public_list


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("Places drawn"), "kind": "num"},
        {"label": _("Out of"), "kind": "num"},
        {"label": _("Prepared on"), "kind": "date"},
    ]


def tell(keys: list[int]) -> dict[int, Sequence[Any]]:
    chinese = (get_language() or "zh").startswith("zh")
    rows = (
        Draw.objects.published()
        .filter(pk__in=keys)
        .values_list("pk", "title", "area__name", "area__name_en", "wanted", "objects_in", "prepared_on")
    )
    return {
        key: (
            {"text": number(key, on), "href": reverse("draws:public-detail", args=[key])},
            {"text": title, "lang": "zh-Hans"},
            area if chinese else area_en,
            wanted,
            there,
            f"{on}",
        )
        for key, title, area, area_en, wanted, there, on in rows
    }


public_list(
    PublicList(
        code="draws",
        label=gettext_lazy("Draws by lot"),
        basis=gettext_lazy(
            "Whom to inspect and by whom is drawn by lot, and the draw is published so that anybody can draw again."
        ),
        rows=Draw.objects.published,
        columns=columns,
        tell=tell,
        order=Order(("prepared_on",)),
        icon="refresh",
    )
)
