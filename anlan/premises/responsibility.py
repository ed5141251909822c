"""The responsibility matrix as it falls on premises: one department each, or none while nobody or two claim it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from anlan.org.responsibility import Matrix
from anlan.premises.models import Premises, PremisesQuerySet

CELLS = 2_000
"""Cells of the matrix in one statement."""
# both engines name the columns of VALUES column1, column2 …
_UPDATE = """
    UPDATE premises_premises SET department_id = answer.column3 FROM (VALUES {cells}) AS answer
    WHERE premises_premises.reporting_area_id = answer.column1
      AND premises_premises.sector_id = answer.column2
      AND premises_premises.department_id IS DISTINCT FROM answer.column3{only}
"""


def project(places: PremisesQuerySet | None = None, *, on: date) -> int:
    """Write the department that answers on a day onto these premises (all); return how many changed.

    Set by set, not row by row: one statement per two thousand cells (area × sector) of the matrix that hold
    premises. Call it after loading premises, and whenever their reporting area or sector changes.
    """
    places = Premises.objects.all() if places is None else places
    cells = places.order_by().values_list("reporting_area_id", "area_path", "sector_id").distinct()
    matrix = Matrix.on(on)
    answers = [
        (area, sector, matrix.claims(sector, path).department_id) for area, path, sector in cells.iterator()
    ]
    narrowed, values = _narrowed(places)
    changed = 0
    with connection.cursor() as cursor:
        for part in _parts(answers):
            cursor.execute(_UPDATE.format(cells=part, only=narrowed), values)
            changed += cursor.rowcount
    return changed


def _parts(answers: list[tuple[int, int, int | None]]) -> Iterator[str]:
    """Yield the rows of a VALUES list: keys that the database gave, never text of somebody's."""
    for start in range(0, len(answers), CELLS):
        yield ", ".join(
            f"({area:d}, {sector:d}, {_key(department)})"
            for area, sector, department in answers[start : start + CELLS]
        )


def _key(department: int | None) -> str:
    return "CAST(NULL AS bigint)" if department is None else f"{department:d}"


def _narrowed(places: PremisesQuerySet) -> tuple[str, Sequence[Any]]:
    if not places.query.where:
        return "", ()
    sql, values = places.order_by().values("pk").query.sql_with_params()
    return f" AND premises_premises.id IN ({sql})", values
