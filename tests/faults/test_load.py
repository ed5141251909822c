"""A load that is killed leaves a sound database, and the next start loads the city from the beginning."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.faults
SCALE = "0.002"


def anlan(environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "anlan", *arguments],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


def progress_of(line: str) -> int:
    return int(line.partition("%")[0].split()[-1]) if "%" in line else 0


@pytest.mark.slow  # two loads and two proofs: a minute and a half; kills of steps and imports are struck every day
def test_a_killed_load_is_sound_and_is_done_again(own_database, tmp_path):
    environment = own_database.environment(ANLAN_HOME=str(tmp_path), ANLAN_LANGUAGE="en")
    wanted = random.Random().choice([20, 40, 60])
    load = subprocess.Popen(
        [sys.executable, "-m", "anlan", "demo", "load", "--scale", SCALE],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    for line in load.stderr:
        if line.startswith("A year of work") and progress_of(line) >= wanted:
            time.sleep(random.random() * 0.3)
            break
    load.kill()
    load.stderr.close()
    load.wait()

    journal, figures = (
        anlan(environment, "journal", "verify", "--json"),
        anlan(environment, "figures", "verify", "--json"),
    )
    assert json.loads(journal.stdout)["sound"], journal.stdout
    assert json.loads(journal.stdout)["entries"] > 0
    assert json.loads(figures.stdout)["sound"], figures.stdout

    again = anlan(environment, "demo", "load", "--scale", SCALE)
    assert again.returncode == 0, again.stderr
    replayed = anlan(environment, "bulletin", "replay", "49")
    assert replayed.returncode == 0, replayed.stdout
    found = anlan(environment, "figure", "hazards.found", "--json")
    assert json.loads(found.stdout)["value"] == round(81_562 * float(SCALE))
    assert json.loads(anlan(environment, "journal", "verify", "--json").stdout)["sound"]

    second = anlan(environment, "demo", "load", "--scale", SCALE)
    assert "already loaded" in second.stdout


def test_a_real_city_is_never_overwritten_by_the_demo(own_database, tmp_path):
    environment = own_database.environment(ANLAN_HOME=str(tmp_path), ANLAN_LANGUAGE="en")
    script = (
        "from datetime import date; from anlan.org.actions import add_area; "
        "add_area(code='410000', name='河南省', kind='province', parent=None, valid_from=date(2020, 1, 1))"
    )
    assert anlan(environment, "manage", "shell", "-c", script).returncode == 0

    refused = anlan(environment, "demo", "load", "--scale", SCALE)
    reset = anlan(environment, "demo", "reset")

    assert refused.returncode == 2
    assert "not the demo" in refused.stderr
    assert reset.returncode == 2
    assert "no demo city" in reset.stderr
