"""How cases of a kind are told: as rows of a table, one way for page, figure and file, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.tellers import CaseWords
from anlan.lifecycle.flow import FLOWS


@dataclass(frozen=True)
class Told:
    """How cases of a kind are told: heading and kind of each column, the cells of a row, what is read along with it.

    `page` is the address of a case, made of its kind and key.
    """

    kind: str
    model: Any
    columns: Callable[[], Sequence[tuple[str, str]]]
    cells: Callable[[Any], Sequence[Any]]
    related: tuple[str, ...]
    words: Callable[[Any], str]
    brief_columns: Callable[[], Sequence[tuple[str, str]]] | None = None
    brief_cells: Callable[[Any], Sequence[Any]] | None = None
    """On a page, where the whole row is too wide; a file has it whole."""
    page: str = field(kw_only=True)
    tones: Mapping[str, str] = field(kw_only=True)

    def read(self, keys: Sequence[int]) -> list[Any]:
        """Return the cases in the order of the keys. One query."""
        found = self.model.objects.filter(pk__in=keys).select_related(*self.related).in_bulk()
        return [found[key] for key in keys if key in found]

    def table(self, keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Return columns and rows: number with its link first, state last."""
        columns = [{"label": _("Number"), "kind": "code"}]
        shown = (self.brief_columns or self.columns)()
        columns += [{"label": label, "kind": kind} for label, kind in shown]
        columns.append({"label": _("State"), "kind": ""})
        return columns, [self._row(case) for case in self.read(keys)]

    def _row(self, case: Any) -> list[Any]:
        number = {"text": case.number, "href": self.href(case.pk)}
        cells = (self.brief_cells or self.cells)(case)
        return [
            number,
            *(one if isinstance(one, dict) else cell(one) for one in cells),
            {"text": self.state(case), "tone": self.tones[case.state]},
        ]

    def facts(self, case: Any) -> list[tuple[str, str]]:
        """Return the whole row as (heading, words)."""
        labels = [label for label, _kind in self.columns()]
        return list(zip(labels, map(cell, self.cells(case)), strict=True))

    def href(self, pk: int) -> str:
        return reverse(self.page, args=[self.kind, pk])

    def state(self, case: Any) -> str:
        return str(FLOWS[self.kind].states[case.state])

    def tell(self, keys: list[int]) -> dict[int, CaseWords]:
        """Return the words by which lists and notices tell them. One query."""
        return {
            case.pk: CaseWords(self.words(case), case.area.short_label, self.href(case.pk), case.number)
            for case in self.read(keys)
        }


def cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return "—" if value in (None, "") else str(value)
