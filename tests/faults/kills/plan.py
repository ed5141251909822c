"""What is done: turns of work, drawn from a seed, as plain data that may be done again with the same keys."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anlan.testing import LEAD, NOON, OPERATOR, PLACES, TAKERS
from anlan.testing.small_city import BY_BUSINESS

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CRITERION = "criterion"


@dataclass(frozen=True)
class Ref:
    """A case or row of which only the name is known when the work is planned."""

    name: str


@dataclass(frozen=True)
class Op:
    """One call into the product: acts through the door (`keys`), or a job of the clock (`job`).

    An act that opens a case names it by its key; `on` are the names of the cases that the others are taken on.
    """

    at: datetime
    job: str = ""
    flow: str = "hazard"
    step: str = ""
    by: str = ""
    keys: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    single: bool = True


@dataclass
class Turn:
    """A kind of work with its calls; kills fall into those from `armed` on, the ones ahead only prepare."""

    kind: str
    ops: list[Op] = field(default_factory=list)
    armed: int = 0


# who may do it in the small city, and what it takes in ----------------------------------------------------------


def _by(step: str, premises: str) -> str:
    if step in BY_BUSINESS:
        return OPERATOR[premises]
    usual = TAKERS.get(step, LEAD[PLACES[premises]])
    if premises == "depot":
        usual = {"county1": "county2", "station2": "station3"}.get(usual, usual)
    return usual


def _given(step: str, at: datetime, due: timedelta) -> dict[str, Any]:
    whole: dict[str, dict[str, Any]] = {
        "assign": {"due_at": at + due, "requirement": "Clear it"},
        "claim": {"rectification": "The door was cleared"},
        "accept": {"acceptance": "Seen and agreed", "mode": "on_site"},
        "send_back": {"reason": "The door is blocked again"},
        "refuse": {"reason": "It is not ours"},
        "decide_refusal": {"decision": "refuse", "reason": "It is yours"},
        "plan": dict.fromkeys(("duty", "measure", "fund", "time", "contingency"), "as agreed"),
        "ask_extension": {"until": at + due + 10 * DAY, "reason": "The part is ordered"},
        "decide_extension": {"decision": "grant", "reason": "Agreed"},
        "look_back": {"result": "cleared", "note": "Seen again"},
        "reopen": {"reason": "It came back", "due_at": at + due},
        "ask_regrade": {"grade": "major", "reason": "It is graver", "criterion": Ref(CRITERION)},
        "decide_regrade": {"decision": "grant", "reason": "Agreed"},
        "unmerge": {"reason": "They differ"},
        "ask_void": {"reason": "Recorded by mistake"},
        "decide_void": {"decision": "grant", "reason": "Agreed"},
        "transfer": {"reason": "The gas department's", "to": Ref("gas")},
    }
    return whole.get(step, {})


LIVES: tuple[tuple[str, ...], ...] = (
    ("assign", "sign_for", "claim", "send_back", "claim", "accept", "look_back", "close_out"),
    ("assign", "refuse", "decide_refusal", "claim", "accept", "close_out", "reopen"),
    ("assign", "ask_extension", "decide_extension", "sign_for", "claim", "accept"),
    ("ask_regrade", "decide_regrade", "assign", "plan"),
    ("transfer", "receive"),
    ("ask_void", "decide_void"),
    ("assign", "claim", "close_out", "accept", "close_out", "look_back"),  # refused ones among them
)


class Draft:
    """Writes a turn: each call a minute after the one before it."""

    def __init__(self, kind: str, name: str, at: datetime, premises: str) -> None:
        self.turn, self.name, self.at, self.premises = Turn(kind), f"{kind}-{name}", at, premises
        self._number = 0

    def act(self, step: str, on: Sequence[str] = (), *, many: int = 0, **given: Any) -> tuple[str, ...]:
        """Plan a step on cases, or the opening of `many`; return the keys, which name what was opened."""
        self.at += timedelta(minutes=1)
        self._number += 1
        count = len(on) or many or 1
        keys = tuple(f"{self.name}-{self._number:02d}-{n:02d}" for n in range(count))
        flow = "visit" if step == "visit" else "hazard"
        step = "record" if step == "visit" else step
        by = given.pop("by", "") or _by(step, self.premises)
        due = given.pop("due", 7 * DAY)
        whole = _given(step, self.at, due) | given
        single = count == 1 and not many
        self.turn.ops.append(
            Op(self.at, flow=flow, step=step, by=by, keys=keys, on=tuple(on), given=whole, single=single)
        )
        return keys

    def job(self, name: str, after: timedelta = timedelta(minutes=1)) -> None:
        self.at += after
        self.turn.ops.append(Op(self.at, job=name))

    def arm(self) -> None:
        """Let kills fall into what is planned from here on."""
        self.turn.armed = len(self.turn.ops)

    def visit(self) -> str:
        return self.act("visit", premises=Ref(self.premises), mode="announced", focus="", situation="usual")[
            0
        ]

    def found(self, visit: str, *, many: int = 0, grade: str = "general") -> tuple[str, ...]:
        given = {
            "visit": Ref(visit),
            "description": "The fire door is blocked",
            "category": "fire",
            "grade": grade,
        }
        if grade == "major":
            given["criterion"] = Ref(CRITERION)
        return self.act("record", many=many, **given)


def steps(draft: Draft, chance: random.Random) -> None:
    """The life of one hazard, step by step; sometimes of two that are merged."""
    life = chance.choice(LIVES)
    premises = "shop" if "transfer" in life else draft.premises
    draft.premises = premises
    visit = draft.visit()
    major = chance.random() < 0.2 and "ask_regrade" not in life and "ask_void" not in life
    hazard = draft.found(visit, grade="major" if major else "general")
    for step in life:
        draft.act(step, hazard, by="dept2" if step == "receive" else "")
    if chance.random() < 0.3:
        first, second = draft.found(visit), draft.found(visit)
        draft.act("merge", second, into=Ref(first[0]), reason="Recorded twice")
        draft.act("unmerge", second)


def bulk(draft: Draft, chance: random.Random) -> None:
    """Twenty to thirty hazards through their steps, each step one transaction; some acts are refused."""
    hazards = draft.found(draft.visit(), many=chance.randint(20, 32))
    draft.act("assign", hazards)
    draft.act("sign_for", chance.sample(hazards, 10))
    claimed = tuple(chance.sample(hazards, len(hazards) * 3 // 4))
    draft.act("claim", claimed)
    draft.act("send_back", claimed[:4])
    draft.act("accept", hazards)
    draft.act("close_out", claimed)


def sweep(draft: Draft, chance: random.Random) -> None:
    """Hazards that nobody follows up, the sweeps of the following week, and some that are rectified meanwhile."""
    hazards = draft.found(draft.visit(), many=chance.randint(12, 24))
    cut = len(hazards) // 2
    draft.act("assign", hazards[:cut], due=3 * DAY)
    draft.arm()
    for hours in (21, 6, 24, 30):
        draft.job("sweep", hours * HOUR)
    draft.act("claim", hazards[: cut // 2])
    draft.act("assign", hazards[cut : cut + 5])
    for hours in (1, 24, 96, 48):
        draft.job("sweep", hours * HOUR)


def notices(draft: Draft, chance: random.Random) -> None:
    """A storm of notices, and its delivery in the morning, an hour later, and at night."""
    hazards = draft.found(draft.visit(), many=chance.randint(22, 30))
    draft.act("assign", hazards)
    draft.arm()
    draft.job("deliver")
    draft.act("claim", hazards)
    draft.job("deliver", HOUR)
    draft.act("send_back", hazards[:15])
    draft.job("deliver")
    draft.job("deliver", 20 * HOUR)


def fold(draft: Draft, chance: random.Random) -> None:
    """Counters that are folded in many small chunks."""
    hazards = draft.found(draft.visit(), many=chance.randint(10, 20))
    draft.act("assign", hazards)
    draft.arm()
    draft.job("fold")
    draft.act("claim", hazards)
    draft.job("fold")


def seal(draft: Draft, chance: random.Random) -> None:
    """Seals over what was recorded since the last one."""
    hazards = draft.found(draft.visit(), many=chance.randint(5, 30))
    draft.arm()
    draft.job("seal")
    draft.act("assign", hazards)
    draft.job("seal", HOUR)


KINDS: dict[str, Callable[[Draft, random.Random], None]] = {
    "steps": steps,
    "bulk": bulk,
    "sweep": sweep,
    "notices": notices,
    "fold": fold,
    "seal": seal,
}


def turn(kind: str, name: str, at: datetime, chance: random.Random) -> tuple[Turn, datetime]:
    """Return a turn of a kind that begins at `at`, and when the next one may begin: at noon of a later day."""
    draft = Draft(kind, name, at, chance.choice(("shop", "depot")))
    KINDS[kind](draft, chance)
    following = NOON + (draft.at - NOON) // DAY * DAY + DAY
    return draft.turn, following
