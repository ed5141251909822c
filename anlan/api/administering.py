"""What the administrators decide (accounts, posts with their deputies, responsibility, the tree) as operations.

The same acts as on their pages (anlan/administration/actions.py), behind a scope of its own: a token that reads
or takes steps of cases decides nothing about people. Left out are the steps that the system takes by itself (a loaded
row enters the journal with its first act) and the change of one's own password, which asks for the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Path, Router
from pydantic import BaseModel, WithJsonSchema, create_model

from anlan.access.models import TokenScope
from anlan.administration import actions
from anlan.administration.actions import Secret
from anlan.administration.flow import ACCOUNT_FLOW, APPOINTMENT_FLOW, REORGANISATION_FLOW, RULING_FLOW
from anlan.api import described, schemas
from anlan.api.answers import JSON, answer, outcome_data
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.stepping import KEY_HEADER, Envelope, Number
from anlan.api.words import _
from anlan.bulletins import keeping
from anlan.bulletins.books import SERIES_FLOW
from anlan.kernel.errors import Unknown
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Flow, Step
from anlan.org.models import Area, Person, Post, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor

Given = Mapping[str, Any]
Code = Annotated[str, Path(max_length=40, pattern="^[A-Za-z0-9_-]+$")]


@dataclass(frozen=True, slots=True)
class Decision:
    """An act of administration: its flow and step, who may try it, what the address names, and how it is done."""

    flow: Flow
    step: str
    permission: Permission | None
    do: Callable[..., Outcome | Secret]
    without: tuple[str, ...] = ()

    @property
    def form(self) -> Step:
        return self.flow.steps[self.step]


# -- whom and what an address names ------------------------------------------------------------------------------


def person_of(actor: Actor, key: int) -> Person:
    """Return a person of the administrator's area. Raises Unknown."""
    found = Person.objects.within(actor.scope).filter(pk=key).first()
    if found is None:
        raise Unknown("person.unknown", gettext("There is nobody with this number in your area."))
    return found


def post_of(actor: Actor, key: int) -> Post:
    """Return a post of the administrator's area, one's own, or one that was lent from it. Raises Unknown."""
    own = [held.post_id for held in actor.posts]
    posts = Post.objects.select_related("area", "person", "organisation", "acting_for")
    found = posts.filter(pk=key).first()
    is_own = found is not None and (found.pk in own or found.acting_for_id in own)
    if found is None or not is_own:
        managed = (
            Post.objects.within(actor.scope) if actor.may(Permission.PEOPLE_MANAGE) else Post.objects.none()
        )
        found = managed.select_related("area", "person", "organisation").filter(pk=key).first()
    if found is None:
        raise Unknown("post.unknown", gettext("There is no post with this number in your area."))
    return found


def cell_of(sector: str, area: int) -> tuple[Sector, Area]:
    """Return a cell of the matrix, which is public within the government. Raises Unknown."""
    kind = Sector.objects.filter(code=sector).first()
    place = Area.objects.filter(pk=area, valid_to=None).first()
    if kind is None:
        raise Unknown("sector.unknown", gettext("There is no such sector."))
    if place is None:
        raise Unknown("area.unknown", gettext("There is no such area, or it is closed."))
    return kind, place


# -- the acts ----------------------------------------------------------------------------------------------------


def _open_account(actor: Actor, given: Given, key: str | None) -> Secret:
    return actions.open_account(by=actor, given=given, key=key)


def _account(step: str) -> Callable[..., Outcome | Secret]:
    def do(actor: Actor, given: Given, key: str | None, person: int) -> Outcome | Secret:
        found = person_of(actor, person)
        if step == "reset_password":
            return actions.reset_password(found, by=actor, given=given, key=key)
        return actions.take_account(found, step, by=actor, given=given, key=key)

    return do


def _appoint(actor: Actor, given: Given, key: str | None) -> Outcome:
    return actions.appoint(by=actor, given=given, key=key)


def _post(step: str) -> Callable[..., Outcome]:
    def do(actor: Actor, given: Given, key: str | None, post: int) -> Outcome:
        found = post_of(actor, post)
        if step == "deputise":
            return actions.deputise(found, by=actor, given=given, key=key)
        return actions.take_post(found, step, by=actor, given=given, key=key)

    return do


def _ruling(step: str) -> Callable[..., Outcome]:
    def do(actor: Actor, given: Given, key: str | None, sector: str, area: int) -> Outcome:
        kind, place = cell_of(sector, area)
        return actions.rule(kind, place, step, by=actor, given=given, key=key)

    return do


def _reorganise(step: str) -> Callable[..., Outcome]:
    def do(actor: Actor, given: Given, key: str | None) -> Outcome:
        return actions.reorganise(step, by=actor, given=given, key=key)

    return do


def _open_series(actor: Actor, given: Given, key: str | None) -> Outcome:
    return keeping.open_series(by=actor, given=given, key=key)


def _keep_series(step: str) -> Callable[..., Outcome]:
    def do(actor: Actor, given: Given, key: str | None, series: int) -> Outcome:
        return keeping.keep(keeping.find(actor, series), step, by=actor, given=given, key=key)

    return do


EDIT = Permission.BULLETIN_EDIT
PEOPLE, READ, TREE = Permission.PEOPLE_MANAGE, Permission.RESPONSIBILITY_READ, Permission.ORG_MANAGE
ACCOUNT_ACTS = ("amend", "reset_password", "deactivate", "reactivate")
TREE_ACTS = (
    "open_area", "succeed_area", "close_area", "open_body", "succeed_body", "close_body", "open_sector", "amend_sector",
)  # fmt: skip
DECISIONS: dict[str, tuple[str, Decision]] = {
    "account_create": ("accounts/create", Decision(ACCOUNT_FLOW, "create", PEOPLE, _open_account)),
    **{
        f"account_{step}": (
            f"accounts/{{int:person}}/{step}",
            Decision(ACCOUNT_FLOW, step, PEOPLE, _account(step)),
        )
        for step in ACCOUNT_ACTS
    },
    "appointment_appoint": ("posts/appoint", Decision(APPOINTMENT_FLOW, "appoint", PEOPLE, _appoint)),
    **{
        f"appointment_{step}": (
            f"posts/{{int:post}}/{step}",
            Decision(APPOINTMENT_FLOW, step, PEOPLE if step == "end" else None, _post(step), ("post",)),
        )
        for step in ("deputise", "end", "withdraw")
    },
    **{
        f"ruling_{step}": (
            f"responsibility/{{sector}}/{{int:area}}/{step}",
            Decision(RULING_FLOW, step, READ, _ruling(step)),
        )
        for step in ("rule", "claim", "revoke")
    },
    **{
        f"reorganisation_{step}": (
            f"reorganisations/{step}",
            Decision(REORGANISATION_FLOW, step, TREE, _reorganise(step)),
        )
        for step in TREE_ACTS
    },
    "reorganisation_address_body": (  # an administrator's or an editor's: the rule says whose
        "reorganisations/address_body",
        Decision(REORGANISATION_FLOW, "address_body", None, _reorganise("address_body")),
    ),
    "series_open": ("series/open", Decision(SERIES_FLOW, "open", EDIT, _open_series)),
    **{
        f"series_{step}": (
            f"series/{{int:series}}/{step}",
            Decision(SERIES_FLOW, step, EDIT, _keep_series(step)),
        )
        for step in SERIES_FLOW.steps
        if step not in ("open", "enrol")
    },
}
"""Operation → its address and what it does."""
SECRETS = ("account_create", "account_reset_password")
BY_THE_SYSTEM = {
    "account": ("enrol",),
    "appointment": ("enrol",),
    "ruling": ("decide", "contest", "clear"),
    "reorganisation": ("found", "take_back"),
    "series": ("enrol",),
    "webhook": ("stop",),
}
"""Steps without an operation: a row that was loaded enters the journal by its first act, the first ruling on a cell
opens its case, a city is founded once, what a ledger opened is taken back by undoing the ledger, and a receiver of
webhooks pauses itself after failures."""


def router() -> Router:
    """Return every decision as an operation."""
    made = Router(tags=["administration"])
    for name, (path, decision) in DECISIONS.items():
        _add(made, name, path, decision)
    return made


def _add(made: Router, name: str, path: str, decision: Decision) -> None:
    step = decision.form
    body, view = _body(name, decision), _view(decision, path)
    view.__annotations__["body"] = body
    secret = name in SECRETS
    made.post(
        path,
        auth=AccessToken(TokenScope.ADMINISTER, decision.permission, body=JSON),
        response=schemas.AccountOutcome if secret else schemas.Outcome,
        operation_id=name,
        summary=cast(str, step.label),
        description=_ONCE if secret else _DESCRIBED,
        openapi_extra={
            "parameters": [KEY_HEADER],
            "requestBody": {
                "content": {JSON: {"example": {"input": described.example(step, without=decision.without)}}}
            },
        },
    )(view)


_DESCRIBED = _("Decided by the rules of the page; it stands in the journal.")
_ONCE = _(
    "The one-time password is answered once and kept nowhere; a request sent again is answered without it."
)


def _body(name: str, decision: Decision) -> type[BaseModel]:
    schema = described.of_step(decision.form, without=decision.without)
    given = Annotated[dict[str, Any], WithJsonSchema(without_keys(schema))]
    needed = bool(schema.get("required"))
    title = name.title().replace("_", "")
    model: type[BaseModel] = create_model(title, __base__=Envelope, input=(given, ... if needed else {}))
    return model


def without_keys(schema: Any) -> Any:
    """Return the schema without “key:…”: records of administration are named by their numbers."""
    if isinstance(schema, dict):
        if isinstance(schema.get("anyOf"), list):
            left = [one for one in schema["anyOf"] if one != described.KEY_TEXT]
            rest = {name: value for name, value in schema.items() if name != "anyOf"}
            if len(left) == 1:
                return {**rest, **without_keys(left[0])}
            return {**rest, "anyOf": [without_keys(one) for one in left]}
        return {name: without_keys(value) for name, value in schema.items()}
    return schema


def _view(decision: Decision, path: str) -> Callable[..., HttpResponse]:
    def act(request: ApiRequest, body: Any, **named: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key") or None
        return answer(_told(decision.do(request.auth.actor, body.input, key, **named)))

    return _with_parameters(act, path)


def _with_parameters(act: Callable[..., HttpResponse], path: str) -> Callable[..., HttpResponse]:
    """Return the view with the parameters that its address names: ninja reads them from the signature."""
    view: Callable[..., HttpResponse]
    named: dict[str, Any]
    if "{int:person}" in path:

        def of_person(request: ApiRequest, person: int, body: Any) -> HttpResponse:
            return act(request, body, person=person)

        view, named = of_person, {"person": Number}
    elif "{int:post}" in path:

        def of_post(request: ApiRequest, post: int, body: Any) -> HttpResponse:
            return act(request, body, post=post)

        view, named = of_post, {"post": Number}
    elif "{int:series}" in path:

        def of_series(request: ApiRequest, series: int, body: Any) -> HttpResponse:
            return act(request, body, series=series)

        view, named = of_series, {"series": Number}
    elif "{sector}" in path:

        def of_cell(request: ApiRequest, sector: str, area: int, body: Any) -> HttpResponse:
            return act(request, body, sector=sector, area=area)

        view, named = of_cell, {"sector": Code, "area": Number}
    else:

        def of_nothing(request: ApiRequest, body: Any) -> HttpResponse:
            return act(request, body)

        view, named = of_nothing, {}
    view.__annotations__ = {"request": ApiRequest, **named}
    return view


def _told(outcome: Outcome | Secret) -> dict[str, Any]:
    if isinstance(outcome, Secret):
        person = outcome.person
        told = {"person": person.pk, "username": person.username, "one_time_password": outcome.password}
        return {**outcome_data(outcome.outcome), **told}
    return outcome_data(outcome)
