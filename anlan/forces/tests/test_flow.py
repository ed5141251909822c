"""Rescue forces through the door: register, positioning as of a day, call-outs, silence, and what each refuses."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY
from anlan.forces.acts import call_out, stand_down
from anlan.forces.flow import CALL_FLOW, FORCE_FLOW, POSITION_FLOW
from anlan.forces.geo import Point, metres
from anlan.forces.jobs import escalate
from anlan.forces.models import CallOut, RescueForce
from anlan.forces.proposing import propose
from anlan.forces.reviewing import review
from anlan.forces.tests.factories import alert, do, drill, force, force_input, ordered, position
from anlan.incidents.tests.factories import call
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import EVERYTHING
from anlan.testing import NOON, actor

pytestmark = pytest.mark.django_db
WEEK = Period(date(2022, 10, 16), date(2022, 10, 22))


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date(2022, 10, day), time(hour, minute), tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def value(city: Any, code: str, period: Period = WEEK, known_at: datetime | None = None) -> int:
    root = city.areas["city"]
    found = evaluate(code, cut=Cut.of(root), period=period, known_at=known_at)
    return int(found.count)


def test_what_is_positioned_is_told_as_of_a_day_and_as_it_was_known(city: Any) -> None:
    with clock.at(at(15)):
        team, other = force("甲队", head_count=70), force("乙队", head_count=30, kind="social")
        expert = force("王专家", kind="expert", head_count=1)
        stands = position(team, "2022-10-16", "2022-10-22", heads=60)
        leaves = position(other, "2022-10-16", "2022-10-20")
        position(expert, "2022-10-16", "2022-10-22", heads=1)
    with clock.at(at(22, 20)):
        evening = {code: value(city, f"forces.{code}") for code in ("teams_positioned", "people_positioned")}
        known = clock.now()
    with clock.at(at(24)):
        do(POSITION_FLOW, stands, "void", reason="误录")

        assert evening == {"teams_positioned": 1, "people_positioned": 60}
        assert value(city, "forces.experts_positioned") == 1
        assert value(city, "forces.teams_positioned", Period(date(2022, 10, 20), date(2022, 10, 20))) == 1
        assert value(city, "forces.teams_positioned") == 0
        assert value(city, "forces.people_positioned", known_at=known) == 60
        figure = REGISTRY["forces.teams_positioned"]
        rows = figure.rows(Cut.of(city.areas["city"]), WEEK, Known.by(known), EVERYTHING)
        assert [row.pk for row in rows] == [stands.pk]
        assert leaves.last_day == date(2022, 10, 20)
        assert value(city, "forces.registered") == 2
        assert value(city, "forces.people_registered") == 100


def test_a_force_stands_at_one_place_and_with_no_more_people_than_it_has(city: Any) -> None:
    team = force(head_count=20)
    stands = position(team, "2022-10-24", "2022-10-30", heads=20)

    def why(**given: Any) -> str:
        with pytest.raises(Refused) as refusal:
            position(team, **{"first": "2022-11-01", "last": "2022-11-02", "heads": 20, **given})
        return str(refusal.value.code)

    assert why(first="2022-10-30") == "position.double"
    assert why(heads=21) == "position.heads"
    assert why(last="2022-10-31") == "days.order"
    with pytest.raises(Refused, match="amend that first"):
        do(FORCE_FLOW, team, "amend", **_amended(team, head_count=10))
    with pytest.raises(Refused, match="call it back first"):
        do(FORCE_FLOW, team, "retire", reason="撤销")
    do(POSITION_FLOW, stands, "recall", reason="任务结束")
    stands.refresh_from_db()
    assert stands.last_day == date(2022, 10, 24)


def _amended(team: RescueForce, **changes: Any) -> dict[str, Any]:
    given = {name: item for name, item in force_input().items() if name not in ("organisation", "kind")}
    return given | {"name": team.name} | changes


def test_readiness_goes_stale_until_it_is_confirmed_and_bad_input_is_named(city: Any) -> None:
    team = force(head_count=20)

    assert not team.is_stale(date(2022, 11, 23))
    assert team.is_stale(date(2022, 11, 24))
    with clock.at(NOON + timedelta(days=40)):
        do(FORCE_FLOW, team, "confirm", present=12)
        team.refresh_from_db()
        assert (team.present, team.is_stale(clock.today())) == (12, False)
        with pytest.raises(Refused, match="20 people in all"):
            do(FORCE_FLOW, team, "confirm", present=21)
    for given, words in (
        ({"skills": "飞行"}, "is no skill"),
        ({"lat": "134"}, "is no coordinate"),
        ({"phone": "无"}, "is no phone number"),
    ):
        with pytest.raises(Invalid, match=words):
            force("丙队", **given)
    for given, code in (
        ({"lon": ""}, "force.place"),
        ({"kind": "expert"}, "force.expert"),
        ({"name": team.name}, "force.double"),
    ):
        with pytest.raises(Refused) as refusal:
            force(**{"name": "丙队", **given})
        assert refusal.value.code == code


def test_the_nearest_force_with_the_skills_is_proposed_first_with_its_reasons(city: Any) -> None:
    far = force("远队", lat="34.80", lon="116.20")
    near = force("近队", lat="34.41", lon="115.61")
    unfit = force("水上队", lat="34.40", lon="115.60", skills="water")
    unknown = force("无坐标队", lat="", lon="")
    busy = force("忙队", lat="34.40", lon="115.60")
    ordered(alert(call(place="别处")), busy)
    running = alert()

    found = propose(running, actor("office1").scope)

    assert [one.force.pk for one in found] == [near.pk, far.pk, unknown.pk, unfit.pk, busy.pk]
    assert any("km away" in text for text in found[0].reasons)
    assert any("lacks: Fire" in text for text in found[3].reasons)
    assert not found[4].is_free
    assert metres(Point(0, 0), Point(0, 1_000_000)) == pytest.approx(111_195, abs=1)


def test_a_call_out_goes_from_order_to_arrival_and_never_backwards(city: Any) -> None:
    team = force(head_count=30)
    running = alert()
    (called,) = ordered(running, team)
    owed = Obligation.objects.get(kind=Kind.ANSWER_CALL)

    with pytest.raises(Conflict):
        do(CALL_FLOW, called, "arrive")
    with pytest.raises(Invalid, match="lies before the step ahead"):
        door.apply(CALL_FLOW, called.pk, "depart", by=actor("office1"), at=NOON - timedelta(minutes=5))
    assert (owed.due_at - owed.opened_at) == timedelta(minutes=10)
    with clock.at(NOON + timedelta(minutes=4)):
        do(CALL_FLOW, called, "receive")
    with clock.at(NOON + timedelta(minutes=9)):
        do(CALL_FLOW, called, "depart", heads=28)
    with clock.at(NOON + timedelta(minutes=31)):
        with pytest.raises(Refused, match="28 left"):
            do(CALL_FLOW, called, "arrive", heads=29)
        do(CALL_FLOW, called, "arrive")
    owed.refresh_from_db()
    with clock.at(NOON + timedelta(minutes=90)):
        stand_down(running.pk, {"reason": "处置完毕"}, actor("office1"), "stand-down-1", None)
    running.refresh_from_db()
    called.refresh_from_db()
    told = review(running, [CallOut.objects.select_related("force").get(pk=called.pk)])

    assert owed.discharged_at is not None
    assert (called.state, running.state) == ("released", "ended")
    assert (told.to_answer, told.to_depart, told.to_arrive, told.duration) == (4, 9, 31, 90)
    assert (told.heads_ordered, told.heads_arrived, told.answered_in_time, told.on_time_departures) == (
        30,
        28,
        1,
        1,
    )


def test_silence_is_escalated_to_the_dispatcher_and_then_to_the_office_above(city: Any) -> None:
    team = force(body="gov-a", by="county1")
    (called,) = ordered(alert(by="county1"), team, by="county1")

    counts = []
    for minutes in (9, 10, 11, 20, 45):
        with clock.at(NOON + timedelta(minutes=minutes)):
            counts.append(escalate(clock.now()))
    told = list(
        Notice.objects.filter(event=Event.FORCE_SILENT)
        .order_by("id")
        .values_list("organisation__code", flat=True)
    )

    called.refresh_from_db()
    assert counts == [0, 1, 0, 1, 0]
    assert told == ["gov-a", "office"]
    assert called.reminders == 2
    with pytest.raises(Refused, match="clock alone"):
        do(CALL_FLOW, called, "escalate")


def test_a_second_dispatcher_is_refused_with_the_reason_and_a_retry_calls_nobody_twice(city: Any) -> None:
    team, other = force("甲队"), force("乙队")
    running, second = alert(), alert(call(place="另一处"))

    first = call_out(running, [team], by=actor("office1"), key="alert-1")
    again = call_out(running, [team], by=actor("office1"), key="alert-1")
    refused, taken = call_out(second, [team, other], by=actor("office1"), key="alert-2")

    assert [(one.case_id, one.replayed) for one in again] == [(first[0].case_id, True)]  # type: ignore[union-attr]
    assert refused.code == "call.double"  # type: ignore[union-attr]
    assert "called out already" in str(refused)
    assert CallOut.objects.count() == 2
    assert not hasattr(taken, "code")


def test_a_drill_and_a_real_alert_stay_apart(city: Any) -> None:
    team = force()
    exercise = drill(city.areas["city"])
    practice_incident = call(step="drill")
    (practised,) = ordered(exercise, team)

    with pytest.raises(Refused, match="This is a drill"):
        alert(practice_incident)
    with pytest.raises(Refused, match="This incident is real"):
        drill(city.areas["city"], incident=call())
    assert Obligation.objects.filter(kind=Kind.ANSWER_CALL).count() == 0
    assert Notice.objects.filter(event=Event.FORCE_DRILLED).count() == 1
    ordered(alert(), team, key="real-1-x")  # a real alert takes it out of the drill
    with pytest.raises(Refused, match="called out already"):
        ordered(drill(city.areas["city"]), team, key="drill-2-x")
    today = Period(NOON.date(), NOON.date())
    assert practised.number.startswith("YLDC")
    assert (value(city, "forces.called_out", today), value(city, "forces.drilled", today)) == (1, 1)


def test_strangers_neither_keep_nor_call_a_force(city: Any) -> None:
    team = force(body="gov-a", by="county1")
    incident = call()
    before = Entry.objects.count()

    for by in ("county2", "dept2", "business1"):
        with pytest.raises(Refused):
            do(FORCE_FLOW, team, "confirm", by=by, present=1)
        with pytest.raises(Refused):
            alert(incident, by=by)
    assert Entry.objects.count() == before
