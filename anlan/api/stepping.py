"""The steps of every offered lifecycle as operations: path, body and document come from the step's declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from django.http import HttpResponse
from django.utils.text import format_lazy
from ninja import Path, Router
from pydantic import BaseModel, ConfigDict, Field, StrictInt, WithJsonSchema, create_model

from anlan.access.models import TokenScope
from anlan.api import described, schemas
from anlan.api.acting import OFFERED, Asked, take
from anlan.api.answers import JSON, answer, outcome_data
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.offered import Offered
from anlan.api.words import _
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.flow import Step

Number = Annotated[int, Path(ge=1, le=described.KEY)]
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[!-~]{8,80}$"},
    "description": "Chosen by you, best a UUIDv7. The same request sent again is answered with the first outcome; "
    "the same key with another body is refused (422).",
}
_MOMENT = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
    "description": "When it happened, if not now; never in the future, never before the step ahead of it.",
}
Claimed = Annotated[Any, WithJsonSchema(_MOMENT)]
Seen = Annotated[
    StrictInt | None,
    Field(
        ge=0, le=2**31 - 1, description="The revision that you saw: a case that moved on since is refused."
    ),
]


def routers() -> list[tuple[str, Router]]:
    """Return a router for every offered lifecycle, below its path."""
    return [(offered.path, _router(offered)) for offered in OFFERED.values()]


def _router(offered: Offered) -> Router:
    router = Router(tags=[offered.path])
    for step in offered.steps():
        _add(router, offered, step)
    return router


def body_of(offered: Offered, step: Step) -> type[BaseModel]:
    """Return the body of a step: its input typed by its form, which also checks it, and what goes with any act."""
    given = Annotated[dict[str, Any], WithJsonSchema(described.of_step(step))]
    required = any(item.required for item in described.given(step))
    name = f"{offered.flow.kind}_{step.name}".title().replace("_", "")
    fields: dict[str, Any] = {"input": (given, ...) if required else (given, {}), "at": (Claimed, None)}
    if not step.opening:
        fields["revision"] = (Seen, None)
    model: type[BaseModel] = create_model(name, __base__=Envelope, **fields)
    return model


class Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _add(router: Router, offered: Offered, step: Step) -> None:
    body, view = body_of(offered, step), _opens(offered, step) if step.opening else _takes(offered, step)
    view.__annotations__["body"] = body
    view.__doc__ = None
    path = f"/{step.name}" if step.opening else f"/{{int:id}}/{step.name}"
    example: dict[str, Any] = {"input": described.example(step)}
    if not step.opening:
        example["revision"] = 3
    router.post(
        path,
        auth=AccessToken(TokenScope.ACT, offered.permission(step), body=JSON),
        response=schemas.Outcome,
        operation_id=f"{offered.flow.kind}_{step.name}",
        summary=cast(str, step.label),
        description=_describe(offered, step),
        openapi_extra={
            "parameters": [KEY_HEADER],
            "requestBody": {"content": {JSON: {"example": example}}},
        },
    )(view)


def _describe(offered: Offered, step: Step) -> Any:
    if step.opening:
        return format_lazy(_("Opens a case: {kind}."), kind=offered.flow.name)
    states = offered.flow.states
    sources = _joined([states[state] for state in states if state in step.sources])
    if callable(step.target):
        return format_lazy(_("From {sources} to what follows from case and input."), sources=sources)
    if not step.target:
        return format_lazy(_("In {sources}; the state stays."), sources=sources)
    return format_lazy(_("From {sources} to {target}."), sources=sources, target=states[step.target])


def _joined(labels: list[Any]) -> Any:
    return format_lazy(" / ".join(["“{}”"] * len(labels)), *labels)


def _opens(offered: Offered, step: Step) -> Callable[..., HttpResponse]:
    def view(request: ApiRequest, body: Any) -> HttpResponse:
        return _single(request, offered, step, Asked(body.input, None, None, body.at))

    view.__annotations__ = {"request": ApiRequest}
    return view


def _takes(offered: Offered, step: Step) -> Callable[..., HttpResponse]:
    def view(request: ApiRequest, id: int, body: Any) -> HttpResponse:  # noqa: A002 -- the name in the path
        return _single(request, offered, step, Asked(body.input, id, None, body.at, body.revision))

    view.__annotations__ = {"request": ApiRequest, "id": Number}
    return view


def _single(request: ApiRequest, offered: Offered, step: Step, asked: Asked) -> HttpResponse:
    asked.key = request.headers.get("Idempotency-Key") or None
    (result,) = take(offered, step, [asked], by=request.auth.actor)
    if isinstance(result, AnlanError):
        raise result
    return answer(outcome_data(result))
