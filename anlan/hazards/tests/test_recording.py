"""Recording: what a finding needs, the grade by its criterion, relapses, and rectification on the spot (立查立改)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.criteria.models import CriterionPack
from anlan.evidence.models import Attachment
from anlan.figures.models import Contribution, Measure
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import (
    owed,
    photo,
    record_on_the_spot,
    refusal,
    spot_input,
)
from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.lifecycle.tests.doors import refuses
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.testing import (
    NOON,
    accepted_hazard,
    actor,
    criterion,
    found_hazard,
    record_hazard,
    record_visit,
    take,
)


@pytest.fixture
def visit(city):
    return record_visit()


def counted(seq: int) -> dict[str, int]:
    codes = dict(Measure.objects.values_list("id", "code"))
    return {codes[m]: n for m, n in Contribution.objects.filter(seq=seq).values_list("measure_id", "n")}


def test_a_finding_copies_who_counts_it_and_opens_the_first_duty(city):
    hazard = record_hazard(before=[photo(1)])

    assert (hazard.area.code, hazard.sector.code) == ("a1", "fire")
    assert (hazard.department.code, hazard.supervisor.code, hazard.operator.code) == ("fire", "fire", "shop")
    assert (hazard.found_by.username, hazard.found_on, hazard.is_pictured) == ("dept1", NOON.date(), True)
    duty = Obligation.objects.get(case_id=hazard.pk)
    assert (duty.kind, duty.owner.code, duty.due_at) == (Kind.ASSIGN, "fire", NOON + timedelta(hours=24))
    assert counted(hazard.pk) == {"hazards.found": 1}
    assert not Notice.objects.exists()
    attached = Attachment.objects.get(case_kind="hazard", case_id=hazard.pk)
    assert (attached.role, attached.seq) == ("before", hazard.pk)


def test_the_department_hears_of_a_major_hazard_at_once(city):
    hazard = record_hazard(grade="major", by="station1")

    assert [(n.event, n.organisation.code) for n in Notice.objects.all()] == [("hazard.major", "fire")]
    assert (hazard.criterion_id, hazard.supervisor.code) == (criterion(), "station-a1")


@pytest.mark.parametrize(
    ("grade", "by_criterion"), [("major", False), ("general", True)], ids=["major, none", "general, one"]
)
def test_a_major_hazard_has_a_criterion_and_a_general_one_has_none(city, visit, grade, by_criterion):
    given = {"grade": grade, "criterion": criterion() if by_criterion else None}

    with refuses(Refused, "hazard.criterion") as met:
        record_hazard(visit=visit, **given)

    assert met[0].status == 409


def test_a_criterion_that_was_not_yet_in_force_grades_nothing(city, visit):
    key = criterion()
    CriterionPack.objects.filter(criteria=key).update(effective_from=date(2022, 10, 25), effective_to=None)

    with refuses(Refused, "hazard.criterion_force"):
        record_hazard(visit=visit, grade="major", criterion=key)


def test_a_relapse_names_its_closed_former_and_is_counted(city):
    former = accepted_hazard()

    hazard = record_hazard(relapse_of=former.pk, description="Blocked once more")

    assert (hazard.relapse_of_id, hazard.is_relapse) == (former.pk, True)
    assert counted(hazard.pk) == {"hazards.found": 1, "hazards.relapsed": 1}


@pytest.mark.parametrize("former", ["open", "elsewhere"])
def test_no_relapse_of_what_is_open_or_lies_elsewhere(city, visit, former):
    other = found_hazard() if former == "open" else accepted_hazard("mill")

    with refuses(Refused, "hazard.relapse"):
        record_hazard(visit=visit, relapse_of=other.pk)


# -- on the spot ---------------------------------------------------------------------------------------------------


def test_what_was_rectified_before_the_inspectors_eyes_is_accepted_at_once(city):
    hazard = record_on_the_spot(by="inspector1")

    assert (hazard.state, hazard.on_the_spot, hazard.grade) == ("accepted", True, "general")
    assert (hazard.accepted_by.username, hazard.rectified_by, hazard.minutes_to_rectify) == (
        "inspector1",
        None,
        0,
    )
    assert counted(hazard.pk) == {"hazards.found": 1, "hazards.rectified": 1, "hazards.on_the_spot": 1}
    assert owed(hazard) == {Kind.CLOSE_OUT}
    roles = Attachment.objects.filter(case_id=hazard.pk).values_list("role", flat=True)
    assert sorted(roles) == ["after", "before"]


@pytest.mark.parametrize("missing", ["before", "after"])
def test_both_photographs_are_needed_on_the_spot(city, visit, missing):
    given = spot_input(visit, **{missing: []})

    with refuses(Invalid, "input.photos", missing):
        door.open_case(HAZARD_FLOW, "record_on_the_spot", by=actor("dept1"), input=given)


@pytest.mark.parametrize("extra", [{"grade": "major"}, {"criterion": 1}, {"grade": "general"}])
def test_nothing_major_is_rectified_on_the_spot(city, visit, extra):
    given = spot_input(visit, **extra)

    with refuses(Invalid, "input.unknown", next(iter(extra))):
        door.open_case(HAZARD_FLOW, "record_on_the_spot", by=actor("dept1"), input=given)


def test_what_came_back_after_the_spot_is_no_longer_counted_as_rectified_there(city):
    hazard = record_on_the_spot()

    seq = take(hazard, "reopen").seq

    assert counted(seq) == {"hazards.rectified": -1, "hazards.on_the_spot": -1, "hazards.reopened": 1}
    hazard.refresh_from_db()
    assert (hazard.state, hazard.on_the_spot, hazard.accepted_by) == ("assigned", False, None)


def test_the_stations_own_finding_is_followed_up_by_the_station(city, visit):
    given = spot_input(visit)
    outcome = door.open_case(HAZARD_FLOW, "record_on_the_spot", by=actor("station1"), input=given)

    hazard = Hazard.objects.get(pk=outcome.case_id)
    assert (hazard.supervisor.code, Entry.objects.get(seq=hazard.pk).to_state) == ("station-a1", hazard.state)
    assert refusal(hazard, "look_back", by="station1") == "hazard.own_case"
