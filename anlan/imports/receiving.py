"""A file is brought: kept, opened as a case, understood, and its rows staged. Nothing of it is taken in yet."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.imports import mapping
from anlan.imports.flow import IMPORT_FLOW
from anlan.imports.kinds import KINDS, Kind
from anlan.imports.lines import STAGED
from anlan.imports.models import Batch, BatchState, Line, LineState, Phase, Work, WorkState
from anlan.imports.rules import may_receive
from anlan.imports.sheets import MOST_ROWS, read, too_many
from anlan.kernel import fixed
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.sql import many
from anlan.org.scope import Actor

STAGED_AT_ONCE = 1_000


def folder() -> Path:
    return Path(settings.HOME) / "ledgers"


def kept_at(batch: Batch) -> Path:
    """Return where the file of a batch is kept: under its digest."""
    return folder() / batch.digest[:2] / batch.digest


def kind_of(code: str) -> Kind:
    """Return a kind by its code. Raises Unknown."""
    kind = KINDS.get(code)
    if kind is None:
        raise Unknown(
            "import.kind_unknown",
            _("There is no ledger kind “%(kind)s”. There are: %(kinds)s.")
            % {"kind": code[:40], "kinds": ", ".join(sorted(KINDS))},
            field="kind",
        )
    return kind


def receive(
    path: Path, *, ledger: str, name: str, sender: str = "", sheet: str = "", by: Actor, at: datetime
) -> Batch:
    """Keep a file and stage its rows; the same file for the same kind goes on with the batch that waits for it.

    Raises Invalid for a file that cannot be read (then nothing is kept), Refused for somebody without the right.
    """
    kind = kind_of(ledger)
    may = may_receive(by, {"ledger": ledger})
    if not may:
        raise Refused(may.code or "denied", may.reason, http=403)
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(2**20):
            found.update(piece)
    digest = found.hexdigest()
    waiting = Batch.objects.within(by.scope).filter(
        digest=digest, ledger=ledger, sender=sender, state=BatchState.RECEIVED
    )
    before = waiting.select_related("work").order_by("-pk").first()
    if before is not None and before.work.phase != Phase.STAGING:
        return before
    reading = mapping.understand(read(path, name), kind, sheet=sheet)
    if kind.confides is not None:
        _demand_names(kind, reading)
    first = next(reading.rows, None)
    if first is None:
        raise Invalid("file.no_rows", _("There is no row below the header."), field="file")
    reading.rows = chain([first], reading.rows)
    outcome = None
    if before is None:
        outcome = door.open_case(
            IMPORT_FLOW,
            "receive",
            by=by,
            input={"ledger": ledger, "name": name[-160:], "sender": sender, "digest": digest,
                   "size": path.stat().st_size},
        )  # fmt: skip
    batch = before or Batch.objects.get(pk=outcome.case_id if outcome else 0)
    if kind.confides is None:
        _keep(path, kept_at(batch))
    _stage(batch, kind, reading)
    return batch


def _keep(path: Path, place: Path) -> None:
    """Copy the file to its place: whole or not at all."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.copyfile(path, half)
    half.replace(place)


def _demand_names(kind: Kind, reading: mapping.Reading) -> None:
    """Raise Invalid where a required column is not there by name: of a ledger that confides nothing is kept unknown."""
    known = set(reading.columns.values())
    if unknown := [cell for place, cell in enumerate(reading.header) if cell and place not in known]:
        told = _("Not kept, because these columns are not known by name: %(names)s.")
        reading.notes.append(told % {"names": "、".join(unknown)[:200]})
    reading.header = [cell if place in known else "" for place, cell in enumerate(reading.header)]
    if lacking := mapping.missing(kind, reading.columns):
        raise Invalid(
            "file.unnamed",
            _(
                "Columns that this ledger needs are not there by name: %(missing)s. Name them in the file as in the "
                "template: of this ledger nothing is kept that is not known, so columns cannot be chosen afterwards."
            )
            % {"missing": "、".join(lacking)},
            field="file",
        )


def _kept(kind: Kind, columns: Mapping[str, int], cells: Sequence[Any]) -> Sequence[Any]:
    """Return the cells of a row as they may lie in the database."""
    if kind.confides is None:
        return cells
    there = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    kept: list[Any] = [""] * len(cells)
    for name, value in kind.confides(there).items():
        kept[columns[name]] = value
    return kept


def _stage(batch: Batch, kind: Kind, reading: mapping.Reading) -> None:
    """Write the rows as they stand, in short transactions; a staging that was cut off begins again."""
    recalled = mapping.recall(kind, batch.sender, reading.header)
    with transaction.atomic():
        Line.objects.filter(batch=batch).delete()
        Work.objects.update_or_create(
            batch=batch,
            defaults={
                "phase": Phase.STAGING,
                "state": WorkState.RUNNING,
                "header": reading.header,
                "header_row": reading.header_row,
                "sheet": reading.sheet.name,
                "mapping": recalled or reading.columns,
                "notes": reading.notes,
            },
        )
    total = 0
    while chunk := list(islice(reading.rows, STAGED_AT_ONCE)):
        total += len(chunk)
        if total > MOST_ROWS:
            raise too_many(total)
        rows = [
            (
                batch.pk,
                kind.code,
                number,
                json.dumps(_kept(kind, reading.columns, cells)),
                json.dumps(reading.sheet.odd(number)),
            )
            for number, cells in chunk
        ]
        with transaction.atomic(), fixed.cursor() as cursor:
            many(cursor, STAGED, [(*row, LineState.STAGED.value, "[]", "[]", "", "") for row in rows])
    Work.objects.filter(batch=batch).update(
        phase=Phase.TRYING, state=WorkState.DONE, total=total, done=0, cursor=0
    )


def map_columns(batch: Batch, pairs: Mapping[str, str], *, at: datetime) -> None:
    """Say which column of the sheet is which of the template, and remember it for the sender. Raises Invalid."""
    kind, work = kind_of(batch.ledger), batch.work
    _demand_free(kind)
    columns = {**work.mapping, **mapping.given(kind, work.header, pairs)}
    for template, own in pairs.items():
        if not own.strip():
            columns.pop(mapping.names_of(kind)[mapping.plain_name(template)], None)
    use_columns(batch, columns, at=at)


def _demand_free(kind: Kind) -> None:
    """Raise Refused where columns are not to be chosen: of what was not known by name nothing is there."""
    if kind.confides is not None:
        raise Refused(
            "import.named_columns", _("The columns of this ledger go by their names in the file alone.")
        )


def use_columns(batch: Batch, columns: Mapping[str, int], *, at: datetime) -> None:
    """Read the sheet by these positions from now on, and remember them for the sender."""
    kind, work = kind_of(batch.ledger), batch.work
    _demand_free(kind)
    with transaction.atomic():
        Work.objects.filter(pk=batch.pk).update(mapping=dict(columns), cursor=0, done=0, tried_at=None)
        mapping.remember(kind, batch.sender, work.header, columns, at)
    batch.work.refresh_from_db()


def wanting(batch: Batch) -> Sequence[str]:
    """Return the headers of the template's required columns that the sheet does not have."""
    return mapping.missing(kind_of(batch.ledger), batch.work.mapping)


def demand_mapping(batch: Batch) -> None:
    """Raise Invalid if a required column is not there: it names the missing and what the sheet has."""
    if lacking := wanting(batch):
        raise Invalid(
            "mapping.missing",
            _(
                "Required columns are not there: %(missing)s. The sheet has: %(header)s. Say which column is which."
            )
            % {
                "missing": "、".join(lacking),
                "header": "、".join(filter(None, map(str, batch.work.header)))[:400],
            },
            field="mapping",
        )
