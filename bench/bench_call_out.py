"""T19: an alert to 737 recipients: call-outs with journal, obligation and notice, against the same rows inserted bare.

Every recipient is a force of its own, which is more than the 14 forces of 737 people that a city calls out: the door
judges, numbers and links each. The bare side inserts the very rows that the alert left (case, entry, obligation,
notice, contributions) from memory in one transaction, without judging anything, and takes them back.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
from typing import Any

from bench.ground import Watch, median, note, on_engines, size, tell

RECIPIENTS = size(737, 60)
ROUNDS = 3


def measure() -> None:
    from anlan.forces.acts import call_out
    from anlan.forces.flow import FORCE_FLOW
    from anlan.forces.models import CallOut, RescueForce
    from anlan.forces.tests.factories import alert, force_input
    from anlan.incidents.tests.factories import call
    from anlan.kernel import clock
    from anlan.lifecycle import door
    from anlan.lifecycle.door import Act
    from anlan.testing import NOON, actor, small_city

    small_city()
    with clock.at(NOON):
        by = actor("office1")
        acts = [Act(by=by, input=force_input(f"队{number}")) for number in range(RECIPIENTS)]
        keys = [one.case_id for one in door.apply_many(FORCE_FLOW, "enter", acts)]  # type: ignore[union-attr]
        found = RescueForce.objects.select_related("area").in_bulk(keys)
        incident = call()
        walls, bare = [], []
        for number in range(ROUNDS):
            running = alert(incident)
            with Watch() as fan_out:
                call_out(running, list(found.values()), by=by, key=f"bench-{number}")
            made = list(CallOut.objects.filter(alert=running).values_list("pk", flat=True))
            if len(made) != RECIPIENTS:
                raise RuntimeError(f"{len(made)} called out of {RECIPIENTS}")
            walls.append(fan_out.wall)
            bare.append(_bare(made))
            acts = [Act(by=by, case_id=pk, input={"reason": "下一轮"}) for pk in made]
            door.apply_many(_calls(), "release", acts)
    ours, raw = median(walls), median(bare)
    note(f"{RECIPIENTS} called out: {ours:.2f} s; the same rows bare: {raw:.3f} s")
    tell("T19", f"alert to {RECIPIENTS}: fan-out against raw inserts", ours / raw, "x")
    tell("T19", f"alert to {RECIPIENTS}: fan-out", ours, "s")


def _calls() -> Any:
    from anlan.forces.flow import CALL_FLOW

    return CALL_FLOW


def _bare(made: list[int]) -> float:
    """Return the seconds of inserting the rows of an alert from memory into bare tables of the same columns."""
    from django.db import connection, transaction

    from anlan.figures.models import Contribution
    from anlan.forces.models import CallOut
    from anlan.journal.models import Entry
    from anlan.notifications.models import Notice
    from anlan.obligations.models import Obligation

    wanted = (
        (CallOut, {"pk__in": made}),
        (Entry, {"case_id__in": made}),
        (Obligation, {"case_kind": "call_out", "case_id__in": made}),
        (Notice, {"case_kind": "call_out", "case_id__in": made}),
        (Contribution, {"seq__in": made}),
    )
    rows = []
    with connection.cursor() as cursor:
        for model, where in wanted:
            table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
            sql, values = model._default_manager.filter(**where).values_list(*columns).query.sql_with_params()
            cursor.execute(sql, values)
            told = cursor.fetchall()
            cursor.execute(f"CREATE TEMPORARY TABLE bare_{table} AS SELECT * FROM {table} WHERE 1 = 0")
            marks = ", ".join(["%s"] * len(columns))
            names = ", ".join(f'"{name}"' for name in columns)
            rows.append((f"INSERT INTO bare_{table} ({names}) VALUES ({marks})", told))
        with Watch() as watch, transaction.atomic():
            for statement, told in rows:
                cursor.executemany(statement, told)
        for model, _where in wanted:
            cursor.execute(f"DROP TABLE bare_{model._meta.db_table}")
    return watch.wall


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_call_out", measure))
