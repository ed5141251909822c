"""Areas, sectors and bodies by what ledgers call them: their code, or their name in whatever width it was typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from anlan.org.models import Area, Organisation, OrganisationKind, Sector
from anlan.search.texts import fold


def plain(text: str) -> str:
    """Return a name as it is compared: one width, one case, no spaces around or doubled within."""
    return " ".join(fold(text).split())


class Names:
    """Records by code and by name; a code comes before a name."""

    def __init__(self) -> None:
        self._by_code: dict[str, Any] = {}
        self._by_name: dict[str, list[Any]] = defaultdict(list)

    def add(self, record: Any, *, codes: Iterable[str | None], names: Iterable[str]) -> None:
        for code in codes:
            if code:
                self._by_code.setdefault(plain(code), record)
        for name in {plain(name) for name in names if name}:
            self._by_name[name].append(record)

    def find(self, text: str) -> list[Any]:
        """Return what a text may mean: none, one, or several of the same name."""
        wanted = plain(text)
        known = self._by_code.get(wanted)
        return [known] if known is not None else list(self._by_name.get(wanted, ()))


def areas() -> Names:
    """Return the open areas: by code, official code, name, short name, and the name behind that of the area above."""
    found, by_key = Names(), {}
    for area in Area.objects.filter(valid_to=None).order_by("depth", "pk"):
        by_key[area.pk] = area
        above = by_key.get(area.parent_id or 0)
        names = [area.name, area.short_name, area.name_en]
        if above is not None:
            names += [above.name + area.name, above.short_name + area.name]
        found.add(area, codes=(area.code, area.official_code), names=names)
    return found


def parents() -> frozenset[int]:
    """Return the keys of the open areas that have open areas below them: nothing is counted there."""
    keys = Area.objects.filter(valid_to=None, parent__isnull=False).values_list("parent_id", flat=True)
    return frozenset(keys.distinct())


def sectors() -> Names:
    found = Names()
    for sector in Sector.objects.order_by("position", "code"):
        found.add(sector, codes=(sector.code,), names=(sector.name, sector.name_en))
    return found


def bodies() -> Names:
    """Return the open organisations that are no business: a few hundred in a city."""
    found = Names()
    open_ones = Organisation.objects.filter(valid_to=None).exclude(kind=OrganisationKind.BUSINESS)
    for body in open_ones.select_related("area").order_by("pk"):
        found.add(body, codes=(body.code,), names=(body.name, body.name_en))
    return found
