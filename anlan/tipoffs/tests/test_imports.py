"""The ledger of tip-offs: taken in like any other, while nothing of it that lies anywhere tells who informed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.imports import receiving, workbooks
from anlan.imports.handling import acts_of
from anlan.imports.kinds import KINDS
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in, workbook
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.period import Period
from anlan.org.models import Organisation
from anlan.testing import actor
from anlan.tipoffs import sealing
from anlan.tipoffs.models import TipOff, TipState
from anlan.tipoffs.tests.factories import TEXT, take
from anlan.tipoffs.tests.test_sealing import CONTACT, NAME, everything

pytestmark = pytest.mark.usefixtures("city")
KIND = "tip-offs"


def row(**changes: Any) -> dict[str, Any]:
    return {
        "received_at": "2022-10-20 09:30",
        "channel": "12350电话",
        "subject": "事故隐患",
        "text": TEXT,
        "place": "老街惠民超市",
        "name": NAME,
        "contact": int(CONTACT),
        **changes,
    }


def who(tip: TipOff) -> dict[str, str]:
    told: dict[str, str] = json.loads(sealing.unseal(tip.sealed, of=tip.receipt))
    return told


def test_rows_become_tip_offs_and_nothing_that_lies_anywhere_tells_who_informed(tmp_path):
    rows = [
        row(),
        row(channel="飞鸽", text="另一处通道也被堵住"),
        row(text="夜里偷偷生产", name="", contact="", channel="12345"),
    ]
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", KIND, *rows), KIND, by=actor("office1"))

    first, second = TipOff.objects.order_by("pk")
    stolen = everything()
    assert (told["written"], faults(batch)) == (2, {3: [("channel", "input.choice")]})
    assert (first.channel, first.subject, f"{first.received_on}") == ("phone", "hazard", "2022-10-20")
    assert (first.is_named, second.is_named, first.state) == (True, False, TipState.RECEIVED)
    assert who(first) == {"name": NAME, "contact": CONTACT}
    assert not any(word in stolen for word in (NAME, CONTACT))
    assert not receiving.kept_at(batch).exists()


def test_a_row_that_goes_back_keeps_its_seal_and_loses_it_with_other_words(tmp_path):
    path, back = tmp_path / "a.xlsx", tmp_path / "back.xlsx"
    batch, _told = taken_in(ledger(path, KIND, row(channel="飞鸽")), KIND, by=actor("office1"))
    workbooks.problems(batch, KINDS[KIND], back)
    returned = [list(cells) for cells in openpyxl.load_workbook(back).active.values]
    place = {name: number for number, name in enumerate(returned[0])}
    returned[1][place["举报渠道"]] = "来信"
    changed = list(returned[1])
    changed[place["举报内容"]] = "说的是另一件事"

    wrong, _none = taken_in(workbook(tmp_path / "c.xlsx", returned[0], changed), KIND, by=actor("office1"))
    _right, told = taken_in(workbook(tmp_path / "b.xlsx", *returned), KIND, by=actor("office1"))

    assert NAME not in str(returned)
    assert faults(wrong)[2] == [("name", "tip.seal"), ("contact", "tip.seal")]
    assert told["written"] == 1
    assert who(TipOff.objects.get()) == {"name": NAME, "contact": CONTACT}


def test_the_same_rows_again_write_nothing_and_a_stranger_to_the_area_takes_none_in(tmp_path):
    taken_in(ledger(tmp_path / "a.xlsx", KIND, row()), KIND, by=actor("office1"))

    _batch, again = taken_in(ledger(tmp_path / "b.xlsx", KIND, row()), KIND, by=actor("office1"))
    with pytest.raises(Refused):
        brought(tmp_path / "a.xlsx", KIND, by=actor("dept1"))
    future, _none = taken_in(
        ledger(tmp_path / "c.xlsx", KIND, row(text="明天的事情", received_at="2099-01-01")),
        KIND,
        by=actor("office1"),
    )

    assert (again["same"], TipOff.objects.count()) == (1, 1)
    assert faults(future)[2] == [("received_at", "at.future")]


def test_what_the_ledger_does_not_know_by_name_is_kept_nowhere(tmp_path):
    header = ["收到时间", "举报渠道", "举报内容", "地点", "反映者", "备注"]
    path = workbook(tmp_path / "a.xlsx", header, ["2022-10-20", "电话", TEXT, "老街惠民超市", NAME, CONTACT])

    batch = brought(path, KIND, by=actor("office1"))
    with pytest.raises(Invalid) as unnamed:
        brought(workbook(tmp_path / "b.xlsx", [*header[:2], NAME]), KIND, by=actor("office1"))
    with pytest.raises(AnlanError) as fixed:
        receiving.map_columns(batch, {"举报人": "反映者"}, at=batch.received_at)

    assert not any(word in everything() for word in (NAME, CONTACT))
    assert "反映者" in batch.work.notes[0]
    assert unnamed.value.code == "file.unnamed"
    assert fixed.value.code == "import.named_columns"
    assert "map" not in acts_of(batch)


def test_a_ledger_is_taken_back_until_somebody_sorted_a_tip_off(city, tmp_path):
    office = actor("office1")
    batch, _told = taken_in(
        ledger(tmp_path / "a.xlsx", KIND, row(), row(text="第二件举报的事情")), KIND, by=office
    )
    sorted_out = TipOff.objects.order_by("pk").last()
    take(sorted_out, "triage", handler=Organisation.objects.get(code="fire").pk)

    undo(batch, by=office)

    states = list(TipOff.objects.order_by("pk").values_list("state", flat=True))
    assert states == [TipState.WITHDRAWN, TipState.ASSIGNED]
    whole = Cut.of(city.areas["city"])
    assert (
        evaluate("tips.received", cut=whole, period=Period(date(2022, 10, 1), date(2022, 10, 31))).count == 1
    )
