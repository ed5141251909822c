"""What the API answers about changes and about the receivers of webhooks."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Labelled, Outcome, _example


class ChangedCase(Schema):
    kind: str
    id: int
    number: str
    href: str = Field(description="where the case is read; empty where the API has lists of its kind only")


_CHANGE = {
    "id": "51904",
    "seq": 51904,
    "event": "hazard.accept",
    "label": "验收",
    "case": {
        "kind": "hazard",
        "id": 48211,
        "number": "YH2022-0048211",
        "href": "/api/v1/hazards/48211",
    },
    "from_state": "claimed",
    "to_state": "accepted",
    "occurred_at": "2022-10-24T04:00:00+00:00",
    "recorded_at": "2022-10-24T04:00:00.000001+00:00",
}


class Change(Schema):
    """A step that was taken on a case that the account may see. A webhook brings the same object as its body."""

    id: str = Field(description="of the event: the same however often it is told")
    seq: int = Field(description="number of the journal entry")
    event: str = Field(description="kind of case, a dot, the step")
    label: str
    case: ChangedCase
    from_state: str = Field(description="empty where the step opened the case")
    to_state: str
    occurred_at: datetime
    recorded_at: datetime

    model_config = _example(_CHANGE)


class Changes(Schema):
    events: list[Change]
    next: int = Field(
        description="send it as `since` to go on; there may be more wherever it is below `head`"
    )
    head: int = Field(description="the last number of the journal when this was answered")

    model_config = _example({"events": [_CHANGE], "next": 51904, "head": 51904})


class Machine(Schema):
    id: int
    username: str
    name: str


class WebhookRow(Schema):
    id: int
    number: str
    name: str
    address: str
    kinds: list[str] = Field(description="empty: all that the account may see")
    account: Machine
    state: Labelled
    paused_why: str = Field(description="hand, failures, gone, account; empty unless paused")
    turn: int
    former_until: datetime | None = Field(description="until then the former key signs too")
    seq: int = Field(description="the last journal entry that is done with for this receiver")
    failures: int = Field(description="attempts in a row that were not taken")
    next_at: datetime | None = Field(description="the event at the head is not tried again before then")
    delivered_at: datetime | None
    revision: int


class WebhookDetail(WebhookRow):
    available: list[Available]
    history: list[HistoryEntry]


class DeliveryRow(Schema):
    id: int
    seq: int | None
    event_id: str
    event: str
    case: int | None
    state: Labelled
    attempts: int
    status: int | None = Field(description="HTTP, of the last attempt")
    answer: str = Field(description="how the answer began, or what went wrong")
    took_ms: int | None
    begun_at: datetime
    tried_at: datetime | None


class KeyedOutcome(Outcome):
    """What a step led to, with the receiver's key: told once, stored nowhere."""

    number: str
    key: str = Field(description="64 hex digits; signs every message to this receiver")

    model_config = _example(
        {
            "case": 48211,
            "seq": 48211,
            "state": "open",
            "revision": 1,
            "recorded_at": "2022-10-24T04:00:00.000001+00:00",
            "replayed": False,
            "number": "HT-0048211",
            "key": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    )
