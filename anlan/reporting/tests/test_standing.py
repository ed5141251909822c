"""The seven words: one of them at any moment, the same in Python and in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from anlan.reporting.models import Due
from anlan.reporting.standing import Standing, at_deadline, kind_at, standing, tally, where
from anlan.reporting.tests.factories import a_day, at, fresh, take

pytestmark = pytest.mark.django_db


def sent(kind: str, received: datetime, amended: datetime | None = None) -> Due:
    return Due(
        opens_at=at(0),
        due_at=at(16),
        closes_at=at(23),
        kind="report" if amended else kind,
        first_kind=kind,
        received_at=received,
        is_on_time=received <= at(16),
        amended_at=amended,
    )


OWED = Due(opens_at=at(0), due_at=at(16), closes_at=at(23))


@pytest.mark.parametrize(
    ("due", "moment", "word"),
    [
        (OWED, at(0) - timedelta(seconds=1), "not_due"),
        (OWED, at(0), "due"),
        (OWED, at(16), "due"),
        (OWED, at(16) + timedelta(microseconds=1), "missing"),
        (sent("report", at(15, 59, 59)), at(17), "reported"),
        (sent("zero", at(16)), at(17), "zero_reported"),
        (sent("zero", at(16, 0, 1)), at(17), "late"),
        (sent("report", at(16, 30)), at(16), "due"),
        (sent("report", at(16, 30)), at(16, 29), "missing"),
        (sent("zero", at(15), amended=at(17)), at(16), "zero_reported"),
        (sent("zero", at(15), amended=at(17)), at(18), "reported"),
        (Due(opens_at=at(0), due_at=at(16), excused_at=at(17)), at(16, 30), "missing"),
        (Due(opens_at=at(0), due_at=at(16), excused_at=at(17)), at(17), "excused"),
    ],
)
def test_a_due_report_stands_where_its_facts_say(due: Due, moment: datetime, word: str) -> None:
    assert standing(due, moment) == word


minutes = st.integers(min_value=-120, max_value=24 * 60 + 120)


@given(
    st.one_of(st.none(), minutes), st.one_of(st.none(), minutes), minutes, st.sampled_from(["report", "zero"])
)
def test_a_due_report_has_one_word_and_goes_only_forward(
    received: int | None, excused: int | None, moment: int, kind: str
) -> None:
    if received is not None and excused is not None:
        excused = None
    base = at(0)
    due = sent(kind, base + timedelta(minutes=received)) if received is not None else fresh_owed()
    due.excused_at = None if excused is None else base + timedelta(minutes=excused)

    now = standing(due, base + timedelta(minutes=moment))
    later = standing(due, base + timedelta(minutes=moment + 30))

    order = ["not_due", "due", "missing"]
    if now in order and later in order:
        assert order.index(now) <= order.index(later)
    if now not in order:
        assert later == now
    assert kind_at(due, base) in ("", "report", "zero")


def fresh_owed() -> Due:
    return Due(opens_at=at(0), due_at=at(16), closes_at=at(23))


def test_the_database_says_the_same_word_at_every_moment(city: Any) -> None:
    dues = a_day()
    take(dues["gov-a"], "zero", now=at(15))
    take(dues["gov-a"], "amend", now=at(17))
    take(dues["gov-b"], "zero", now=at(16))
    take(dues["fire"], "report", now=at(16, 0, 1))
    take(dues["gov-zone"], "excuse", now=at(16, 20))
    moments = [at(0) - timedelta(minutes=1), at(10), at(15, 30), at(16), at(16, 0, 1), at(16, 30), at(18)]

    for moment in moments:
        rows = list(Due.objects.all())
        for word in Standing:
            in_python = {due.pk for due in rows if standing(due, moment) == word}
            in_database = set(Due.objects.filter(where(word, moment)).values_list("pk", flat=True))
            assert in_python == in_database, (word, moment)


def test_as_at_the_deadline_stays_what_it_was(city: Any) -> None:
    dues = a_day()
    take(dues["gov-a"], "zero", now=at(15))
    before = tally(map(at_deadline, Due.objects.all()))

    take(dues["gov-a"], "amend", now=at(16, 40))
    take(dues["gov-b"], "report", now=at(16, 5))
    take(dues["fire"], "excuse", now=at(17))

    assert tally(map(at_deadline, Due.objects.all())) == before
    assert (before["all"], before["sent"], before["zero_reported"], before["missing"]) == (5, 1, 1, 4)
    now = tally(standing(due, at(18)) for due in Due.objects.all())
    names = ("all", "sent", "zero_reported", "late", "missing", "excused")
    assert tuple(now[name] for name in names) == (4, 2, 0, 1, 2, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "reported"},
        {"received_at": at(15)},
        {"state": "excused"},
        {"kind": "zero"},
        {"state": "made_up"},
        {"calls": 1},
        {"is_on_time": True},
        {"contradictions": "hazards.found=1"},
        {"form": ""},
        {"typed_fields": 3},
        {"seconds": 30},
        {"due_at": at(23, day=at(0).date().replace(day=28))},
    ],
    ids="+".join,
)
def test_the_database_refuses_facts_that_do_not_go_together(city: Any, broken: dict[str, Any]) -> None:
    due = a_day()["gov-a"]

    with pytest.raises(IntegrityError), transaction.atomic():
        Due.objects.filter(pk=due.pk).update(**broken)


def test_a_late_report_cannot_be_marked_as_on_time(city: Any) -> None:
    due = a_day()["gov-a"]
    take(due, "report", now=at(16, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Due.objects.filter(pk=due.pk).update(is_on_time=True)
    assert not fresh(due).is_on_time
