"""The closed loop as people walk it, page by page: found, assigned, rectified, accepted, closed out, and counted."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.testing import (
    NOON,
    claimed_hazard,
    many_hazards,
    many_visits,
    place,
    record_hazard,
    record_visit,
    sign_in,
    take,
    written,
)

KEY = re.compile(r'name="key"\s+value="([^"]+)"|value="([^"]+)"\s+name="key"')


def pages(username: str) -> Client:
    """Return a browser without JavaScript, signed in, in English."""
    client = sign_in(Client(), username)
    client.cookies["django_language"] = "en"
    return client


def words(response) -> str:
    """Return what stands on a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.content.decode())))


def keys(response) -> list[str]:
    return [first or second for first, second in KEY.findall(response.content.decode())]


def test_a_hazard_goes_round_the_loop_through_the_pages(city):
    inspector, dept, business = pages("inspector1"), pages("dept1"), pages("business1")
    county = pages("county1")

    found = inspector.get(reverse("inspections:record"), {"q": "惠民"})
    assert "惠民超市" in words(found)
    visited = inspector.post(
        reverse("inspections:record"),
        {"premises": place("shop").pk, "mode": "random", "hazard": "1", "key": "k" * 20},
    )
    visit = Visit.objects.get()
    assert visited["Location"] == reverse("hazards:record", kwargs={"visit": visit.pk})
    recorded = inspector.post(
        visited["Location"],
        {"description": "Fire door blocked", "grade": "general", "category": "fire", "interim_measure": ""},
    )
    hazard = Hazard.objects.get()
    page = reverse("hazards:detail", args=[hazard.pk])
    assert recorded["Location"] == page

    def step(client: Client, name: str, **given: str) -> None:
        response = client.post(reverse("hazards:take", args=[hazard.pk, name]), given, follow=True)
        assert response.redirect_chain == [(page, 302)], words(response)
        assert "is recorded: journal entry" in words(response)

    step(dept, "assign", due_at="2022-10-31T18:00", requirement="Clear it")
    step(business, "sign_for")
    step(business, "ask_extension", until="2022-11-10T18:00", reason="The frame is ordered")
    step(dept, "decide_extension", decision="grant", reason="Agreed")
    step(business, "claim", rectification="Cleared and marked")
    step(county, "accept", acceptance="Seen on the spot", mode="on_site")
    step(dept, "close_out")

    hazard.refresh_from_db()
    assert (hazard.state, hazard.revision) == ("closed", 8)
    told = words(dept.get(page))
    for word in (
        "inspector1 name",
        "business1 name",
        "county1 name",
        "The frame is ordered",
        "Cleared and marked",
        "Seen on the spot",
        "closed it out",
    ):
        assert word in told
    assert "100%" in words(dept.get(reverse("figures:detail", args=["hazards.rectification_rate"])))
    assert "100%" in words(pages("editor1").get(reverse("bulletins:day")))


def test_a_button_pressed_twice_is_one_step(city):
    hazard = record_hazard()
    client = pages("dept1")
    page = client.get(reverse("hazards:detail", args=[hazard.pk]))
    given = {"due_at": "2022-10-31T18:00", "key": keys(page)[0]}
    take_it = reverse("hazards:take", args=[hazard.pk, "assign"])

    client.post(take_it, given)
    again = client.post(take_it, given, follow=True)

    assert "was already recorded" in words(again)
    assert Entry.objects.filter(case_id=hazard.pk).count() == 2


def test_whoever_comes_second_is_told_who_was_first_and_nothing_changes(city):
    hazard = claimed_hazard()
    take(hazard, "accept", by="county1")
    before = written()

    response = pages("inspector1").post(
        reverse("hazards:take", args=[hazard.pk, "accept"]), {"acceptance": "Agreed"}
    )

    assert response.status_code == 409
    assert "county1 name already brought it to “Accepted”" in words(response)
    assert written() == before


def test_refused_input_comes_back_as_it_was_typed_with_the_reason(city):
    hazard = record_hazard()
    before = written()

    response = pages("dept1").post(
        reverse("hazards:take", args=[hazard.pk, "assign"]),
        {"due_at": "soon", "requirement": "Clear <b>it</b>"},
    )

    assert response.status_code == 422
    assert "is not a date and time" in words(response)
    assert "Clear &lt;b&gt;it&lt;/b&gt;" in response.content.decode()
    assert written() == before


def test_a_step_without_the_right_is_refused_with_its_reason(city):
    hazard = claimed_hazard()
    before = written()

    response = pages("business1").post(
        reverse("hazards:take", args=[hazard.pk, "accept"]), {"acceptance": "Agreed"}
    )

    assert response.status_code == 403
    assert "no right of acceptance" in words(response)
    assert written() == before


def test_the_opening_step_is_not_taken_through_a_case_that_is_open(city):
    hazard = record_hazard()
    before = written()

    pages("dept1").post(
        reverse("hazards:take", args=[hazard.pk, "record"]),
        {"visit": hazard.visit_id, "description": "Slipped in", "grade": "general", "category": "fire"},
    )

    assert written() == before


def test_a_key_that_no_database_can_hold_is_refused(city):
    hazard = record_hazard()
    before = written()

    response = pages("dept1").post(
        reverse("hazards:take", args=[hazard.pk, "assign"]),
        {"due_at": "2022-10-31T18:00", "key": "12345678\x00"},
    )

    assert response.status_code == 422
    assert written() == before


@pytest.mark.parametrize("account", ["county2", "dept2", "business2"])
def test_what_a_stranger_does_not_see_does_not_exist_for_him(city, account):
    hazard = record_hazard()
    client = pages(account)

    assert client.get(reverse("hazards:detail", args=[hazard.pk])).status_code == 404
    assert client.get(reverse("premises:detail", args=[hazard.premises_id])).status_code == 404
    taken = client.post(reverse("hazards:take", args=[hazard.pk, "assign"]), {"due_at": "2022-10-31T18:00"})
    assert taken.status_code == 404


@pytest.mark.parametrize(
    "number", [0, 2**63 - 1, 2**63, 10**30, int("9" * 60)], ids=["0", "max", "2^63", "10^30", "60 digits"]
)
def test_an_address_with_any_number_is_not_found_but_never_a_fault(city, subtests, number):
    client = pages("dept1")
    addresses = {
        "hazards:detail": {"pk": number},
        "hazards:take": {"pk": number, "step": "assign"},
        "hazards:record": {"visit": number},
        "hazards:of-visit": {"visit": number},
        "hazards:of-premises": {"premises": number},
        "inspections:detail": {"pk": number},
        "premises:detail": {"pk": number},
    }

    for name, given in addresses.items():
        with subtests.test(name):
            assert client.get(reverse(name, kwargs=given)).status_code in (200, 404)


# one page of each kind × what may stand in its address
QUERIES = {
    "hazards:list": "state grade area sector from q before",
    "inspections:list": "mode area from to q after",
    "premises:list": "sector q before",
    "inspections:record": "premises q",
    "figures:list": "area known_at",
    "figures:detail": "area sector grade from to known_at before",
    "figures:proof": "to known_at",
    "bulletins:list": "on format",
    "today": "area to",
}
ODD = ("9223372036854775808", "9999-12-31", "2022-10-01T10:00+20:00", "a\x00b", "\udcff", "'\"><script>")


@pytest.mark.parametrize("name", QUERIES)
def test_whatever_stands_in_an_address_is_answered_and_is_never_a_fault(city, subtests, name):
    record_hazard()
    client = pages("dept1")
    address = reverse(
        name, kwargs={"code": "hazards.found"} if name in ("figures:detail", "figures:proof") else None
    )

    for parameter in QUERIES[name].split():
        for odd in ODD:
            with subtests.test(parameter=parameter, odd=ascii(odd)), transaction.atomic():
                given = "".join(f"%{byte:02X}" for byte in odd.encode("utf-8", "surrogateescape"))
                response = client.get(f"{address}?{parameter}={given}")
                assert response.status_code in (200, 404, 422)
                assert b'"><script>' not in response.content


# -- what a list costs -----------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


MOST_QUERIES = {"figures:list": 36, "figures:detail": 22, "today": 24}
"""A figure that is kept by no measure is counted over its rows: some statements for each, never for each row."""


@pytest.mark.parametrize(
    "address",
    [
        "hazards:list", "inspections:list", "premises:list", "figures:list", "today", "bulletins:list",
        "figures:detail hazards.outstanding", "figures:detail inspections.visits",
        "hazards:of-visit", "hazards:of-premises",
    ],
)  # fmt: skip
def test_a_list_costs_few_queries_however_many_rows_it_has(city, address):
    client = pages("office1")
    name, _space, code = address.partition(" ")
    hazard = record_hazard()
    given = {
        "hazards:of-visit": {"visit": hazard.visit_id},
        "hazards:of-premises": {"premises": hazard.premises_id},
    }
    url = reverse(name, kwargs={"code": code} if code else given.get(name))
    queries(client, url)  # what a process keeps after its first page
    few = queries(client, url)

    more_of_everything(hazard)
    many = queries(client, url)

    assert many <= MOST_QUERIES.get(name, 15)
    assert many <= few + 1, "one further query where there was nothing to tell before"


def more_of_everything(hazard: Hazard) -> None:
    """Sixty visits, hazards, premises, obligations overdue, notices."""
    many_visits(60)
    for key in many_hazards(60):
        Hazard.objects.filter(pk=key).update(visit=hazard.visit)
    shop = place("shop")
    for number in range(60):
        shop.pk, shop.code = None, f"shop-{number}"
        shop.save(force_insert=True)
    with clock.at(NOON + timedelta(minutes=1)):
        for key in list(Hazard.objects.order_by("pk").values_list("pk", flat=True))[:15]:
            take(key, "assign", due_at=NOON + timedelta(minutes=2))


def test_a_reader_in_chinese_finds_no_english_label_on_the_loop(city):
    hazard = record_hazard(visit=record_visit())
    client = sign_in(Client(), "dept1")

    with translation.override("zh-hans"):
        told = words(client.get(reverse("hazards:detail", args=[hazard.pk])))

    assert "Assign" not in told
    assert "Journal" not in told
