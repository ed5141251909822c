"""Rules for reports: laid down, changed from a day on, ended; never rewriting the past."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import SpecialPeriod
from anlan.reporting.adjusting import adjust, follow_tree
from anlan.reporting.demand_rows import units_of
from anlan.reporting.making import asked, make_due
from anlan.reporting.models import Due, Obliged, ReportRule
from anlan.reporting.standing import Standing, standing
from anlan.reporting.tests.demands import keep, lay_down, made, owed
from anlan.reporting.tests.factories import at, fresh, take
from anlan.testing import TODAY, actor

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
TOMORROW, LATER = TODAY + ONE, TODAY + 3 * ONE


def body(code: str) -> Organisation:
    return Organisation.objects.get(code=code, valid_to=None)


@pytest.mark.parametrize(
    ("group", "area", "units"),
    [
        ("areas", "city", {"gov-a", "gov-b", "gov-zone"}),
        ("departments", "city", {"fire", "gas"}),
        ("leads", "city", {"fire", "gas"}),
        ("townships", "city", {"station-a1", "station-a2", "station-b1"}),
        ("townships", "a", {"station-a1", "station-a2"}),
    ],
)
def test_a_group_is_obliged_as_the_tree_stands(city: Any, group: str, area: str, units: set[str]) -> None:
    lay_down(city, group=group, area=area)
    made()

    assert set(owed(TODAY)) == units
    axes = set(Due.objects.values_list("axis", flat=True))
    assert axes == {{"areas": "area", "townships": "township"}.get(group, "department")}


def test_units_picked_by_hand_stand_where_their_kind_belongs(city: Any) -> None:
    demand = lay_down(city, group="picked", units="gov-a、fire\nstation-b1")
    made()

    rows = dict(Due.objects.values_list("organisation__code", "axis"))
    assert rows == {"gov-a": "area", "fire": "department", "station-b1": "township"}
    assert set(Due.objects.values_list("collector", flat=True)) == {demand.organisation_id}


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"first_day": "2022-10-23"}, Refused, "before today"),
        ({"last_day": "2022-10-20"}, Refused, "before the first"),
        ({"form": "weekly-x"}, Refused, "no form"),
        ({"group": "picked"}, Refused, "Name the units"),
        ({"group": "picked", "units": "gov-a、nowhere"}, Refused, "nowhere"),
        ({"group": "picked", "units": "shop"}, Refused, "shop"),
        ({"units": "gov-a"}, Refused, "picked by hand"),
        ({"recurrence": "weekly"}, Refused, "weekdays"),
        ({"recurrence": "weekly", "days": "9"}, Refused, "weekdays"),
        ({"recurrence": "daily", "days": "3"}, Refused, "weekly and monthly"),
        ({"recurrence": "monthly", "days": "32"}, Invalid, "1 to 31"),
        ({"recurrence": "weekly", "days": "5", "shift": "before"}, Refused, "working days"),
        ({"due_time": "25:00"}, Invalid, "16:00"),
        ({"due_time": ""}, Invalid, "required"),
        ({"late_hours": -1}, Invalid, "whole number"),
        ({"turn": 9}, Invalid, "whole number"),
        ({"grace_minutes": 120, "late_hours": 1}, Refused, "grace"),
        ({"group": "everybody"}, Invalid, "not a choice"),
        ({"area": 999999}, Invalid, "names nothing"),
        ({"basis": ""}, Invalid, "required"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused_and_leaves_no_trace(
    city: Any, changes: dict[str, Any], error: type[AnlanError], reason: str
) -> None:
    seqs = Entry.objects.count()

    with pytest.raises(error, match=reason):
        lay_down(city, **changes)

    assert (Entry.objects.count(), ReportRule.objects.count()) == (seqs, 0)


@pytest.mark.parametrize("who", ["county2", "dept1", "station1", "leader1", "business1", "system1"])
def test_only_the_office_of_the_area_or_above_keeps_its_rules(city: Any, who: str) -> None:
    with pytest.raises(Refused, match="no right to ask"):
        lay_down(city, by=who, area="a", group="townships")
    demand = lay_down(city, by="county1", area="a", group="townships")
    with pytest.raises(Refused, match="keeps this rule"):
        keep(demand, "end", by=who, last_day=TOMORROW.isoformat())

    keep(demand, "end", by="office1", last_day=TOMORROW.isoformat())


def test_a_change_holds_from_its_day_and_moves_what_was_made_ahead(city: Any) -> None:
    demand = lay_down(city)
    made(TODAY, TODAY + 7 * ONE)

    keep(demand, "change", from_day=LATER.isoformat(), due_time="14:30", grace_minutes="10", late_hours="2")

    times = {due.day: due for due in Due.objects.filter(organisation=body("gov-a"))}
    assert [times[day].due_at for day in (TODAY, LATER - ONE)] == [at(16), at(16, day=LATER - ONE)]
    moved = times[LATER]
    assert (moved.due_at, moved.late_after) == (at(14, 30, day=LATER), at(14, 40, day=LATER))
    assert moved.closes_at == at(16, 30, day=LATER)
    assert Entry.objects.filter(case_id=moved.pk, step="adjust").count() == 1
    assert Entry.objects.filter(case_id=times[TODAY].pk).count() == 1
    with clock.at(at(11)):
        assert str(adjust(TODAY)) == "0 made, 0 adjusted, 0 withdrawn"


def test_a_change_that_has_not_begun_is_written_anew(city: Any) -> None:
    demand = lay_down(city)
    keep(demand, "change", from_day=LATER.isoformat(), due_time="14:00")
    keep(demand, "change", from_day=TOMORROW.isoformat(), due_time="15:00")
    keep(demand, "change", from_day=(LATER + ONE).isoformat(), due_time="12:00")

    versions = list(
        ReportRule.objects.order_by("first_day").values_list("first_day", "last_day", "due_time__hour")
    )
    assert versions == [(TODAY, LATER, 16), (LATER + ONE, None, 12)]
    rows = Obliged.objects.filter(organisation=body("gov-a")).order_by("first_day")
    assert list(rows.values_list("first_day", "last_day")) == [(TODAY, LATER), (LATER + ONE, None)]


@pytest.mark.parametrize(
    ("step", "given", "reason"),
    [
        ("change", {"from_day": TODAY.isoformat()}, "tomorrow"),
        ("change", {"from_day": "2022-10-01"}, "tomorrow"),
        ("end", {"last_day": "2022-10-23"}, "has passed stays"),
        ("withdraw", {}, "has begun"),
        ("oblige", {"unit": "fire", "from_day": "2022-10-01"}, "from today"),
        ("oblige", {"unit": "gov-a", "from_day": TODAY.isoformat()}, "already"),
        ("release", {"unit": "fire", "last_day": TODAY.isoformat()}, "does not owe"),
        ("release", {"unit": "gov-a", "last_day": "2022-10-10"}, "in the past"),
    ],
)
def test_the_past_is_not_rewritten(city: Any, step: str, given: dict[str, Any], reason: str) -> None:
    demand = lay_down(city)
    if "unit" in given:
        given = {**given, "unit": body(given["unit"]).pk}

    with pytest.raises(Refused, match=reason):
        keep(demand, step, **given)


def test_an_end_withdraws_what_was_made_for_later_days_with_its_reason(city: Any) -> None:
    demand = lay_down(city)
    made(TODAY, TODAY + 7 * ONE)

    keep(demand, "end", last_day=TOMORROW.isoformat())

    assert set(owed(TOMORROW).values()) == {"owed"}
    assert set(owed(LATER).values()) == {"withdrawn"}
    gone = Due.objects.filter(day=LATER).first()
    assert gone is not None
    assert standing(gone, at(18, day=LATER)) == Standing.EXCUSED
    assert gone.excused_reason
    assert gone.excused_by_id is None
    with pytest.raises(AnlanError):
        take(gone, "report", by="county1", now=at(12, day=LATER))


def test_what_was_withdrawn_is_due_again_when_a_rule_asks_again(city: Any) -> None:
    demand = lay_down(city)
    made(TODAY, LATER)
    keep(demand, "end", last_day=TODAY.isoformat())

    lay_down(city, name="again", first_day=LATER.isoformat(), due_time="15:00")
    with clock.at(at(12)):
        adjust(TODAY)

    assert set(owed(LATER).values()) == {"owed"}
    assert Due.objects.filter(day=LATER).values_list("due_at", flat=True)[0] == at(15, day=LATER)
    assert Due.objects.filter(day=LATER).count() == 3


def test_a_unit_joins_and_leaves_with_a_day_and_last_year_replays(city: Any) -> None:
    demand = lay_down(city, group="picked", units="gov-a,gov-b")
    keep(demand, "oblige", unit=body("fire").pk, from_day=TOMORROW.isoformat(), phone="0000-8100002")
    keep(demand, "release", unit=body("gov-b").pk, last_day=TOMORROW.isoformat())

    assert set(owed(TODAY)) == {"gov-a", "gov-b"}
    assert set(owed(TOMORROW)) == {"gov-a", "gov-b", "fire"}
    assert {k for k, v in owed(LATER).items() if v == "owed"} == {"gov-a", "fire"}
    keep(demand, "end", on=LATER, last_day=LATER.isoformat())
    replayed = {key[0] for key in asked(TOMORROW, TOMORROW)}
    assert replayed == {body(code).pk for code in ("gov-a", "gov-b", "fire")}


def test_last_years_denominator_stays_whatever_the_rules_say_now(city: Any) -> None:
    demand = lay_down(city, on=date(2022, 9, 1))
    with clock.at(at(0, 10, day=date(2022, 9, 1))):
        make_due(date(2022, 9, 1), date(2022, 9, 10))
    before = asked(date(2022, 9, 1), date(2022, 9, 10))

    keep(demand, "change", from_day=TOMORROW.isoformat(), recurrence="weekly", days="5", due_time="10:00")
    keep(demand, "release", unit=body("gov-b").pk, last_day=TODAY.isoformat())

    after = asked(date(2022, 9, 1), date(2022, 9, 10))
    assert {k: (u.organisation_id, u.rule_id) for k, u in before.items()} == {
        k: (u.organisation_id, u.rule_id) for k, u in after.items()
    }
    assert len(before) == 30 == Due.objects.filter(day__lte=date(2022, 9, 10), state="owed").count()


def test_a_rule_of_this_morning_asks_for_this_afternoon_but_not_for_last_night(city: Any) -> None:
    lay_down(city, due_time="08:00")
    lay_down(city, name="second", due_time="20:00", turn=2)

    with clock.at(at(10)):
        adjust(TODAY)

    assert set(Due.objects.filter(day=TODAY).values_list("turn", flat=True)) == {2}
    assert Due.objects.filter(day=TOMORROW).count() == 6


def test_groups_follow_the_tree_but_not_against_the_office(city: Any) -> None:
    demand = lay_down(city, group="townships", area="a")
    keep(demand, "release", unit=body("station-a2").pk, last_day=TODAY.isoformat())
    Organisation.objects.filter(code="station-a1").update(valid_to=TODAY)
    Organisation.objects.create(
        code="station-a1", name="新站", kind="station", area=city.areas["a1"], valid_from=TOMORROW
    )

    with clock.at(at(0, 5, day=TOMORROW)):
        follow_tree(TOMORROW)
        again = follow_tree(TOMORROW)

    assert again == 0
    units = {key[0] for key in asked(TOMORROW, TOMORROW)}
    assert units == {Organisation.objects.get(code="station-a1", valid_to=None).pk}


def test_who_is_released_before_the_rule_begins_is_not_brought_back_by_the_group(city: Any) -> None:
    demand = lay_down(city, group="townships", area="a", first_day=LATER.isoformat())
    keep(demand, "release", unit=body("station-a2").pk, last_day=TODAY.isoformat())

    with clock.at(at(0, 5, day=LATER)):
        follow_tree(LATER)

    assert {key[0] for key in asked(TODAY, LATER)} == {body("station-a1").pk}
    assert [row.organisation.code for row in units_of(demand)] == ["station-a1"]
    keep(demand, "oblige", on=LATER, unit=body("station-a2").pk, from_day=(LATER + ONE).isoformat())
    assert len({key[0] for key in asked(LATER + ONE, LATER + ONE)}) == 2


def declare(city: Any, first: date, last: date, name: str = "二十大") -> SpecialPeriod:
    outcome = door.open_case(
        PERIOD_FLOW, "declare", by=actor("office1"),
        input={"name": name, "level": "special", "area": city.areas["city"].pk, "first_day": first,
               "last_day": last},
    )  # fmt: skip
    return SpecialPeriod.objects.get(pk=outcome.case_id)


def test_a_period_tightens_adds_and_ends_by_itself(city: Any) -> None:
    saturday = date(2022, 10, 29)
    lay_down(city, working_days_only="yes")
    period = declare(city, date(2022, 10, 28), date(2022, 10, 30))
    of_period = {"period": period.pk, "first_day": "2022-10-28"}
    lay_down(city, name="earlier", due_time="10:00", **of_period)
    lay_down(city, name="second", due_time="20:00", turn=2, **of_period)

    made(TODAY, date(2022, 10, 31))

    def hours(day: date) -> list[int]:
        rows = Due.objects.filter(day=day, organisation=body("gov-a")).order_by("due_at")
        return [due.due_at.astimezone(clock.SHANGHAI).hour for due in rows]

    assert hours(date(2022, 10, 27)) == [16]
    assert hours(date(2022, 10, 28)) == [10, 20]
    assert hours(saturday) == [10, 20]
    assert hours(date(2022, 10, 31)) == [16]


def test_moving_a_period_moves_what_is_due(city: Any, django_capture_on_commit_callbacks: Any) -> None:
    with clock.at(at(11)), django_capture_on_commit_callbacks(execute=True) as callbacks:
        lay_down(city)
        first = TODAY + 2 * ONE
        period = declare(city, first, TODAY + 4 * ONE)
        lay_down(city, name="earlier", due_time="10:00", period=period.pk, first_day=first.isoformat())
        made(TODAY, TODAY + 7 * ONE)
        door.apply(PERIOD_FLOW, period.pk, "call_off", by=actor("office1"), input={"reason": "会期取消"})

    assert len(callbacks) == 1
    assert {due.due_at.astimezone(clock.SHANGHAI).hour for due in Due.objects.all()} == {16}


def test_of_overlapping_periods_the_earlier_deadline_holds(city: Any) -> None:
    lay_down(city)
    for name, hour, last in (("one", "12:00", 4), ("two", "09:00", 2)):
        period = declare(city, TODAY + ONE, TODAY + last * ONE, name)
        lay_down(city, name=name, due_time=hour, period=period.pk, first_day=TOMORROW.isoformat())
    made(TODAY, TODAY + 5 * ONE)

    rows = Due.objects.filter(organisation=body("gov-a")).order_by("day")
    assert [due.due_at.astimezone(clock.SHANGHAI).hour for due in rows] == [16, 9, 9, 12, 12, 16]


def test_what_was_sent_early_is_not_touched_by_a_change(city: Any) -> None:
    demand = lay_down(city, opens_hours=100)
    made(TODAY, TOMORROW)
    due = Due.objects.get(organisation=body("gov-a"), day=TOMORROW)
    take(due, "report", now=at(15))

    keep(demand, "change", hour=17, from_day=TOMORROW.isoformat(), due_time="10:00")

    assert fresh(due).due_at == at(16, day=TOMORROW)
    assert Due.objects.get(organisation=body("gov-b"), day=TOMORROW).due_at == at(10, day=TOMORROW)


def test_within_its_grace_a_report_counts_as_on_time(city: Any) -> None:
    lay_down(city, grace_minutes=10)
    made()
    dues = {due.organisation.code: due for due in Due.objects.select_related("organisation")}

    take(dues["gov-a"], "report", now=at(16, 10))
    take(dues["gov-b"], "report", now=at(16, 10, 1))

    assert (fresh(dues["gov-a"]).is_on_time, fresh(dues["gov-b"]).is_on_time) == (True, False)
