from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import SYSTEM
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import Paper, PaperKind, State, Supervision
from anlan.supervision.sweep import due
from anlan.supervision.tests.factories import CIRCULAR, LETTER, REMINDED, supervised, swept, take
from anlan.testing import actor, person, written

HOUR = timedelta(hours=1)
INTERVIEW = datetime(2022, 11, 8, 9, 0, tzinfo=clock.SHANGHAI)
PAPERS_UP_TO = ("reminder", "letter", "circular", "interview")
ALL_MOMENTS = (REMINDED, LETTER, CIRCULAR)


def refusal(supervision: Supervision, step: str, **asked: object) -> str:
    """Return the code of the refusal; nothing may have been written."""
    before = written()
    with pytest.raises(AnlanError) as refused:
        take(supervision, step, **asked)
    assert written() == before
    return refused.value.code


# -- who ------------------------------------------------------------------------------------------------------

OWNER, SUPERVISOR, ABOVE = "business1", "county1", "office1"
STRANGERS = ("business2", "county2", "station1", "dept1", "editor1", "auditor1", "nobody1")


@pytest.mark.parametrize("who", [SUPERVISOR, ABOVE])
def test_the_supervising_office_and_the_one_above_it_issue_a_circular(city, who):
    case = supervised(REMINDED, LETTER, CIRCULAR)

    outcome = take(case, "circular", by=who, at=CIRCULAR + HOUR)

    assert outcome.state == State.CIRCULAR


@pytest.mark.parametrize("who", [OWNER, *STRANGERS, "leader1"])
@pytest.mark.parametrize("step", ["circular", "end"])
def test_nobody_else_supervises(city, step, who):
    case = supervised(REMINDED, LETTER, CIRCULAR)

    assert refusal(case, step, by=who, at=CIRCULAR + HOUR) == "supervision.act"


@pytest.mark.parametrize("who", [SUPERVISOR, ABOVE, *STRANGERS, "leader1"])
@pytest.mark.parametrize("step", ["acknowledge", "answer"])
def test_only_the_owner_signs_for_a_paper_and_answers_it(city, step, who):
    case = supervised(REMINDED, LETTER)

    assert refusal(case, step, by=who, at=LETTER + HOUR) == "supervision.owner"
    assert take(case, step, by=OWNER, at=LETTER + HOUR).state == State.LETTER


@pytest.mark.parametrize("who", [OWNER, SUPERVISOR, ABOVE, *STRANGERS])
def test_only_a_leader_above_leaves_a_step_out(city, who):
    case = supervised(REMINDED, LETTER)

    assert refusal(case, "override", by=who, at=LETTER + HOUR) == "supervision.leader"
    assert take(case, "override", by="leader1", at=LETTER + HOUR).state == State.INTERVIEW


@pytest.mark.parametrize("step", ["propose"])
@pytest.mark.parametrize("who", [OWNER, SUPERVISOR, ABOVE, "leader1"])
def test_people_do_not_act_for_the_clock(city, step, who):
    case = supervised(REMINDED, LETTER)

    assert refusal(case, step, by=who, at=LETTER + HOUR) == "supervision.clock"


def test_an_office_does_not_supervise_itself(city):
    case = supervised(REMINDED, LETTER)
    Supervision.objects.filter(pk=case.pk).update(owner=case.supervisor)

    assert refusal(case, "circular", by=SUPERVISOR, at=LETTER + HOUR) == "supervision.own"


def test_owner_supervisor_and_superiors_see_it_and_strangers_do_not(city):
    case = supervised(REMINDED)
    people = [OWNER, SUPERVISOR, ABOVE, "leader1", *STRANGERS]

    seen = [who for who in people if Supervision.objects.within(actor(who).scope).filter(pk=case.pk).exists()]

    assert seen == [OWNER, SUPERVISOR, ABOVE, "leader1"]


# -- the order of the rungs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moments", "step"),
    [
        ((REMINDED,), "circular"),
        ((REMINDED,), "interview"),
        ((REMINDED, LETTER), "interview"),
        ((REMINDED, LETTER), "letter"),
        ((REMINDED, LETTER), "minutes"),
    ],
)
def test_one_step_needs_the_one_before_it(city, moments, step):
    case = supervised(*moments)

    assert refusal(case, step, by=SUPERVISOR, at=moments[-1] + HOUR) == "state.wrong"


def test_no_letter_is_sent_before_it_is_due(city):
    case = supervised(REMINDED)

    assert refusal(case, "letter", by=SUPERVISOR, at=LETTER - HOUR) == "supervision.early"


@pytest.mark.parametrize(
    ("moments", "rung", "code"),
    [
        ((REMINDED, LETTER), "circular", "supervision.rung_next"),
        ((REMINDED,), "interview", "supervision.early"),
    ],
    ids=["the next step needs no leader", "not late yet"],
)
def test_an_override_only_leaves_something_out(city, moments, rung, code):
    case = supervised(*moments)

    assert refusal(case, "override", by="leader1", at=moments[-1] + timedelta(seconds=1), rung=rung) == code


def test_an_override_needs_its_reason(city):
    case = supervised(REMINDED, LETTER)

    assert refusal(case, "override", by="leader1", at=LETTER + HOUR, text="") == "input.required"


def test_an_override_is_a_numbered_paper_and_stops_the_clock_of_the_rung_left_out(city):
    case = supervised(REMINDED, LETTER)

    take(case, "override", by="leader1", at=LETTER + HOUR)

    paper = Paper.objects.get(supervision=case, kind=PaperKind.INTERVIEW)
    assert (paper.number, paper.signed_by) == (1, person("leader1"))
    assert not due(CIRCULAR + timedelta(days=365)).exists()
    assert Obligation.objects.open().filter(case_id=case.pk, kind=Kind.RECORD_INTERVIEW).count() == 1


# -- the way to its end --------------------------------------------------------------------------------------------


def test_the_whole_ladder_to_the_hand_over(city):
    case = supervised(*ALL_MOMENTS)

    take(case, "circular", by=SUPERVISOR, at=CIRCULAR + HOUR)
    take(case, "acknowledge", by=OWNER, at=CIRCULAR + 2 * HOUR)
    take(case, "interview", by=SUPERVISOR, at=CIRCULAR + 3 * HOUR)
    assert refusal(case, "minutes", by=SUPERVISOR, at=INTERVIEW - HOUR) == "supervision.interview_ahead"
    assert refusal(case, "hand_over", by="leader1", at=INTERVIEW) == "supervision.no_minutes"
    take(case, "minutes", by=SUPERVISOR, at=INTERVIEW + HOUR)
    take(case, "hand_over", by="leader1", at=INTERVIEW + 2 * HOUR)

    case.refresh_from_db()
    assert case.state == State.HANDED_OVER
    assert case.pledge == "It will be cleared"
    kinds = list(case.papers.order_by("pk").values_list("kind", "number"))
    assert kinds == [(kind, 1) for kind in (*PAPERS_UP_TO, "minutes", "hand_over")]
    assert set(Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True)) == set()


def test_every_further_paper_is_to_be_signed_for_and_answered_anew(city):
    case = supervised(*ALL_MOMENTS)
    take(case, "answer", by=OWNER, at=CIRCULAR + HOUR)
    take(case, "circular", by=SUPERVISOR, at=CIRCULAR + 2 * HOUR)

    case.refresh_from_db()
    owed = Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True)
    assert (case.acknowledged_at, case.answered_at, case.answer) == (None, None, "")
    assert set(owed) == {Kind.SIGN_FOR_SUPERVISION, Kind.ANSWER_SUPERVISION}


def test_signing_for_a_paper_is_kept_on_it_and_not_done_twice(city):
    case = supervised(REMINDED, LETTER)

    take(case, "acknowledge", by=OWNER, at=LETTER + HOUR)

    papers = case.papers.values_list("acknowledged_by__username", "acknowledged_at")
    assert set(papers) == {(OWNER, LETTER + HOUR)}
    assert refusal(case, "acknowledge", by=OWNER, at=LETTER + 2 * HOUR) == "supervision.acknowledged"
    assert list(Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True)) == [
        Kind.ANSWER_SUPERVISION
    ]


def test_a_person_ends_it_with_a_reason_and_the_clock_climbs_no_further(city):
    case = supervised(REMINDED, LETTER)

    assert refusal(case, "end", by=SUPERVISOR, at=LETTER + HOUR, reason="") == "supervision.no_reason"
    take(case, "end", by=SUPERVISOR, at=LETTER + HOUR)

    swept(CIRCULAR + timedelta(days=30))
    case.refresh_from_db()
    assert (case.state, case.end_reason) == (State.ENDED, "The shop has closed")
    assert Supervision.objects.filter(obligation=case.obligation_id).count() == 1


def test_the_clock_does_not_end_what_is_still_owed(city):
    case = supervised(REMINDED)

    with clock.at(LETTER), pytest.raises(Refused, match="still owed"):
        door.apply(SUPERVISION_FLOW, case.pk, "end", by=SYSTEM)


def test_what_was_done_a_moment_ago_undoes_the_step(city):
    """The race between the sweep's reading and its writing: the obligation is discharged in between."""
    case = supervised(REMINDED)
    Obligation.objects.filter(pk=case.obligation_id).update(discharged_at=LETTER, discharged_seq=1)
    before = written()

    with clock.at(LETTER), pytest.raises(Refused, match="nothing left to supervise"):
        door.apply(SUPERVISION_FLOW, case.pk, "letter", by=SYSTEM)

    assert written() == before
    assert case.papers.count() == 1


def test_a_form_says_what_is_missing(city):
    case = supervised(*ALL_MOMENTS)

    with pytest.raises(Invalid, match="Text of the circular"):
        take(case, "circular", by=SUPERVISOR, at=CIRCULAR + HOUR, text="")


def test_the_minutes_are_a_numbered_paper_that_is_signed_for_and_keep_an_answer_given_before(city):
    case = supervised(*ALL_MOMENTS)
    take(case, "circular", by=SUPERVISOR, at=CIRCULAR + HOUR)
    take(case, "interview", by=SUPERVISOR, at=CIRCULAR + 2 * HOUR)
    take(case, "answer", by=OWNER, at=CIRCULAR + 3 * HOUR)
    take(case, "minutes", by=SUPERVISOR, at=INTERVIEW + HOUR)

    case.refresh_from_db()
    paper = case.papers.get(kind="minutes")
    owed = set(Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True))
    before = (case.acknowledged_at, case.answer != "", owed)
    take(case, "acknowledge", by=OWNER, at=INTERVIEW + 2 * HOUR)
    paper.refresh_from_db()

    assert paper.name == "约谈纪要〔2022〕1号"
    assert before == (None, True, {Kind.SIGN_FOR_SUPERVISION})
    assert paper.acknowledged_by is not None
