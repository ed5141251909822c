"""Which named period (党的二十大期间) a document means: asked of whoever keeps them, for layers below know none.

A token `@special` and a condition `[holds incidents.no_report@special]` are of the period that runs on the document's
last day or ended at most a fortnight before; a claim that is typed is judged over the days that its sentence names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anlan.documents import days
from anlan.figures.cut import Known
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area

STILL_TOLD_DAYS = 14
_DAYS = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日?(?:至|到|—|－|-|~)(?:(?P<to_month>\d{1,2})月)?(?P<to_day>\d{1,2})日"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A period by its name in both languages; `days` cut to what a document may speak of."""

    name: str
    name_en: str
    days: Period

    def told(self, language: str) -> str:
        """Return the name with the days, as a sentence begins with it."""
        on = days.of(self.days, language)
        return f"{self.name}（{on}）" if language == "zh" else f"{self.name_en or self.name} ({on})"


Standing = Callable[[Area, Period, Known], "list[Named]"]
KEEPERS: list[Standing] = []
"""Functions that tell the named periods of an area, the latest first, which touch the days; each a query."""


def _all(area: Area, period: Period, known: Known) -> list[Named]:
    return [one for tells in KEEPERS for one in tells(area, period, known)]


def of_document(area: Area, period: Period, known: Known) -> Named | None:
    """Return the named period of which a document over `period` tells; None if none ran lately."""
    for one in _all(area, period, known):
        if (period.last - one.days.last).days <= STILL_TOLD_DAYS:
            return one
    return None


def required(area: Area, period: Period, known: Known) -> Named:
    """Return the same. Raises Unknown where there is none."""
    found = of_document(area, period, known)
    if found is None:
        raise Unknown(
            "document.special",
            _("No special period ran in the last fortnight: “special” stands for nothing here."),
            field="text",
        )
    return found


def in_sentence(sentence: str, area: Area, period: Period, known: Known) -> Period | None:
    """Return the days of which a sentence says that it speaks: written out, or by the name of a period."""
    written = _written(sentence, period)
    if written is not None:
        return written
    if "期间" not in sentence and not re.search(r"\b(?:during|period)\b", sentence, re.IGNORECASE):
        return None
    for one in _all(area, period, known):
        stem = one.name.removesuffix("期间")
        if stem in sentence or (one.name_en and one.name_en.lower() in sentence.lower()):
            return one.days
    return None


def _written(sentence: str, period: Period) -> Period | None:
    found = _DAYS.search(sentence)
    if found is None:
        return None
    year = int(found["year"] or period.last.year)
    month = int(found["month"])
    try:
        first = date(year, month, int(found["day"]))
        last = date(year, int(found["to_month"] or month), int(found["to_day"]))
    except ValueError:
        return None
    return Period(first, last) if last >= first else None
