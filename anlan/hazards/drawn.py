"""Inputs by which a hazard is drawn into a sample of look-backs: the journal keeps codes, people read words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anlan.hazards.models import Grade
from anlan.imports.inputs import Number
from anlan.kernel.tellers import tell
from anlan.lifecycle.inputs import Text
from anlan.org.models import Area, Sector

GROUNDS: dict[str, Any] = {}
"""Code of a risk → its words; the app above that draws registers its own."""


@dataclass(frozen=True, kw_only=True)
class CaseKey(Number):
    """The key of a case of another app, told as that app tells it."""

    case_kind: str

    def told(self, value: Any) -> Any:
        words = tell([(self.case_kind, int(value))])[self.case_kind, int(value)]
        return " · ".join(filter(None, (words.number, words.text))) or value


@dataclass(frozen=True, kw_only=True)
class Stratum(Text):
    """`grade-code`, the code being that of an area or of a sector."""

    def told(self, value: Any) -> Any:
        grade, _sign, code = str(value).partition("-")
        place = Area.objects.filter(code=code).order_by("-pk").first()
        named: Any = place or Sector.objects.filter(code=code).first()
        where = (getattr(named, "short_label", "") or named.label) if named else code
        return f"{Grade(grade).label} · {where}" if grade in Grade.values else value


@dataclass(frozen=True, kw_only=True)
class Grounds(Text):
    """The code of a risk."""

    def told(self, value: Any) -> Any:
        return GROUNDS.get(str(value), value) or None
