"""Forms where two come at one moment, and where an older database is brought to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.reporting.form_models import FormChange, FormVersion
from anlan.reporting.models import Due, ReportValue
from anlan.reporting.tests.factories import a_day, a_form, at, take
from anlan.testing import TODAY, small_city


def test_of_two_versions_that_come_at_one_moment_one_is_entered(own_database: Any) -> None:
    small_city()
    both = Barrier(2)

    def enter(name: str) -> str:
        try:
            with clock.at(at(9)):
                both.wait(20)
                a_form(name=name, first_day=TODAY)
                return "entered"
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(enter, ("one", "two")))

    assert told[0] == "entered"
    assert told[1] in ("form.order", "form.raced")
    assert FormVersion.objects.filter(code="weekly").count() == FormChange.objects.count() == 1


@pytest.mark.slow
def test_reports_of_before_become_reports_in_the_shipped_form(own_database: Any) -> None:
    small_city()
    with clock.at(at(9)):
        dues = a_day()
    take(dues["gov-a"], "report", now=at(15), differences={"found": {"value": 7, "reason": "on paper"}})
    take(dues["gov-b"], "zero", now=at(15))

    MigrationExecutor(connection).migrate([("reporting", "0002_forms_are_data")])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT difference_of, difference_value FROM reporting_due WHERE difference_reason <> ''"
        )
        assert cursor.fetchall() == [("hazards.found", 7)]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    row = ReportValue.objects.get()
    assert [row.due_id, row.field, row.number, row.reason] == [
        dues["gov-a"].pk,
        "found",
        Decimal(7),
        "on paper",
    ]
    daily = FormVersion.objects.get()
    sent = {due.organisation.code: due.form_version_id for due in Due.objects.select_related("organisation")}
    assert {code for code, version in sent.items() if version == daily.pk} == {"gov-a", "gov-b"}
