"""The ledger of self-found hazards: taken in, refused row by row, taken back."""

from __future__ import annotations

import pytest

from anlan.enterprise.flow import CHECK_FLOW
from anlan.enterprise.models import SelfCheck
from anlan.enterprise.tests.factories import found
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM
from anlan.testing import actor

pytestmark = pytest.mark.usefixtures("city")
ROW = {
    "premises": "shop", "found_at": "2022-09-20", "description": "配电箱门缺失，导线裸露", "category": "电气",
    "due_on": "2022-09-27", "rectified_at": "2022-09-25", "rectification": "已更换配电箱门", "officer": "county1",
}  # fmt: skip


def test_self_found_hazards_come_in_are_refused_with_reasons_and_go_back(tmp_path):
    open_ = {**ROW, "description": "安全出口标志不亮", "rectified_at": "", "rectification": ""}
    wrong = [
        {**ROW, "description": "早于发现的期限", "due_on": "2022-09-01"},
        {**ROW, "description": "只说整改了", "rectified_at": ""},
        {**ROW, "description": "先整改后发现", "rectified_at": "2022-09-01"},
        {**ROW, "description": "还没到的日子", "found_at": "2023-01-01"},
        {**ROW, "description": "别处的人登记", "officer": "business1"},
        {**ROW},
    ]
    mine = found()

    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "self-checks", ROW, open_, *wrong), "self-checks")

    rows = SelfCheck.objects.exclude(pk=mine.pk).order_by("pk")
    assert [(one.state, str(one.found_on)) for one in rows] == [
        ("rectified", "2022-09-20"),
        ("found", "2022-09-20"),
    ]
    assert told["written"] == 2
    codes = {row: found_[0][1] for row, found_ in faults(batch).items()}
    assert list(codes.values())[:4] == ["self_check.due", "self_check.done", "self_check.done", "at.future"]

    undo(batch, by=SYSTEM)

    assert set(rows.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(Refused):
        door.apply(CHECK_FLOW, mine.pk, "take_back", by=actor("county1"), input={})
