"""Premises as rows of a table, prepared from values: no object and no query per row."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.premises.models import Premises

_COLUMNS = (
    "id",
    "code",
    "name",
    "address",
    "reporting_area__short_name",
    "reporting_area__name_en",
    "sector__name",
    "sector__name_en",
)


def tell_premises(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the premises with these keys, in their order. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    rows: dict[int, list[Any]] = {}
    for key, code, name, address, area, area_en, sector, sector_en in Premises.objects.filter(
        pk__in=keys
    ).values_list(*_COLUMNS):
        rows[key] = [
            {"text": code, "href": reverse("premises:detail", args=[key])},
            {"text": name, "sub": address},
            area if chinese else area_en,
            sector if chinese else sector_en,
        ]
    columns: list[dict[str, Any]] = [
        {"label": _("Code"), "kind": "code"},
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Reporting area")},
        {"label": _("Sector")},
    ]
    return columns, [rows[key] for key in keys]
