"""The forms that a rule may ask for, by code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from anlan.reporting import formbook


def choices(day: date) -> list[tuple[str, str]]:
    """Return the forms that there are on a day: (code, name)."""
    return formbook.choices(day)


def choices_in(day: date, area_paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return those that a rule in one of these areas may ask for."""
    return formbook.choices_in(day, area_paths)


def name_of(code: str, day: date) -> str:
    return dict(choices(day)).get(code, code)
