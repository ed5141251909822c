"""What the steps of a plan take in beside the usual: classes with a frequency of their own, places by their codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.lifecycle.inputs import Text
from anlan.plans.choosing import Class
from anlan.premises.models import Premises

MOST_VISITS = 366
MOST_CLASSES = 20
MOST_PLACES = 5_000
AT_ONCE = 500
_CLASS = re.compile(r"(?P<what>\S.*?)[\s:：×x*]+(?P<visits>[0-9]{1,3})(?:\s*次)?(?:\s+(?P<basis>\S.*))?")
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, kw_only=True)
class Classes(Text):
    """Lines `what visits basis`: how often a class of places is to be visited, and by which law."""

    max_length: int = 2_000
    lines: int = 3
    required: bool = False

    def empty(self) -> tuple[Class, ...]:  # type: ignore[override]
        return ()

    def parse(self, raw: Any) -> tuple[Class, ...]:  # type: ignore[override]
        if isinstance(raw, (list, tuple)) and all(isinstance(one, Class) for one in raw):
            return tuple(raw)
        found: list[Class] = []
        for number, line in enumerate(super().parse(raw).splitlines(), start=1):
            if line.strip():
                found.append(self._line(number, line.strip().replace("\t", " ")))
        whats = [one.what for one in found]
        if len(found) > MOST_CLASSES or len(set(whats)) < len(whats):
            raise self.invalid(
                "classes",
                _("At most %(most)s classes, each once.") % {"most": MOST_CLASSES},
            )
        return tuple(found)

    def _line(self, number: int, line: str) -> Class:
        match = _CLASS.fullmatch(line)
        if match is None or not 1 <= int(match["visits"]) <= MOST_VISITS:
            raise self.invalid(
                "class",
                _(
                    "Line %(line)s: write what it is, a space, and how many visits (1 to %(most)s), then the law."
                )
                % {"line": number, "most": MOST_VISITS},
            )
        return Class(match["what"][:60], int(match["visits"]), (match["basis"] or "")[:200])

    def journal(self, value: Sequence[Class]) -> str | None:
        return classes_text(value) or None


def classes_text(classes: Sequence[Class]) -> str:
    """Return classes as people type them."""
    return "\n".join(f"{one.what} {one.visits} {one.basis}".rstrip() for one in classes)


@dataclass(frozen=True, kw_only=True)
class Words(Text):
    """Some words, each once, with commas or line breaks between them."""

    most: int = 10

    def empty(self) -> tuple[str, ...]:  # type: ignore[override]
        return ()

    def parse(self, raw: Any) -> tuple[str, ...]:  # type: ignore[override]
        text = "、".join(map(str, raw)) if isinstance(raw, (list, tuple)) else raw
        words = tuple(dict.fromkeys(filter(None, re.split(r"[,，、;；\n]+", super().parse(text)))))
        words = tuple(word.strip() for word in words if word.strip())
        if len(words) > self.most:
            raise self.invalid(
                "many",
                _("“%(field)s” names %(count)s; at most %(most)s are allowed.")
                % {"field": self.label, "count": len(words), "most": self.most},
            )
        return words

    def journal(self, value: Sequence[str]) -> str | None:
        return "、".join(value) or None


@dataclass(frozen=True, kw_only=True)
class Places(Text):
    """Places by their codes, with spaces, commas or line breaks between them; one query for each 500."""

    max_length: int = 40 * MOST_PLACES
    lines: int = 4

    def empty(self) -> tuple[Premises, ...]:  # type: ignore[override]
        return ()

    def parse(self, raw: Any) -> tuple[Premises, ...]:  # type: ignore[override]
        if isinstance(raw, (list, tuple)) and all(isinstance(one, Premises) for one in raw):
            return tuple(raw)
        given = " ".join(map(str, raw)) if isinstance(raw, (list, tuple)) else raw
        codes = list(dict.fromkeys(filter(None, _BETWEEN.split(super().parse(given)))))
        if len(codes) > MOST_PLACES:
            raise self.invalid(
                "many",
                _("“%(field)s” names %(count)s; at most %(most)s are allowed.")
                % {"field": self.label, "count": len(codes), "most": MOST_PLACES},
            )
        found = places_by_code(codes)
        missing = [code for code in codes if code not in found]
        if missing:
            raise self.invalid(
                "places",
                _("No place at work has the code %(codes)s.") % {"codes": "、".join(missing[:10])},
            )
        return tuple(found[code] for code in codes)

    def journal(self, value: Sequence[Premises]) -> str | None:
        return " ".join(one.code for one in value) or None


def places_by_code(codes: Sequence[str]) -> dict[str, Premises]:
    """Return the places at work with these codes."""
    found: dict[str, Premises] = {}
    for start in range(0, len(codes), AT_ONCE):
        rows = Premises.objects.filter(code__in=codes[start : start + AT_ONCE], is_active=True)
        found |= {place.code: place for place in rows}
    return found


PLACE_HELP = gettext_lazy("Codes of places, with spaces or line breaks between them.")
