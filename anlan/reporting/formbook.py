"""The forms that there are: their versions, which one holds on a day, read fast enough for every report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from anlan.kernel.compiled import Compiled
from anlan.kernel.identity import canonical, digest
from anlan.org.models import Area
from anlan.reporting.form_fields import FormField, read
from anlan.reporting.form_models import FormVersion, in_words


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a form, read."""

    pk: int
    code: str
    version: int
    name: str
    name_en: str
    kind: str
    first_day: date
    takes_zero: bool
    fields: tuple[FormField, ...]

    @property
    def label(self) -> str:
        return in_words(self.name, self.name_en)

    @property
    def bound(self) -> list[FormField]:
        return [field for field in self.fields if field.is_bound]

    @property
    def typed(self) -> list[FormField]:
        return [field for field in self.fields if not field.is_bound]

    def field(self, code: str) -> FormField | None:
        return next((field for field in self.fields if field.code == code), None)


def content_digest(told: dict[str, Any]) -> str:
    """Return the digest of what a version says: names, kind, whether it takes a zero, fields."""
    names = ("code", "name", "name_en", "kind", "takes_zero", "fields")
    return digest(canonical({name: told[name] for name in names})).hex()


@lru_cache(maxsize=512)
def _read(pk: int, told: str) -> Version:
    """Return a version; kept by its key and digest, for its words never change."""
    row = FormVersion.objects.get(pk=pk, digest=told)
    return Version(
        row.pk, row.code, row.version, row.name, row.name_en, row.kind, row.first_day, row.takes_zero,
        tuple(read(one) for one in row.fields),
    )  # fmt: skip


_OF_CODE = Compiled(
    lambda keys: (
        FormVersion.objects.filter(code__in=keys, is_withdrawn=False)
        .order_by("first_day")
        .values_list("pk", "digest", "first_day")
    ),
    kind=str,
)
_BY_KEY = Compiled(lambda keys: FormVersion.objects.filter(pk__in=keys).values_list("pk", "digest"))


def in_force(code: str, day: date) -> Version | None:
    """Return the version of a form that holds on a day; before the first one begins it is the first. One query."""
    rows = _OF_CODE.rows([code])
    if not rows:
        return None
    begun = [row for row in rows if row[2] <= day] or rows[:1]
    return _read(begun[-1][0], begun[-1][1])


def version_of(pk: int) -> Version:
    """Return a version by its key. One query."""
    ((key, told),) = _BY_KEY.rows([pk])
    return _read(key, told)


def of_due(due: Any) -> Version | None:
    """Return the version of a due report: the one in which it was sent, else the one that holds on its day."""
    return version_of(due.form_version_id) if due.form_version_id else in_force(due.form, due.day)


def newest(day: date) -> list[Version]:
    """Return, of every form, the version that holds on a day (or will first), by code. One query, and one a new one."""
    held: dict[str, tuple[int, str]] = {}
    rows = FormVersion.objects.filter(is_withdrawn=False).order_by("code", "first_day")
    for code, pk, told, first in rows.values_list("code", "pk", "digest", "first_day"):
        if code not in held or first <= day:
            held[code] = (pk, told)
    return [_read(*one) for one in held.values()]


def homes() -> dict[str, str]:
    """Return form → the path of the area in which it was entered first, and holds. Two queries.

    What came with the system holds everywhere.
    """
    root = (
        Area.objects.filter(parent=None, valid_to=None).order_by("pk").values_list("path", flat=True).first()
        or ""
    )
    first = FormVersion.objects.filter(is_withdrawn=False).order_by("code", "-version")
    return {code: path or root for code, path in first.values_list("code", "change__area_path")}


def home_of(code: str) -> str | None:
    """Return the same of one form; None where there is none yet."""
    return homes().get(code)


def choices_in(day: date, area_paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the forms that a rule in one of these areas may ask for: those of the area itself and of those above."""
    known, paths = homes(), tuple(area_paths)
    return [
        (version.code, version.label)
        for version in newest(day)
        if any(path.startswith(known[version.code]) for path in paths)
    ]


def choices(day: date) -> list[tuple[str, str]]:
    """Return the forms that a rule may ask for: (code, name)."""
    return [(version.code, version.label) for version in newest(day)]
