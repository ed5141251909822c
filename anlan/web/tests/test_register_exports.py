"""Registers, the tree and the records of figures as files: in the right of the reader, behind the same doors."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from anlan.access.models import Look
from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate, trace
from anlan.figures.registry import REGISTRY
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.period import Period
from anlan.listings import exporting
from anlan.listings.models import Export, Format
from anlan.listings.sheets import SHEETS
from anlan.listings.writing import Wish, write
from anlan.org.scope import SYSTEM, Actor
from anlan.testing import accepted_hazard, actor, record_hazard, sign_in

YEAR = {"from": "2022-01-01", "to": "2022-12-31"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    folder: Path = tmp_path
    settings.HOME = folder
    return folder


def taken(code: str, query: dict[str, str] | None = None, *, by: Actor = SYSTEM, at: Path) -> list[list[str]]:
    """Return the rows of a list as a file, without its heading."""
    wish = Wish(SHEETS[code], by, query or {}, Format.CSV, clock.now(), "tests")
    written = write(wish, at / "list.csv")
    with (at / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1 : written.rows + 1]


def test_the_journal_goes_out_with_its_hashes(city, tmp_path):
    accepted_hazard()

    rows = taken("journal", {"kind": "hazard"}, at=tmp_path)

    entries = {str(entry.seq): entry for entry in Entry.objects.filter(kind="hazard")}
    assert {row[0] for row in rows} == set(entries)
    assert all(row[14] == bytes(entries[row[0]].hash).hex() for row in rows)
    assert all(json.loads(row[12]) == json.loads(entries[row[0]].input) for row in rows)


@pytest.mark.parametrize("code", ["journal", "sign-ins", "looks"])
def test_a_register_is_exported_only_while_it_stands_open(city, code):
    client = sign_in(Client(), "auditor1")
    address = reverse("listings:export", args=[code])

    assert b'name="format"' not in client.get(address).content
    refused = client.post(address, {"query": "", "format": "csv", "key": "one-key"})
    assert not Export.objects.exists(), refused
    before = Look.objects.count()
    client.post(reverse("access:open", args=[code]), {"reason": "routine", "next": address})

    assert Look.objects.count() == before + 1
    assert b'name="format"' in client.get(address).content
    client.post(address, {"query": "", "format": "csv", "key": "one-key"})
    exported = Export.objects.get()
    assert exporting.work() == 1
    exported.refresh_from_db()
    assert client.get(reverse("listings:export-file", args=[exported.pk])).getvalue()
    later = sign_in(Client(), "auditor1")
    assert "attachment" not in later.get(reverse("listings:export-file", args=[exported.pk])).headers.get(
        "Content-Disposition", ""
    )


@pytest.mark.parametrize(
    ("code", "may", "may_not"),
    [
        ("journal", "auditor1", "county1"),
        ("sign-ins", "auditor1", "security1"),
        ("looks", "auditor1", "leader1"),
        ("people", "security1", "system1"),
        ("areas", "system1", "security1"),
        ("organisations", "system1", "county1"),
        ("sectors", "system1", "leader1"),
        ("matrix", "county1", "business1"),
        ("unclear", "county1", "business1"),
        ("ledgers", "county1", "business1"),
        ("hazards.found", "leader1", "security1"),
    ],
)
def test_who_may_not_read_a_list_may_not_take_it_as_a_file(city, code, may, may_not):
    query = YEAR if code in {f.code for f in REGISTRY} else {}
    asked = {"sheet": SHEETS[code], "query": query, "form": Format.CSV, "at": clock.now()}

    assert exporting.ask(by=actor(may), key="may", **asked).pk
    with pytest.raises(AnlanError) as met:
        exporting.ask(by=actor(may_not), key="may-not", **asked)
    assert isinstance(met.value, Refused)


@pytest.mark.parametrize("figure", [figure.code for figure in REGISTRY])
def test_the_file_of_a_figure_holds_the_rows_of_its_proof(city, tmp_path, figure):
    accepted_hazard()
    record_hazard("plant")
    period = Period(date(2022, 1, 1), date(2022, 12, 31))
    proof = trace(evaluate(figure, cut=Cut.of(find_area(None)), period=period))
    wish = Wish(SHEETS[figure], SYSTEM, YEAR, Format.CSV, clock.now(), "tests")

    written = write(wish, tmp_path / "figure.csv")

    assert (written.rows, written.keys_digest) == (proof.rows, proof.digest)


def test_the_records_of_a_figure_are_cut_to_the_reader(city, tmp_path):
    mine, other = record_hazard("shop"), record_hazard("depot")

    rows = taken("hazards.found", YEAR, by=actor("county1"), at=tmp_path)

    assert {int(row[-1]) for row in rows} == {mine.pk}
    assert other.pk not in {int(row[-1]) for row in rows}


def test_the_records_of_a_figure_belong_to_a_period(city):
    with pytest.raises(Invalid) as met:
        SHEETS["hazards.found"].check(actor("county1"), {})

    assert met.value.field == "from"


def test_the_tree_goes_out_in_its_order_as_of_a_day(city, tmp_path):
    today = taken("areas", at=tmp_path)
    earlier = taken("areas", {"on": "2001-01-01"}, at=tmp_path)

    assert len(today) > len(earlier) == 0
    assert today[0][6] == "0"
