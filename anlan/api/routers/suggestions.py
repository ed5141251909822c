"""The suggestion box: the office's list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, Source, choice, listed, of_spec, spoken
from anlan.api.schemas import Labelled
from anlan.api.words import _
from anlan.org.roles import Permission, Role
from anlan.suggestions.listing import SUGGESTIONS, filtered
from anlan.suggestions.models import Suggestion, SuggestionState

router = Router(tags=["suggestions"])
READ = AccessToken(TokenScope.READ, Permission.SUGGESTION_ANSWER)
_COLUMNS = ("id", "state", "role", "page", "text", "sent_at", "sent_on", "answer", "answered_at", "revision")


class SuggestionRow(Schema):
    id: int
    number: str
    state: Labelled
    role: Labelled
    page: str = Field(description="path of the page on which it was sent")
    text: str
    sent_at: datetime
    sent_on: date
    answer: str
    answered_at: datetime | None
    revision: int


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(SuggestionRow),
    operation_id="suggestions_list",
    summary=_("The list of suggestions"),
    description=_("What users proposed on which page and in which role, with the answers, the latest first."),
    openapi_extra={
        "parameters": of_spec(
            SUGGESTIONS, choice("state", SuggestionState.values), choice("role", Role.values), *DAYS
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return suggestions as data."""
    states, roles = spoken(SuggestionState), spoken(Role)
    told = []
    for values in rows:
        row = dict(zip(_COLUMNS, values, strict=True))
        told.append(
            row
            | {
                "number": f"JY{row['sent_on']:%Y}-{row['id']:07d}",
                "state": states[row["state"]],
                "role": roles[row["role"]],
            }
        )
    return told


SOURCE = Source(SUGGESTIONS, Suggestion.objects.within, filtered, _COLUMNS, tell)
