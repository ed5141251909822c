"""Due reports as rows of tables, and as to-do lists and notices tell them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.reporting import formbook
from anlan.reporting.models import Due
from anlan.reporting.standing import TONES, standing


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Unit"), "kind": "wide"},
        {"label": _("Form")},
        {"label": _("Day"), "kind": "date"},
        {"label": _("Standing")},
        {"label": _("Received at")},
        {"label": _("Version"), "kind": "num"},
    ]


def hour(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%m-%d %H:%M:%S}" if at else ""


def tell_dues(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of due reports with these keys, in their order, as they stand now. Two queries."""
    now = clock.now()
    names = dict(formbook.choices(clock.local_day(now)))
    found = Due.objects.filter(pk__in=keys).select_related("organisation").in_bulk()
    rows = []
    for key in keys:
        if (due := found.get(key)) is not None:
            word = standing(due, now)
            rows.append(
                [
                    {"text": due.number, "href": reverse("reporting:detail", args=[key])},
                    due.organisation.label,
                    names.get(due.form, due.form),
                    due.day.isoformat(),
                    {"text": word.label, "tone": TONES[word]},
                    hour(due.received_at),
                    str(due.version or ""),
                ]
            )
    return columns(), rows


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which notices tell due reports. Two queries."""
    names = dict(formbook.choices(clock.today()))
    chinese = (get_language() or "zh").startswith("zh")
    rows = Due.objects.filter(pk__in=keys).values_list(
        "pk", "form", "day", "organisation__name", "organisation__name_en"
    )
    return {
        key: CaseWords(
            f"{names.get(form, form)} {day}",
            body if chinese else body_en or body,
            reverse("reporting:detail", args=[key]),
            f"RB{day:%Y%m%d}-{key:07d}",
        )
        for key, form, day, body, body_en in rows
    }


TELLERS["report"] = tell_cases
VISIBLE["report"] = lambda actor, pk: Due.objects.within(actor.scope).filter(pk=pk).exists()
