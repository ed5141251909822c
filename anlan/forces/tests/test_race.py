"""Two dispatchers at the same moment, on a database of their own."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection

from anlan.forces.acts import call_out
from anlan.forces.models import CallOut
from anlan.forces.tests.factories import alert, force
from anlan.incidents.tests.factories import call
from anlan.kernel import clock
from anlan.testing import NOON, actor, small_city


def test_two_dispatchers_at_once_call_out_one_force_once(own_database: Any) -> None:
    small_city()
    with clock.at(NOON):
        team = force()
        alerts = [alert(), alert(call(place="另一处"))]
    ready = threading.Barrier(2)
    results: list[Any] = []

    def dispatch(number: int) -> None:
        try:
            with clock.at(NOON):
                ready.wait()
                results.extend(call_out(alerts[number], [team], by=actor("office1"), key=f"at-once-{number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=dispatch, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(getattr(result, "code", "taken") for result in results) == ["call.double", "taken"]
    assert CallOut.objects.count() == 1
