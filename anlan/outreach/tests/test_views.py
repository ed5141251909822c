"""The pages of publicity: who opens them, what they offer, keep and refuse; their cost; everything by a plain form."""

from __future__ import annotations

import html
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from anlan.evidence.models import Attachment
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.models import Activity, ActivityState, Campaign
from anlan.outreach.tests.factories import (
    INPUTS,
    SHOWN,
    area,
    launch,
    record_activity,
    take,
    verified_activity,
)
from anlan.testing import NOON, sign_in, written

READERS = "office1 county1 dept1 inspector1 station1 leader1 editor1".split()
STRANGERS = "county2 station3 business1 system1 security1 auditor1 nobody1".split()


def reader(who: str, language: str = "en") -> Client:
    return sign_in(Client(headers={"accept-language": language}), who)


def words(response) -> str:
    return html.unescape(response.content.decode())


def posted(kind: str, **changes) -> dict[str, Any]:
    return {"kind": kind, "title": "燃气安全宣传", "area": area("a1").pk, **SHOWN, **INPUTS[kind], **changes}


@pytest.mark.parametrize("who", READERS)
def test_who_reads_publicity_of_the_area_sees_an_activity(city, who):
    activity = record_activity()
    client = reader(who)

    assert activity.title in words(client.get(reverse("outreach:list")))
    assert client.get(reverse("outreach:detail", args=[activity.pk])).status_code == 200


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_see_nothing_of_it(city, who):
    activity = record_activity()

    answer = reader(who).get(reverse("outreach:detail", args=[activity.pk]))

    assert answer.status_code in (403, 404)
    assert activity.title not in words(answer)


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_the_form_of_a_kind_asks_for_what_the_kind_needs_and_records_it(city, kind):
    client = reader("station1")
    form = words(client.get(reverse("outreach:record"), {"kind": kind}))
    for name in INPUTS[kind]:
        assert f'name="{name}"' in form
    assert ('name="receipt_number"' in form) == (kind == "sms")
    assert ('name="doors"' in form) == (kind == "household_visit")

    answer = client.post(reverse("outreach:record"), posted(kind))

    activity = Activity.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("outreach:detail", args=[activity.pk])
    assert (activity.kind, activity.state) == (kind, ActivityState.RECORDED)


def test_without_a_kind_the_page_offers_the_kinds_and_says_what_is_not_counted(city):
    page = words(reader("station1").get(reverse("outreach:record")))

    assert page.count("kind=") == len(INPUTS)
    assert "Likes, forwards, reads" in page


def test_a_refused_form_keeps_what_was_typed_and_writes_nothing(city):
    before = written()

    answer = reader("station1").post(
        reverse("outreach:record"), posted("sms", quantity=160_001, note="请核对")
    )

    assert answer.status_code == 422
    assert written() == before
    page = words(answer)
    assert "160001 messages were claimed, but the operator's receipt says 160000." in page
    assert 'value="160001"' in page
    assert "请核对" in page


def test_a_kind_that_is_none_leads_back_to_the_choice(city):
    assert reader("station1").get(reverse("outreach:record"), {"kind": "likes"}).status_code in (200, 422)


def test_a_photograph_shows_an_activity_and_hangs_on_it(city):
    drawn = io.BytesIO()
    Image.linear_gradient("L").save(drawn, "PNG")
    seen = SimpleUploadedFile("seen.png", drawn.getvalue(), content_type="image/png")
    client = reader("station1")

    client.post(reverse("outreach:record"), posted("five_entries", reference="", evidence=seen))

    activity = Activity.objects.get()
    assert (activity.pictures, Attachment.objects.get().case_kind) == (1, "activity")
    assert "evidence/activity" in words(client.get(reverse("outreach:detail", args=[activity.pk])))
    take(activity, "verify")
    picture = Attachment.objects.get().file_id
    address = reverse("evidence:show", args=["activity", activity.pk, picture])
    assert (client.get(address).status_code, reader("county2").get(address).status_code) == (200, 404)


def test_an_activity_is_taken_on_by_its_page_and_corrected_with_what_stands(city):
    activity = record_activity("leaflet")
    address = reverse("outreach:take", args=[activity.pk, "send_back"])
    reader("county1").post(address, {"reason": "数量不符", "revision": 1})
    page = words(reader("station1").get(reverse("outreach:detail", args=[activity.pk])))
    assert "数量不符" in page
    assert 'value="3500"' in page
    assert 'name="receipt_number"' not in page

    address = reverse("outreach:take", args=[activity.pk, "correct"])
    told = posted("leaflet", quantity=3600, happened_at="", revision=2)
    answer = reader("station1").post(address, told)

    activity.refresh_from_db()
    assert (answer.status_code, activity.quantity, activity.state) == (302, 3600, ActivityState.RECORDED)
    reader("county1").post(reverse("outreach:take", args=[activity.pk, "verify"]), {"revision": 3})
    activity.refresh_from_db()
    assert activity.state == ActivityState.VERIFIED


def test_a_refused_step_shows_its_reason_on_the_page(city):
    activity = record_activity(reference=None)

    answer = reader("county1").post(reverse("outreach:take", args=[activity.pk, "verify"]), {"revision": 1})

    assert answer.status_code == 409
    assert "Nothing shows it yet" in words(answer)


def test_a_stale_page_is_told_what_happened_since(city):
    activity = record_activity()
    take(activity, "correct", by="station2", **_told(activity))

    answer = reader("county1").post(reverse("outreach:take", args=[activity.pk, "verify"]), {"revision": 1})

    assert (answer.status_code, "no longer current" in words(answer)) == (409, True)


def _told(activity: Activity) -> dict[str, Any]:
    return {
        "kind": "media_item",
        "title": "更正",
        "area": activity.area,
        "channel": "wechat",
        "quantity": 1,
        **SHOWN,
    }


def test_doors_are_shown_to_who_records_or_verifies_and_to_nobody_else(city):
    activity = record_activity("household_visit", doors="7号楼1203")
    address = reverse("outreach:detail", args=[activity.pk])

    seen = {who: "7号楼1203" in words(reader(who).get(address)) for who in READERS}

    assert seen == {
        "office1": True,
        "county1": True,
        "dept1": True,
        "inspector1": False,
        "station1": True,
        "leader1": False,
        "editor1": False,
    }


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"state": "verified"}, 1),
        ({"state": "voided"}, 1),
        ({"kind": "sms"}, 1),
        ({"channel": "newspaper"}, 1),
        ({"venue": "school"}, 1),
        ({"area": "b"}, 0),
        ({"from": "2022-10-24"}, 2),
        ({"q": "燃气"}, 3),
        ({"sort": "day"}, 3),
    ],
)
def test_the_list_is_filtered_and_searched(city, query, count):
    verified_activity("media_item")
    record_activity("sms")
    record_activity("five_entries", at=NOON - timedelta(days=3))
    take(record_activity("leaflet"), "void", by="office1")

    page = words(reader("county1").get(reverse("outreach:list"), query))

    assert page.count('<th scope="row" class="k-code"') == count


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_whatever_it_shows(city, rows, django_assert_max_num_queries):
    for _n in range(rows):
        record_activity()
    client = reader("county1")
    client.get(reverse("outreach:list"))

    with django_assert_max_num_queries(17):
        client.get(reverse("outreach:list"))


@pytest.mark.parametrize("rows", [1, 25])
def test_a_campaign_and_an_activity_cost_the_same_whatever_they_show(
    city, rows, django_assert_max_num_queries
):
    campaign = launch()
    activities = [
        verified_activity("household_visit", campaign=campaign, doors=f"{n}-1\n{n}-2") for n in range(rows)
    ]
    client = reader("county1")
    client.get(reverse("outreach:list"))

    with django_assert_max_num_queries(24):
        client.get(reverse("outreach:campaign", args=[campaign.pk]))
    with django_assert_max_num_queries(26):
        client.get(reverse("outreach:detail", args=[activities[-1].pk]))


def test_the_list_is_exported_with_its_columns(city):
    from anlan.listings.sheets import SHEETS
    from anlan.testing import actor

    activity = verified_activity("sms")
    sheet = SHEETS["activities"]
    keys = list(sheet.rows(actor("county1"), {}).values_list("pk", flat=True))
    (key, line) = next(iter(sheet.teller()(keys)))

    assert (key, len(line)) == (activity.pk, len(sheet.columns()))
    assert 160_000 in line


# -- campaigns ---------------------------------------------------------------------------------------------------


def test_a_campaign_is_launched_and_amended_by_its_pages(city):
    client = reader("office1")
    told = {"name": "百日行动", "purpose": "", "first_day": "2022-09-01", "last_day": "2022-10-31"}
    answer = client.post(reverse("outreach:launch"), told | {"area": area("city").pk})
    campaign = Campaign.objects.get()
    assert answer["Location"] == reverse("outreach:campaign", args=[campaign.pk])

    address = reverse("outreach:take-campaign", args=[campaign.pk, "amend"])
    client.post(address, told | {"name": "百日攻坚", "revision": 1})
    campaign.refresh_from_db()
    assert campaign.name == "百日攻坚"
    refused = client.post(address, told | {"last_day": "2022-08-01", "revision": 2})
    assert (refused.status_code, "ends before it begins" in words(refused)) == (409, True)


def test_a_campaign_shows_what_it_came_to_and_what_is_not_verified_apart(city):
    campaign = launch()
    verified_activity("leaflet", campaign=campaign, at=NOON - timedelta(days=40))
    verified_activity("leaflet", campaign=campaign)
    record_activity("leaflet", campaign=campaign, quantity=77)
    verified_activity("media_item", campaign=campaign)
    record_activity("leaflet", quantity=555_555)

    page = words(reader("county1").get(reverse("outreach:campaign", args=[campaign.pk])))

    for text in ("7000份", "77", "3篇（条）", "2022-09", "2022-10"):
        assert text in page
    assert "555555" not in page
    part = {"from": "2022-10-01", "to": "2022-10-31"}
    assert "7000份" not in words(
        reader("county1").get(reverse("outreach:campaign", args=[campaign.pk]), part)
    )


def test_a_campaign_of_another_county_is_not_there(city):
    campaign = launch(where="a", by="county1")

    assert reader("station1").get(reverse("outreach:campaign", args=[campaign.pk])).status_code == 200
    assert reader("county2").get(reverse("outreach:campaign", args=[campaign.pk])).status_code == 404


def test_the_office_above_finds_the_activity_in_its_list_of_duties(city):
    activity = record_activity()

    page = words(reader("county1").get(reverse("todo:list"), {"list": "decide"}))

    assert activity.title in page
    assert reverse("outreach:detail", args=[activity.pk]) in page


def test_figures_of_publicity_open_for_a_department_that_is_limited_to_sectors(city):
    verified_activity("sms")
    client = reader("dept1")

    assert "160000" in words(client.get(reverse("figures:detail", args=["outreach.sms"])))
    assert "Text messages sent" in words(client.get(reverse("figures:list")))
    asked = client.get(reverse("figures:detail", args=["outreach.sms"]), {"sector": "fire"})
    assert (asked.status_code, "not told apart by sector" in words(asked)) == (422, True)
    assert "Text messages sent" not in words(client.get(reverse("figures:list"), {"sector": "fire"}))


def test_every_step_but_the_opening_one_has_a_form_or_a_reason(city):
    activity = record_activity()

    page = words(reader("county1").get(reverse("outreach:detail", args=[activity.pk])))

    for name in ("verify", "send_back", "void"):
        assert f'id="step-{name}"' in page
    assert str(ACTIVITY_FLOW.steps["correct"].label) in page
