"""Texts in the encodings in use; a text that was damaged on its way is told from one in another encoding."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

LOST = ("\ufffd", "锟斤拷", "烫烫烫", "ï¿½")
"""What programmes leave where they could not read a character: no later one can bring it back."""
PIECE = 2**20
LOOKED_AT = 4_000
"""Characters at the beginning in which a text that was read in a wrong encoding shows."""

KEPT = 0.8
"""Of the bytes, how many must make sense the other way: some are always lost on the wrong one."""


def lines_in(path: Path) -> int:
    """Return how many lines a file has, a piece at a time."""
    count = 1
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            count += piece.count(b"\n")
    return count


def decoded(data: bytes) -> tuple[str, str]:
    """Return a text and its encoding: UTF-8, UTF-16 or GB 18030. Raises Invalid where it is none or was damaged."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(data), "UTF-16"
    try:
        text, encoding = data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            raise _damaged(data, error.start) from None
        text, encoding = _gb18030(data), "GB 18030"
    if encoding == "UTF-8" and reread(text[:LOOKED_AT]):
        raise Invalid(
            "file.mojibake",
            _(
                "The text was read in a wrong encoding before it was sent (“%(text)s”). "
                "Export it from its source again, as “CSV UTF-8” or .xlsx."
            )
            % {"text": next(line for line in text.splitlines() if line.strip())[:40]},
            field="file",
        )
    return text, encoding


def _utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise _neither(error.start) from None


def _gb18030(data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _neither(error.start) from None


def _neither(place: int) -> Invalid:
    return Invalid(
        "file.encoding",
        _("The text is neither UTF-8 nor GB 18030 (byte %(place)s). Save it as “CSV UTF-8” or as .xlsx.")
        % {"place": place},
        field="file",
    )


def _is_mostly_utf8(data: bytes) -> bool:
    """Tell whether a text is UTF-8 but for some damaged bytes: read as GB 18030 it would be other words."""
    text = data[: 16 * PIECE].decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    wide = sum(1 for sign in text if "\u2e80" <= sign <= "\uffef") - lost
    return wide > 10 * lost


def _damaged(data: bytes, place: int) -> Invalid:
    return Invalid(
        "file.damaged",
        _("The text is UTF-8, but damaged in row %(row)s (byte %(place)s). Export it from its source again.")
        % {"row": data.count(b"\n", 0, place) + 1, "place": place},
        field="file",
    )


def reread(text: str) -> str:
    """Return the words that a text had before it was read in a wrong encoding, "" where it was not.

    Two ways are common: UTF-8 read as GB 18030 (鍙戠幇), and UTF-8 or GB 18030 read as Latin (å\x8f\x91, ÆóÒµ).
    """
    for wrong, right in (
        ("gb18030", "utf-8"),
        ("latin-1", "utf-8"),
        ("cp1252", "utf-8"),
        ("latin-1", "gb18030"),
    ):
        found = _words(_again(text, wrong, right))
        if found >= 4 and found > _words(text) // 2 and (wrong == "gb18030" or not _words(text)):
            return _again(text, wrong, right)
    return ""


def _again(text: str, wrong: str, right: str) -> str:
    try:
        raw = text.encode(wrong)
    except UnicodeEncodeError:
        return ""
    told = raw.decode(right, errors="ignore")
    return told if len(told.encode(right)) >= KEPT * len(raw) else ""


def _words(text: str) -> int:
    """Return how many Chinese characters of everyday use a text has."""
    return sum(1 for sign in text if "\u4e00" <= sign <= "\u9fa5")
