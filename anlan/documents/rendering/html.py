"""A document on the screen: a fragment for a page of the system, or a file that stands by itself."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from anlan.documents.model import Bulletin, Composition, Letter, Writ, as_data
from anlan.documents.rendering.words import base_of, check_length, title_of, words

_FILE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
"""The frame of a saved page. It carries its style sheet: no page of the system does, and no policy of ours binds it."""


def render(document: Composition) -> SafeString:
    """Return the document as an `<article class="paper">`: numbers are links; classes only, no style."""
    check_length(document)
    context = {"document": _data(document), "words": words(document.language)}
    return mark_safe(render_to_string("documents/fragment.html", context))  # noqa: S308  escaped by the template


def whole(document: Composition) -> str:
    """Return the document as a web page of its own, readable on a phone. Numbers lead to the site of `address`.

    Without such a site a number is text: an address of some server would lead nowhere from a saved file.
    """
    check_length(document)
    base = base_of(document.frame.address)
    context = {"document": _addressed(_data(document), base), "words": words(document.language)}
    return format_html(
        _FILE,
        language="zh-Hans" if document.language == "zh" else "en",
        title=title_of(document),
        style=mark_safe(_style()),  # noqa: S308  our own file
        body=mark_safe(render_to_string("documents/fragment.html", context)),  # noqa: S308  escaped by the template
    )


def _data(document: Composition) -> dict[str, Any]:
    """Return the document with every line that any frame may have, so that one template tells both."""
    data = as_data(document)
    lines = {
        each.name: () if each.name in ("title", "people", "facts", "signatures") else ""
        for each in (*fields(Bulletin), *fields(Letter), *fields(Writ))
    }
    return data | {"frame": lines | data["frame"]}


def _addressed(value: Any, base: str) -> Any:
    """Join every address of a number to its site."""
    if isinstance(value, dict):
        return {
            name: (base + each if base and each else "") if name == "href" else _addressed(each, base)
            for name, each in value.items()
        }
    return [_addressed(each, base) for each in value] if isinstance(value, list | tuple) else value


@cache
def _style() -> str:
    return (Path(__file__).resolve().parent / "file.css").read_text("utf-8")
