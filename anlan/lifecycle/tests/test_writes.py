"""What a step that was taken leaves behind: state, journal, obligations, contributions, notices, all or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from anlan.figures.models import Contribution
from anlan.hazards.models import Hazard
from anlan.journal.chain import GENESIS
from anlan.journal.models import Entry
from anlan.journal.verify import recomputed
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.kernel.period import day_bucket
from anlan.lifecycle.door import entry_input
from anlan.lifecycle.flow import Counted, Flow, Step
from anlan.lifecycle.tests.doors import refuses
from anlan.notifications.models import Notice
from anlan.obligations.models import Obligation
from anlan.testing import (
    NOON,
    TODAY,
    claimed_hazard,
    closed_hazard,
    found_hazard,
    hazard_after,
    person,
    record_hazard,
    record_visit,
    take,
)

DAY = timedelta(days=1)


def owed(hazard: Hazard) -> list[tuple[str, str, datetime]]:
    """Return the open obligations of a hazard as (kind, organisation, due)."""
    rows = Obligation.objects.open().filter(case_id=hazard.pk).order_by("pk")
    return [(row.kind, row.owner.code, row.due_at) for row in rows.select_related("owner")]


def end_of(days: int) -> datetime:
    """Return the end of the working day, `days` after NOON, within one week."""
    return (NOON + days * DAY).replace(hour=18)


def contributions() -> list[tuple[str, int, int, int]]:
    """Return (measure, day, step_day, n) in order of writing."""
    rows = Contribution.objects.order_by("seq", "line")
    return [(row.measure.code, row.day, row.step_day, row.n) for row in rows.select_related("measure")]


def test_the_opening_writes_the_case_its_first_entry_and_what_is_owed(city):
    with clock.at(NOON):
        hazard = record_hazard(at=NOON - timedelta(hours=2), grade="major")

    entry = Entry.objects.get(case_id=hazard.pk)
    assert (hazard.state, hazard.revision, hazard.pk) == ("found", 1, entry.seq)
    assert (entry.kind, entry.n, entry.step, entry.from_state, entry.to_state) == (
        "hazard",
        1,
        "record",
        "",
        "found",
    )
    assert entry.actor_id == person("dept1").pk
    assert entry.organisation_id == city.organisations["fire"].pk
    assert entry.post_id == person("dept1").posts.get().pk
    assert (entry.occurred_at, hazard.found_at, hazard.last_at) == (NOON - timedelta(hours=2),) * 3
    assert entry_input(entry)["grade"] == "major"
    assert bytes(entry.former_hash) == GENESIS
    assert bytes(entry.hash) == bytes(hazard.last_hash) == recomputed(entry)
    assert hazard.department_id == hazard.supervisor_id == city.organisations["fire"].pk
    assert owed(hazard) == [("hazard.assign", "fire", NOON + timedelta(hours=22))]


def test_each_step_discharges_what_was_owed_and_opens_what_follows(city):
    due_at = NOON + 5 * DAY
    hazard = found_hazard()
    expected = {
        # NOON is a Monday; a working day ends at 18:00
        "assign": [("hazard.sign_for", "shop", end_of(1)), ("hazard.rectify", "shop", due_at)],
        "claim": [("hazard.accept", "fire", end_of(3))],
        "send_back": [("hazard.rectify", "shop", due_at)],
        "close_out": [],
        "accept": [("hazard.close_out", "fire", end_of(3))],
    }

    changes: dict[str, dict[str, Any]] = {"assign": {"due_at": due_at}}
    for step in ("assign", "claim", "send_back", "claim", "accept", "close_out"):
        take(hazard, step, **changes.get(step, {}))

        assert owed(hazard) == expected[step], step

    assert Obligation.objects.filter(case_id=hazard.pk).count() == 7


def test_what_is_discharged_says_when_and_by_which_entry(city):
    hazard = found_hazard()
    with clock.at(NOON + DAY):
        outcome = take(hazard, "assign", at=NOON + timedelta(hours=3))

    duty = Obligation.objects.get(case_id=hazard.pk, kind="hazard.assign")
    assert (duty.discharged_at, duty.discharged_seq) == (NOON + timedelta(hours=3), outcome.seq)
    assert (duty.area_path, duty.sector_id) == (hazard.area_path, hazard.sector_id)


def test_notices_go_to_whom_a_step_concerns(city):
    hazard = hazard_after("assign", "claim", "send_back", "claim", "accept", "close_out")

    told = Notice.objects.filter(case_id=hazard.pk).order_by("pk").values_list("event", "organisation__code")

    assert list(told) == [
        ("hazard.assigned", "shop"),
        ("hazard.claimed", "fire"),
        ("hazard.sent_back", "shop"),
        ("hazard.claimed", "fire"),
        ("hazard.accepted", "shop"),
    ]


def test_found_and_rectified_are_counted_on_the_day_of_finding_with_the_day_of_the_step(city):
    hazard = record_hazard(at=NOON - 9 * DAY)
    take(hazard, "assign", at=NOON - 8 * DAY)
    take(hazard, "claim", at=NOON - 5 * DAY)
    take(hazard, "accept", at=NOON - 2 * DAY)
    take(hazard, "close_out")

    found, accepted = day_bucket(TODAY - 9 * DAY), day_bucket(TODAY - 2 * DAY)
    assert contributions() == [
        ("inspections.visits", found, found, 1),
        ("hazards.found", found, found, 1),
        ("hazards.rectified", found, accepted, 1),
        ("hazards.closed", found, day_bucket(TODAY), 1),
    ]


@pytest.mark.parametrize(
    ("hour", "day"), [("23:59:59.999999", "2022-10-20"), ("00:00:00", "2022-10-20"), ("07:59", "2022-10-20")]
)
def test_a_day_is_the_day_in_shanghai(city, hour, day):
    at = datetime.fromisoformat(f"2022-10-20T{hour}").replace(tzinfo=clock.SHANGHAI)

    hazard = record_hazard(at=at)

    assert hazard.found_on.isoformat() == day
    assert contributions()[-1][1] == 20221020


def test_what_happened_and_when_it_was_recorded_are_two_times(city):
    hazard = record_hazard(at=NOON - 4 * DAY)
    take(hazard, "assign", at=NOON - 3 * DAY)

    occurred, recorded = zip(
        *Entry.objects.filter(case_id=hazard.pk).order_by("n").values_list("occurred_at", "recorded_at"),
        strict=True,
    )

    assert occurred == (NOON - 4 * DAY, NOON - 3 * DAY)
    assert NOON <= recorded[0] < recorded[1] < NOON + timedelta(seconds=1)


def test_a_step_without_a_time_happens_now_also_when_the_clock_has_gone_back(city):
    hazard = found_hazard()

    with clock.at(NOON - timedelta(hours=5)):
        take(hazard, "assign", due_at=NOON + DAY)

    entry = Entry.objects.get(case_id=hazard.pk, n=2)
    assert entry.occurred_at == NOON
    assert entry.recorded_at > Entry.objects.get(case_id=hazard.pk, n=1).recorded_at


def test_revision_and_hash_run_through_the_whole_history(city):
    hazard = hazard_after("assign", "claim", "send_back", "claim", "accept", "close_out")

    entries = list(Entry.objects.filter(case_id=hazard.pk).order_by("n"))

    assert [e.n for e in entries] == list(range(1, 8))
    assert hazard.revision == 7
    assert [bytes(e.former_hash) for e in entries] == [GENESIS, *(bytes(e.hash) for e in entries[:-1])]
    assert bytes(hazard.last_hash) == bytes(entries[-1].hash)
    assert [e.from_state for e in entries[1:]] == [e.to_state for e in entries[:-1]]
    assert all(bytes(e.hash) == recomputed(e) for e in entries)


def test_sending_back_takes_the_claim_off_the_hazard_and_keeps_it_in_the_journal(city):
    hazard = claimed_hazard()

    take(hazard, "send_back", reason="still blocked")

    hazard.refresh_from_db()
    assert (hazard.state, hazard.rectified_at, hazard.rectified_by_id, hazard.rectification) == (
        "assigned",
        None,
        None,
        "",
    )
    assert (
        entry_input(Entry.objects.get(case_id=hazard.pk, step="claim"))["rectification"]
        == "The door was cleared"
    )


def test_a_closed_hazard_says_who_did_what_and_when(city):
    hazard = closed_hazard()

    assert hazard.assigned_by is not None
    assert hazard.rectified_by is not None
    assert hazard.accepted_by is not None
    assert hazard.closed_by is not None
    assert (hazard.found_by.username, hazard.assigned_by.username) == ("dept1", "dept1")
    assert (hazard.rectified_by.username, hazard.accepted_by.username) == ("business1", "county1")
    assert hazard.closed_at == hazard.accepted_at == NOON


def test_the_second_acceptor_is_told_who_was_first(city):
    hazard = claimed_hazard()
    take(hazard, "accept", by="county1")

    with refuses(Conflict, "state.wrong") as met:
        take(hazard, "accept", by="inspector1")

    assert "county1 name" in str(met[0])
    assert "2022-10-24 12:00" in str(met[0])
    assert met[0].details["state"] == "accepted"


def test_the_journal_names_the_post_in_whose_right_the_step_was_taken(city):
    second = person("nobody1").posts.create(
        organisation=city.organisations["gov-a"],
        role="area_office",
        title="on loan",
        area=city.areas["a"],
        valid_from=TODAY,
    )
    person("nobody1").posts.create(
        organisation=city.organisations["office"],
        role="leader",
        title="reads only",
        area=city.areas["city"],
        valid_from=TODAY,
    )
    hazard = found_hazard()

    take(hazard, "assign", by="nobody1")

    entry = Entry.objects.get(case_id=hazard.pk, step="assign")
    assert (entry.post_id, entry.organisation_id) == (second.pk, city.organisations["gov-a"].pk)


def test_a_hazard_keeps_the_area_and_operator_of_its_visit(city):
    visit = record_visit()
    shop = city.premises["shop"]
    shop.operator = city.organisations["kitchen"]
    shop.save()

    hazard = record_hazard(visit=visit)

    assert (hazard.area_path, hazard.sector_id) == (visit.area_path, visit.sector_id)
    assert hazard.operator_id == city.organisations["kitchen"].pk, "who owes is the operator of today"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"target": "nowhere"}, "unknown states"),
        ({"sources": frozenset({"nowhere"})}, "unknown states"),
    ],
)
def test_a_flow_with_a_state_that_it_does_not_have_is_a_mistake_of_the_programme(changes, reason):
    parts: dict[str, Any] = {
        "name": "go",
        "label": "",
        "done": "",
        "target": "here",
        "rule": lambda a, c: True,
    }
    step = Step(**{**parts, **changes})

    with pytest.raises(RuntimeError, match=reason):
        Flow(
            "trial", model=Hazard, name="", states={"here": ""}, counted=Counted(day="found_on"), steps=[step]
        )
