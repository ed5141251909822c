"""The unified social credit code of legal persons and other organisations (GB 32100-2015)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs that stand in it: no I, O, S, V, Z."""
_WEIGHTS = [pow(3, place, 31) for place in range(17)]


def check_sign(first: str) -> str:
    """Return the eighteenth sign that belongs behind these seventeen (GB 32100-2015, 4.2)."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_sound(code: str) -> bool:
    """Tell whether a text is such a code with its right check sign."""
    return len(code) == 18 and not set(code) - set(ALPHABET) and check_sign(code[:17]) == code[17]
