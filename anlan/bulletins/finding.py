"""Signed issues by their number or day, for the command line and the API."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anlan.bulletins.models import Issue, Series
from anlan.kernel.errors import Invalid, Unknown


def by_number(number: int, *, series: Series, year: int | None) -> Issue:
    """Return a signed issue of a series; without a year there must be only one of that number. Raises Unknown."""
    rows = Issue.objects.signed().select_related("series__area", "series__issuer", "special").filter(
        series=series, number=number
    )  # fmt: skip
    if year is not None:
        rows = rows.filter(year=year)
    found = list(rows.order_by("-year")[:2])
    if not found:
        raise Unknown(
            "bulletin.unknown",
            _("No issue of this series was signed as No. %(n)s.") % {"n": number},
            field="number",
        )
    if len(found) > 1:
        raise Invalid(
            "bulletin.year",
            _("No. %(n)s was signed in several years: give the year.") % {"n": number},
            field="year",
        )
    return found[0]


def of_day(series: Series, on: date, language: str) -> Issue | None:
    """Return the issue of a series that was signed on a day, or that tells of it; the last, if there are several."""
    rows = Issue.objects.signed().filter(series=series, language=language).exclude(state="withdrawn")
    signed_on = rows.filter(signed_on=on).order_by("-number").first()
    return signed_on or rows.filter(on=on).order_by("-year", "-number").first()
