"""The whole loop as tables: from which state a step leads on, and what exactly each writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import (
    ACCOUNTS,
    LATER_STEPS,
    STATES,
    Wrote,
    look_back_due,
    major_hazard,
    photo,
    ready_for,
    references,
    refusal,
    take_with,
    wrote,
)
from anlan.kernel.errors import Conflict
from anlan.lifecycle.tests.doors import refuses
from anlan.obligations.models import Kind, Obligation
from anlan.testing import accepted_hazard, actor, closed_hazard, take

HOURS_24 = "2022-10-25 12:00"
DAYS_1, DAYS_2, DAYS_3 = (f"2022-10-{day} 18:00" for day in (25, 26, 27))
WEEK = "2022-10-31 12:00"  # the deadline that the cases set
EXTENDED = "2022-11-13 12:00"

ASKED = {"asked", "asked_by_id", "asked_at", "asked_reason"}
ASSIGNED = {"assigned_at", "assigned_by_id", "due_at", "requirement"}
SIGNED = {"signed_for_at", "signed_for_by_id"}
CLAIMED = {"rectified_at", "rectified_by_id", "rectification"}
ACCEPTED = {
    "accepted_at",
    "accepted_by_id",
    "acceptance",
    "acceptance_mode",
    "minutes_to_rectify",
    "settled_at",
}
CLOSED = {"closed_at", "closed_by_id"}
LOOKED = {"looked_back_at", "looked_back_by_id"}
REOPENED = {"state", "reopenings", "is_reopened", *CLAIMED, *ACCEPTED, *CLOSED, *SIGNED}


def merged_when(step: str) -> Callable[[], Hazard]:
    """Return the maker of a hazard that was merged when it was ready for a step."""

    def make() -> Hazard:
        hazard = ready_for(step)
        take_with(hazard, "merge")
        return Hazard.objects.get(pk=hazard.pk)

    return make


def row(
    step: str,
    columns: set[str],
    *,
    made: Callable[[], Hazard] | None = None,
    given: dict[str, Any] | None = None,
    opened: dict[Kind, tuple[str, str]] | None = None,
    discharged: set[Kind] = frozenset(),  # type: ignore[assignment]
    told: dict[str, str] | None = None,
    counted: dict[str, int] | None = None,
    id: str = "",  # noqa: A002 -- pytest's word
) -> Any:
    made = made or (lambda: ready_for(step))
    return pytest.param(
        step, made, given or {}, columns, opened or {}, discharged, told or {}, counted or {}, id=id or step
    )


GRANT, REFUSE = {"decision": "grant"}, {"decision": "refuse"}
STILL = {"result": "still"}
AGAIN = {"hazards.rectified": -1, "hazards.closed": -1, "hazards.reopened": +1}
ONCE_MORE = {Kind.SIGN_FOR: ("shop", DAYS_1), Kind.RECTIFY: ("shop", WEEK)}

WRITES = [
    row(
        "assign",
        {"state", *ASSIGNED},
        opened=ONCE_MORE,
        discharged={Kind.ASSIGN},
        told={"hazard.assigned": "shop"},
    ),
    row("sign_for", SIGNED, discharged={Kind.SIGN_FOR}),
    row(
        "refuse",
        {"state"},
        opened={Kind.HEAR_REFUSAL: ("office", DAYS_2)},
        discharged={Kind.SIGN_FOR, Kind.RECTIFY},
        told={"hazard.refused": "fire"},
    ),
    row(
        "decide_refusal",
        {"state", *ASSIGNED},
        given=GRANT,
        opened={Kind.ASSIGN: ("fire", HOURS_24)},
        discharged={Kind.HEAR_REFUSAL},
        told={"hazard.refused": "fire"},
        id="the refusal is right",
    ),
    row(
        "decide_refusal",
        {"state"},
        given=REFUSE,
        opened=ONCE_MORE,
        discharged={Kind.HEAR_REFUSAL},
        told={"hazard.assigned": "shop"},
        id="the assignment stands",
    ),
    row("plan", {"plan", "plan_is_complete"}),
    row(
        "ask_extension",
        {*ASKED, "asked_until"},
        opened={Kind.DECIDE_EXTENSION: ("fire", WEEK)},
        told={"hazard.extension_asked": "fire"},
    ),
    row(
        "ask_extension",
        {*ASKED, "asked_until"},
        made=lambda: major_hazard("assign"),
        opened={Kind.DECIDE_EXTENSION: ("office", WEEK)},
        told={"hazard.extension_asked": "office"},
        id="a major one's extension is an office's above",
    ),
    row(
        "decide_extension",
        {*ASKED, "asked_until", "due_at", "extensions", "is_extended"},
        given=GRANT,
        opened={Kind.RECTIFY: ("shop", EXTENDED)},
        discharged={Kind.DECIDE_EXTENSION, Kind.RECTIFY},
        told={"hazard.extended": "shop"},
        counted={"hazards.extended": +1},
        id="extended",
    ),
    row(
        "decide_extension",
        {*ASKED, "asked_until"},
        given=REFUSE,
        discharged={Kind.DECIDE_EXTENSION},
        told={"hazard.not_extended": "shop"},
        id="not extended",
    ),
    row(
        "claim",
        {"state", *CLAIMED, *SIGNED},
        opened={Kind.ACCEPT: ("fire", DAYS_3)},
        discharged={Kind.RECTIFY, Kind.SIGN_FOR},
        told={"hazard.claimed": "fire"},
    ),
    row(
        "accept",
        {"state", *ACCEPTED},
        opened={Kind.CLOSE_OUT: ("fire", DAYS_3)},
        discharged={Kind.ACCEPT},
        told={"hazard.accepted": "shop"},
        counted={"hazards.rectified": +1},
    ),
    row(
        "accept",
        {"state", *ACCEPTED},
        made=lambda: major_hazard("assign", "plan", "claim"),
        opened={Kind.LOOK_BACK: ("fire", "2022-11-23 18:00")},
        discharged={Kind.ACCEPT},
        told={"hazard.accepted": "shop", "hazard.look_back": "fire"},
        counted={"hazards.rectified": +1},
        id="every major one is looked back at",
    ),
    row(
        "send_back",
        {"state", *CLAIMED},
        opened={Kind.RECTIFY: ("shop", WEEK)},
        discharged={Kind.ACCEPT},
        told={"hazard.sent_back": "shop"},
    ),
    row(
        "look_back",
        {"state", *LOOKED},
        made=look_back_due,
        opened={Kind.CLOSE_OUT: ("fire", DAYS_3)},
        discharged={Kind.LOOK_BACK},
        id="looked back, due",
    ),
    row("look_back", LOOKED, made=accepted_hazard, id="looked back, accepted"),
    row("look_back", LOOKED, made=closed_hazard, id="looked back, closed"),
    row(
        "look_back",
        {*REOPENED, "assigned_by_id", "due_at"},
        made=closed_hazard,
        given=STILL,
        opened={Kind.SIGN_FOR: ("shop", DAYS_1), Kind.RECTIFY: ("shop", "2022-10-31 18:00")},
        told={"hazard.reopened": "shop"},
        counted=AGAIN,
        id="still there, closed",
    ),
    row(
        "look_back",
        {*REOPENED - CLOSED, "assigned_by_id", "due_at"},
        made=look_back_due,
        given=STILL,
        opened={Kind.SIGN_FOR: ("shop", DAYS_1), Kind.RECTIFY: ("shop", "2022-10-31 18:00")},
        discharged={Kind.LOOK_BACK},
        told={"hazard.reopened": "shop"},
        counted={"hazards.rectified": -1, "hazards.reopened": +1},
        id="still there, due",
    ),
    row(
        "close_out",
        {"state", *CLOSED},
        discharged={Kind.CLOSE_OUT},
        counted={"hazards.closed": +1},
    ),
    row("reopen", REOPENED, opened=ONCE_MORE, told={"hazard.reopened": "shop"}, counted=AGAIN),
    row(
        "ask_regrade",
        {*ASKED, "asked_grade", "asked_criterion_id"},
        opened={Kind.SECOND_VIEW: ("fire", DAYS_2)},
    ),
    row(
        "decide_regrade",
        {*ASKED, "asked_grade", "asked_criterion_id", "grade", "criterion_id"},
        given=GRANT,
        discharged={Kind.SECOND_VIEW},
        told={"hazard.regraded": "shop"},
        counted={"hazards.found": 0},  # out there as a general one, in as a major one
        id="regraded",
    ),
    row(
        "decide_regrade",
        {*ASKED, "asked_grade", "asked_criterion_id"},
        given=REFUSE,
        discharged={Kind.SECOND_VIEW},
        id="not regraded",
    ),
    row(
        "merge",
        {"state", "merged_into_id", "former_state", "settled_at"},
        discharged={Kind.ASSIGN},
        told={"hazard.merged": "shop"},
        counted={"hazards.found": -1},
    ),
    row(
        "unmerge",
        {"state", "merged_into_id", "settled_at"},
        opened={Kind.ASSIGN: ("fire", HOURS_24)},
        counted={"hazards.found": +1},
    ),
    row(
        "unmerge",
        {"state", "merged_into_id", "settled_at"},
        made=merged_when("claim"),
        opened={Kind.RECTIFY: ("shop", WEEK), Kind.SIGN_FOR: ("shop", DAYS_1)},
        counted={"hazards.found": +1},
        id="unmerged, assigned",
    ),
    row(
        "unmerge",
        {"state", "merged_into_id", "settled_at"},
        made=merged_when("accept"),
        opened={Kind.ACCEPT: ("fire", DAYS_3)},
        counted={"hazards.found": +1},
        id="unmerged, claimed",
    ),
    row("ask_void", ASKED, opened={Kind.DECIDE_VOID: ("office", DAYS_2)}),
    row(
        "decide_void",
        {*ASKED, "state", "settled_at"},
        given=GRANT,
        discharged={Kind.DECIDE_VOID, Kind.ASSIGN},
        told={"hazard.voided": "shop"},
        counted={"hazards.found": -1},
        id="voided",
    ),
    row("decide_void", ASKED, given=REFUSE, discharged={Kind.DECIDE_VOID}, id="not voided"),
    row(
        "transfer",
        {"state", "transfer_to_id", "former_state", "transfers"},
        opened={Kind.RECEIVE_TRANSFER: ("gov-a", DAYS_2)},
        discharged={Kind.ASSIGN},
        told={"hazard.transferred": "gov-a"},
    ),
    row(
        "receive",
        {"state", "transfer_to_id", "former_state", "department_id", "supervisor_id"},
        opened={Kind.ASSIGN: ("gov-a", HOURS_24)},
        discharged={Kind.RECEIVE_TRANSFER},
    ),
    row(
        "decline",
        {"state", "transfer_to_id"},
        opened={Kind.ASSIGN: ("fire", HOURS_24)},
        discharged={Kind.RECEIVE_TRANSFER},
    ),
    row(
        "rule_owner",
        {"department_id", "supervisor_id"},
        opened={Kind.ASSIGN: ("gov-a", HOURS_24)},
        discharged={Kind.ASSIGN},
        told={"hazard.transferred": "gov-a"},
    ),
    row(
        "except",
        {"is_excepted", "exception_person_id", "exception_part", "exception_by_id"},
        counted={"hazards.separation_exceptions": +1},
    ),
]


@pytest.mark.parametrize(
    ("step", "made", "given", "columns", "opened", "discharged", "told", "counted"), WRITES
)
def test_a_step_writes_this_and_nothing_else(
    city, step, made, given, columns, opened, discharged, told, counted
):
    hazard = made()

    found = wrote(city, hazard, step, **given)

    assert found == Wrote(
        {name: found.columns.get(name, "unchanged") for name in columns}, opened, discharged, told, counted
    )
    assert "unchanged" not in found.columns.values()


def test_every_step_stands_in_the_table():
    assert {param.values[0] for param in WRITES} == set(LATER_STEPS)


# -- from which state ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_no_step_leads_on_from_a_wrong_state(city, state):
    hazard = STATES[state]()
    assert hazard.state == state
    given = {"claim": {"after": [photo(3)]}}
    wrong = [name for name in LATER_STEPS if state not in HAZARD_FLOW.steps[name].sources]

    for step in wrong:
        rule = HAZARD_FLOW.steps[step].rule
        may = next((name for name in ACCOUNTS if rule(actor(name), hazard)), None)
        if may is None:  # nobody receives what is not transferred
            assert step in ("receive", "decline")
            assert refusal(hazard, step, by="county1") == "hazard.receive"
            continue
        more = {**references(hazard, step), **given.get(step, {})}
        with refuses(Conflict, "state.wrong") as met:
            take(hazard, step, by=may, **more)
        assert (met[0].status, met[0].details["state"]) == (409, state)

    assert len(wrong) >= len(LATER_STEPS) - 14


@pytest.mark.parametrize("state", ["merged", "voided"])
def test_what_is_gone_owes_nothing(city, state):
    hazard = STATES[state]()

    assert not Obligation.objects.open().filter(case_id=hazard.pk).exists()


@pytest.mark.parametrize("state", [s for s in STATES if s not in ("merged", "voided", "closed")])
def test_what_is_not_ended_is_owed_by_somebody(city, state):
    hazard = STATES[state]()

    assert Obligation.objects.open().filter(case_id=hazard.pk).exists()


DONE_BY = {
    Kind.ASSIGN: "assign",
    Kind.SIGN_FOR: "sign_for",
    Kind.RECTIFY: "claim",
    Kind.HEAR_REFUSAL: "decide_refusal",
    Kind.DECIDE_EXTENSION: "decide_extension",
    Kind.ACCEPT: "accept",
    Kind.CLOSE_OUT: "close_out",
    Kind.LOOK_BACK: "look_back",
    Kind.SECOND_VIEW: "decide_regrade",
    Kind.DECIDE_VOID: "decide_void",
    Kind.RECEIVE_TRANSFER: "receive",
    Kind.RULE_TRANSFER: "rule_owner",
}


@pytest.mark.parametrize("finder", ["dept1", "inspector1", "county1", "station1"])
@pytest.mark.parametrize(
    "step",
    [
        "assign",
        "claim",
        "decide_refusal",
        "decide_extension",
        "accept",
        "close_out",
        "decide_regrade",
        "decide_void",
        "receive",
    ],
)
def test_whoever_owes_a_duty_may_do_it(city, finder, step):
    """The organisation that owes has a post with the right; only who did the step before may be the wrong person."""
    hazard = ready_for(step, by=finder)
    bodies = {name: {post.organisation_id for post in actor(name).posts} for name in ACCOUNTS}

    for duty in Obligation.objects.open().filter(case_id=hazard.pk):
        rule = HAZARD_FLOW.steps[DONE_BY[Kind(duty.kind)]].rule
        answers = [rule(actor(name), hazard) for name in ACCOUNTS if duty.owner_id in bodies[name]]
        assert any(may or may.code.startswith("hazard.own_") for may in answers), duty.kind
