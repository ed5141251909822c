"""Simulated reporters: through the real door, some only after a call, and never outside a demo."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.demo import reporters
from anlan.demo.models import Load
from anlan.demo.reporters import is_ready, planned, refuse_outside_a_demo, report
from anlan.kernel import clock, simulation
from anlan.kernel.errors import Refused
from anlan.reporting.models import Due, DueState
from anlan.reporting.standing import Standing, standing
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import record_hazard


@pytest.fixture
def shifted(monkeypatch: Any, tmp_path: Path) -> Path:
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    clock.write_shift(at(15, 40), running=False)
    yield tmp_path
    monkeypatch.undo()
    clock.forget()


@pytest.fixture
def demo(city: Any, shifted: Path) -> dict[str, Due]:
    Load.objects.create(id=1, seed=1, scale=0.01, complete=True)
    with clock.at(at(9)):
        return a_day()


def states() -> list[str]:
    return sorted(Due.objects.values_list("state", flat=True))


def test_the_rest_comes_in_while_one_watches_and_nothing_twice(demo: dict[str, Due]) -> None:
    begins, sent = at(15, 40), 0
    for minute in range(0, 60, 5):
        now = begins + timedelta(minutes=minute)
        with clock.at(now):
            sent += report(now, begins=begins)
            assert report(now, begins=begins) == 0

    spoken = [due for due in demo.values() if planned(due, begins) is not None]
    assert sent == len(spoken) > 0
    assert states().count(DueState.OWED) == len(demo) - sent


def test_a_unit_that_keeps_silent_reports_after_it_was_called(demo: dict[str, Due], monkeypatch: Any) -> None:
    monkeypatch.setattr(reporters, "SILENT", 1.0)
    due = demo["gov-a"]
    take(due, "call", now=at(16, 1))
    due.refresh_from_db()

    assert not is_ready(due, at(15, 40), at(16, 2))
    with clock.at(at(16, 3)):
        assert report(at(16, 3), begins=at(15, 40)) == 1

    due.refresh_from_db()
    assert standing(due, at(16, 4)) == Standing.LATE


def test_what_the_system_knows_is_reported_and_not_denied(demo: dict[str, Due], monkeypatch: Any) -> None:
    monkeypatch.setattr(reporters, "planned", lambda due, begins: begins)
    record_hazard("shop", at=at(8))

    with clock.at(at(15, 41)):
        report(at(15, 41), begins=at(15, 40))

    due = Due.objects.get(pk=demo["gov-a"].pk)
    assert due.state == DueState.REPORTED or due.explanation
    assert Due.objects.get(pk=demo["gov-zone"].pk).state == DueState.ZERO


def test_plans_are_the_same_every_time_and_before_the_deadline_or_a_little_late(demo: dict[str, Due]) -> None:
    due = demo["gov-a"]
    for key in range(1, 400):
        due.pk = key
        moment = planned(due, at(15, 40))
        assert moment == planned(due, at(15, 40))
        assert moment is None or at(15, 40) <= moment <= at(16, 21)


@pytest.mark.parametrize("missing", ["load", "complete", "shift"])
def test_outside_a_demo_city_nothing_is_simulated(city: Any, shifted: Path, missing: str) -> None:
    if missing != "load":
        Load.objects.create(id=1, seed=1, scale=0.01, complete=missing != "complete")
    if missing == "shift":
        (shifted / "clock.json").unlink()
        clock.forget()
    with clock.at(at(9)):
        a_day()

    with pytest.raises(Refused):
        refuse_outside_a_demo()
    with clock.at(at(15, 50)), pytest.raises(Refused):
        report(at(15, 50), begins=at(15, 40))

    assert set(states()) == {DueState.OWED}


def test_every_page_says_so_while_it_goes_on(client: Any, shifted: Path, db: Any) -> None:
    def page() -> str:
        return str(client.get("/sign-in/", follow=True).content.decode())

    assert "模拟报送" not in page()
    simulation.beat()
    assert "模拟报送" in page()
    old = time.time() - simulation.BEAT_SECONDS - 1
    os.utime(shifted / "simulated-reporters", (old, old))
    assert "模拟报送" not in page()
    simulation.beat()
    simulation.end()
    assert not simulation.is_on()


def test_without_a_shifted_clock_a_left_over_beat_says_nothing(shifted: Path) -> None:
    simulation.beat()
    (shifted / "clock.json").unlink()
    clock.forget()

    assert not simulation.is_on()


def test_it_ends_when_it_is_told_and_takes_its_sign_along(demo: dict[str, Due], monkeypatch: Any) -> None:
    monkeypatch.setattr(reporters, "EVERY_SECONDS", 0.0)
    turns: list[int] = []

    def until() -> bool:
        turns.append(1)
        assert len(turns) == 1 or simulation.is_on()
        return len(turns) > 3

    reporters.simulate(lambda _sent: None, until=until)

    assert not simulation.is_on()
