"""How the texts are read in which people list things."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\s,，、;；]+")
_NAMES = re.compile(r"[,，、;；\n]+")


def codes_in(text: str) -> list[str]:
    """Return the codes in a text, each once, in their order."""
    return list(dict.fromkeys(filter(None, _BETWEEN.split(text))))


def names_in(text: str) -> list[str]:
    """Return the names in a text, each once, in their order."""
    return list(dict.fromkeys(name.strip() for name in _NAMES.split(text) if name.strip()))
