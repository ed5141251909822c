"""How words are compared, cut into pairs and read as pinyin initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
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


def pairs_of(texts: Iterable[str], names: Iterable[str]) -> set[tuple[str, str]]:
    """Return every two neighbouring characters of the texts, and of the names' initials in all their readings."""
    found: set[tuple[str, str]] = set()
    for text in texts:
        found.update(pairwise(fold(text)))
    for name in names:
        for left, right in pairwise(initials(name)):
            found.update(product(left, right))
    return found


def tokens(kind: int, pairs: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Return the number of each pair within a kind."""
    base = kind << KIND_SHIFT
    for left, right in pairs:
        yield base | ord(left) << CHARACTER_BITS | ord(right)
