from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.notifications.models import Event, Notice
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation
from anlan.supervision.models import Paper, PaperKind, State, Supervision
from anlan.supervision.superiors import Superiors
from anlan.supervision.sweep import POSTPONED, due, sweep
from anlan.supervision.tests.factories import (
    CIRCULAR,
    DUE,
    LETTER,
    REMINDED,
    duty,
    supervised,
    supervision_of,
    swept,
    take,
)
from anlan.testing import NOON, assigned_hazard, claimed_hazard, many_hazards, written
from anlan.testing import take as take_hazard

MINUTE = timedelta(minutes=1)


def only(hazard: Hazard) -> None:
    """Leave the rectification of one hazard as the only thing that the sweep looks at."""
    Obligation.objects.exclude(pk=duty(hazard).pk).update(next_at=None)


@pytest.mark.parametrize(
    ("at", "state", "colour"),
    [
        (REMINDED - MINUTE, None, Rung.NONE),
        (REMINDED, State.REMINDED, Rung.REMINDER),
        (LETTER - MINUTE, State.REMINDED, Rung.REMINDER),
        (LETTER, State.LETTER, Rung.LETTER),
        (CIRCULAR + timedelta(days=30), State.LETTER, Rung.LETTER),
    ],
    ids=["before", "reminder", "nearly due", "letter", "the circular waits for a person"],
)
def test_the_clock_climbs_the_ladder_as_far_as_the_letter(city, at, state, colour):
    hazard = assigned_hazard()
    only(hazard)

    for moment in (REMINDED, LETTER, CIRCULAR, at):
        if moment <= at:
            swept(moment)

    found = Supervision.objects.filter(subject_id=hazard.pk).first()
    assert (found and found.state) == state
    assert duty(hazard).rung == colour


def test_a_supervision_says_who_owes_and_who_supervises(city):
    case = supervised(REMINDED)

    assert (case.owner.code, case.supervisor.code) == ("shop", "gov-a")
    assert (case.duty, case.due_at, case.area_path) == (Kind.RECTIFY, DUE, city.areas["a1"].path)


def test_the_circular_is_proposed_to_the_supervising_office(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)

    decide = Obligation.objects.open().get(case_id=case.pk, kind=Kind.DECIDE_SUPERVISION)
    assert (case.proposed, decide.owner_id) == (Rung.CIRCULAR, case.supervisor_id)
    assert decide.computation
    assert (
        Notice.objects.filter(event=Event.SUPERVISION_PROPOSED, organisation=case.supervisor_id).count() == 1
    )
    assert not due(CIRCULAR + timedelta(days=365)).exists()


def test_an_interview_is_proposed_seven_working_days_after_the_circular(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)
    take(case, "circular", by="county1", at=CIRCULAR + timedelta(hours=1))
    early = datetime(2022, 11, 14, 17, 59, tzinfo=clock.SHANGHAI)

    assert not due(early).exists()
    swept(early + MINUTE)

    case.refresh_from_db()
    assert (case.state, case.proposed) == (State.CIRCULAR, Rung.INTERVIEW)


def test_a_letter_is_signed_for_and_answered_by_the_owner(city):
    case = supervised(REMINDED, LETTER)

    owed = Obligation.objects.open().filter(case_id=case.pk).order_by("due_at")
    assert [(row.kind, row.owner_id) for row in owed] == [
        (Kind.SIGN_FOR_SUPERVISION, case.owner_id),
        (Kind.ANSWER_SUPERVISION, case.owner_id),
    ]


def test_every_paper_tells_its_owner_and_the_letter_its_supervisor_too(city):
    case = supervised(REMINDED, LETTER)

    told = set(Notice.objects.filter(case_kind="supervision").values_list("event", "organisation__code"))
    assert told == {
        (Event.SUPERVISION_REMINDER, "shop"),
        (Event.SUPERVISION_LETTER, "shop"),
        (Event.SUPERVISION_LETTER, "gov-a"),
    }
    assert case.state == State.LETTER


def test_what_is_done_before_the_reminder_is_never_supervised(city):
    hazard = assigned_hazard()
    take_hazard(hazard, "claim")
    rectify = duty(hazard)

    swept(CIRCULAR + timedelta(days=60))

    assert rectify.next_at is None
    assert not Supervision.objects.filter(obligation=rectify).exists()


@pytest.mark.parametrize(
    "moments",
    [(REMINDED,), (REMINDED, LETTER), (REMINDED, LETTER, CIRCULAR)],
    ids=["reminder", "letter", "proposed"],
)
def test_what_is_done_before_the_next_rung_ends_its_supervision(city, moments):
    case = supervised(*moments)
    after = moments[-1] + MINUTE
    with clock.at(after):
        take_hazard(case.subject_id, "claim", at=after)

    swept(after + MINUTE)

    case.refresh_from_db()
    assert (case.state, case.ended_at) == (State.ENDED, after + MINUTE)
    assert not Obligation.objects.open().filter(case_id=case.pk).exists()
    assert not due(after + timedelta(days=365)).filter(pk=case.obligation_id).exists()
    assert case.papers.count() == min(len(moments), 2)


def test_a_sweep_that_runs_again_does_nothing_twice(city):
    supervised(REMINDED, LETTER)
    before = written()

    again = swept(LETTER)

    assert again.done == 0
    assert written() == before


def test_a_system_that_stood_still_reminds_first_and_leaves_a_day(city):
    hazard = assigned_hazard()
    only(hazard)
    back = CIRCULAR + timedelta(days=10)

    swept(back)
    swept(back + timedelta(hours=23))
    assert supervision_of(hazard).state == State.REMINDED
    swept(back + timedelta(hours=24))

    assert supervision_of(hazard).state == State.LETTER


def test_what_was_sent_back_after_its_deadline_is_supervised_anew(city):
    hazard = assigned_hazard()
    with clock.at(DUE - MINUTE):
        take_hazard(hazard, "claim")
    with clock.at(DUE + timedelta(days=1)):
        take_hazard(hazard, "send_back")
    only(hazard)

    swept(DUE + timedelta(days=1, minutes=1))

    assert supervision_of(hazard).obligation_id == duty(hazard).pk


def test_papers_are_numbered_without_a_gap_and_anew_each_year(city):
    for key in many_hazards(3):
        take_hazard(key, "assign")
    swept(REMINDED)
    first = assigned_hazard()
    with clock.at(datetime(2022, 12, 28, 9, 0, tzinfo=clock.SHANGHAI)):
        take_hazard(first, "claim")
        take_hazard(first, "send_back")
        Obligation.objects.filter(pk=duty(first).pk).update(
            next_at=datetime(2023, 1, 3, tzinfo=clock.SHANGHAI)
        )
    swept(datetime(2023, 1, 3, 9, 0, tzinfo=clock.SHANGHAI))

    reminders = Paper.objects.filter(kind=PaperKind.REMINDER).order_by("year", "number")
    by_year: dict[int, list[int]] = {}
    for year, number in reminders.values_list("year", "number"):
        by_year.setdefault(year, []).append(number)
    assert set(by_year) == {2022, 2023}
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_year.values())
    assert reminders[0].name == "提醒函〔2022〕1号"


def test_a_refused_act_is_tried_later_and_stands_in_nobodys_way(city):
    case = supervised(REMINDED, LETTER)
    Obligation.objects.filter(pk=case.obligation_id).update(rung=Rung.REMINDER, next_at=LETTER)
    other = assigned_hazard("kitchen")
    Obligation.objects.exclude(kind=Kind.RECTIFY).update(next_at=None)

    done = swept(LETTER)

    assert done.postponed == 1
    assert Obligation.objects.get(pk=case.obligation_id).next_at == LETTER + POSTPONED
    assert supervision_of(other).state == State.REMINDED


def test_more_than_a_chunk_due_at_once_is_done_in_one_sweep(city):
    hazard = assigned_hazard()
    only(hazard)
    row = duty(hazard)
    copies = []
    for number in range(450):
        row.pk, row.case_id = None, 10_000_000 + number
        copies.append(Obligation(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}))
    Obligation.objects.bulk_create(copies)

    done = swept(REMINDED)

    assert done.steps == {"remind": 451}
    assert not due(REMINDED).exists()


def test_nothing_due_costs_one_query(city, django_assert_num_queries):
    assigned_hazard()

    with django_assert_num_queries(1):
        sweep(NOON)


def test_the_sweep_reads_one_range_of_one_index(city):
    told = due(NOON)[:200].explain()

    assert "obligation_next" in told or connection.vendor == "postgresql"  # a tiny table is read whole there
    assert "TEMP B-TREE" not in told


@pytest.mark.parametrize(
    ("owner", "superior"),
    [
        ("shop", "gov-a"),
        ("plant", "gov-zone"),
        ("station-a1", "gov-a"),
        ("gov-a", "office"),
        ("fire", "office"),
        ("office", "office"),
    ],
)
def test_the_superior_is_the_nearest_office_above(city, owner, superior):
    found = Superiors(clock.today()).of(Organisation.objects.select_related("area").get(code=owner))

    assert found is not None
    assert found.code == superior


def test_the_office_at_the_top_is_reminded_and_written_to_but_signs_nothing_against_itself(city):
    case = supervised(REMINDED)
    Supervision.objects.filter(pk=case.pk).update(owner=case.supervisor)

    swept(LETTER)

    assert Obligation.objects.get(pk=case.obligation_id).next_at is None
    assert Notice.objects.filter(event=Event.SUPERVISION_LETTER).count() == 1


def test_every_step_of_the_clock_stands_in_the_journal_without_a_post(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)

    entries = Entry.objects.filter(case_id=case.pk).order_by("n")
    assert [(e.step, e.actor_id, e.post_id) for e in entries] == [
        (step, 0, None) for step in ("remind", "letter", "propose")
    ]


def test_a_rectification_that_waits_for_acceptance_supervises_the_acceptor(city):
    hazard = claimed_hazard()
    accept = duty(hazard, Kind.ACCEPT)

    swept(accept.due_at - timedelta(hours=4))
    swept(accept.due_at)

    case = Supervision.objects.get(obligation=accept)
    assert (case.state, case.owner_id) == (State.LETTER, accept.owner_id)
