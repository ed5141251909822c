"""How words are compared, cut into pairs and read as pinyin initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product
from pathlib import Path

FIRST, LAST = 0x4E00, 0x9FFF
KIND_SHIFT, CHARACTER_BITS = 42, 21


def fold(text: str) -> str:
    """Return the text as it is compared: one width, one case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Return the words of a search, folded; all of them must be found."""
    return fold(text).split()


@cache
def _letters() -> Sequence[str]:
    return (Path(__file__).parent / "initials.txt").read_text("ascii").split()


def initials(name: str) -> list[str]:
    """Return for each character of a name that is heard the letters it may begin with: 漯河3 is ["lt", "h", "3"]."""
    table = _letters()
    heard = []
    for character in fold(name):
        code = ord(character)
        if FIRST <= code <= LAST:
            heard.append(table[code - FIRST])
        elif character.isascii() and character.isalnum():
            heard.append(character)
    return heard


def sounds_like(name: str, word: str) -> bool:
    """Tell whether the word stands among the initials of the name, whichever reading is meant."""
    heard = initials(name)
    return any(
        all(letter in heard[start + n] for n, letter in enumerate(word))
        for start in range(len(heard) - len(word) + 1)
    )


def may_be_initials(word: str) -> bool:
    return word.isascii() and word.isalnum()


def pairs_of(texts: Iterable[str], names: Iterable[str]) -> set[str]:
    """Return every two neighbouring characters of the texts, and of the names' initials in all their readings."""
    found: set[str] = set()
    for text in texts:
        found |= _pairs(text)
    for name in names:
        found |= _heard_pairs(name)
    return found


@lru_cache(maxsize=4096)  # a place's name comes back with each of its hazards
def _pairs(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(map("".join, pairwise(folded)))


@lru_cache(maxsize=4096)
def _heard_pairs(name: str) -> frozenset[str]:
    heard = pairwise(initials(name))
    return frozenset(left + right for some in heard for left, right in product(*some))


def token(kind: int, pair: str) -> int:
    """Return the number of a pair within a kind."""
    return kind << KIND_SHIFT | ord(pair[0]) << CHARACTER_BITS | ord(pair[1])


def place_tokens(kind: int, path: str) -> list[int]:
    """Return the numbers of the areas of a path, from the top: /1/4/23/ lies in three. No pair has such a number."""
    low = (1 << CHARACTER_BITS) - 1
    areas = (int(key) & low for key in path.strip("/").split("/") if key)
    return [kind << KIND_SHIFT | low << CHARACTER_BITS | area for area in areas]
