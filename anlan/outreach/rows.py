"""Activities, campaigns and households as rows of tables, prepared from values."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.outreach.kinds import ActivityKind, Channel
from anlan.outreach.models import Activity, ActivityState, Campaign, CampaignState, Household
from anlan.scrutiny.subjects import PEERS

TONES: dict[str, str] = {
    ActivityState.RECORDED: "warn",
    ActivityState.RETURNED: "bad",
    ActivityState.VERIFIED: "good",
    ActivityState.VOIDED: "neutral",
}
SHOWN_OF_A_DOOR = 3
_ACTIVITY = (
    "id",
    "happened_on",
    "title",
    "place",
    "kind",
    "channel",
    "quantity",
    "measure_word",
    "is_estimated",
    "state",
    "area__short_name",
    "area__name_en",
    "organisation__name",
    "organisation__name_en",
)


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("What it was"), "kind": "wide"},
        {"label": _("Kind")},
        {"label": _("Quantity"), "kind": "num"},
        {"label": _("State")},
        {"label": _("Area")},
        {"label": _("Organiser")},
        {"label": _("Day"), "kind": "date", "sort": "day"},
    ]


def tell_activities(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the activities with these keys, in their order. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    kinds, channels, states = dict(ActivityKind.choices), dict(Channel.choices), dict(ActivityState.choices)
    rows: dict[int, list[Any]] = {}
    for values in Activity.objects.filter(pk__in=keys).values_list(*_ACTIVITY):
        key, on, title, place, kind, channel, quantity, word, estimated, state, *where = values
        area, area_en, body, body_en = where
        sub = " · ".join(part for part in (str(channels[channel]), place) if part)
        rows[key] = [
            {"text": number(key, on), "href": reverse("outreach:detail", args=[key])},
            {"text": title, "sub": sub},
            kinds[kind],
            {"text": f"{quantity} {word}", "sub": _("estimated") if estimated else ""},
            {"text": states[state], "tone": TONES[state]},
            area if chinese else area_en,
            body if chinese else body_en or body,
            on.isoformat(),
        ]
    return columns(), [rows[key] for key in keys if key in rows]


def number(key: int, on: Any) -> str:
    return f"XC{on:%Y}-{key:07d}"


def tell_households(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of households: area and grid cell in full, of a door the beginning only. One query.

    Whoever reads a figure learns how many there are and where, not who lives there.
    """
    chinese = (get_language() or "zh").startswith("zh")
    rows = {
        key: [cell, f"{door[:SHOWN_OF_A_DOOR]}…", area if chinese else area_en]
        for key, cell, door, area, area_en in Household.objects.filter(pk__in=keys).values_list(
            "pk", "grid_cell", "door", "area__short_name", "area__name_en"
        )
    }
    head = [
        {"label": _("Grid cell"), "kind": "code"},
        {"label": _("Door"), "kind": "wide"},
        {"label": _("Area")},
    ]
    return head, [rows[key] for key in keys if key in rows]


def tell_campaigns(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of campaigns, in the order of the keys. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    states = dict(CampaignState.choices)
    rows: dict[int, list[Any]] = {}
    for key, name, first, last, state, area, area_en, body, body_en in Campaign.objects.filter(
        pk__in=keys
    ).values_list(
        "pk", "name", "first_day", "last_day", "state", "area__short_name", "area__name_en",
        "organisation__name", "organisation__name_en",
    ):  # fmt: skip
        rows[key] = [
            {"text": f"ZX{first:%Y}-{key:07d}", "href": reverse("outreach:campaign", args=[key])},
            name,
            f"{first} – {last}",
            area if chinese else area_en,
            body if chinese else body_en or body,
            {"text": states[state], "tone": "good" if state == CampaignState.LAUNCHED else "neutral"},
        ]
    head = [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Name of the campaign"), "kind": "wide"},
        {"label": _("Days")},
        {"label": _("Area")},
        {"label": _("Organiser")},
        {"label": _("State")},
    ]
    return head, [rows[key] for key in keys if key in rows]


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell activities. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    rows = Activity.objects.filter(pk__in=keys).values_list(
        "pk", "title", "happened_on", "area__short_name", "area__name_en"
    )
    return {
        key: CaseWords(
            title, area if chinese else area_en, reverse("outreach:detail", args=[key]), number(key, on)
        )
        for key, title, on, area, area_en in rows
    }


TELLERS["activity"] = tell_cases
PEERS.add("activity")
VISIBLE["activity"] = lambda actor, pk: Activity.objects.within(actor.scope).filter(pk=pk).exists()
