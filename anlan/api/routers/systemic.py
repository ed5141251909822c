"""Systemic problems as a list and one by one, and the candidates with the numbers behind each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import DAY, DAYS, WORDS, choice, parameter
from anlan.api.systemic_schemas import Candidates
from anlan.api.words import _
from anlan.hazards.models import GONE_STATES, Category, Hazard
from anlan.org.roles import Permission
from anlan.systemic.candidates import look, question_of
from anlan.systemic.kinds import ProblemKind
from anlan.systemic.listing import filtered
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.rows import TOLD as PROBLEM

router = Router(tags=["systemic-problems"])
READ = AccessToken(TokenScope.READ, Permission.SYSTEMIC_READ)
PROPOSE = AccessToken(TokenScope.READ, Permission.SYSTEMIC_PROPOSE)
FIELDS = (
    "kind", "title", "description", "sector_id", "category", "first_day", "last_day", "evidence", "root_cause",
    "measures", "owner_id", "owner_post_id", "due_on", "office_id", "confirmed_at", "progress", "result", "result_at",
    "conclusion", "closed_at", "dismissal",
)  # fmt: skip


def _hazards(one: Any, actor: Any) -> dict[str, Any]:
    """Return the hazards of a problem, as far as the caller sees them."""
    rows = Hazard.objects.within(actor.scope).filter(
        pk__in=Link.objects.filter(problem=one.pk).values("hazard")
    )
    rows = rows.exclude(state__in=GONE_STATES)
    return {"hazards": list(rows.order_by("pk").values_list("pk", flat=True))}


Told(
    router=router,
    auth=READ,
    kinds={"systemic_problem": PROBLEM},
    seen=lambda _kind, scope: SystemicProblem.objects.within(scope),
    filtered=lambda _kind, rows, query: filtered(rows, query),
    values=lambda _kind, one: {name: getattr(one, name) for name in FIELDS},
    parts={"systemic_problem": _hazards},
    a_list=_("A list of systemic problems"),
    one=_("One systemic problem"),
    those=_("Those of your area and sectors, and those your body is to solve, the latest first."),
    about=_("Its fields, its hazards as far as you see them, the steps that lead on, and its history."),
).register(
    "systemic_problem",
    "systemic-problems",
    [
        choice("kind", list(ProblemKind.values)),
        choice("category", list(Category.values)),
        parameter("sector", WORDS, "code or name of a sector"),
        parameter("hazard", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "of which it is part"),
        *DAYS,
    ],
)


@router.get(
    "/systemic-candidates",
    auth=PROPOSE,
    response=Candidates,
    operation_id="systemic_candidates",
    summary=_("Candidates for systemic problems"),
    description=_(
        "Cells of an area in which a category of hazards is found more often than chance explains, with the counts and "
        "the test behind each. Take one up by `systemic_problem_take_up`."
    ),
    openapi_extra={
        "parameters": [
            parameter("area", WORDS, "code or name; yours without one"),
            parameter("from", DAY, "first day; without one, 90 days"),
            parameter("to", DAY, "last day, inclusive; today without one"),
        ]
    },
)
def candidates(request: ApiRequest) -> HttpResponse:
    actor = request.auth.actor
    question = question_of(request.GET, actor)
    looked, told = look(question, actor.scope)
    rows = [
        {
            "kind": one.cell.kind.value,
            "area": {"id": one.area.pk, "name": one.area.label},
            "sector": {"id": one.sector.pk, "name": one.sector.label},
            "category": one.cell.category,
            "title": one.title,
            "evidence": looked.evidence(one.cell),
            "problem": one.former.pk if one.former else None,
            "settled": one.settled,
        }
        for one in told
    ]
    period = question.period
    return answer(
        {
            "area": question.area.code,
            "first_day": f"{period.first}",
            "last_day": f"{period.last}",
            "since": f"{looked.since}",
            "tested": looked.look.tested,
            "candidates": rows,
        }
    )
