"""Numbers of issues: given at signing, in the transaction of the signature, without a gap and never twice.

The row of a counter is held to the commit: whoever signs at the same instant waits for it, and a signature that is
rolled back gives its number back. Counters are taken in one order (series, then special series) after the case and
before the journal's head: two signatures cannot wait for each other.
"""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from anlan.bulletins.models import Counter, Issue, Series, SpecialSeries
from anlan.kernel.errors import Invalid

_TABLE = Counter._meta.db_table
_OF_SERIES = (
    f"INSERT INTO {_TABLE} (series_id, special_id, year, start, last) VALUES (%s, NULL, %s, 0, 1) "  # noqa: S608
    f"ON CONFLICT (series_id, year) WHERE special_id IS NULL DO UPDATE SET last = {_TABLE}.last + 1 RETURNING last"
)
_OF_SPECIAL = (
    f"INSERT INTO {_TABLE} (series_id, special_id, year, start, last) VALUES (%s, %s, 0, 0, 1) "  # noqa: S608
    f"ON CONFLICT (special_id) WHERE special_id IS NOT NULL DO UPDATE SET last = {_TABLE}.last + 1 RETURNING last"
)


def take(series_id: int, special_id: int | None, year: int) -> tuple[int, int | None]:
    """Return the next number of the series in the year and, in a special series, its next; hold both to the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_SERIES, [series_id, year])
        number = int(cursor.fetchone()[0])
        if special_id is None:
            return number, None
        cursor.execute(_OF_SPECIAL, [series_id, special_id])
        return number, int(cursor.fetchone()[0])


def upcoming(series: Series, special: SpecialSeries | None, year: int) -> tuple[int, int | None]:
    """Return the numbers that the next signature would be given now; nothing is taken. At most two queries."""
    last = (
        Counter.objects.filter(series=series, special=None, year=year).values_list("last", flat=True).first()
    )
    if special is None:
        return (last or 0) + 1, None
    own = Counter.objects.filter(special=special).values_list("last", flat=True).first()
    return (last or 0) + 1, (own or 0) + 1


def begin(series: Series, *, year: int, after: int, special: SpecialSeries | None = None) -> None:
    """Let a counter go on from a number that was reached before this system: 48, if the next issue is No. 49.

    Raises Invalid where an issue was signed under this counter already: numbers are never given twice.
    """
    issues = Issue.objects.filter(series=series, special=special) if special else Issue.objects.filter(
        series=series, year=year
    )  # fmt: skip
    if issues.signed().exists():
        raise Invalid(
            "bulletin.counter_used",
            _("An issue was signed under this counter already: its numbers go on from there."),
            field="after",
        )
    Counter.objects.update_or_create(
        series=series,
        special=special,
        year=0 if special else year,
        defaults={"start": after, "last": after},
    )


def gaps(series: Series, year: int) -> list[int]:
    """Return the numbers between the first and the last of a year that no issue has: none, unless rows were lost."""
    counter = Counter.objects.filter(series=series, special=None, year=year).first()
    if counter is None:
        return []
    given = set(Issue.objects.filter(series=series, year=year).signed().values_list("number", flat=True))
    return [number for number in range(counter.start + 1, counter.last + 1) if number not in given]
