"""The coordinates of places: three columns of their ledger, and a ledger of them alone for places that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.imports import datums, lookup
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.rules import reaches
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.inputs import Text
from anlan.org.roles import Permission
from anlan.premises.models import Premises

PLACED_WRONG = "premises.placed"


def resolve_places(rows: Sequence[Row], run: Run) -> None:
    known: dict[str, Premises] = {}
    codes = sorted({row["code"] for row in rows})
    for start in range(0, len(codes), lookup.AT_ONCE):
        for place in Premises.objects.filter(code__in=codes[start : start + lookup.AT_ONCE]):
            known[place.code] = place
    for row in rows:
        datums.check(row, code=PLACED_WRONG)
        there = [known[row["code"]]] if row["code"] in known else []
        found = lookup.one(row, "code", row["code"], there, gettext("premises"))
        if found is None or not row.sound:
            continue
        if not reaches(run.by, "premises_coordinates", area_path=found.area_path, sector_id=found.sector_id):
            told = gettext("It does not lie in the area and sectors whose ledgers you take in.")
            row.fault("code", told, "import.scope")
            continue
        row.ready = found


def write_places(rows: Sequence[Row], run: Run) -> None:
    for row in rows:
        for name, value in datums.placed(row.values).items():
            setattr(row.ready, name, value)
        row.wrote(row.ready.pk)
    Premises.objects.bulk_update([row.ready for row in rows], ["lat_e6", "lon_e6"], batch_size=lookup.AT_ONCE)


def undo_places(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take the coordinates off again; the places stay."""
    keys = list(taken)
    for start in range(0, len(keys), lookup.AT_ONCE):
        Premises.objects.filter(pk__in=keys[start : start + lookup.AT_ONCE]).update(lat_e6=None, lon_e6=None)
    return {}


COORDINATES = Kind(
    code="premises_coordinates",
    label=_("Coordinates of premises"),
    order=51,
    columns=(
        Column(
            input=Text(name="code", label=_("Code"), max_length=30),
            header="场所编码",
            also=("编码", "企业编码", "单位编码"),
            example="P000123",
        ),
        *(replace(column, input=replace(column.input, required=True)) for column in datums.COLUMNS),
    ),
    permission=Permission.LEDGER_IMPORT,
    natural=lambda values: str(values["code"]).strip(),
    resolve=resolve_places,
    write=write_places,
    undo=undo_places,
    chunk=1_000,
    help=_("Each row gives a place that is in the system its coordinates; they are shown on maps."),
)
