"""Each bad input at its page: the status, the reason in the reader's language, and that nothing was written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import deputise, major_hazard, photo, ready_for, references, take_with
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.testing import (
    NOON,
    accepted_hazard,
    actor,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    person,
    record_hazard,
    sign_in,
    step_input,
    take,
    written,
)

DAY = timedelta(days=1)
CHINESE = re.compile("[一-鿿]{2,}")


def extended_twice() -> Hazard:
    hazard = assigned_hazard()
    for n in (8, 9):
        take(hazard, "ask_extension", until=NOON + n * DAY)
        take(hazard, "decide_extension", by="office1")
    return hazard


def asked_by_a_deputy() -> Hazard:
    hazard = assigned_hazard()
    take(hazard, "ask_extension", by="station1")
    deputise("station1", "county1")
    return hazard


def claimed_by(who: str) -> Hazard:
    hazard = assigned_hazard()
    take(hazard, "claim", by=who)
    return hazard


def claimed_with_a_deputy() -> Hazard:
    hazard = claimed_by("station1")
    deputise("station2", "station1")
    return hazard


def transferred_twice() -> Hazard:
    hazard = found_hazard()
    for code, who in (("gov-a", "county1"), ("station-a1", "station1")):
        take(hazard, "transfer", to=body(code))
        take(hazard, "decline", by=who)
    return hazard


def with_a_duplicate() -> Hazard:
    hazard = found_hazard()
    take(found_hazard(), "merge", into=hazard.pk)
    return hazard


def void_asked_of_the_finders() -> Hazard:
    hazard = record_hazard(by="county1")
    take(hazard, "ask_void", by="dept1")
    return hazard


def body(code: str) -> int:
    return Organisation.objects.get(code=code).pk


def case(
    name: str,
    made: Callable[[], Hazard],
    step: str,
    who: str,
    status: int,
    code: str,
    given: Callable[[Hazard], dict[str, Any]] = lambda hazard: {},
    at: datetime = NOON,
) -> Any:
    return pytest.param(made, step, who, status, code, given, at, id=name)


REFUSED = [
    case(
        "deadline before discovery",
        found_hazard,
        "assign",
        "dept1",
        409,
        "hazard.due_past",
        lambda hazard: {"due_at": NOON - DAY},
    ),
    case(
        "claim without evidence",
        lambda: take_after(record_hazard(before=[photo(1)]), "assign"),
        "claim",
        "business1",
        409,
        "hazard.evidence",
    ),
    case(
        "claim of a major one without the five fulfilments",
        lambda: major_hazard("assign"),
        "claim",
        "business1",
        409,
        "hazard.plan_missing",
    ),
    case("acceptance by the finder", claimed_hazard, "accept", "dept1", 403, "hazard.own_finding"),
    case(
        "acceptance by the rectifier",
        lambda: claimed_by("station1"),
        "accept",
        "station1",
        403,
        "hazard.own_rectification",
    ),
    case(
        "acceptance by the rectifier's deputy",
        claimed_with_a_deputy,
        "accept",
        "station2",
        403,
        "hazard.own_rectification",
    ),
    case("look-back by one of the three", accepted_hazard, "look_back", "county1", 403, "hazard.own_case"),
    case(
        "extension after the deadline",
        assigned_hazard,
        "ask_extension",
        "business1",
        409,
        "hazard.extension_late",
        at=NOON + 8 * DAY,
    ),
    case(
        "extension backwards",
        assigned_hazard,
        "ask_extension",
        "business1",
        409,
        "hazard.extension_back",
        lambda hazard: {"until": NOON + 2 * DAY},
    ),
    case("third extension", extended_twice, "ask_extension", "business1", 409, "hazard.extended_twice"),
    case(
        "extension decided by the asker",
        asked_by_a_deputy,
        "decide_extension",
        "station1",
        403,
        "hazard.own_request",
    ),
    case(
        "a major one's extension decided by who follows it up",
        lambda: major_hazard("assign", "ask_extension"),
        "decide_extension",
        "dept1",
        403,
        "hazard.not_superior",
    ),
    case(
        "transfer to oneself",
        found_hazard,
        "transfer",
        "dept1",
        409,
        "hazard.transfer_itself",
        lambda hazard: {"to": body("fire")},
    ),
    case(
        "third transfer",
        transferred_twice,
        "transfer",
        "dept1",
        409,
        "hazard.transferred_twice",
        lambda hazard: {"to": body("gas")},
    ),
    case("received by another", lambda: ready_for("receive"), "receive", "office1", 403, "hazard.receive"),
    case(
        "merged with itself",
        found_hazard,
        "merge",
        "dept1",
        409,
        "hazard.merge_itself",
        lambda hazard: {"into": hazard.pk},
    ),
    case(
        "merged elsewhere",
        found_hazard,
        "merge",
        "dept1",
        409,
        "hazard.merge_elsewhere",
        lambda hazard: {"into": Hazard.objects.get(premises__code="mill").pk},
    ),
    case(
        "merged into a closed one",
        found_hazard,
        "merge",
        "dept1",
        409,
        "hazard.merge_into_closed",
        lambda hazard: {"into": Hazard.objects.get(premises__code="shop", state="closed").pk},
    ),
    case("merge of one with duplicates", with_a_duplicate, "merge", "dept1", 409, "hazard.merge_chain"),
    case(
        "void of a major one",
        lambda: record_hazard(grade="major"),
        "ask_void",
        "dept1",
        409,
        "hazard.major_stays",
    ),
    case(
        "void decided by the finder",
        void_asked_of_the_finders,
        "decide_void",
        "county1",
        403,
        "hazard.own_request",
    ),
    case(
        "exception for oneself",
        claimed_hazard,
        "except",
        "county1",
        409,
        "hazard.own_exception",
        lambda hazard: {"person": person("county1").pk},
    ),
    case(
        "no reason",
        assigned_hazard,
        "refuse",
        "business1",
        422,
        "input.required",
        lambda hazard: {"reason": ""},
    ),
    case("a wrong state", assigned_hazard, "assign", "dept1", 409, "state.wrong"),
]


def take_after(hazard: Hazard, *steps: str) -> Hazard:
    for step in steps:
        take_with(hazard, step)
    return hazard


@pytest.mark.parametrize(("made", "step", "who", "status", "code", "given", "at"), REFUSED)
def test_a_refused_post_says_why_in_both_languages_and_writes_nothing(
    city, made, step, who, status, code, given, at
):
    if step == "merge":
        take_after(record_hazard("mill"), "assign")
        take_after(record_hazard(), "assign", "claim", "accept", "close_out")
    hazard = made()
    wanted = step_input(step, **{**references(hazard, step), **given(hazard)})
    sent = {name: f"{v:%Y-%m-%dT%H:%M}" if isinstance(v, datetime) else v for name, v in wanted.items()}
    before = written()

    for language in ("en", "zh-hans"):
        client = sign_in(Client(headers={"accept-language": language}), who)
        with clock.at(at):
            response = client.post(
                reverse("hazards:take", args=[hazard.pk, step]), {**sent, "key": "a-key-01"}
            )
            reason = refused_by_the_door(hazard, step, who, wanted, code, language)
        page = html.unescape(response.content.decode())
        assert response.status_code == status
        assert reason in page
        assert bool(CHINESE.search(reason)) is (language != "en")
        assert written() == before


def refused_by_the_door(
    hazard: Hazard, step: str, who: str, given: dict[str, Any], code: str, language: str
) -> str:
    """Return the door's own words for the refusal."""
    with translation.override(language):
        with pytest.raises(AnlanError) as refused:
            door.apply(HAZARD_FLOW, hazard.pk, step, by=actor(who), input=given)
        assert refused.value.code == code
        return str(refused.value.message)
