"""Look-backs: what was drawn, the samples, the rates, and for the office the estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, lookback_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.figures.asking import asked
from anlan.figures.cut import Known
from anlan.hazards.models import Grade
from anlan.journal.snapshot import snapshot
from anlan.kernel.parameters import NEWEST
from anlan.lookbacks import estimates, lots
from anlan.lookbacks.estimates import drawn, groups, is_answered
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.listing import filtered, filtered_samples
from anlan.lookbacks.models import LookBack, Rate, RateState, Reason, Risk, Sample, SampleState, Seen, Strata
from anlan.lookbacks.rows import HEAVY, command_of, counts_of
from anlan.org.roles import Permission

router = Router(tags=["look-backs"])
READ = AccessToken(TokenScope.READ, Permission.HAZARD_READ)
SEE = AccessToken(TokenScope.READ, Permission.DRAW_READ)
KEEP = AccessToken(TokenScope.READ, Permission.LOOKBACK_KEEP)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(lookback_schemas.LookRow),
    operation_id="look_backs_list",
    summary=_("The list of drawn look-backs"),
    description=_(
        "Those of your area and sectors, newest first. Answers are steps of the hazard: look_back."
    ),
    openapi_extra={
        "parameters": [
            choice("state", ["waiting", "late", "done", "overtaken", *Seen.values]),
            choice("kind", Reason.values),
            parameter("case", {"type": "integer"}, "the sample"),
            *PLACE,
            *DAYS,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(LookBack.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("hazard", "premises", "owner", "person", "sample")
    return ordered(request, rows, _looks, order=NEWEST)


def _looks(page: Sequence[LookBack]) -> list[dict[str, Any]]:
    grades, reasons, risks, seen = (spoken(kind) for kind in (Grade, Reason, Risk, Seen))
    return [
        {
            "id": one.pk,
            "hazard": {"id": one.hazard_id, "name": one.hazard.number},
            "description": one.hazard.description,
            "premises": {"id": one.premises_id, "name": one.premises.name},
            "grade": grades[one.grade],
            "sample": {"id": one.sample_id, "name": one.sample.number},
            "stratum": one.stratum,
            "reason": reasons[one.reason],
            "risk": risks[one.risk] if one.risk else None,
            "seen": seen[one.seen] if one.seen else None,
            "waits": one.answered_seq is None and one.overtaken_seq is None,
            "owner": {"id": one.owner_id, "name": one.owner.label},
            "person": {"id": one.person_id, "name": one.person.name} if one.person else None,
            "drawn_on": one.drawn_on,
            "due_at": one.due_at,
            "answered_at": one.answered_at,
            "overtaken_at": one.overtaken_at,
        }
        for one in page
    ]


@router.get(
    "/samples",
    auth=SEE,
    response=schemas.page_of(lookback_schemas.SampleRow),
    operation_id="look_back_samples_list",
    summary=_("The samples of look-backs"),
    description=_("Those of your area, newest first."),
    openapi_extra={"parameters": [choice("state", SampleState.values), *DAYS, *PAGING]},
)
def samples(request: ApiRequest) -> HttpResponse:
    rows = filtered_samples(Sample.objects.within(request.auth.actor.scope), request.GET)
    return ordered(request, rows.defer(*HEAVY).select_related("area"), _samples, order=NEWEST)


def _samples(page: Sequence[Sample]) -> list[dict[str, Any]]:
    sums = counts_of([one.pk for one in page])
    return [_sample(one, sums.get(one.pk, {})) for one in page]


def _sample(one: Sample, told: dict[str, int]) -> dict[str, Any]:
    area = one.area
    return {
        "id": one.pk,
        "number": one.number,
        "state": spoken(SampleState)[one.state],
        "week": one.week,
        "closed_from": one.closed_from,
        "closed_to": one.closed_to,
        "strata": spoken(Strata)[one.strata],
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "pool_size": one.pool_size,
        "wanted": one.wanted,
        **{name: told.get(name, 0) for name in ("risk", "answered", "failed", "waiting", "overtaken")},
        "drawn_at": one.drawn_at,
        "revision": one.revision,
    }


@router.get(
    "/samples/{int:id}",
    auth=SEE,
    response=lookback_schemas.SampleDetail,
    operation_id="look_back_samples_get",
    summary=_("One sample of look-backs"),
    description=_(
        "What it drew, by which seed, and the command that draws again. The pool is a file on its page."
    ),
)
def sample(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    one = Sample.objects.within(actor.scope).select_related("area").filter(pk=id).first()
    if one is None:
        raise cases.unknown(SAMPLE_FLOW)
    return answer(
        {
            **_samples([one])[0],
            "pool_digest": one.pool_digest,
            "commitment": one.commitment,
            "public_text": one.public_text,
            "witness": one.witness,
            "seed": one.seed,
            "command": command_of(one) if one.seed else "",
            "quotas": [asdict(quota) for quota in lots.quotas_of(one.quotas)],
            "drawn": [asdict(drawn) for drawn in lots.result_of(one.result)],
            "available": cases.available(SAMPLE_FLOW, one, actor),
            "history": cases.history(SAMPLE_FLOW, one),
        }
    )


@router.get(
    "/rates",
    auth=SEE,
    response=schemas.page_of(lookback_schemas.RateRow),
    operation_id="look_back_rates_list",
    summary=_("The rates of look-backs"),
    description=_("Each holds from its first day until another begins. Newest first."),
    openapi_extra={"parameters": PAGING},
)
def rates(request: ApiRequest) -> HttpResponse:
    return ordered(request, Rate.objects.within(request.auth.actor.scope), _rates, order=NEWEST)


def _rates(page: Sequence[Rate]) -> list[dict[str, Any]]:
    names = "first_day general_per_mille major_per_mille least wait_days top_up answer_days basis revision"
    return [
        {
            "id": one.pk,
            "number": one.number,
            "state": spoken(RateState)[one.state],
            "strata": spoken(Strata)[one.strata],
            **{name: getattr(one, name) for name in names.split()},
        }
        for one in page
    ]


@router.get(
    "/estimate",
    auth=KEEP,
    response=lookback_schemas.EstimateAnswer,
    operation_id="look_backs_estimate",
    summary=_("The estimated true rectification rate"),
    description=_(
        "For the office alone: by the samples drawn in the period, beside the rate as it was reported."
    ),
    openapi_extra={"parameters": [PLACE[0], *DAYS]},
)
def estimate(request: ApiRequest) -> HttpResponse:
    question, known = asked(request.GET, request.auth.actor), Known.now()
    with snapshot():
        told = estimates.told(question.cut, question.period, known)
        looks = drawn(question.cut, question.period, known, request.auth.actor.scope)
        looks = looks.filter(is_answered(question.period, known))
        fared = {by: _fared(groups(by, looks)) for by in estimates.BY}
    one, area = told.estimate, question.area
    return answer(
        {
            "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
            "first": question.period.first,
            "last": question.period.last,
            "reported": told.true(1.0),
            "held": _bounds(one, lambda share: share),
            "true": _bounds(one, told.true),
            "answered": one.answered if one else 0,
            "effective": round(one.effective, 2) if one else 0.0,
            "covered": one.covered if one else 0,
            "left_out": one.left_out if one else 0,
            "premises": fared["premises"],
            "inspectors": fared["found_by"],
            "acceptors": fared["accepted_by"],
        }
    )


def _bounds(one: Any, of: Any) -> dict[str, float] | None:
    if one is None or of(1.0) is None:
        return None
    return {name: round(of(getattr(one, name)), 6) for name in ("share", "low", "high")}


def _fared(some: Sequence[Any]) -> list[dict[str, Any]]:
    names = "name answered relapsed false share low high risk_answered risk_failed"
    return [{"id": one.key, **{name: getattr(one, name) for name in names.split()}} for one in some]
