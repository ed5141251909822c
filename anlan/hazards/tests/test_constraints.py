"""What must always hold of a hazard is held by the database itself, whoever writes and by which way."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, ProtectedError

from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import STATES, major_hazard, ready_for, record_on_the_spot
from anlan.testing import NOON, found_hazard, person

SOMEBODY = object()
FORBIDDEN = [
    ("found", {"state": "somewhere"}),
    ("found", {"grade": "tiny"}),
    ("found", {"category": ""}),
    ("found", {"description": ""}),
    # each open hazard has exactly one department and one reporting area, an operator, a supervisor, a sector
    *(
        ("found", {f"{name}_id": None})
        for name in ("area", "department", "sector", "supervisor", "operator", "premises", "visit")
    ),
    ("found", {"found_by_id": None}),
    # assigned with who, when and by when
    ("found", {"due_at": NOON}),
    ("found", {"state": "assigned"}),
    *(("assigned", {name: None}) for name in ("assigned_at", "assigned_by_id", "due_at")),
    ("refused", {"due_at": None}),
    ("claimed", {"assigned_by_id": None}),
    ("accepted", {"due_at": None}),
    # rectified is described
    ("assigned", {"state": "claimed"}),
    ("assigned", {"rectified_at": NOON}),
    ("claimed", {"rectification": ""}),
    *(("claimed", {name: None}) for name in ("rectified_at", "rectified_by_id")),
    ("closed", {"rectified_by_id": None}),
    # accepted by somebody, at a time, with its duration
    ("claimed", {"accepted_at": NOON}),
    ("claimed", {"accepted_by_id": SOMEBODY}),
    *(("accepted", {name: None}) for name in ("accepted_at", "accepted_by_id", "minutes_to_rectify")),
    # closed: when and by whom
    ("accepted", {"closed_at": NOON}),
    ("accepted", {"state": "closed"}),
    *(("closed", {name: None}) for name in ("closed_at", "closed_by_id")),
    # settled exactly while it is not outstanding
    ("claimed", {"settled_at": NOON}),
    ("accepted", {"settled_at": None}),
    ("voided", {"settled_at": None}),
    ("found", {"state": "voided"}),
    # merged into another, being transferred to somebody
    ("merged", {"merged_into_id": None}),
    ("found", {"merged_into_id": F("id")}),
    ("transferring", {"transfer_to_id": None}),
    ("found", {"transfer_to_id": F("department_id")}),
    # a major one: by a criterion, and accepted by a plan
    ("found", {"grade": "major"}),
    # a request is whole
    ("found", {"asked": "void"}),
    ("found", {"asked_by_id": SOMEBODY}),
    ("found", {"asked_reason": "for nothing", "asked": "void"}),
    ("found", {"asked": "anything", "asked_by_id": SOMEBODY, "asked_at": NOON, "asked_reason": "why"}),
    ("assigned", {"asked": "extension", "asked_by_id": SOMEBODY, "asked_at": NOON, "asked_reason": "why"}),
    ("found", {"asked": "grade", "asked_by_id": SOMEBODY, "asked_at": NOON, "asked_reason": "why"}),
    ("found", {"asked": "void", "asked_by_id": SOMEBODY, "asked_at": NOON}),
    # an exception is whole, and signed by another
    ("claimed", {"is_excepted": True}),
    ("claimed", {"exception_person_id": SOMEBODY}),
    (
        "claimed",
        {
            "is_excepted": True,
            "exception_person_id": SOMEBODY,
            "exception_by_id": SOMEBODY,
            "exception_part": "accept",
        },
    ),
    # four persons
    ("accepted", {"accepted_by_id": F("rectified_by_id")}),
    ("accepted", {"accepted_by_id": F("found_by_id")}),
    ("accepted", {"looked_back_by_id": F("accepted_by_id")}),
    ("accepted", {"looked_back_by_id": F("rectified_by_id")}),
    ("closed", {"looked_back_by_id": F("found_by_id")}),
]


@pytest.mark.parametrize(
    ("state", "changes"), FORBIDDEN, ids=[f"{s}: {', '.join(c)} {n}" for n, (s, c) in enumerate(FORBIDDEN)]
)
def test_the_database_refuses_what_must_never_stand(city, state, changes):
    hazard = STATES[state]()
    given = {name: person("leader1").pk if v is SOMEBODY else v for name, v in changes.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(**given)

    assert Hazard.objects.get(pk=hazard.pk).state == state


def test_an_accepted_major_hazard_keeps_its_plan(city):
    hazard = major_hazard("assign", "plan", "claim", "accept")

    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(plan_is_complete=False)


def test_only_on_the_spot_the_finder_accepts(city):
    hazard = record_on_the_spot()

    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(on_the_spot=False)


def test_with_a_signed_exception_one_person_has_two_parts(city):
    hazard = ready_for("look_back")
    Hazard.objects.filter(pk=hazard.pk).update(
        is_excepted=True,
        exception_person=person("dept1"),
        exception_by=person("office1"),
        exception_part="look_back",
        looked_back_by=person("dept1"),
    )

    assert Hazard.objects.get(pk=hazard.pk).looked_back_by.username == "dept1"


def test_a_hazard_is_not_merged_with_a_number_that_is_none(city):
    hazard = ready_for("unmerge")

    with transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(merged_into=10**12)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_the_premises_of_a_hazard_is_not_deleted(city):
    hazard = found_hazard()

    with pytest.raises(ProtectedError):
        hazard.premises.delete()
