"""The replay of a signed issue: its numbers counted anew from what was known then."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anlan.bulletins.replay import Compared, replay
from anlan.bulletins.views.issue import visible
from anlan.figures.registry import REGISTRY
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.BULLETIN_READ)
def proof(request: ActedRequest, pk: int) -> HttpResponse:
    """Replay a signed issue and show every number as signed and as counted now."""
    issue = visible(request, pk)
    if issue.number is None:
        return redirect("bulletins:detail", pk=pk)
    found = replay(issue)
    columns = [
        {"label": _("Figure"), "kind": "wide"},
        {"label": _("As signed"), "kind": "num"},
        {"label": _("Counted now"), "kind": "num"},
        {"label": _("Rows"), "kind": "num"},
        {"label": _("Result"), "kind": "wide"},
    ]
    rows = [_row(one) for one in found.numbers]
    context = {"issue": issue, "found": found, "columns": columns, "rows": rows}
    return render(request, "bulletins/proof.html", context)


def _row(one: Compared) -> dict[str, Any]:
    signed = one.signed
    figure = REGISTRY.find(signed.code)
    result: Any = {"text": _("the same"), "tone": "good"}
    if one.differences:
        result = {"text": "; ".join(one.differences), "tone": "bad"}
    return {
        "cells": [
            {"text": figure.name, "sub": signed.key} if figure else signed.key,
            {"text": signed.text, "sub": str(signed.count), "lang": "zh-Hans"},
            {"text": one.value.text, "sub": str(one.value.count), "lang": "zh-Hans"} if one.value else "",
            "" if signed.row_count is None else str(signed.row_count),
            result,
        ],
        "tone": "bad" if one.differences else "",
    }
