"""Visits as rows of a table, prepared from values."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.inspections.models import Mode, Qualification, QualificationKind, Visit
from anlan.kernel import clock
from anlan.scrutiny.subjects import SUBJECTS, Subject

_COLUMNS = (
    "id",
    "visited_at",
    "visited_on",
    "mode",
    "premises__name",
    "area__short_name",
    "area__name_en",
    "sector__name",
    "sector__name_en",
    "organisation__name",
)


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Premises"), "kind": "wide"},
        {"label": _("Area")},
        {"label": _("Sector")},
        {"label": _("Mode")},
        {"label": _("Visited at"), "kind": "date", "sort": "day"},
        {"label": _("By")},
    ]


def tell_visits(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the visits with these keys, in their order. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    modes = dict(Mode.choices)
    rows: dict[int, list[Any]] = {}
    for key, at, on, mode, premises, area, area_en, sector, sector_en, organisation in Visit.objects.filter(
        pk__in=keys
    ).values_list(*_COLUMNS):
        rows[key] = [
            {"text": f"JC{on:%Y}-{key:07d}", "href": reverse("inspections:detail", args=[key])},
            premises,
            area if chinese else area_en,
            sector if chinese else sector_en,
            modes[mode],
            f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
            organisation,
        ]
    return columns(), [rows[key] for key in keys]


def tell_qualified(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the experts and officers with these keys, in their order. One query."""
    kinds = dict(QualificationKind.choices)
    heads = [
        {"label": _("Name"), "kind": "name"},
        {"label": _("Kind")},
        {"label": _("Field of the expert")},
        {"label": _("Certificate number"), "kind": "code"},
        {"label": _("Place of work"), "kind": "name"},
        {"label": _("Valid from"), "kind": "date"},
        {"label": _("Valid to"), "kind": "date"},
    ]
    found = Qualification.objects.in_bulk(keys)
    rows = [
        [
            {"text": one.name, "href": reverse("inspections:person", args=[one.pk])},
            kinds[one.kind],
            one.field or "—",
            one.number or "—",
            one.body or "—",
            one.first_day.isoformat(),
            one.last_day.isoformat() if one.last_day else "—",
        ]
        for one in (found[key] for key in keys)
    ]
    return heads, rows


def subjects_of(keys: list[int]) -> dict[int, Subject]:
    """Return visits as their photographs are held against them; a hidden one stays hidden. One query."""
    rows: Any = Visit.objects.filter(pk__in=keys, is_masked=False).values_list(
        "pk", "area_id", "area_path", "sector_id", "premises__name", "premises__lat_e6", "premises__lon_e6",
        "visited_at",
    )  # fmt: skip
    return {key: Subject(*(*columns, key)) for key, *columns in rows}


SUBJECTS["visit"] = subjects_of
VISIBLE["visit"] = lambda actor, pk: Visit.objects.within(actor.scope).filter(pk=pk).exists()
