"""User names made from names: 王建国 is wangjianguo, the second one wangjianguo2."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anlan.org.models import Person

LONGEST = 34
"""Letters that leave room for a number behind them."""


def from_name(name: str) -> str:
    """Return the name in small letters: pinyin for Chinese characters, “user” where nothing is left."""
    # its tables are read when an account is opened, not when a process starts
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    letters = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).lower())[:LONGEST]
    return letters if len(letters) > 1 else f"user{letters}"


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
