"""Guarantee duties by cycle: laid down once, done in time or late, missed for good; pledges; the pure cycles."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.installations import tasking
from anlan.installations.cycles import Cycle, cycle_of, holiday_after
from anlan.installations.duty_packs import pack_on
from anlan.installations.flow import TASK_FLOW
from anlan.installations.models import GuaranteeTask
from anlan.installations.tests.factories import do, installation, tasks
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.periods.flow import PERIOD_FLOW
from anlan.testing import NOON, TODAY, actor


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("day", date(2022, 10, 24), date(2022, 10, 24)),
        ("week", date(2022, 10, 24), date(2022, 10, 30)),
        ("quarter", date(2022, 10, 1), date(2022, 12, 31)),
        ("half_year", date(2022, 7, 1), date(2022, 12, 31)),
    ],
)
def test_a_cycle_holds_its_days(kind: str, first: date, last: date) -> None:
    assert cycle_of(kind, TODAY) == Cycle(first, last)
    assert cycle_of(kind, last + timedelta(days=1)).first == last + timedelta(days=1)


def test_no_edition_of_the_duties_is_guessed_for_a_day_before_the_first() -> None:
    assert pack_on(date(2021, 2, 3)) is None
    assert pack_on(TODAY).code == "guarantee-2021"  # type: ignore[union-attr]


@pytest.mark.django_db
class TestOnTheClock:
    @pytest.fixture(autouse=True)
    def noon(self):
        with clock.at(NOON):
            yield

    def task(self, duty: str) -> GuaranteeTask:
        return GuaranteeTask.objects.get(duty=duty)

    def test_each_cycle_is_laid_down_once_and_before_holidays_and_key_periods(self, city: Any) -> None:
        one = installation()

        found = {task.duty for task in tasks(TODAY)}
        assert found == {"weekly_check", "quarterly_check", "principal_check", "drill", "pledge"}
        assert tasking.lay_down(TODAY) == 0
        assert tasking.lay_down(TODAY + timedelta(days=1)) == 1  # the next day's pledge
        assert self.task("weekly_check").installation_id == one.pk
        assert holiday_after(date(2022, 9, 24)) == date(2022, 10, 1)
        assert holiday_after(date(2022, 9, 23)) is None
        raw = {"area": city.areas["a"], "name": "重点时段", "level": "special", "first_day": "2022-10-28",
               "last_day": "2022-10-30"}  # fmt: skip
        door.open_case(PERIOD_FLOW, "declare", by=actor("county1"), input=raw)
        assert tasking.lay_down(TODAY + timedelta(days=1)) == 1
        event = self.task("event_check")
        assert (event.occasion, event.first_day, event.due_on) == (
            "重点时段",
            date(2022, 10, 21),
            date(2022, 10, 27),
        )

    def test_a_duty_is_done_in_time_or_late_or_missed_for_good(self, city: Any) -> None:
        installation()
        tasks(TODAY)
        weekly, pledge = self.task("weekly_check"), self.task("pledge")
        owed = Obligation.objects.get(case_id=weekly.pk)

        assert (owed.kind, clock.local_day(owed.due_at)) == (Kind.PERFORM_DUTY, date(2022, 10, 30))
        with pytest.raises(Refused, match="pledge has fields"):
            do(TASK_FLOW, pledge, "perform", result="当日已检查")
        with pytest.raises(Refused, match="clock alone"):
            do(TASK_FLOW, weekly, "miss")
        do(TASK_FLOW, weekly, "perform", by="business1", result="每周检查，未见异常", hazards_found=0)
        owed.refresh_from_db()
        assert (owed.discharged_at is not None, weekly.is_late) == (True, False)
        with clock.at(datetime.combine(TODAY, time(23), tzinfo=clock.SHANGHAI)):
            assert tasking.note_missed(clock.now()) == 0
        with clock.at(NOON + timedelta(days=100)):
            with pytest.raises(Refused, match="It is over"):
                do(TASK_FLOW, self.task("quarterly_check"), "perform", result="季度隐患排查")
            assert tasking.note_missed(clock.now()) == 4
            assert Notice.objects.filter(event=Event.DUTY_MISSED).count() == 4
            year = Period(date(2022, 1, 1), date(2022, 12, 31))
            counts = [
                int(evaluate(f"installations.{code}", cut=Cut.of(city.areas["city"]), period=year).count)
                for code in ("duties", "duties_done", "duties_late", "duties_missed", "pledges")
            ]
            assert counts == [4, 1, 0, 3, 0]

    def test_a_pledge_adds_up_says_what_is_wrong_and_is_late_after_ten(self, city: Any) -> None:
        installation()
        tasks(TODAY)
        pledge = self.task("pledge")
        base = {"units_total": 5, "units_running": 3, "units_stopped": 2, "units_maintained": 1, "confined": 1,
                "is_trial": "no", "is_starting": "no", "is_tank_farm_safe": "yes", "sentence": "今日风险可控",
                "principal": "张三"}  # fmt: skip

        for changes, code in (
            ({"units_running": 4}, "pledge.units"),
            ({"units_maintained": 3}, "pledge.maintained"),
            ({"is_tank_farm_safe": "no"}, "pledge.trouble"),
        ):
            with pytest.raises(Refused) as refusal:
                do(TASK_FLOW, pledge, "pledge", **(base | changes))
            assert refusal.value.code == code
        do(TASK_FLOW, pledge, "pledge", by="business1", **base)
        assert (pledge.state, pledge.is_late, pledge.pledge.confined) == ("done", True, 1)
