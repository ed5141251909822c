"""Listings that a text may quote: records of an area and a period, in order, each told by its sentence.

`{list assignments.leading}` alone in a paragraph is one. An app declares its listings in `chronicles.py`. What is
printed is part of the composed document, so it is frozen with it when an issue is signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.figures.cut import Known
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area

LIST = re.compile(r"^\{list ([a-z][a-z0-9_]*\.[a-z0-9_]+)\}$")
Sentences = Callable[[Area, Period, Known, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A listing by its code; `sentences` tells its records in a language, as they were known. A query or two."""

    code: str
    name: str | Promise
    sentences: Sentences


class Chronicles:
    """Listings by code; filled when the apps load, read-only after."""

    def __init__(self) -> None:
        self._known: dict[str, Chronicle] = {}

    def add(self, code: str, name: str | Promise, sentences: Sentences) -> None:
        if code in self._known:
            raise RuntimeError(f"listing {code} is declared twice")
        self._known[code] = Chronicle(code, name, sentences)

    def __getitem__(self, code: str) -> Chronicle:
        if code not in self._known:
            raise Unknown(
                "document.listing",
                _("There is no listing “%(code)s”. There are: %(known)s.")
                % {"code": code[:60], "known": ", ".join(sorted(self._known))},
                field="text",
            )
        return self._known[code]

    def __iter__(self) -> Iterator[Chronicle]:
        return iter(self._known.values())


CHRONICLES = Chronicles()


def listing_in(text: str) -> str:
    """Return the code of the listing that a text is; empty if it is none."""
    found = LIST.match(text.strip())
    return found.group(1) if found else ""
