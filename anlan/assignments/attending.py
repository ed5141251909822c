"""Who came to a meeting, told: as the lines that its form takes, as rows of its page, as text in a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anlan.assignments.models import Attendance, Coming, Meeting

TONES = {Coming.PRESENT: "good", Coming.DEPUTY: "warn", Coming.ABSENT: "bad"}


def _rows(meetings: Iterable[int]) -> Any:
    rows = Attendance.objects.filter(meeting__in=list(meetings)).order_by("meeting", "position", "pk")
    return rows.values_list(
        "meeting", "organisation__name", "organisation__name_en", "organisation__code", "coming", "deputy"
    )


def _line(name: str, coming: str, deputy: str) -> str:
    if coming == Coming.ABSENT:
        return f"{name}（缺席）"
    if coming == Coming.DEPUTY:
        return f"{name}（代：{deputy}）" if deputy else f"{name}（代）"
    return name


def as_lines(meeting: Meeting) -> str:
    """Return who came as the form takes it, codes in place of names: two bodies may have one name. One query."""
    return "\n".join(
        _line(code, coming, deputy) for _m, _name, _en, code, coming, deputy in _rows([meeting.pk])
    )


def in_words(meetings: Iterable[int]) -> dict[int, str]:
    """Return meeting → who came, in one line as ledgers have it. One query."""
    told: dict[int, list[str]] = defaultdict(list)
    for meeting, name, _en, _code, coming, deputy in _rows(meetings):
        told[meeting].append(_line(name, coming, deputy))
    return {meeting: "、".join(lines) for meeting, lines in told.items()}


def told(meeting: Meeting) -> dict[str, Any]:
    """Return the table of a meeting's attendance and how many came how. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    labels = dict(Coming.choices)
    rows, numbers = [], dict.fromkeys(Coming, 0)
    for _m, name, name_en, _code, coming, deputy in _rows([meeting.pk]):
        numbers[Coming(coming)] += 1
        rows.append(
            [
                name if chinese else name_en or name,
                {"text": labels[coming], "tone": TONES[Coming(coming)]},
                deputy,
            ]
        )
    heads = [
        {"label": _("Organisation"), "kind": "name"},
        {"label": _("How it came")},
        {"label": pgettext("meeting", "Deputy")},
    ]
    parts = [f"{labels[coming]} {n}" for coming, n in numbers.items() if n]
    return {"columns": heads, "rows": rows, "summary": _(", ").join(parts)}
