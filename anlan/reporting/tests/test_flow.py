"""The daily report through the door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anlan.figures.counting import fold
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate_all
from anlan.figures.verification import verify
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.notifications.models import Notice
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due
from anlan.reporting.reminding import remind
from anlan.reporting.tests.factories import a_day, a_form, at, fresh, take, weekly_due
from anlan.testing import TODAY, actor, record_hazard

pytestmark = pytest.mark.django_db


@pytest.fixture
def dues(city: Any) -> dict[str, Due]:
    return a_day()


@pytest.mark.parametrize(
    ("moment", "on_time"),
    [(at(15, 59, 59), True), (at(16), True), (at(16) + timedelta(microseconds=1), False), (at(20), False)],
)
def test_the_servers_time_decides_whatever_the_device_says(
    dues: dict[str, Due], moment: Any, on_time: bool
) -> None:
    take(dues["gov-a"], "report", now=moment, client_at="2022-10-24T15:00:00+08:00")

    due = fresh(dues["gov-a"])
    assert due.is_on_time is on_time
    assert due.received_at == moment
    assert due.client_at == at(15)


def test_a_step_claimed_earlier_is_not_received_earlier(dues: dict[str, Due]) -> None:
    with clock.at(at(16, 30)):
        door.apply(
            DUE_FLOW, dues["gov-a"].pk, "report", by=actor("county1"), at=at(15, 50),
            input={"situation": "as usual"},
        )  # fmt: skip

    assert fresh(dues["gov-a"]).received_at == at(16, 30)


@pytest.mark.parametrize("who", ["office1", "county2", "station1", "dept1", "leader1", "business1"])
@pytest.mark.parametrize("step", ["report", "zero"])
def test_nobody_but_the_unit_sends_its_report(dues: dict[str, Due], who: str, step: str) -> None:
    seqs = Entry.objects.count()

    with pytest.raises(Refused, match="Only the unit that owes it"):
        take(dues["gov-a"], step, by=who, now=at(15))

    assert Entry.objects.count() == seqs
    assert fresh(dues["gov-a"]).received_at is None


def test_tomorrows_report_and_one_after_its_window_are_refused(dues: dict[str, Due]) -> None:
    tomorrow = a_day(date(2022, 10, 25))["gov-a"]

    with pytest.raises(Refused, match="from that day on"):
        take(tomorrow, "report", now=at(15))
    with pytest.raises(Refused, match="was taken until"):
        take(dues["gov-a"], "report", now=at(10, 0, 1, day=date(2022, 10, 25)))


def test_a_report_is_sent_once_and_a_retry_gets_the_same_receipt(dues: dict[str, Due]) -> None:
    first = take(dues["gov-a"], "report", now=at(15), key="a-key-1-of-gov-a")
    retry = take(
        dues["gov-a"], "report", now=at(17), key="a-key-1-of-gov-a", seen_at=at(16, 50), client_at=at(17)
    )

    assert (retry.seq, retry.case_id, retry.replayed) == (first.seq, first.case_id, True)
    assert fresh(dues["gov-a"]).received_at == at(15)
    with pytest.raises(AnlanError):
        take(dues["gov-a"], "report", now=at(15, 10), key="a-key-2-of-gov-a")
    with pytest.raises(AnlanError):
        take(dues["gov-a"], "zero", now=at(15, 10), key="a-key-3-of-gov-a")
    with pytest.raises(Conflict):
        take(dues["gov-a"], "report", now=at(15, 10), key="a-key-1-of-gov-a", situation="something else")


@pytest.mark.parametrize(
    ("given", "error", "reason"),
    [
        ({"differences": {"found": {"value": -1, "reason": "x"}}}, Invalid, "not a number from 0"),
        ({"differences": {"found": {"value": 3}}}, Invalid, "both"),
        ({"differences": {"found": {"reason": "x"}}}, Invalid, "both"),
        ({"differences": {"situation": {"value": 3, "reason": "x"}}}, Invalid, "the system counts"),
        ({"differences": {"found": {"value": "1.5", "reason": "x"}}}, Invalid, "at most 0 decimals"),
        ({"values": {"nonsense": 3}}, Invalid, "no field"),
        ({"values": {"found": 3}}, Invalid, "counted from the records"),
        ({"values": {"incidents": -1}}, Invalid, "whole number from 0 to 1000"),
        ({"values": {"incidents": 1001}}, Invalid, "whole number from 0 to 1000"),
        ({"values": {"incidents": [1]}}, Invalid, "a text, a number"),
        ({"values": "no mapping"}, Invalid, "a mapping"),
        ({"form_version": 2}, Refused, "has changed since"),
        ({"situation": ""}, Invalid, "required"),
        ({"seen_at": "2022-10-23T15:00:00+08:00"}, Refused, "not of this day"),
        ({"seen_at": "2022-10-24T18:00:00+08:00"}, Refused, "not of this day"),
    ],
)
def test_bad_input_is_refused_with_its_reason(
    dues: dict[str, Due], given: dict[str, Any], error: type[AnlanError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        take(dues["gov-a"], "report", now=at(15), **given)
    assert fresh(dues["gov-a"]).received_at is None


def test_a_zero_needs_its_statement(dues: dict[str, Due]) -> None:
    with pytest.raises(Invalid):
        take(dues["gov-a"], "zero", now=at(15), statement="")

    take(dues["gov-a"], "zero", now=at(15))
    due = fresh(dues["gov-a"])
    assert due.signed_by is not None
    assert (due.state, due.kind, due.contradictions, due.signed_by.username) == (
        "zero",
        "zero",
        "",
        "county1",
    )


def test_a_zero_against_what_is_known_is_explained_or_reported_as_work(dues: dict[str, Due]) -> None:
    record_hazard("shop", at=at(11), by="dept1")

    with pytest.raises(Refused, match="hazards found on that day: 1"):
        take(dues["gov-a"], "zero", now=at(15))
    with pytest.raises(Refused, match="hazards found on that day: 1"):
        take(dues["fire"], "zero", now=at(15))
    take(dues["gov-b"], "zero", now=at(15))
    take(dues["gov-a"], "zero", now=at(15), explanation="It was found by the department and is cleared")

    due = fresh(dues["gov-a"])
    assert due.contradictions == "hazards.found=1"
    assert fresh(dues["gov-b"]).contradictions == ""


def test_an_amendment_is_a_new_version_with_a_reason(dues: dict[str, Due]) -> None:
    take(dues["gov-a"], "zero", now=at(15))
    with pytest.raises(Invalid, match="Reason"):
        take(dues["gov-a"], "amend", now=at(15, 30), reason="")

    take(dues["gov-a"], "amend", now=at(15, 30))
    take(dues["gov-a"], "amend", now=at(16, 30), situation="Four visits", reason="One more")

    due = fresh(dues["gov-a"])
    assert (due.version, due.kind, due.first_kind, due.is_on_time) == (3, "report", "zero", True)
    assert due.amended_at == at(15, 30)
    assert Entry.objects.filter(case_id=due.pk).count() == 4


def test_calls_are_kept_with_their_answers_and_only_the_office_calls(dues: dict[str, Due]) -> None:
    with pytest.raises(Refused, match="more than 30 minutes"):
        take(dues["gov-a"], "call", now=at(15, 29))
    with pytest.raises(Refused, match="Only the office"):
        take(dues["gov-a"], "call", by="county1", now=at(16, 1))

    take(dues["gov-a"], "call", now=at(16, 1))
    take(dues["gov-a"], "call", now=at(16, 16), answer="Nobody answered")

    due = fresh(dues["gov-a"])
    assert (due.calls, due.called_at, due.answer) == (2, at(16, 16), "Nobody answered")
    take(dues["gov-a"], "report", now=at(16, 20))
    with pytest.raises(AnlanError):
        take(dues["gov-a"], "call", now=at(16, 30))


def test_the_reminder_goes_once_to_whoever_owes_within_the_half_hour(dues: dict[str, Due]) -> None:
    take(dues["gov-a"], "report", now=at(15))

    counts = []
    for moment in (at(15, 29), at(15, 30), at(15, 31)):
        with clock.at(moment):
            counts.append(remind(moment))

    assert counts == [0, 4, 0]
    told = set(Notice.objects.filter(event="report.reminder").values_list("organisation__code", flat=True))
    assert told == {"gov-b", "gov-zone", "fire", "gas"}


def test_figures_tell_due_received_zero_and_on_time(dues: dict[str, Due]) -> None:
    take(dues["gov-a"], "zero", now=at(15))
    take(dues["gov-b"], "report", now=at(16, 30))
    take(dues["gov-zone"], "excuse", now=at(17))

    with clock.at(at(18)):
        values = evaluate_all(
            ["reporting.due", "reporting.sent", "reporting.zero", "reporting.on_time",
             "reporting.not_received", "reporting.completeness"],
            cut=Cut.of(Area.objects.get(code="city")),
            period=Period(TODAY, TODAY),
        )  # fmt: skip

    assert [value.count for value in values.values()] == [4, 2, 1, 1, 2, 2]
    assert values["reporting.completeness"].base == 4
    assert all(
        value.figure.rows(value.cut, value.period, value.known, EVERYTHING).count()
        == (value.count if value.base is None else value.base)
        for value in values.values()
    )


def test_other_forms_have_figures_of_their_own(dues: dict[str, Due]) -> None:
    a_form()
    due = weekly_due("fire")
    weekly_due("gas")
    with clock.at(at(15)):
        door.apply(
            DUE_FLOW, due.pk, "report", by=actor("dept1"), input={"values": {"progress": "Two plants"}}
        )
    codes = ["due", "other_due", "other_sent", "other_completeness", "other_on_time_rate"]

    with clock.at(at(18)):
        values = evaluate_all(
            [f"reporting.{code}" for code in codes],
            cut=Cut.of(Area.objects.get(code="city")),
            period=Period(TODAY, TODAY),
        )

    assert [(value.count, value.base) for value in values.values()] == [
        (5, None),
        (2, None),
        (1, None),
        (1, 2),
        (1, 2),
    ]
    rows = values["reporting.other_due"].figure.rows
    value = values["reporting.other_due"]
    assert rows(value.cut, value.period, value.known, EVERYTHING).count() == 2
    assert verify().faults == []


def test_what_is_made_ahead_does_not_count_before_its_day(dues: dict[str, Due]) -> None:
    a_day(date(2022, 10, 26))

    for folded in (False, True):
        if folded:
            fold()
        with clock.at(at(18)):
            value = evaluate_all(
                ["reporting.due"], cut=Cut.of(Area.objects.get(code="city")), period=Period.year_to(TODAY)
            )["reporting.due"]
        assert value.count == 5, folded
