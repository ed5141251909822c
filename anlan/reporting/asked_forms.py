"""The forms that a rule may ask for, by code."""

from __future__ import annotations

from datetime import date

from anlan.reporting import formbook


def choices(day: date) -> list[tuple[str, str]]:
    """Return the forms that there are on a day: (code, name)."""
    return formbook.choices(day)


def name_of(code: str, day: date) -> str:
    return dict(choices(day)).get(code, code)
