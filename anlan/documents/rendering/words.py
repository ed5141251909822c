"""What every form of a document needs beside its blocks: fixed words, its name, the site that its numbers lead to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.documents.model import Bulletin, Composition, Table, as_data, from_data
from anlan.kernel.errors import Invalid

MOST_ROWS = 3_000
"""Rows of tables that a paper may have: a hundred pages. Setting 20,000 took 2 GB."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def words(language: str) -> dict[str, str]:
    """Return the words that a page itself says, in the document's language."""
    chinese = language == "zh"
    with override("zh-hans" if chinese else "en"):
        return {
            "report": _("Report to"),
            "deliver": _("Deliver to"),
            "issue": _("Issue to"),
            "copies": _("Copies to"),
            "fault": _("This section could not be composed: "),
            "scan": _("Scan to check the numbers"),
            "colon": "：" if chinese else ": ",
        }


def title_of(document: Composition) -> str:
    """Return what the file is called inside: masthead, number, title."""
    frame = document.frame
    number = frame.issue_line if isinstance(frame, Bulletin) else frame.number
    return " ".join(part for part in (frame.masthead, number, *frame.title) if part)


def base_of(address: str) -> str:
    """Return the site of an address, to which the addresses of numbers are joined; empty if it is none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def check_length(document: Composition) -> None:
    """Refuse a document whose tables have more rows than anybody prints."""
    rows = sum(len(block.rows) for block in (*document.blocks, *document.annex) if isinstance(block, Table))
    if rows > MOST_ROWS:
        raise Invalid(
            "document.long",
            _("%(rows)s rows are too many for a paper (at most %(most)s): narrow the list or export it.")
            % {"rows": f"{rows:,}", "most": f"{MOST_ROWS:,}"},
        )


def printable(document: Composition) -> Composition:
    """Return the document without the control characters that no file may hold and no page can show."""
    return from_data(_cleaned(as_data(document)))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _cleaned(each) for name, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list | tuple) else value
