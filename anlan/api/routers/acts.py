"""Many acts in one request: of any offered lifecycle and step, in order, each with its own outcome."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field, WithJsonSchema

from anlan.access.models import TokenScope
from anlan.api import described, schemas
from anlan.api.acting import BY_KEY, OFFERED, Answer, Asked, keys_of, take
from anlan.api.answers import JSON, answer, error_data, outcome_data
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.stepping import Claimed, Envelope, Seen
from anlan.api.words import _
from anlan.kernel.errors import AnlanError, Unknown
from anlan.org.scope import Actor

MOST = 500
router = Router(tags=["acts"])
_CASE = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": described.KEY},
        described.KEY_TEXT,
        {"type": "null"},
    ],
    "description": "The case; “key:…” for the one that your act with this key opened. None for a step that opens one.",
}


class Act(Envelope):
    """One act: as for the operation of its step, with its own key."""

    flow: Annotated[str, Field(max_length=20, description="hazard, visit or supervision")]
    step: Annotated[str, Field(max_length=30)]
    key: Annotated[str, Field(min_length=8, max_length=80, pattern="^[!-~]{8,80}$")]
    case: Annotated[Any, WithJsonSchema(_CASE)] = None
    input: Annotated[
        dict[str, Any],
        WithJsonSchema(
            {
                "type": "object",
                "description": "As the step's own operation describes it; “key:…” may name a case that is opened here.",
            }
        ),
    ] = {}
    at: Claimed = None
    revision: Seen = None


class Acts(Envelope):
    acts: Annotated[list[Act], Field(min_length=1, max_length=MOST)]


EXAMPLE = {
    "acts": [
        {
            "flow": "visit",
            "step": "record",
            "key": "0193-visit-77",
            "input": {"premises": 311, "mode": "unannounced"},
        },
        {
            "flow": "hazard",
            "step": "record",
            "key": "0193-hazard-78",
            "input": {
                "visit": "key:0193-visit-77",
                "description": "安全出口被成品堆垛堵塞",
                "category": "fire",
                "grade": "general",
            },
        },
    ]
}


@router.post(
    "",
    auth=AccessToken(TokenScope.ACT, body=JSON),
    response=schemas.Results,
    operation_id="acts_take",
    summary=_("Many acts at once"),
    description=_(
        "Up to 500 acts in one request. Each is taken or refused by itself, in the order given for one case; "
        "acts of one step go through the door together. Send the same request again after a fault: what was done "
        "is answered, not done twice."
    ),
    openapi_extra={"requestBody": {"content": {JSON: {"example": EXAMPLE}}}},
)
def acts(request: ApiRequest, body: Acts) -> HttpResponse:
    results = _take_all(body.acts, request.auth.actor)
    told = [_told(act.key, result) for act, result in zip(body.acts, results, strict=True)]
    done = sum(one["status"] == 200 for one in told)
    return answer({"done": done, "refused": len(told) - done, "results": told})


def _told(key: str, result: Answer) -> dict[str, Any]:
    if isinstance(result, AnlanError):
        return {"key": key, "status": result.status, "outcome": None, "error": error_data(result)}
    return {"key": key, "status": 200, "outcome": outcome_data(result), "error": None}


def _take_all(given: list[Act], by: Actor) -> list[Answer]:
    """Take the acts turn by turn: in a turn no act waits for another, so those of one step go together."""
    results: dict[int, Answer] = {}
    for turn in _turns(given):
        runs: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place in turn:
            runs[given[place].flow, given[place].step].append(place)
        for (kind, name), places in runs.items():
            acts_ = [given[place] for place in places]
            results |= zip(places, _run(kind, name, acts_, by), strict=True)
    return [results[place] for place in range(len(given))]


def _run(kind: str, name: str, given: list[Act], by: Actor) -> list[Answer]:
    asked = [Asked(dict(act.input), act.case, act.key, act.at, act.revision) for act in given]
    try:
        offered = OFFERED.get(kind)
        if offered is None:
            raise Unknown("flow.unknown", f"{kind}: {', '.join(OFFERED)}", field="flow")
        return take(offered, offered.step(name), asked, by=by)
    except AnlanError as refused:  # of the run as a whole: nothing of it was written
        return [refused for _act in given]


def _turns(given: list[Act]) -> list[list[int]]:
    """Return the places of the acts by turn: after the acts ahead that are on the same case, or open what it names."""
    turns: list[list[int]] = []
    last: dict[Any, int] = {}  # a case, or “key:…” → the turn of the last act on it
    for place, act in enumerate(given):
        ahead = [act.case] if act.case is not None else []
        ahead += [f"{BY_KEY}{key}" for key in keys_of(act.input.values())]
        turn = 1 + max((last.get(_mark(one), -1) for one in ahead), default=-1)
        while len(turns) <= turn:
            turns.append([])
        turns[turn].append(place)
        for one in (*([act.case] if act.case is not None else []), f"{BY_KEY}{act.key}"):
            last[_mark(one)] = max(turn, last.get(_mark(one), -1))
    return turns


def _mark(value: Any) -> Any:
    return value if isinstance(value, (int, str)) else str(value)
