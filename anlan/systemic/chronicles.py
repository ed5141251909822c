"""What a document lists of systemic problems: each with its hazards, who solves it until when, and how it stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.hazards.models import GONE_STATES
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.systemic.figures import SOLVED
from anlan.systemic.flow import FOUND
from anlan.systemic.kinds import EN_KINDS, ZH_KINDS
from anlan.systemic.models import Link

MOST = 20


def problems(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the problems that were confirmed in the period, the earliest first, as it was known. Three queries."""
    rows = REGISTRY[FOUND].rows(Cut.of(area), period, known, EVERYTHING)
    found = list(rows.select_related("owner", "area").order_by("confirmed_on", "pk")[:MOST])
    solved = set(REGISTRY[SOLVED].rows(Cut.of(area), period, known, EVERYTHING).values_list("pk", flat=True))
    hazards: dict[int, int] = dict.fromkeys((one.pk for one in found), 0)
    links = Link.objects.filter(problem__in=list(hazards), seq__lte=known.seq).exclude(
        hazard__state__in=GONE_STATES
    )
    hazards |= dict(links.order_by().values_list("problem").annotate(n=Count("pk")))
    return [sentence(one, hazards[one.pk], one.pk in solved, language) for one in found]


def sentence(one: Any, hazards: int, is_solved: bool, language: str) -> str:
    due = one.due_on
    if language == "zh":
        rests = f"，涉及隐患{hazards}处" if hazards else ""
        how = "已解决" if is_solved else f"要求{due.year}年{due.month}月{due.day}日前解决"
        return f"{one.title}（{ZH_KINDS[one.kind]}）{rests}，由{one.owner.name}负责，{how}。"
    rests = f", resting on {hazards} hazards" if hazards else ""
    how = "solved" if is_solved else f"to be solved by {due.day} {due:%B %Y}"
    return f"{one.title} ({EN_KINDS[one.kind]}){rests}: {one.owner.name_en or one.owner.name}, {how}. "


CHRONICLES.add(
    "systemic.problems", _("Systemic problems identified, with who solves them and how they stand"), problems
)
