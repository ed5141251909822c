"""`anlan draw`: a draw by lot from a file, without the database, so that a stranger can do it again."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli import tables
from anlan.cli.session import say, say_json, tell
from anlan.kernel import draws
from anlan.kernel.draws import Candidate, Lot
from anlan.kernel.errors import Invalid


def draw(options: argparse.Namespace) -> int:
    """Draw, and print who was drawn; `--out` writes every lot, so that the draw can be checked line by line."""
    pool = _pool(options)
    digest = draws.pool_digest(pool)  # of the whole pool: it was told before anybody was excluded
    if left_out := _left_out(options.exclude, pool):
        pool = [candidate for candidate in pool if candidate.key not in left_out]
    lots = draws.draw(options.seed, pool, _counts(options, pool))
    facts = {
        "method": draws.METHOD,
        "seed": options.seed,
        "pool": len(pool),
        "pool_digest": digest,
        "excluded": sorted(left_out),
        "drawn": [_shown(lot) for lot in lots if lot.is_drawn],
    }
    if options.officers:
        facts |= _dealt(options, facts["drawn"])
    if options.out:
        _write(options.out, lots)
    if options.json:
        say_json(facts)
        return 0
    for row in facts["drawn"]:
        told = (row["key"], row["group"], row["lot"], "; ".join(row.get("officers", ())))
        say("\t".join(one for one in told if one))
    if options.officers:
        tell(_("Officers: pool SHA-256 %(digest)s") % {"digest": facts["officer_digest"]})
    tell(
        _("%(drawn)s of %(pool)s drawn, %(out)s excluded; pool SHA-256 %(digest)s; method %(method)s")
        % {
            "drawn": len(facts["drawn"]),
            "pool": len(pool),
            "out": len(left_out),
            "digest": facts["pool_digest"],
            "method": draws.METHOD,
        }
    )
    return 0


def _shown(lot: Lot) -> dict[str, Any]:
    return {"key": lot.candidate.key, "group": lot.candidate.stratum, "rank": lot.rank, "lot": lot.lot}


def _dealt(options: argparse.Namespace, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what was drawn in the order of the lots, each place with its officers, as the product deals them."""
    crew = _officers(options)
    digest = draws.pool_digest(one for one, _name in crew)
    left_out = _left_out(options.not_officers, [one for one, _name in crew])
    names = {one.key: name for one, name in crew}
    header, rows = tables.read(options.pool, options.sheet)
    key = tables.column(header, options.key) if options.key else 0
    group = tables.column(header, "group")
    groups = {tables.cell(row, key): tables.cell(row, group) for _number, row in rows}
    turns = sorted(drawn, key=lambda row: (row["lot"], row["key"]))
    dealt = draws.deal(
        options.seed,
        [(row["key"], groups[row["key"]]) for row in turns],
        [one for one, _name in crew if one.key not in left_out],
        options.each,
    )
    told = [{**row, "officers": [names[one] for one in who]} for row, who in zip(turns, dealt, strict=True)]
    return {"drawn": told, "officer_digest": digest}


def _officers(options: argparse.Namespace) -> list[tuple[Candidate, str]]:
    header, rows = tables.read(options.officers, "")
    group, name = tables.column(header, "group"), tables.column(header, "name")
    return [
        (Candidate(tables.cell(row, 0), tables.cell(row, group)), tables.cell(row, name))
        for _number, row in rows
        if any(tables.text(cell) for cell in row)
    ]


def _pool(options: argparse.Namespace) -> list[Candidate]:
    header, rows = tables.read(options.pool, options.sheet)
    key = tables.column(header, options.key) if options.key else 0
    group = tables.column(header, options.by) if options.by else None
    weight = tables.column(header, options.weight) if options.weight else None
    return [
        Candidate(
            key=tables.cell(row, key),
            stratum="" if group is None else tables.cell(row, group),
            weight=Decimal(1) if weight is None else _weight(tables.cell(row, weight), number),
        )
        for number, row in rows
        if any(tables.text(cell) for cell in row)
    ]


def _counts(options: argparse.Namespace, pool: list[Candidate]) -> int | Mapping[str, int]:
    if options.of:
        if not options.by:
            raise Invalid("draw.groups", _("--of needs --by: the column of the groups"), field="of")
        return dict(_of(text) for text in options.of)
    if options.count is None:
        raise Invalid("draw.count", _("Say how many to draw: --count, or --of GROUP=COUNT"), field="count")
    if not options.by:
        return int(options.count)
    return draws.shares(Counter(candidate.stratum for candidate in pool), options.count)


def _of(text: str) -> tuple[str, int]:
    group, sign, count = text.rpartition("=")
    if not sign or not (count.isascii() and count.isdigit()):
        raise Invalid(
            "draw.of", _("“%(text)s” is not of the form GROUP=COUNT") % {"text": text[:40]}, field="of"
        )
    return group, int(count[:9])


def _left_out(path: Path | None, pool: list[Candidate]) -> set[str]:
    if path is None:
        return set()
    _header, rows = tables.read(path, "")
    named = {text for _number, row in rows if (text := tables.cell(row, 0))}
    if strange := named - {candidate.key for candidate in pool}:
        raise Invalid(
            "draw.excluded",
            _("“%(key)s” is excluded but does not stand in the pool") % {"key": min(strange)[:40]},
            field="exclude",
        )
    return named


def _weight(text: str, number: int) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Invalid(
            "draw.weight",
            _("Row %(row)s: the weight “%(text)s” is not a number") % {"row": number, "text": text[:20]},
            field="pool",
        ) from None


def _write(path: Path, lots: list[Lot]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("key", "group", "weight", "lot", "rank", "drawn"))
        for lot in lots:
            who = lot.candidate
            writer.writerow(
                (who.key, who.stratum, f"{who.weight.normalize():f}", lot.lot, lot.rank, int(lot.is_drawn))
            )
