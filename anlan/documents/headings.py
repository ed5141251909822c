"""Numbers of headings: 一、（一） in Chinese, 1. (1) in English, counted in the order of what is present."""

from __future__ import annotations

from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_STOPS = "。！？.!?"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 as headings write it: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


@dataclass(slots=True)
class Numbers:
    """How far the headings of a document have been counted."""

    chapters: int = 0
    sections: int = 0

    def first(self, title: str, *, chinese: bool) -> str:
        """Return the next heading of the first level as it is printed, with its full stop."""
        self.chapters, self.sections = self.chapters + 1, 0
        return _ended(
            f"{_chinese(self.chapters)}、{title}" if chinese else f"{self.chapters}. {title}", chinese
        )

    def second(self, title: str, *, chinese: bool) -> str:
        self.sections += 1
        return _ended(
            f"（{_chinese(self.sections)}）{title}" if chinese else f"({self.sections}) {title}", chinese
        )


_chinese = chinese


def _ended(text: str, chinese_: bool) -> str:
    stop = "" if text[-1] in _STOPS else "。" if chinese_ else "."
    return text + stop + ("" if chinese_ else " ")
