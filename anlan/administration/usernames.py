"""User names made from names: 王建国 is wangjianguo, the second one wangjianguo2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from anlan.org.models import Person

PLACES = {
    "漯河": "luò hé",
    "长垣": "cháng yuán",
    "长葛": "cháng gě",
    "朝阳市": "cháo yáng shì",
    "浚县": "xùn xiàn",
}
"""Places that pypinyin reads otherwise than those who live there."""
LONGEST = 34
"""Letters that leave room for a number behind them."""


def from_name(name: str) -> str:
    """Return the name in small letters: pinyin for Chinese characters, “user” where nothing is left."""
    letters = re.sub(r"[^a-z0-9]", "", "".join(_sounds()(name)).lower())[:LONGEST]
    return letters if len(letters) > 1 else f"user{letters}"


@cache
def _sounds() -> Callable[[str], list[str]]:
    """Return what reads Chinese aloud. Its tables are read when an account is opened, not when a process starts."""
    from pypinyin import lazy_pinyin, load_phrases_dict  # noqa: PLC0415

    load_phrases_dict({place: [[sound] for sound in sounds.split()] for place, sounds in PLACES.items()})
    return lazy_pinyin


def free(names: Iterable[str], *, besides: Iterable[str] = ()) -> list[str]:
    """Return a user name for each of these names: taken by nobody, none of `besides`, each once. One query."""
    bases = [from_name(name) for name in names]
    taken = {*besides}
    wanted = sorted(set(bases))
    for start in range(0, len(wanted), 200):
        pattern = "^(" + "|".join(wanted[start : start + 200]) + ")[0-9]*$"
        taken.update(Person.objects.filter(username__regex=pattern).values_list("username", flat=True))
    chosen, last = [], dict.fromkeys(bases, 1)
    for base in bases:
        name = base
        while name in taken:
            last[base] += 1
            name = f"{base}{last[base]}"
        taken.add(name)
        chosen.append(name)
    return chosen
