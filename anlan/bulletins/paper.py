"""A document prepared for its page: every number a link to its records, what is amiss marked where it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from anlan.bulletins.obstacles import Obstacle
from anlan.documents.model import (
    Block,
    Bulletin,
    Composition,
    Fault,
    Heading,
    Origin,
    Quote,
    Run,
    Style,
    Table,
    Text,
)

_STYLES = {Style.FIRST: "run-first", Style.SECOND: "run-second", Style.STRONG: "run-strong", Style.BODY: ""}


def paper(
    document: Composition, amiss: Iterable[Obstacle] = (), by_hand: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return what the template of a paper takes: the frame, and blocks of runs; `by_hand` names paragraphs to mark."""
    frame = document.frame
    assert isinstance(frame, Bulletin)
    words: dict[str, list[Obstacle]] = defaultdict(list)
    for one in amiss:
        if one.words:
            words[one.paragraph].append(one)
    return {
        "frame": frame,
        "blocks": [
            block_data(block, words.get(key := getattr(block, "key", ""), ()))
            | ({"by_hand": True} if key in by_hand else {})
            for block in document.blocks
        ],
        "as_of": document.as_of,
        "stamps": document.stamps,
        "lang": "zh-Hans" if document.language == "zh" else "en",
        "chinese": document.language == "zh",
    }


def block_data(block: Block, amiss: Sequence[Obstacle] = ()) -> dict[str, Any]:
    if isinstance(block, Fault):
        return {"is": "fault", "section": block.section, "reason": block.reason}
    if isinstance(block, Heading):
        return {"is": "heading", "text": block.text}
    if isinstance(block, Table):
        return {"is": "table", "header": block.header, "rows": block.rows, "caption": block.caption}
    return {
        "is": "paragraph",
        "by_hand": False,
        "key": block.key,
        "runs": [one for run in block.runs for one in _runs(run, amiss)],
    }


def _runs(run: Run, amiss: Sequence[Obstacle]) -> list[dict[str, Any]]:
    if isinstance(run, Quote):
        return [
            {
                "is": "quote",
                "text": run.text,
                "href": run.href,
                "title": run.title + (f" = {run.number}" if run.number else ""),
                "css": "" if run.origin == Origin.FIGURE else f"chip-{run.origin}",
            }
        ]
    if run.style != Style.BODY or not amiss:
        return [{"is": "text", "text": run.text, "css": _STYLES[run.style], "title": ""}]
    return _marked(run, amiss)


def _marked(run: Text, amiss: Sequence[Obstacle]) -> list[dict[str, Any]]:
    """Return a text's pieces, the words that something stands against marked with what it is."""
    by_words = {one.words: one for one in amiss}
    pattern = "|".join(re.escape(words) for words in sorted(by_words, key=len, reverse=True))
    pieces: list[dict[str, Any]] = []
    for piece in re.split(f"({pattern})", run.text):
        if piece in by_words:
            one = by_words[piece]
            tone = "waived" if not one.blocks else one.kind
            pieces.append(
                {"is": "text", "text": piece, "css": f"amiss amiss-{tone}", "title": f"{one.text} {one.todo}"}
            )
        elif piece:
            pieces.append({"is": "text", "text": piece, "css": "", "title": ""})
    return pieces
