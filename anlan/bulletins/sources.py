"""Where the numbers of a document come from: each figure once, as printed and exactly, with the way to its records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins.models import Signed, SignedValue
from anlan.documents.compose import Composed, address
from anlan.documents.model import Block, Cell, Heading, Origin, Table
from anlan.documents.tokens import read_key
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, trace
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Figure"), "kind": "wide"},
        {"label": _("As printed"), "kind": "num"},
        {"label": _("Exactly"), "kind": "num"},
        {"label": _("Records")},
        {"label": _("Code"), "kind": "code"},
    ]


def sources(composed: Composed) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of a document as it is composed now."""
    rows = [
        _row(composed.values[key], quote.text, read_key(key).area or composed.setting.area.code, key)
        for key, quote in composed.prints.items()
    ]
    return _columns(), rows


def _row(value: Value, printed: str, area_code: str, key: str) -> list[Any]:
    return [
        {"text": value.figure.name, "sub": value.figure.definition},
        {"text": printed, "lang": "zh-Hans"},
        "—" if value.number is None else str(value.number),
        {"text": _("Open"), "href": address(value, area_code)},
        key,
    ]


def annex(composed: Composed) -> tuple[Block, ...]:
    """Return the table that proves a draft's numbers, in its own language: exact value, rows, digest of the rows.

    Cost: the keys of all rows counted are read once.
    """
    chinese = composed.setting.language == "zh"
    header = (
        ("指标", "印发写法", "准确数", "行数", "SHA-256")
        if chinese
        else ("Figure", "Printed", "Exactly", "Rows", "SHA-256")
    )
    rows = []
    for key, quote in composed.prints.items():
        value = composed.values[key]
        proof = trace(value)
        number = "—" if value.number is None else str(value.number)
        rows.append(tuple(Cell(text) for text in (key, quote.text, number, str(proof.rows), proof.digest)))
    title = "附：数字溯源" if chinese else "Annex: where the numbers come from"
    return (Heading(title), Table(header, tuple(rows)))


def signed_sources(signed: Signed) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of a signed issue from what was frozen: no figure is evaluated anew. Two queries."""
    known = Known(signed.known_seq, signed.known_at, latest=False)
    columns = _columns()
    columns.insert(3, {"label": _("Rows"), "kind": "num"})
    rows = []
    for one in SignedValue.objects.filter(signed=signed).exclude(row_digest="").order_by("position"):
        figure = REGISTRY.find(one.code)
        if figure is None:  # of an earlier version: what was frozen is told without it
            rows.append([one.code, one.printed, str(one.count), str(one.row_count or ""), "", one.key])
            continue
        value = Value(
            figure,
            Cut(one.area_id, one.area_path),
            Period(one.first_on, one.last_on),
            known,
            one.count,
            one.base,
        )
        row = _row(value, one.printed, one.area_code, one.key)
        if one.origin == Origin.OVERRIDE:
            row[1] = {
                "text": one.printed,
                "sub": _("true: %(text)s") % {"text": one.phrase},
                "lang": "zh-Hans",
            }
        row.insert(3, {"text": str(one.row_count), "sub": one.row_digest[:12]})
        rows.append(row)
    return columns, rows
