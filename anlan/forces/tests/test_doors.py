"""Rescue forces through the API and as ledgers; experts' own numbers; what a duty officer may; orders in bulk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anlan.access.models import Look
from anlan.api.tests.callers import caller
from anlan.forces.acts import call_out
from anlan.forces.flow import CALL_FLOW, FORCE_FLOW
from anlan.forces.models import CallOut, Positioning, RescueForce
from anlan.forces.tests.factories import alert, do, force
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.incidents.tests.factories import call
from anlan.kernel import clock
from anlan.testing import NOON, actor, sign_in

NUMBER = "13800001234"


@pytest.fixture(autouse=True)
def noon() -> Any:
    with clock.at(NOON):
        yield


def expert(**given: Any) -> RescueForce:
    return force("王专家", kind="expert", head_count=1, phone=NUMBER, body="gov-a", by="county1", **given)


def test_a_programme_enters_positions_alerts_and_hears_of_each_refusal(city: Any) -> None:
    office = caller("office1")
    body = {
        "organisation": city.organisations["office"].pk, "kind": "professional", "name": "甲队", "head_count": 30,
        "skills": "fire", "base": "城东", "leader": "李", "phone": "0370-119", "assembly_minutes": 10,
    }  # fmt: skip

    wrong = office.step("/forces/enter", **(body | {"skills": "飞行"}))
    assert (office.status, "skills" in str(wrong)) == (422, True)
    team = office.step("/forces/enter", key="team-0001", **body)["case"]
    again = office.step("/forces/enter", key="team-0001", **body)["case"]
    office.step(f"/forces/{team}/stand_by", level="1", place="会展中心", heads=20)
    office.step(
        "/positionings/position",
        force=team,
        place="南湖",
        first_day="2022-10-24",
        last_day="2022-10-20",
        heads=5,
    )
    assert office.status == 409
    running = office.step("/alerts/begin", incident=call().pk, task="灭火")["case"]
    proposed = office.get(f"/alerts/{running}")["parts"]["proposed"]
    called = office.step("/call-outs/order", alert=running, force=team)["case"]
    office.step("/call-outs/order", alert=running, force=team)
    twice = office.status
    office.step(f"/call-outs/{called}/arrive", heads=3)
    too_soon = office.status
    office.step(f"/call-outs/{called}/depart")
    told = office.get(f"/call-outs/{called}")
    stranger = caller("county2")
    stranger.get(f"/forces/{team}")

    assert again == team
    assert office.get(f"/forces/{team}")["parts"]["stands"] == [
        {"level": "1", "place": "会展中心", "area": city.areas["city"].pk, "heads": 20}
    ]
    assert [one["force"] for one in proposed] == [team]
    assert (twice, too_soon) == (409, 409)
    assert told["values"]["minutes_to_departed"] == 0
    assert stranger.status == 404


def test_ledgers_bring_the_register_and_positions_and_are_taken_back(city: Any, tmp_path: Path) -> None:
    common = {
        "organisation": "安州市安委办",
        "skills": "危险化学品、消防",
        "base": "城东",
        "phone": "0370-119",
    }
    rows = [
        common
        | {
            "name": "危化队",
            "kind": "专业",
            "head_count": 60,
            "lat": 34.41,
            "lon": 115.65,
            "datum": "WGS-84",
        },
        common | {"name": "王专家", "kind": "专家"},
        common | {"name": "无人队", "kind": "社会"},
        common | {"name": "坐标队", "kind": "社会", "head_count": 9, "lat": "91"},
        common | {"name": "飞行队", "kind": "社会", "head_count": 9, "skills": "飞行"},
    ]
    where = [
        {"force": "危化队", "place": "会展中心", "first_day": "2022-10-16", "last_day": "2022-10-22"},
        {"force": "危化队", "place": "南湖", "first_day": "2022-10-20", "last_day": "2022-10-24"},
        {"force": "没有的队", "place": "南湖", "first_day": "2022-10-20", "last_day": "2022-10-24"},
    ]
    by = actor("office1")

    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "rescue_forces", *rows), "rescue_forces", by=by)
    placed, _told = taken_in(ledger(tmp_path / "b.xlsx", "force_positions", *where), "force_positions", by=by)

    assert list(RescueForce.objects.order_by("pk").values_list("name", "head_count")) == [
        ("危化队", 60),
        ("王专家", 1),
    ]
    assert RescueForce.objects.get(name="危化队").lat_e6 == 34_410_000
    assert [columns[0][0] for columns in faults(batch).values()] == ["head_count", "lat", "skills"]
    assert Positioning.objects.get().heads == 60
    assert [columns[0][1] for columns in faults(placed).values()] == ["position.double", "reference.unknown"]
    undo(placed, by=by)
    assert Positioning.objects.get().state == "voided"


def test_an_experts_own_number_is_shown_to_who_may_and_the_look_is_kept(city: Any, client: Any) -> None:
    one = expert()
    page = reverse("forces:case", args=["force", one.pk])
    screens = [
        page,
        reverse("forces:calls"),
        reverse("forces:force"),
        reverse("listings:export", args=["forces-force"]),
    ]

    for who in ("watch1", "inspector1", "leader1"):
        sign_in(client, who)
        assert all(NUMBER not in client.get(address).content.decode() for address in screens), who
    link = reverse("access:phone", args=["force", one.pk])
    assert link not in client.get(page).content.decode()  # a leader has no right to numbers
    assert client.get(link).status_code == 403
    sign_in(client, "watch1")
    assert link in client.get(page).content.decode()
    shown = client.post(link, {"reason": "emergency"}).content.decode()

    assert NUMBER in shown
    assert Look.objects.get(kind="force").key == one.pk
    assert NUMBER not in str(caller("watch1").get(f"/forces/{one.pk}"))


def test_a_duty_officer_takes_in_and_calls_out_and_orders_nothing(city: Any) -> None:
    team = force("县队", body="gov-a", by="county1")
    incident = call(by="watch1")
    running = alert(incident, by="watch1")

    (called,) = call_out(running, [team], by=actor("watch1"), key="night-0001")
    do(CALL_FLOW, CallOut.objects.get(), "receive", by="watch1")

    watch = caller("watch1")
    refused = {}
    for path, given in (
        (
            "/readiness/raise",
            {"level": "1", "area": city.areas["a"].pk, "expected_to": "2022-10-28", "ordered_by": "县长"},
        ),
        ("/spot-rounds/commit", {"title": "抽查", "area": city.areas["a"].pk, "wanted": 1}),
        ("/forces/enter", {}),
        (f"/incidents/{incident.pk}/close", {}),
    ):
        watch.step(path, **given)
        refused[path] = watch.status
    assert called.case_id == CallOut.objects.get(state="received").pk  # type: ignore[union-attr]
    assert set(refused.values()) <= {403, 409, 422}
    assert refused["/readiness/raise"] == refused["/spot-rounds/commit"] == 403


def test_many_orders_cost_as_few_reads_as_one(city: Any) -> None:
    teams = [force(f"队{number}") for number in range(12)]
    found = list(RescueForce.objects.filter(pk__in=[one.pk for one in teams]).select_related("area"))
    by, runs = actor("office1"), [alert(), alert(call(place="另一处"))]
    reads = []
    for running, some in ((runs[0], found[:2]), (runs[1], found[2:])):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            results = call_out(running, some, by=by, key=f"many-{running.pk}")
        reads.append(sum((query["sql"] or "").startswith("SELECT") for query in seen.captured_queries))
        assert all(hasattr(result, "case_id") for result in results)

    assert reads[1] <= reads[0]


def test_an_order_in_bulk_judges_each_force_by_itself(city: Any) -> None:
    free, called, empty = force("甲队"), force("乙队"), force("丙队")
    by = actor("office1")
    call_out(alert(), [called], by=by, key="first-0001")
    do(FORCE_FLOW, empty, "confirm", present=0)
    both = alert(call(place="另一处"))

    results = call_out(both, [empty, free, called, free], by=by, key="second-001")

    assert [getattr(one, "code", "taken") for one in results] == [
        "call.heads",
        "taken",
        "call.double",
        "taken",
    ]
    assert CallOut.objects.filter(alert=both).count() == 1
