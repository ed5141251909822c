"""What was issued before the register of papers keeps its number, and the next one follows it."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from anlan.documents.rendering import plain
from anlan.papers.issuing import digest_of, document_of, next_number
from anlan.papers.models import Numbering, Paper
from anlan.supervision.models import Paper as Served
from anlan.supervision.tests.factories import LETTER, REMINDED, supervised

MIGRATION = importlib.import_module("anlan.supervision.migrations.0002_papers_are_registered")


class OldNumbering:
    """The table as it was, with rows."""

    def __init__(self, rows: list[tuple[str, int, int]]) -> None:
        self.rows = [Numbering(kind=kind, year=year, last=last) for kind, year, last in rows]

    @property
    def objects(self) -> OldNumbering:
        return self

    def using(self, _alias: str) -> OldNumbering:
        return self

    def all(self) -> list[Numbering]:
        return self.rows


class OldApps:
    """The apps as the migration finds them: today's models, and the numbering that it takes over."""

    def get_model(self, app: str, name: str) -> type[models.Model] | OldNumbering:
        if (app, name) == ("supervision", "Numbering"):
            return OldNumbering([("reminder", 2022, 1), ("letter", 2022, 1)])
        return apps.get_model(app, name)


@pytest.fixture
def before_the_register(city):
    """Return a supervision whose papers stand in its own table only."""
    case = supervised(REMINDED, LETTER)
    with connection.cursor() as cursor:
        for trigger in ("UPDATE", "DELETE"):
            name = f"papers_paper_no_{trigger}"
            on = "" if connection.vendor == "sqlite" else " ON papers_paper"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute("DELETE FROM papers_paper")
        cursor.execute("DELETE FROM papers_numbering")
    return case


def test_numbers_and_papers_are_taken_over(before_the_register):
    MIGRATION.register(OldApps(), type("Editor", (), {"connection": connection}))

    found = list(Paper.objects.order_by("pk"))
    assert [(paper.name, paper.seq) for paper in found] == [
        (served.name, served.seq) for served in Served.objects.order_by("pk")
    ]
    assert {paper.digest for paper in found} == {digest_of({})}
    assert "督办函〔2022〕1号" in plain.render(document_of(found[1]))
    with transaction.atomic():
        assert next_number("supervision.letter", 2022) == 2
