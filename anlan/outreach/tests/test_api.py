"""Publicity through the API: recorded, verified by another account, listed with the page's filters, many at once."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.api.tests.callers import caller
from anlan.outreach.models import Activity, ActivityState
from anlan.outreach.tests.factories import INPUTS, SHOWN, area, launch, record_activity, verified_activity


def told(kind: str, /, **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "title": "燃气安全宣传", "area": area("a1").pk, **SHOWN, **INPUTS[kind], **changes}


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_every_kind_is_recorded_and_verified_by_another_account(city, kind):
    station, county = caller("station1"), caller("county1")
    campaign = launch()

    made = station.step("/activities/record", key="api-record-1", **told(kind, campaign=campaign.pk))
    own = station.step(f"/activities/{made['case']}/verify")
    county.step(f"/activities/{made['case']}/verify", revision=1)

    assert (station.status, own["code"]) == (403, "outreach.verify")
    assert Activity.objects.get().state == ActivityState.VERIFIED
    again = station.step("/activities/record", key="api-record-1", **told(kind, campaign=campaign.pk))
    assert (again["replayed"], Activity.objects.count()) == (True, 1)


def test_faults_stand_at_their_fields(city):
    station = caller("station1")

    no = station.step("/activities/record", **told("sms", quantity=160_001, place="广场"))

    assert station.status == 422
    assert {name: fault["code"] for name, fault in no["errors"].items()} == {
        "place": "input.not_of_kind",
        "quantity": "input.receipt",
    }
    likes = station.step("/activities/record", **told("media_item", kind="likes"))
    assert likes["errors"]["kind"]["code"] == "input.not_performance"


def test_the_list_has_the_filters_of_the_page_and_a_record_its_particulars(city):
    one = verified_activity("sms")
    record_activity("leaflet", by="station3", where="b1")
    office = caller("office1")

    listed = office.get("/activities", kind="sms", state="verified")["rows"]
    whole = office.get(f"/activities/{one.pk}")

    assert [row["id"] for row in listed] == [one.pk]
    assert (listed[0]["quantity"], listed[0]["measure_word"], listed[0]["venue"]) == (160_000, "条", None)
    assert (whole["receipt_number"], whole["verified_by"]) == ("YD-2022-0912", "county1 name")
    assert "void" in {step["step"] for step in whole["available"]}
    assert len(caller("county2").get("/activities")["rows"]) == 1
    assert caller("county2").get(f"/activities/{one.pk}")["code"] == "case.unknown"


def test_many_are_verified_in_one_request(city):
    keys = [record_activity().pk for _n in range(3)] + [record_activity(reference=None).pk]
    acts = [{"flow": "activity", "step": "verify", "key": f"verify-{key:08d}", "case": key} for key in keys]

    results = caller("county1").post("/acts", {"acts": acts})["results"]

    assert [one["status"] for one in results] == [200, 200, 200, 409]
    assert Activity.objects.filter(state=ActivityState.VERIFIED).count() == 3


def test_campaigns_are_listed_launched_and_named_within_the_callers_areas(city):
    own = launch(where="a", by="county1")
    day = {"first_day": "2022-10-01", "last_day": "2022-10-31"}

    made = caller("office1").step("/campaigns/launch", name="冬季行动", area=area("city").pk, **day)

    rows = caller("station1").get("/campaigns")["rows"]
    assert [row["id"] for row in rows] == [made["case"], own.pk]
    assert [row["id"] for row in caller("station3").get("/campaigns")["rows"]] == [made["case"]]
    stranger = caller("station3")
    no = stranger.step("/activities/record", **told("media_item", area=area("b1").pk, campaign=own.pk))
    assert (stranger.status, no["errors"]["campaign"]["code"]) == (422, "input.reference")


def test_the_document_of_a_figure_says_that_it_has_no_sector(city):
    told_ = {one["code"]: one["is_sectored"] for one in caller("office1").get("/figures")}

    assert (told_["outreach.sms"], told_["hazards.found"]) == (False, True)
    verified_activity("sms")
    values = {one["code"]: one["number"] for one in caller("dept1").get("/figures/values")}
    assert values["outreach.sms"] == 160_000
