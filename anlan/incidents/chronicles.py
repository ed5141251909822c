"""Incidents that a document tells one by one: day, place, what, casualties, grade. Drills are never among them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents import days
from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Known
from anlan.incidents.models import Incident
from anlan.incidents.papers import GRADES, KINDS, PEOPLE
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below

MOST = 10
_PEOPLE = {
    "deaths": "dead",
    "missing": "missing",
    "serious": "seriously injured",
    "minor": "slightly injured",
}


def told(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the real incidents of a period in order, as they stand; of many the first. One query."""
    rows = list(
        Incident.objects.real()
        .standing()
        .filter(below(area.path or ""), occurred_on__range=(period.first, period.last), pk__lte=known.seq)
        .select_related("area")
        .order_by("occurred_on", "id")
    )
    sentences = [_sentence(one, language) for one in rows[:MOST]]
    if len(rows) > MOST:
        rest = len(rows) - MOST
        sentences.append(f"另有{rest}起。" if language == "zh" else f"{rest} more. ")
    return sentences


def _sentence(one: Incident, language: str) -> str:
    day = days.of(Period(one.occurred_on, one.occurred_on), language)
    if language == "zh":
        people = "，".join(text.format(n) for name, text in PEOPLE if (n := getattr(one, name)))
        grade = GRADES[one.grade]  # type: ignore[index]
        return f"{day}，{one.place}{KINDS[one.kind]}（{people or '无人员伤亡报告'}，{grade}）。"  # type: ignore[index]
    people = ", ".join(f"{n} {_PEOPLE[name]}" for name, _text in PEOPLE if (n := getattr(one, name)))
    return f"{day}, {one.place}: {one.get_kind_display()} ({people or 'nobody reported hurt'}). "


CHRONICLES.add("incidents.told", _("Incidents one by one"), told)
