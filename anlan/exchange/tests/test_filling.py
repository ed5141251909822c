"""Forms filled from the registry: the very figures, lists of the very records, sums that agree, receipts compared."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.cli import exchange as command
from anlan.exchange import actions, shipped
from anlan.exchange.account import Blank, Filled
from anlan.exchange.filling import fill
from anlan.exchange.flow import FILLING_FLOW, FORM_FLOW
from anlan.exchange.models import FilledFile, Filling, FillingState, SuperiorForm
from anlan.exchange.opening import opened
from anlan.exchange.receipts import compare
from anlan.exchange.tests.forms import paper, read, workbook
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM, Actor
from anlan.testing import NOON, TODAY, accepted_hazard, actor, found_hazard, record_hazard, sign_in

OCTOBER = Period(date(2022, 10, 1), date(2022, 10, 31))
BLANK = workbook(
    [["月报", "", "", ""], ["地区", "发现", "已整改", "整改率"], ["", "", "", ""], ["编制", "", "", ""]]
)
FOUND = {"at": "表!B3", "take": "figure", "figure": "hazards.found"}


def filled(
    area: Any, bindings: Any, *, by: Actor = SYSTEM, content: bytes = BLANK, kind: str = "xlsx"
) -> Filled:
    blank = Blank("月报", "省安委办", kind, content, bindings)
    return fill(blank, by=by, area=area, period=OCTOBER, issuer="市安委办")


def brought(city: Any) -> SuperiorForm:
    file = actions.read("月报.xlsx", BLANK)
    given = {
        "area": city.areas["city"],
        "code": "monthly",
        "name": "月报",
        "receiver": "省安委办",
        "file": file,
    }
    outcome = door.open_case(FORM_FLOW, "bring", by=actor("office1"), input=given)
    return SuperiorForm.objects.get(pk=outcome.case_id)


def bind(form: SuperiorForm, **binding: Any) -> SuperiorForm:
    door.apply(FORM_FLOW, form.pk, "bind", by=actor("office1"), input={"binding": json.dumps(binding)})
    form.refresh_from_db()
    return form


def test_a_form_holds_the_very_figures_of_the_registry(city):
    found_hazard("shop")
    accepted_hazard("depot")
    bindings = [
        {"at": "表!A1", "take": "fact", "fact": "period"},
        FOUND,
        {"at": "表!C3", "take": "figure", "figure": "hazards.rectified"},
        {"at": "表!D3", "take": "figure", "figure": "hazards.rectification_rate"},
        {"at": "表!D4", "take": "sum", "cells": "表!B3, 表!C3"},
    ]

    made = filled(city.areas["city"], bindings)

    rate = evaluate("hazards.rectification_rate", cut=Cut.of(city.areas["city"]), period=OCTOBER)
    cells = read(made.content)
    assert (cells["A1"], cells["B3"], cells["C3"], cells["D4"]) == ("2022年10月", 2, 1, 3)
    assert cells["D3"] == float(rate.text.rstrip("%"))
    assert made.content == filled(city.areas["city"], bindings).content, "the same values are the same bytes"


def test_a_table_by_area_adds_up_to_its_total_and_pushes_the_rest_down(city):
    found_hazard("shop")
    table = {
        "at": "表!A3", "take": "areas", "total": "last",
        "figures": [{"column": "B", "figure": "hazards.found"}, {"column": "C", "figure": "hazards.outstanding"}],
    }  # fmt: skip
    note = {"at": "表!B4", "take": "text", "text": "张三"}

    made = filled(city.areas["city"], [table, note])

    cells, rows = read(made.content), len([one for one in made.lines if one.take == "areas"])
    assert cells[f"A{2 + rows}"] == "合计"
    assert cells[f"B{2 + rows}"] == 1 == sum(cells[f"B{row}"] for row in range(3, 2 + rows))
    assert cells[f"B{3 + rows}"] == "张三"
    assert [one.place for one in made.lines if one.take == "text"] == [f"表!B{3 + rows}"]
    assert len(made.checks) == 2
    assert made.agrees


def test_the_lines_of_a_list_are_the_records_of_the_figure(city):
    hazards = [found_hazard("shop"), accepted_hazard("depot")]
    rows = {"at": "表!A3", "take": "rows", "list": "hazards.found", "columns": "0, 1, -, 4"}

    made = filled(city.areas["city"], [rows])

    cells = read(made.content)
    assert [(cells["A3"], cells["B3"]), (cells["A4"], cells["B4"])] == [
        (1, hazards[0].number),
        (2, hazards[1].number),
    ]
    assert "C3" not in cells
    assert cells["A5"] == "编制"
    assert [(one.one, one.other) for one in made.checks] == [(2, 2), (2, 2)]


def test_what_is_filled_reaches_no_further_than_the_posts(city):
    found_hazard("shop")
    rows = {"at": "表!A3", "take": "rows", "list": "dual-prevention", "columns": "1,2,3,24"}

    theirs = filled(city.areas["b"], [FOUND | {"at": "表!D1"}, rows], by=actor("county2"))

    assert read(theirs.content)["D1"] == 0
    with pytest.raises(Invalid, match="do not reach"):
        filled(city.areas["a"], [FOUND], by=actor("county2"))


def test_a_figure_that_is_gone_is_told_by_cell_and_nothing_is_made(city, monkeypatch):
    lost = Figure(
        "hazards.lost", "x", "x", "处", rows=REGISTRY["hazards.found"].rows, plus=("hazards.found",)
    )
    monkeypatch.setitem(REGISTRY._figures, "hazards.lost", lost)
    form = bind(brought(city), **{**FOUND, "figure": "hazards.lost"})
    monkeypatch.delitem(REGISTRY._figures, "hazards.lost")

    with pytest.raises(
        Invalid, match=r"Nothing was filled. 表!B3 is bound to “hazards.lost”, which is no figure"
    ):
        actions.fill_for(form, OCTOBER, by=actor("office1"))

    assert not Filling.objects.exists()


def test_a_form_in_word_is_filled_too(city):
    found_hazard()
    bindings = [{"at": "T1!B2", "take": "figure", "figure": "hazards.found", "show": "text"}]

    made = filled(city.areas["city"], bindings, content=paper(), kind="docx")

    assert opened(made.content, "docx").value("T1", 2, 2) == "1"


@pytest.mark.parametrize("code", list(shipped.shipped()))
def test_every_shipped_form_is_filled_and_agrees(city, code):
    found_hazard("shop")
    accepted_hazard("depot")

    made = fill(
        shipped.find(code).blank(), by=SYSTEM, area=city.areas["city"], period=OCTOBER, issuer="市安委办"
    )

    assert made.checks
    assert made.agrees, made.checks


def test_dual_prevention_has_the_codes_of_the_exchange(city):
    hazard = accepted_hazard("depot")
    record_hazard("shop", grade="major")

    made = fill(
        shipped.find("dual-prevention").blank(), by=SYSTEM, area=city.areas["city"], period=OCTOBER, issuer=""
    )

    cells = read(made.content, "隐患")
    head = {cells[f"{letter}1"]: letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"}
    told = [{name: cells.get(f"{letter}{row}", "") for name, letter in head.items()} for row in (2, 3)]
    assert told[0]["dangerId"] == hazard.number
    assert [one["dangerState"] for one in told] == ["9", "0"]
    assert [one["dangerLevel"] for one in told] == ["0", "1"]
    assert {one["dangerManageType"] for one in told} == {"1"}
    assert len(head) == 25


def test_a_form_is_filled_once_a_period_sent_and_compared_with_what_came_back(city):
    found_hazard()
    form, office = bind(brought(city), **FOUND), actor("office1")
    filling = Filling.objects.get(pk=actions.fill_for(form, OCTOBER, by=office, key="one-and-only").case_id)

    assert actions.fill_for(form, OCTOBER, by=office, key="one-and-only").case_id == filling.pk
    with pytest.raises(Refused, match="filled for these days already"):
        actions.fill_for(form, OCTOBER, by=office)
    door.apply(FILLING_FLOW, filling.pk, "send", by=office, input={"how": "省平台 2022-10"})
    sent = bytes(FilledFile.objects.get(filling=filling).content)
    changed = opened(sent, "xlsx")
    changed.set("表", 3, 2, 9)
    for content, state, differences in (
        (changed.packed(), FillingState.DIFFERS, 1),
        (sent, FillingState.AGREED, 0),
    ):
        back = actions.returned(filling, "back.xlsx", content)
        door.apply(FILLING_FLOW, filling.pk, "receive", by=office, input={"returned": back})
        filling.refresh_from_db()
        assert (filling.state, filling.differences) == (state, differences)
    value = evaluate("exchange.agreed", cut=Cut.of(city.areas["city"]), period=Period.year_to(TODAY))
    assert value.count == 1


def test_a_row_that_was_added_below_a_list_is_seen_in_what_came_back(city):
    found_hazard()
    made = filled(city.areas["city"], [{"at": "表!A3", "take": "rows", "list": "hazards.found", "columns": "1"}],
                  content=workbook([["头"], [""], [""]]))  # fmt: skip
    changed = opened(made.content, "xlsx")
    changed.set("表", 4, 1, "YH2022-9999999")

    receipt = compare(made.content, changed.packed(), "xlsx", made.account(), "back.xlsx")

    assert [one[0] for one in receipt.differences] == ["表!A4"]


def test_forms_are_filled_by_the_clock_when_their_day_has_come(city):
    found_hazard()
    form = bind(brought(city), **FOUND)
    input_ = {"cadence": "monthly", "fill_day": "3"}
    door.apply(FORM_FLOW, form.pk, "plan", by=actor("office1"), input=input_)

    with clock.at(NOON + timedelta(days=14)):
        assert [
            actions.fill_due(day)[0] for day in (date(2022, 11, 2), date(2022, 11, 3), date(2022, 11, 4))
        ] == [0, 1, 0]

    made = Filling.objects.get()
    assert (made.first, made.last, made.filled_by_id) == (OCTOBER.first, OCTOBER.last, None)


def test_one_command_fills_every_form_that_is_due(city, capsys):
    form = bind(brought(city), **FOUND)
    plan = {"cadence": "monthly", "fill_day": "3"}
    door.apply(FORM_FLOW, form.pk, "plan", by=actor("office1"), input=plan)

    with clock.at(NOON + timedelta(days=14)):
        first = command.due(Namespace(json=True)), json.loads(capsys.readouterr().out)
        again = command.due(Namespace(json=True)), json.loads(capsys.readouterr().out)

    assert (first, again) == ((0, {"filled": 1, "faults": []}), (0, {"filled": 0, "faults": []}))


def test_only_offices_and_departments_of_the_area_keep_its_forms(city):
    form = brought(city)

    for stranger in ("county2", "station1", "business1", "leader1"):
        assert not FORM_FLOW.steps["bind"].rule(actor(stranger), form)
        assert not SuperiorForm.objects.within(actor(stranger).scope).filter(pk=form.pk).exists()


def test_a_clerk_binds_a_cell_fills_the_form_and_takes_it(client, city):
    found_hazard()
    form = brought(city)
    sign_in(client, "office1").cookies["django_language"] = "en"
    step = reverse("exchange:take-form", args=[form.pk, "bind"])

    refused = client.post(step, {"at": "表!B3", "take": "figure", "figure": "no.such"})
    client.post(step, {"at": "表!B3", "take": "figure", "figure": "hazards.found"})
    page = client.get(reverse("exchange:form", args=[form.pk]), {"at": "表!B3"}).content.decode()
    answer = client.post(
        reverse("exchange:fill", args=[form.pk]), {"first": "2022-10-01", "last": "2022-10-31"}
    )
    filling = Filling.objects.get()
    shown = client.get(answer["Location"]).content.decode()
    file = client.get(reverse("exchange:filled-file", args=[filling.pk]))

    assert refused.status_code == 422
    assert "which is no figure" in refused.content.decode()
    assert page.count("is-bound") == 1
    assert filling.sha256 in shown
    assert read(file.content)["B3"] == 1
