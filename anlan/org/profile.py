"""The city of this installation: its names, and whether it is set up at all."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from anlan.org import filters
from anlan.org.models import Area, CityProfile

_KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class City:
    """How the city is named on pages and papers; everything empty before it is set up."""

    name: str = ""
    short_name: str = ""
    office: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


NOWHERE = City()


class _Kept:
    """The profile as this process read it; every page's title asks, so it is read once a minute of real time."""

    profile: CityProfile | None = None
    read_at: float | None = None


def forget() -> None:
    """Read the profile anew at the next question; for whoever writes it."""
    _Kept.read_at = None
    filters.forget()


def city() -> City:
    """Return the city in the reader's language; a query at most once a minute."""
    now = time.monotonic()
    if _Kept.read_at is None or now - _Kept.read_at > _KEPT_SECONDS:
        _Kept.profile = CityProfile.objects.select_related("area", "office").first()
        _Kept.read_at = now
    if _Kept.profile is None:
        return NOWHERE
    area, office = _Kept.profile.area, _Kept.profile.office
    return City(area.label, area.short_label, office.label, area.official_code or area.code)


def masthead(area: Area, *, language: str) -> str:
    """Return the name of an area's bulletin: the profile's own words, else made from the area's name."""
    chinese = language.startswith("zh")
    found = CityProfile.objects.filter(area=area).first()
    own = (found.masthead if chinese else found.masthead_en) if found else ""
    if own:
        return own
    return (
        f"{area.name.removesuffix('市')}安全生产简报" if chinese else f"{area.name_en} Work Safety Bulletin"
    )


def is_set_up() -> bool:
    """Tell whether a city stands here: of a real installation or of the demo. One query."""
    return Area.objects.exists()


def has_tables() -> bool:
    """Tell whether this database was migrated."""
    return Area._meta.db_table in connection.introspection.table_names()
