"""What steps take in beside the usual: how organisations came to a meeting, and out of which case a task arose."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.assignments.models import Coming
from anlan.assignments.origins import ORIGINS
from anlan.lifecycle.inputs import Text
from anlan.org.models import Organisation

MOST_BODIES = 300
_REMARK = re.compile(r"^(?P<name>.*?)\s*[（(](?P<remark>[^（）()]*)[）)]$")
_ABSENT = frozenset({"缺席", "缺", "未到", "请假", "absent"})
_DEPUTY = re.compile(r"^(?:派员|代会|替会|代|副职|deputy)\s*[:：]?\s*(?P<who>.*)$", re.IGNORECASE)
_BEHIND = re.compile(r"^(?P<who>.*?)\s*(?:代|替会|代会)$")


@dataclass(frozen=True, slots=True)
class Came:
    """How an organisation came to a meeting."""

    organisation_id: int
    coming: str
    deputy: str = ""


def told_lines(text: str) -> list[tuple[str, str, str]]:
    """Return (name, how it came, deputy) of each line or name between 、 and ；; no remark says that it was present."""
    for sign in "；;\n":
        text = text.replace(sign, "、")
    told = []
    for part in filter(None, map(str.strip, text.split("、"))):
        found = _REMARK.match(part)
        name, remark = (found["name"], found["remark"].strip()) if found else (part, "")
        deputy = _DEPUTY.match(remark) or _BEHIND.match(remark)
        if remark.lower() in _ABSENT:
            told.append((name, Coming.ABSENT.value, ""))
        elif deputy:
            told.append((name, Coming.DEPUTY.value, deputy["who"].strip()))
        else:  # a remark that says nothing of coming belongs to the name
            told.append((name if not remark else part, Coming.PRESENT.value, ""))
    return told


def bodies_named(names: Iterable[str]) -> dict[str, list[int]]:
    """Return name or code → the organisations that have it, those that stand before those of the past. One query."""
    wanted = sorted({name for name in names if name})[: 3 * MOST_BODIES]
    standing: dict[str, list[int]] = defaultdict(list)
    former: dict[str, list[int]] = defaultdict(list)
    rows = Organisation.objects.filter(Q(code__in=wanted) | Q(name__in=wanted) | Q(name_en__in=wanted))
    for key, code, name, name_en, ended in rows.order_by("pk").values_list(
        "pk", "code", "name", "name_en", "valid_to"
    ):
        for text in {code, name, name_en} & set(wanted):
            (standing if ended is None else former)[text].append(key)
    return {name: standing.get(name) or former.get(name, []) for name in wanted}


@dataclass(frozen=True, kw_only=True)
class Attending(Text):
    """Organisations, one a line, each with （缺席） or （代：name） where its head did not come."""

    required: bool = False
    max_length: int = 8_000
    lines: int = 6

    def empty(self) -> tuple[Came, ...]:  # type: ignore[override]
        return ()

    def parse(self, raw: Any) -> tuple[Came, ...]:  # type: ignore[override]
        if isinstance(raw, tuple) and all(isinstance(one, Came) for one in raw):
            return raw
        told = told_lines(super().parse(raw))
        if len(told) > MOST_BODIES:
            raise self.invalid(
                "many",
                _("“%(field)s” names %(count)s organisations; at most %(most)s are taken.")
                % {"field": self.label, "count": len(told), "most": MOST_BODIES},
            )
        known, came = bodies_named(name for name, _coming, _deputy in told), {}
        for name, coming, deputy in told:
            key = self._one(name, known.get(name, []))
            if key in came:
                raise self.invalid("twice", _("“%(name)s” stands twice in the list.") % {"name": name[:60]})
            came[key] = Came(key, coming, self._deputy(deputy))
        return tuple(came.values())

    def _one(self, name: str, found: list[int]) -> int:
        if len(found) == 1:
            return found[0]
        if found:
            text = _("“%(name)s” is the name of several organisations. Give the code.")
            raise self.invalid("ambiguous", text % {"name": name[:60]})
        text = _(
            "“%(name)s” is no organisation in the system, by code or by name. Correct it, or write it among those "
            "who came besides."
        )
        raise self.invalid("unknown", text % {"name": name[:60]})

    def _deputy(self, name: str) -> str:
        if len(name) > 60:
            raise self.invalid("long", _("The name of a deputy has at most 60 characters."))
        return name

    def journal(self, value: tuple[Came, ...] | None) -> Any:
        return [[one.organisation_id, one.coming, one.deputy] for one in value] if value else ""

    def told(self, value: Any) -> str:
        numbers = Counter(coming for _organisation, coming, _deputy in value)
        parts = [f"{label} {numbers[code]}" for code, label in Coming.choices if numbers[code]]
        return _(", ").join(parts)


@dataclass(frozen=True, slots=True)
class Arose:
    """The case out of which a task arises: its kind and key."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}"


@dataclass(frozen=True, kw_only=True)
class Origin(Text):
    """A case as “report-123”; the page carries it along, nobody types it."""

    required: bool = False
    max_length: int = 40

    @property
    def kind(self) -> str:  # type: ignore[override]
        return "hidden"

    def empty(self) -> None:  # type: ignore[override]
        return None

    def parse(self, raw: Any) -> Arose:  # type: ignore[override]
        if isinstance(raw, Arose):
            return raw
        kind, _dash, number = super().parse(raw).rpartition("-")
        readable = number.isascii() and number.isdigit() and len(number) < 19
        if kind not in ORIGINS or not readable:
            raise self.invalid("origin", _("No task arises out of this."))
        return Arose(kind, int(number))

    def journal(self, value: Arose | None) -> str:
        return str(value) if value else ""

    def told(self, value: Any) -> None:
        """Leave it out of the history: the page of the task links to it."""
        return
