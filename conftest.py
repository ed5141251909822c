"""What all tests have in common. Engine and data folder: tests/plugin_postgres.py, which is loaded before this file."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import settings

pytest_plugins = ["tests.template_db", "tests.chromium", "tests.city"]

# Without a deadline: the two cores are shared, and a slow example is not a false one.
settings.register_profile("fast", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=600, deadline=None, print_blob=True)
settings.load_profile("fast")


def pytest_collection_finish() -> None:
    """Look no more for rubbish among what was imported, and less often among the rest: 4 % of all tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A command that speaks another language in this process does not speak it in the next test."""
    yield
    translation.deactivate()
