"""Merging and its undoing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.evidence.models import Attachment
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.models import RECTIFIED_STATES, Hazard
from anlan.hazards.tests.factories import (
    look_back_due,
    major_hazard,
    owed,
    photo,
    ready_for,
    refusal,
    reread,
    take_with,
)
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.supervision.models import Supervision
from anlan.supervision.sweep import sweep
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    closed_hazard,
    found_hazard,
    record_hazard,
    take,
)


def test_a_hazard_is_not_merged_with_itself(city):
    hazard = found_hazard()

    assert refusal(hazard, "merge", into=hazard.pk) == "hazard.merge_itself"


def test_a_hazard_is_not_merged_with_one_of_another_place(city):
    assert refusal(found_hazard(), "merge", into=found_hazard("mill").pk) == "hazard.merge_elsewhere"


def test_a_hazard_is_not_merged_into_one_that_has_ended(city):
    assert refusal(found_hazard(), "merge", into=accepted_hazard().pk) == "hazard.merge_into_closed"


def test_a_hazard_is_not_merged_into_one_that_was_merged(city):
    first, second, third = found_hazard(), found_hazard(), found_hazard()
    take(second, "merge", into=third.pk)

    assert refusal(first, "merge", into=second.pk) == "hazard.merge_into_closed"


def test_a_hazard_with_duplicates_is_not_merged_itself(city):
    first, second, third = found_hazard(), found_hazard(), found_hazard()
    take(first, "merge", into=second.pk)

    assert refusal(second, "merge", into=third.pk) == "hazard.merge_chain"
    take(first, "unmerge")
    assert take(second, "merge", into=third.pk).state == "merged"


def test_a_major_hazard_does_not_vanish_in_a_general_one(city):
    general, major = found_hazard(), record_hazard(grade="major")

    assert refusal(major, "merge", into=general.pk) == "hazard.merge_grade"
    assert take(general, "merge", into=major.pk).state == "merged"


@pytest.mark.parametrize("into", [0, 999_999, "x", None])
def test_a_hazard_is_not_merged_with_nothing(city, into):
    assert refusal(found_hazard(), "merge", into=into) in ("input.reference", "input.required")


@pytest.mark.parametrize(
    ("made", "duties"),
    [
        (found_hazard, {Kind.ASSIGN}),
        (assigned_hazard, {Kind.SIGN_FOR, Kind.RECTIFY}),
        (claimed_hazard, {Kind.ACCEPT}),
    ],
)
def test_an_undone_merge_leads_back_with_its_duties(city, made, duties):
    hazard = made()
    state = hazard.state
    assert owed(hazard) == duties

    take_with(hazard, "merge")
    assert owed(hazard) == set()
    take(hazard, "unmerge")

    hazard = reread(hazard)
    assert (hazard.state, hazard.merged_into, hazard.settled_at, owed(hazard)) == (state, None, None, duties)


def test_what_was_signed_for_before_the_merge_is_not_signed_for_again(city):
    hazard = assigned_hazard()
    take(hazard, "sign_for")
    take_with(hazard, "merge")

    take(hazard, "unmerge")

    assert owed(hazard) == {Kind.RECTIFY}


def test_an_undone_merge_goes_on_to_the_end(city):
    hazard = ready_for("unmerge")
    for step in ("unmerge", "assign", "claim", "accept", "close_out"):
        take(hazard, step)

    assert reread(hazard).state == "closed"


def test_a_merge_is_undone_after_the_other_has_ended(city):
    hazard, other = found_hazard(), claimed_hazard()
    take(hazard, "merge", into=other.pk)
    take(other, "accept")

    assert take(hazard, "unmerge").state == "found"


def as_it_stands(hazard: Hazard) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Return a hazard's columns, but for its journal and the way back, and what is owed on it with its deadlines."""
    row = dict(Hazard.objects.filter(pk=hazard.pk).values().get())
    for name in ("revision", "last_hash", "last_at", "former_state"):
        del row[name]
    duties = Obligation.objects.open().filter(case_id=hazard.pk).order_by("kind")
    return row, list(duties.values_list("kind", "owner", "due_at", "computation"))


@pytest.mark.parametrize(
    "made",
    [
        lambda: ready_for("decide_void"),
        lambda: ready_for("decide_extension"),
        lambda: ready_for("decide_regrade"),
        accepted_hazard,
        closed_hazard,
        look_back_due,
    ],
    ids=["void asked", "extension asked", "regrade asked", "accepted", "closed", "look-back due"],
)
def test_an_undone_merge_leaves_both_as_they_were_with_what_was_asked_and_owed(city, made):
    hazard = made()
    other = closed_hazard() if hazard.state in RECTIFIED_STATES else found_hazard()
    before, beside = as_it_stands(hazard), as_it_stands(other)

    with clock.at(NOON + timedelta(hours=3)):
        take(hazard, "merge", into=other.pk)
        assert owed(hazard) == set()
    with clock.at(NOON + timedelta(days=3)):
        take(hazard, "unmerge")

    assert (as_it_stands(hazard), as_it_stands(other)) == (before, beside)
    steps = Entry.objects.filter(case_id=hazard.pk).order_by("n").values_list("step", flat=True)
    assert list(steps)[-2:] == ["merge", "unmerge"]
    assert verify().sound


def test_what_was_accepted_is_not_merged_into_what_is_open(city):
    assert refusal(accepted_hazard(), "merge", into=found_hazard().pk) == "hazard.merge_into_open"


def test_of_two_that_were_accepted_a_merge_leaves_one_in_every_count(city):
    first, second = closed_hazard(), accepted_hazard()

    def counts() -> list[int]:
        codes = ("hazards.found", "hazards.rectified", "hazards.closed", "hazards.merged")
        year, cut = Period.year_to(TODAY), Cut.of(city.areas["city"])
        return [evaluate(code, cut=cut, period=year).count for code in codes]

    assert counts() == [2, 2, 1, 0]
    take(first, "merge", into=second.pk)
    assert counts() == [1, 1, 0, 1]
    take(first, "unmerge")
    assert counts() == [2, 2, 1, 0]


def test_photographs_and_supervision_of_a_merged_one_stay_with_it_and_end(city):
    hazard = record_hazard(before=[photo(1)])
    other = found_hazard()
    take(hazard, "assign")
    with clock.at(NOON + timedelta(days=9)):
        sweep(clock.now())
        supervised = Supervision.objects.open().filter(obligation__case_id=hazard.pk)
        assert supervised.exists()

        take(hazard, "merge", into=other.pk)
        sweep(clock.now())

        assert not supervised.exists()
        assert Attachment.objects.filter(case_kind="hazard", case_id=hazard.pk).count() == 1
        take(hazard, "unmerge")
        assert owed(hazard) == {Kind.RECTIFY, Kind.SIGN_FOR}
        assert Attachment.objects.filter(case_kind="hazard", case_id=hazard.pk).count() == 1


def test_the_clock_of_the_merged_one_keeps_its_deadline(city):
    hazard = assigned_hazard()
    take_with(hazard, "merge")

    with clock.at(NOON + timedelta(days=10)):
        take(hazard, "unmerge")
        overdue = Hazard.objects.overdue(clock.now()).filter(pk=hazard.pk).exists()

    assert overdue


def test_a_major_hazard_is_merged_into_a_major_one_with_its_photographs(city):
    first, second = major_hazard("assign"), record_hazard(grade="major", before=[photo(1)])

    assert take(first, "merge", into=second.pk).state == "merged"


def test_two_merged_into_each_other_at_one_moment_are_not(city):
    """The race on PostgreSQL: each was read as open before the other's merge was committed."""
    first, second = found_hazard(), found_hazard()
    read_before = reread(second)
    take(second, "merge", into=first.pk)
    first_again = reread(first)

    assert refusal(first_again, "merge", into=read_before) == "hazard.merge_chain"
    third = found_hazard()
    assert refusal(third, "merge", into=read_before) == "hazard.merge_moved"
