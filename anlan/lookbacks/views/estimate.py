"""For the office alone: the reported rate beside the estimated true one, and how people and places fared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.figures.asking import asked
from anlan.figures.cut import Known
from anlan.figures.evaluation import evaluate_all
from anlan.journal.snapshot import snapshot
from anlan.kernel import numerals
from anlan.lookbacks import estimates
from anlan.lookbacks.estimates import Group, drawn, is_answered
from anlan.lookbacks.estimating import FEW
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

COUNTS = ("drawn", "answered", "waiting", "late", "overtaken", "held", "relapsed", "false")
GROUPS = (
    ("premises", gettext_lazy("By premises")),
    ("found_by", gettext_lazy("By inspector")),
    ("accepted_by", gettext_lazy("By acceptor")),
)


@needs(Permission.LOOKBACK_KEEP)
def estimate(request: ActedRequest) -> HttpResponse:
    """Show what the samples of a period say. Nothing here stands in a document."""
    question = asked(request.GET, request.actor)
    known = Known.by(question.known_at)
    with snapshot():
        told = estimates.told(question.cut, question.period, known)
        values = evaluate_all(
            [f"lookbacks.{name}" for name in COUNTS],
            cut=question.cut,
            period=question.period,
            known=known,
        )
        looks = drawn(question.cut, question.period, known, request.actor.scope)
        looks = looks.filter(is_answered(question.period, known))
        tables = [_table(title, estimates.groups(by, looks)) for by, title in GROUPS]
    context = {
        "asked": question,
        "query": request.GET,
        "areas": area_choices(areas_of(request.actor.scope)),
        "values": list(values.values()),
        "told": told,
        "shares": _shares(told),
        "tables": tables,
        "few": FEW,
    }
    return render(request, "lookbacks/estimate.html", context)


def _shares(told: estimates.Told) -> list[list[str]]:
    """Return the three rates beside one another: reported, held, true; with their bounds where they have any."""
    one = told.estimate
    parts = () if one is None else (one.share, one.low, one.high)
    true = [share for part in parts if (share := told.true(part)) is not None]
    return [
        [_("Reported rectification rate"), numerals.rate(*told.reported), "—"],
        _with_bounds(_("Estimated share that held"), parts),
        _with_bounds(_("Estimated true rectification rate"), true),
    ]


def _with_bounds(name: str, parts: Sequence[float]) -> list[str]:
    if not parts:
        return [name, "—", "—"]
    share, low, high = map(percent, parts)
    return [name, share, f"{low} – {high}"]


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _table(title: Any, found: Sequence[Group]) -> dict[str, Any]:
    """Return the groups of which something did not hold, or enough was answered; the others are counted."""
    told = [one for one in found if one.failed or one.risk_failed or one.answered >= FEW]
    return {"title": title, "rows": [_row(one) for one in told], "others": len(found) - len(told)}


def _row(one: Group) -> list[Any]:
    return [
        one.name,
        f"{one.answered:,}",
        f"{one.relapsed:,}",
        f"{one.false:,}",
        "—" if one.share is None else percent(one.share),
        f"{percent(one.low)} – {percent(one.high)}" if one.answered else "—",
        f"{one.risk_failed:,} / {one.risk_answered:,}" if one.risk_answered else "—",
    ]
