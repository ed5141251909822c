"""Every figure of rescue forces is what a recount by hand from the journal gives: by day, area and moment known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY
from anlan.forces.flow import ALERT_FLOW, CALL_FLOW, FORCE_FLOW, POSITION_FLOW
from anlan.forces.models import CallOut, Positioning, RescueForce
from anlan.forces.tests.factories import alert, do, drill, force, ordered, position
from anlan.incidents.tests.factories import call
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle.door import entry_input
from anlan.testing import NOON, SmallCity

CODES = [figure.code for figure in REGISTRY if figure.code.startswith("forces.")]
FIRST = clock.local_day(NOON)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def live_a_week(city: SmallCity) -> list[datetime]:
    """Let forces be entered, positioned, moved, called out, taken off; return the moments between."""
    moments: list[datetime] = []
    made: dict[str, Any] = {}

    def at(number: int, hours: int = 0) -> Any:
        moments.append(NOON + timedelta(days=number, hours=hours))
        return clock.at(moments[-1])

    with at(0):
        made["one"] = force("甲队", head_count=40)
        made["two"] = force("乙队", head_count=20, kind="social", body="gov-a", by="county1")
        made["expert"] = force("王专家", head_count=1, kind="expert")
    with at(0, 1):
        made["stand"] = position(made["one"], str(day(0)), str(day(4)), heads=35)
        made["wrong"] = position(made["two"], str(day(0)), str(day(2)), by="county1")
        made["adviser"] = position(made["expert"], str(day(1)), str(day(6)))
    with at(1):
        do(POSITION_FLOW, made["stand"], "amend", place="南湖", last_day=str(day(5)), heads=35, note="")
        do(POSITION_FLOW, made["wrong"], "void", by="county1", reason="填错了")
    with at(2):
        running = alert(call(at=clock.now()))
        first, second = ordered(running, made["one"], made["two"])
        do(CALL_FLOW, first, "depart", heads=30)
        do(CALL_FLOW, first, "arrive")
        do(CALL_FLOW, second, "decline", reason="车辆故障")
        do(POSITION_FLOW, made["adviser"], "recall", reason="另有任务")
    with at(3):
        do(CALL_FLOW, first, "release", reason="处置完毕")
        exercise = drill(city.areas["a"].pk)
        ordered(exercise, made["two"], key="drill-0001")
        do(ALERT_FLOW, running, "stand_down", reason="处置完毕")
    with at(4):
        do(FORCE_FLOW, made["expert"], "retire", reason="退休")
        given = {
            "name": "甲队",
            "name_en": "",
            "head_count": 50,
            "skills": "fire",
            "equipment": "",
            "base": "城东",
        }
        do(FORCE_FLOW, made["one"], "amend", **given, leader="李", phone="0370-119", assembly_minutes=10)
    return moments


Told = tuple[str, Any, list[Entry]]


def told_by(known: datetime) -> list[Told]:
    """Return each case with its entries up to a moment."""
    found = []
    for flow, model in ((FORCE_FLOW, RescueForce), (POSITION_FLOW, Positioning), (CALL_FLOW, CallOut)):
        for case in model.objects.select_related("area", "alert" if model is CallOut else "area"):
            entries = Entry.objects.filter(case_id=case.pk, recorded_at__lte=known).order_by("n")
            found.append((flow.kind, case, list(entries)))
    return found


def recounted(code: str, path: str, on: date, known: datetime, told: list[Told]) -> int:
    """Count by hand: each case as its entries up to that moment left it, counted where it was kept or stood."""
    today = clock.local_day(known)
    mine = [one for one in told if one[1].area_path.startswith(path)]
    return sum(_of(code, kind, case, entries, on, today) for kind, case, entries in mine)


def _of(code: str, kind: str, case: Any, entries: list[Entry], on: date, today: date) -> int:
    values: dict[str, int] = {}
    told = [(entry, entry_input(entry)) for entry in entries]
    if not told:
        return 0
    state = entries[-1].to_state
    if kind == "force":
        before = [pair for pair in told if clock.local_day(pair[0].occurred_at) <= on]
        if not before or before[-1][0].to_state == "retired":
            return 0
        heads = [given["head_count"] for _entry, given in before if "head_count" in given][-1]
        is_team = told[0][1]["kind"] != "expert"
        values = {
            "registered": is_team,
            "experts_registered": not is_team,
            "people_registered": is_team and heads,
        }
    elif kind == "positioning":
        last = date.fromisoformat([given["last_day"] for _entry, given in told if "last_day" in given][-1])
        recalls = [entry for entry, _given in told if entry.step == "recall"]
        last = clock.local_day(recalls[-1].occurred_at) if recalls else last
        stands = date.fromisoformat(told[0][1]["first_day"]) <= min(on, today) <= last and state != "voided"
        if stands:
            heads = [given["heads"] for _entry, given in told if "heads" in given][-1]
            is_team = case.force_kind != "expert"
            values = {
                "teams_positioned": is_team,
                "people_positioned": is_team and heads,
                "experts_positioned": not is_team,
            }
    else:
        until = [entry for entry in entries if clock.local_day(entry.occurred_at) <= on]
        is_real = case.alert.incident_id is not None
        ordered_then = clock.local_day(entries[0].occurred_at) == on
        there = any(entry.step == "arrive" for entry in until)
        values = {
            "called_out": is_real and ordered_then,
            "drilled": not is_real and ordered_then,
            "arrived": is_real and ordered_then and there,
        }
    return int(values.get(code.removeprefix("forces."), 0))


def test_every_figure_is_what_a_recount_by_hand_gives(city: SmallCity) -> None:
    moments = live_a_week(city)
    seen = set()

    with clock.at(moments[-1] + timedelta(days=2)):
        for known in (moments[2], moments[-1] + timedelta(days=1)):
            told = told_by(known)
            for number in range(7):
                if day(number) > clock.local_day(known):
                    continue
                for name in ("city", "a"):
                    area, on = city.areas[name], day(number)
                    for code in CODES:
                        value = evaluate(code, cut=Cut.of(area), period=Period(on, on), known_at=known).count
                        by_hand = recounted(code, area.path or "", on, known, told)
                        assert value == by_hand, (code, name, number, known)
                        if value:
                            seen.add(code)

    assert seen == set(CODES), "the week must move every figure"
