"""A server that dies in the middle of an alert: all or none of its call-outs, and sent again nobody is called twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from typing import Any

import pytest

from anlan.forces.acts import call_out
from anlan.forces.models import Alert, CallOut, RescueForce
from anlan.forces.tests.factories import alert, force
from anlan.journal.verify import verify as verify_journal
from anlan.kernel import clock
from anlan.notifications.models import Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, actor

pytestmark = pytest.mark.faults
KILLS, FORCES = 3, 12
EDGES = 30
"""About as many edges as the statements of such an alert have; a point beyond them kills nobody."""
WORK = """
import sys
import django
django.setup()
from tests.faults.kills.trap import Point, STATEMENT, Trap
from tests.faults.test_call_outs import dispatch
trap = Trap(Point(STATEMENT, int(sys.argv[2])), print)
trap.set()
trap.armed = True
dispatch(int(sys.argv[1]))
"""


def dispatch(number: int) -> int:
    """Call out the forces of one alert under a key of its own; return how many were."""
    with clock.at(NOON):
        running = Alert.objects.order_by("pk")[number]
        forces = (
            RescueForce.objects.select_related("area").filter(name__startswith=f"{number}-").order_by("pk")
        )
        return len(call_out(running, list(forces), by=actor("office1"), key=f"dispatch-{number}"))


def test_an_alert_survives_a_server_that_dies_at_any_statement(own_database: Any, settled: Any) -> None:
    chance = random.Random(20221024)
    with clock.at(NOON):
        for number in range(KILLS):
            alert()
            for one in range(FORCES):
                force(f"{number}-{one}")
    environment = own_database.environment(DJANGO_SETTINGS_MODULE="anlan.config.settings")

    ended = [
        subprocess.run(
            [sys.executable, "-c", WORK, str(number), str(chance.randint(1, EDGES))],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        for number in range(KILLS)
    ]
    assert {run.returncode for run in ended} <= {0, -signal.SIGKILL}, [run.stderr for run in ended]
    assert [run for run in ended if run.returncode], "none was killed: the points lie beyond the work"
    assert {CallOut.objects.filter(alert=one).count() for one in Alert.objects.all()} <= {0, FORCES}
    for number in range(KILLS):
        dispatch(number)  # the dispatcher sends again what he has no answer for

    assert CallOut.objects.count() == KILLS * FORCES
    assert Obligation.objects.filter(kind=Kind.ANSWER_CALL).count() == KILLS * FORCES
    assert Notice.objects.filter(event=Event.FORCE_CALLED).count() == KILLS * FORCES
    assert verify_journal().faults == []
