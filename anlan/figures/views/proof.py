"""The proof of a value: its rows counted one by one, and a digest over their keys; it shows how far it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from anlan.figures.asking import Asked, asked
from anlan.figures.evaluation import Trace, Value, trace, tracing
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.FIGURE_READ)
def proof(request: ActedRequest, code: str) -> HttpResponse:
    """Show the trace of a value: rows counted anew, and the digest over their keys."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    with snapshot():
        value = _value(code, question)
        counted = trace(value)
    template = "figures/_proof.html" if "HX-Request" in request.headers else "figures/proof.html"
    return render(request, template, {**_told(value, counted), "asked": question, "figure": figure})


@needs(Permission.FIGURE_READ)
def steps(request: ActedRequest, code: str) -> HttpResponse:
    """Answer line by line while the rows are counted: {"done", "of"}, at the end {"html"}. For the page's script."""
    REGISTRY[code]
    question = asked(request.GET, request.actor)
    answer: Any = StreamingHttpResponse(
        _lines(code, question, translation.get_language() or "zh-hans"), content_type="application/x-ndjson"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer  # type: ignore[no-any-return]


def _lines(code: str, question: Asked, language: str) -> Iterator[str]:
    """Yield the lines in one snapshot. The language is set anew: the middleware is through by then."""
    with snapshot(), translation.override(language):
        value = _value(code, question)
        for found in tracing(value):
            if isinstance(found, Trace):
                html = render_to_string("figures/_proof.html", _told(value, found), using="jinja2")
                yield json.dumps({"html": html}) + "\n"
            else:
                yield json.dumps({"done": found, "of": _rows_of(value)}) + "\n"


def _value(code: str, question: Asked) -> Value:
    return question.value(code)


def _rows_of(value: Value) -> int:
    """Return how many records the value says there are: of a rate or a mean those of its base."""
    return value.count if value.base is None else value.base


def _told(value: Value, counted: Trace) -> dict[str, Any]:
    return {"value": value, "proof": counted, "figure": value.figure, "expected": _rows_of(value)}
