"""Each test of the journal has a file of seals of its own: a copy of the database is not the one before it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def seals_file(settings, tmp_path) -> Path:
    path: Path = tmp_path / "journal-seals.jsonl"
    settings.JOURNAL_SEALS_FILE = path
    return path
