"""How many rows there are, as far as it is worth counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows; with `more` there are more than that."""

    n: int
    more: bool = False

    def __str__(self) -> str:
        if self.more:
            return _("%(count)s+ rows") % {"count": f"{self.n:,}"}
        return ngettext("exactly %(count)s row", "exactly %(count)s rows", self.n) % {"count": f"{self.n:,}"}


def capped(rows: QuerySet[Any], most: int = MOST_COUNTED) -> Count:
    """Return the exact number of rows up to `most`, beyond that “10,000+”: one statement that stops counting there."""
    n = rows.order_by().values("pk")[: most + 1].count()
    return Count(min(n, most), n > most)
