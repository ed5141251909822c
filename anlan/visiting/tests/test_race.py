"""Two planners at the same moment, on a database of their own."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.org.models import Sector
from anlan.plans.tests.factories import approved
from anlan.testing import NOON, actor, small_city
from anlan.visiting import acts
from anlan.visiting.models import ArrangedCheck, ArrangedVisit
from anlan.visiting.tests.factories import at, given, proposed


def test_two_planners_at_once_arrange_one_check_once(own_database: Any) -> None:
    small_city()
    with clock.at(NOON):
        approved(by="dept1", approver="office1", doer="issuer", counts="doers", last_day="2022-11-10",
                 sectors=[Sector.objects.get(code="fire").pk])  # fmt: skip
        (visit,) = at(proposed(), "shop")
    ready = threading.Barrier(2)
    results: list[str] = []

    def accept(number: int) -> None:
        try:
            with clock.at(NOON):
                ready.wait()
                acts.arrange(given(visit), by=actor("office1"), key=f"at-once-{number}")
                results.append("arranged")
        except AnlanError as no:
            results.append(no.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["arranged", "planner.nothing"]
    assert ArrangedVisit.objects.count() == ArrangedCheck.objects.filter(is_live=True).count() == 1
