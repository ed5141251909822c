"""A process that dies while a call or a report is taken: all or nothing of it, and a retry writes it once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from anlan.figures.verification import verify as verify_figures
from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.models import CasualtyCount, Incident, Report
from anlan.incidents.tests.factories import REPORT, call_input
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.papers.models import Paper
from anlan.testing import NOON, actor

pytestmark = pytest.mark.faults
KILLS = 3
EDGES = 50
"""About as many edges as the statements of the two acts have; a point beyond them kills nobody."""
WORK = """
import sys
import django
django.setup()
from anlan.kernel import clock
from anlan.testing import NOON
from tests.faults.kills.trap import Point, STATEMENT, Trap
from tests.faults.test_incidents import acts
trap = Trap(Point(STATEMENT, int(sys.argv[2])), print)
trap.set()
trap.armed = True
acts(sys.argv[1])
"""


def acts(name: str) -> int:
    """Take a call and send its first report, each under a key of its own; return the case."""
    with clock.at(NOON):
        given = call_input(place=f"城关镇{name}号仓库")
        taken = door.open_case(INCIDENT_FLOW, "take", by=actor("county1"), input=given, key=f"take-{name}-1")
    with clock.at(NOON + timedelta(minutes=30)):
        by, key = actor("county1"), f"report-{name}-1"
        door.apply(INCIDENT_FLOW, taken.case_id, "first_report", by=by, input=REPORT, key=key)
    return taken.case_id


def test_a_call_and_its_report_survive_a_process_that_dies_at_any_statement(
    own_database: Any, settled: Any
) -> None:
    chance = random.Random(20221024)
    environment = own_database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings")
    points = {str(n): chance.randint(1, EDGES) for n in range(KILLS)}

    ended = {
        name: subprocess.run(
            [sys.executable, "-c", WORK, name, str(point)],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        for name, point in points.items()
    }
    assert {run.returncode for run in ended.values()} <= {0, -signal.SIGKILL}, [
        r.stderr for r in ended.values()
    ]
    assert [run for run in ended.values() if run.returncode], (
        "none was killed: the points lie beyond the work"
    )
    assert verify_journal().faults == []
    cases = [acts(name) for name in points]  # the desk sends again what it has no receipt for

    assert sorted(Incident.objects.values_list("pk", flat=True)) == sorted(cases)
    assert CasualtyCount.objects.count() == Report.objects.count() == Paper.objects.count() == KILLS
    assert sorted(Paper.objects.values_list("number", flat=True)) == list(range(1, KILLS + 1))
    assert Obligation.objects.filter(kind=Kind.REPORT_INCIDENT, discharged_at=None).count() == 0
    assert Obligation.objects.filter(kind=Kind.FOLLOW_UP_INCIDENT).count() == KILLS
    assert verify_journal().faults == []
    assert verify_figures().faults == []
