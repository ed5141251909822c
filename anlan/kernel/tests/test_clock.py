"""Domain time: real, fixed, or shifted by a file that several processes agree on; it never goes backwards."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from anlan.kernel import clock
from anlan.kernel.clock import BEAT_SECONDS, SHANGHAI

DEMO = datetime(2022, 10, 24, 15, 40, tzinfo=SHANGHAI)
REAL = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    clock.forget()
    yield tmp_path
    clock.forget()


def domain() -> datetime:
    """Return domain time as another process reads it: from the file, not from what was read a moment ago."""
    clock.forget()
    return clock.now()


@pytest.fixture
def real():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


def test_without_a_shift_domain_time_is_real_time(real):
    assert domain() == REAL
    assert not clock.is_shifted()
    assert clock.offset_ms() == 0


def test_without_a_data_folder_there_is_no_shift(monkeypatch, real):
    monkeypatch.delenv("ANLAN_HOME")

    assert domain() == REAL
    with pytest.raises(RuntimeError, match="ANLAN_HOME"):
        clock.write_shift(DEMO, running=False)


def test_a_held_clock_stands_still(real):
    clock.write_shift(DEMO, running=False)
    real.shift(timedelta(hours=5))

    assert domain() == DEMO
    assert clock.is_shifted()
    assert clock.today() == date(2022, 10, 24)


def test_a_running_clock_goes_on_with_real_time(real):
    clock.write_shift(DEMO, running=True)
    assert domain() == DEMO

    for _n in range(3):
        real.shift(timedelta(seconds=4))

    assert domain() == DEMO + timedelta(seconds=12)


def test_each_beat_carries_the_clock_on(real):
    clock.write_shift(DEMO, running=True)

    for _n in range(10):
        real.shift(timedelta(seconds=BEAT_SECONDS - 1))
        clock.write_shift(domain(), running=True)

    assert domain() == DEMO + timedelta(seconds=10 * (BEAT_SECONDS - 1))


def test_when_the_beat_has_expired_the_clock_stands_still(real):
    clock.write_shift(DEMO, running=True)

    seen = []
    for _n in range(3):
        real.shift(timedelta(hours=1))
        seen.append(domain())

    assert seen == [seen[0]] * 3
    assert DEMO <= seen[0] <= DEMO + timedelta(seconds=BEAT_SECONDS)


def test_the_clock_never_goes_backwards_when_the_supervisor_is_killed(real):
    clock.write_shift(DEMO, running=True)

    seen = []
    for _second in range(2 * BEAT_SECONDS):
        real.shift(timedelta(seconds=1))
        seen.append(domain())

    assert seen == sorted(seen)


def test_the_clock_never_goes_backwards_when_real_time_does(real):
    clock.write_shift(DEMO, running=True)
    real.shift(timedelta(seconds=-600))

    assert domain() == DEMO


def test_a_restarted_server_goes_on_from_where_it_was_held(real):
    clock.write_shift(DEMO, running=True)
    real.shift(timedelta(seconds=10))
    clock.write_shift(domain(), running=False)
    real.shift(timedelta(days=30))

    clock.write_shift(domain(), running=True)
    real.shift(timedelta(seconds=3))

    assert domain() == DEMO + timedelta(seconds=13)


def test_another_process_sees_the_same_shift(home):
    clock.write_shift(DEMO, running=False)

    told = subprocess.run(
        [sys.executable, "-c", "from anlan.kernel import clock; print(clock.now().isoformat())"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert datetime.fromisoformat(told.strip()) == DEMO


def test_a_shift_of_another_process_is_seen_within_a_second(home):
    before = clock.now()
    (home / "clock.json").write_text(json.dumps({"domain": DEMO.isoformat(), "beat": 0}))
    assert clock.now() - before < timedelta(seconds=1)
    time.sleep(1.05)

    assert clock.now() == DEMO


def test_the_browser_is_told_the_difference(real):
    clock.write_shift(DEMO, running=False)

    assert clock.offset_ms() == round((DEMO - REAL).total_seconds() * 1000)


def test_a_fixed_moment_wins_and_is_gone_after_its_block(real):
    clock.write_shift(DEMO, running=False)
    with clock.at(REAL + timedelta(days=1)):
        with clock.at(REAL + timedelta(days=2)):
            assert domain() == REAL + timedelta(days=2)
        assert domain() == REAL + timedelta(days=1)

    assert domain() == DEMO


def test_a_written_shift_leaves_no_other_file(home):
    clock.write_shift(DEMO, running=True)

    assert [path.name for path in home.iterdir()] == ["clock.json"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2022-10-23T15:59:59.999999+00:00", date(2022, 10, 23)),
        ("2022-10-23T16:00:00+00:00", date(2022, 10, 24)),
        ("2022-10-24T15:59:59+00:00", date(2022, 10, 24)),
    ],
)
def test_a_day_is_the_day_in_shanghai(moment, day):
    assert clock.local_day(datetime.fromisoformat(moment)) == day


def test_a_day_is_half_open():
    day = date(2022, 10, 24)

    assert clock.day_start(day) == datetime(2022, 10, 23, 16, tzinfo=UTC)
    assert clock.day_end(day) == clock.day_start(date(2022, 10, 25))
