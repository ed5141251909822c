"""Names by key for rows that are told by the thousand: each is read once a file, in batches, not by a join a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from anlan.org.models import Area, Organisation, Person, Sector

MOST_HELD = 50_000


class Names:
    """What rows of one table are called; `learn` the keys of a chunk first, one query for those not known yet."""

    def __init__(self, model: Any, tell: Callable[[Any], Any], *fields: str) -> None:
        self.model, self.tell, self.fields = model, tell, fields
        self.known: dict[int | None, Any] = {}

    def learn(self, keys: Iterable[int | None]) -> None:
        if len(self.known) > MOST_HELD:
            self.known.clear()
        new = {key for key in keys if key is not None} - self.known.keys()
        if new:
            rows = self.model.objects.filter(pk__in=new).only("pk", *self.fields)
            self.known |= {row.pk: self.tell(row) for row in rows}

    def __getitem__(self, key: int | None) -> Any:
        return self.known.get(key, "")


def people() -> Names:
    return Names(Person, lambda person: person.name, "name")


def organisations() -> Names:
    return Names(Organisation, lambda body: body.label, "name", "name_en")


def sectors() -> Names:
    return Names(Sector, lambda sector: sector.label, "name", "name_en")


def areas() -> Names:
    """Return areas as (official code or code, name)."""
    return Names(
        Area,
        lambda area: (area.official_code or area.code, area.label),
        "code",
        "official_code",
        "name",
        "name_en",
    )
