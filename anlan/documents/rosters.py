"""Tables of records that a text may quote: `{table hazards.overdue_list}` alone in a paragraph.

An app declares them in `chronicles.py` beside its listings. As with those, what is printed is part of the composed
document and frozen with it; which records stand in it comes from the figure that counts them, as it was known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.documents.model import Table
from anlan.figures.cut import Known
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area

Tabled = Callable[[Area, Period, Known, str], Table | None]


@dataclass(frozen=True, slots=True)
class Roster:
    """A table of records by its code; `table` tells them in a language, as they were known; None where there
    are none."""

    code: str
    name: str | Promise
    table: Tabled


class Rosters:
    """Tables of records by code; filled when the apps load, read-only after."""

    def __init__(self) -> None:
        self._known: dict[str, Roster] = {}

    def add(self, code: str, name: str | Promise, table: Tabled) -> None:
        if code in self._known:
            raise RuntimeError(f"table {code} is declared twice")
        self._known[code] = Roster(code, name, table)

    def __getitem__(self, code: str) -> Roster:
        if code not in self._known:
            raise Unknown(
                "document.roster",
                _("There is no table “%(code)s”. There are: %(known)s.")
                % {"code": code[:60], "known": ", ".join(sorted(self._known))},
                field="text",
            )
        return self._known[code]

    def __iter__(self) -> Iterator[Roster]:
        return iter(self._known.values())


ROSTERS = Rosters()
