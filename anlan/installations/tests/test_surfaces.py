"""What pages, papers, files, ledgers, the API and texts say of installations, and to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.documents.rendering import pdf
from anlan.imports.kinds import KINDS as LEDGERS
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.installations import sheets_of_paper
from anlan.installations.models import GuaranteePost, Installation
from anlan.installations.rows import KINDS
from anlan.installations.tests.factories import filled, installation, old_filing, one_of_each, park
from anlan.installations.views.cases import OPENINGS
from anlan.kernel import clock
from anlan.search.finding import find
from anlan.testing import NOON, TODAY, actor, place, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_case_of_every_kind_opens_with_its_list_file_and_form_and_strangers_see_none(
    city: Any, client: Any
) -> None:
    found = one_of_each()

    for kind, case in found.items():
        address = reverse("installations:case", args=[kind, case.pk])
        sign_in(client, "county1")
        assert case.number in text(client.get(address)), kind
        assert case.number in text(client.get(reverse(f"installations:{kind}"))), kind
        for step, _permission in OPENINGS[kind]:
            text(client.get(reverse(f"installations:{kind}-{step}")))
        code = "installations" if kind == "installation" else f"installations-{kind.replace('_', '-')}"
        text(client.get(reverse("listings:export", args=[code])))
        for stranger in ("county2", "dept2", "business2"):
            sign_in(client, stranger)
            if kind != "park" or stranger != "dept2":
                assert client.get(address).status_code == 404, (kind, stranger)
        sign_in(client, "business1")
        assert client.get(address).status_code == (404 if kind == "park" else 200), kind
    assert found.keys() == KINDS.keys()
    sign_in(client, "county1")
    board = text(client.get(reverse("installations:board")))
    assert "液氨储罐区" in board
    assert "空缺" in board
    of_plant = reverse("installations:of-plant", args=[place("shop").pk])
    assert of_plant in text(client.get(reverse("premises:detail", args=[place("shop").pk])))
    assert "液氨储罐区" in text(client.get(of_plant))


def test_a_form_registers_and_a_refused_one_keeps_what_was_typed(city: Any, client: Any) -> None:
    sign_in(client, "county1")
    raw = {"premises": place("shop").pk, "park": "", "name": "液氯库", "unit": "storage", "applicability": "general",
           "licence": "producer", "holdings": "液氯 | 7782-50-5 | 30\n氢气 | 1333-74-0 | 2", "residents": "150",
           "assessed_on": "2022-10-20"}  # fmt: skip
    address = reverse("installations:installation-identify")

    refused = client.post(address, raw | {"residents": "-1"})
    taken = client.post(address, raw, follow=True)

    assert refused.status_code == 422
    assert "液氯 | 7782-50-5 | 30" in refused.content.decode()
    assert "表5" in refused.content.decode()
    page = text(taken)
    assert all(told in page for told in ("Σ", "6.4", "49.2", "表3", "表1第12号"))
    one = Installation.objects.get()
    assert (one.level, one.r) == ("III", "246/5")


def test_grading_and_notice_are_papers_and_search_finds_by_substance_and_initials(
    city: Any, client: Any
) -> None:
    one = filled(installation(park=park()))
    old = old_filing(holdings="液氯 | 7782-50-5 | 30")
    sign_in(client, "business1")

    for name in ("grading", "notice"):
        for case in (one, old):
            answer = client.get(reverse(f"installations:{name}", args=[case.pk]))
            assert answer.content.startswith(b"%PDF"), name
    board = sheets_of_paper.notice_board(one, TODAY)
    told = [cell.text for row in board.blocks[0].rows for cell in row]  # type: ignore[union-attr]
    assert "液氨储罐区principal" in told
    assert "空缺" not in told
    assert len(pdf.pictures(sheets_of_paper.grading_sheet(one, TODAY))) == 1
    every = Installation.objects.all()
    assert find("installation", "液氨", within=every) == [one.pk]
    assert find("installation", "yacgq", within=every) == [one.pk]
    assert find("installation", one.number, within=every) == [one.pk]


UNIT = {"premises": "shop", "name": "液氨储罐区", "unit": "储存", "holdings": "液氨|7664-41-7|40；氢气|1333-74-0|1",
        "residents": 60, "assessed_on": "2022-09-01", "filed_number": "BA-1", "filed_on": "2022-09-10",
        "level": "三级"}  # fmt: skip
OLD = {"premises": "shop", "name": "液氯库", "unit": "仓库", "assessed_on": "2016-05-01", "filed_number": "BA-2016-1",
       "filed_on": "2016-05-09", "method": "40号令", "level": "三级", "r": "12.5"}  # fmt: skip
POST = {"premises": "shop", "unit_name": "液氨储罐区", "role": "主要负责人", "holder": "张三", "title": "总经理",
        "phone": "0370-1", "from_day": "2022-09-01", "on_day": "2022-09-02"}  # fmt: skip


def test_ledgers_bring_units_old_filings_and_posts_name_each_fault_and_go_back(
    city: Any, tmp_path: Any
) -> None:
    by = actor("county1")
    rows = [UNIT, OLD, UNIT | {"name": "二", "level": "一级", "filed_number": "", "filed_on": ""},
            UNIT | {"name": "三", "holdings": "水|7732-18-5|9", "filed_number": "", "filed_on": ""},
            UNIT | {"name": "四", "residents": -1}, OLD | {"name": "五", "r": "60", "filed_number": "BA-9"},
            UNIT | {"premises": "depot"}]  # fmt: skip
    batch, told = taken_in(ledger(tmp_path / "i.xlsx", "installations", *rows), "installations", by=by)

    assert told["written"] == 2
    assert {row: [code for _column, code in found] for row, found in faults(batch).items()} == {
        4: ["installation.level"], 5: ["grading.invalid"], 6: ["input.residents"], 7: ["installation.level"],
        8: ["import.scope"],
    }  # fmt: skip
    one, old = Installation.objects.order_by("pk")
    assert (one.state, one.filed_number, one.level, old.is_stated) == ("filed", "BA-1", "III", True)
    posts = [POST, POST | {"holder": "李四", "from_day": "2022-10-01"}, POST | {"role": "技术负责人"}]
    batch, told = taken_in(ledger(tmp_path / "p.xlsx", "guarantee_posts", *posts), "guarantee_posts", by=by)
    assert told["written"] == 1
    assert [found[0][1] for found in faults(batch).values()] == ["term.overlap", "term.exclusive"]
    post = GuaranteePost.objects.get(installation=one, role="principal")
    assert (post.state, post.holder, str(post.acknowledged_on)) == (
        "acknowledged",
        "张三",
        "2022-09-02",
    )
    for code in ("installations", "guarantee_posts"):
        names = [name for column in LEDGERS[code].columns for name in (column.header, *column.also)]
        assert len(names) == len(set(names)), code


def test_the_api_registers_appoints_and_tells_each_step(city: Any) -> None:
    api = caller("county1")
    given = {"premises": place("shop").pk, "name": "液氨储罐区", "unit": "storage", "applicability": "general",
             "licence": "producer", "holdings": "液氨 | 7664-41-7 | 40", "residents": 60,
             "assessed_on": "2022-09-01"}  # fmt: skip

    made = api.step("/installations/identify", key="installation-1", **given)
    assert api.status == 200, made
    whole = api.get(f"/installations/{made['case']}")
    assert whole["parts"]["grading"]["r"] == "12"
    assert whole["values"]["level"] == "III"
    assert len(whole["parts"]["posts"]) == 4
    post = whole["parts"]["posts"][0]["id"]
    term = {"holder": "张三", "title": "总经理", "phone": "0370-1", "from_day": "2022-09-01"}
    api.step(f"/guarantee-posts/{post}/appoint", key="appoint-0001", **term)
    assert api.status == 200
    api.step(f"/guarantee-posts/{post}/appoint", key="appoint-0002", **(term | {"holder": "李四"}))
    assert (api.status, api.response.json()["code"]) == (409, "term.overlap")
    refused = api.step(
        "/installations/identify", key="installation-2", **(given | {"name": "二", "residents": -1})
    )
    assert (api.status, refused["code"]) == (422, "input.residents")
    assert caller("county2").get(f"/installations/{made['case']}")["code"] == "case.unknown"
