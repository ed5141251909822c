"""Lists: pages in every offered order, counts, searches and prints, in the reader's scope."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from anlan.inspections.listing import VISITS
from anlan.inspections.models import Visit
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import Order
from anlan.listings.counts import Count, capped
from anlan.listings.spec import LISTS, ListSpec, Sort
from anlan.org.models import Person
from anlan.premises.listing import PREMISES
from anlan.premises.models import Premises
from anlan.search.indexing import catch_up
from anlan.testing import NOON, many_visits, place, record_visit, sign_in

LINK = re.compile(r'href="/visits/(\d+)/"')


@pytest.fixture
def reader(city) -> Client:
    client = sign_in(Client(), "office1")
    client.cookies["django_language"] = "en"
    return client


def shown(client: Client, address: str) -> list[int]:
    """Return the keys of the visits on a page, in its order."""
    return [int(key) for key in LINK.findall(client.get(address).content.decode())]


def link(client: Client, address: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', client.get(address).content.decode())
    return found.group(1).replace("&amp;", "&") if found else ""


def test_an_order_is_walked_to_its_end_and_back(reader):
    for days in (5, 1, 3):
        record_visit(at=NOON - timedelta(days=days))
    many_visits(55)
    wanted = list(Visit.objects.order_by("visited_on", "pk").values_list("pk", flat=True))

    first = reverse("inspections:list") + "?sort=-day"
    second = reverse("inspections:list") + link(reader, first, "next")
    back = reverse("inspections:list") + link(reader, second, "prev")

    assert shown(reader, first) + shown(reader, second) == wanted
    assert shown(reader, back) == wanted[:50]


def test_a_search_is_paged_and_keeps_the_scope(city, reader):
    many_visits(53, "shop")
    record_visit("depot")
    catch_up()
    many_visits(2, "shop")
    wanted = list(Visit.objects.filter(premises__code="shop").order_by("-pk").values_list("pk", flat=True))

    first = reverse("inspections:list") + "?q=hmcs"
    second = reverse("inspections:list") + link(reader, first, "next")

    assert shown(reader, first) + shown(reader, second) == wanted
    assert shown(sign_in(Client(), "county2"), first) == []


def test_the_foot_tells_the_exact_number_or_what_it_knows(reader):
    many_visits(53)
    address = reverse("inspections:list")

    assert "exactly 53 rows" in reader.get(address).content.decode()
    assert "3 rows on this page" in reader.get(address + link(reader, address, "next")).content.decode()
    assert "50+ rows" in reader.get(address + "?q=shop").content.decode()
    assert "newest 2,000 rows only" in reader.get(address + "?q=惠").content.decode()


@pytest.mark.parametrize(("rows", "told"), [(2, Count(2)), (3, Count(3)), (4, Count(3, more=True))])
def test_counting_stops_at_its_cap(city, rows, told):
    many_visits(rows)

    assert capped(Visit.objects.all(), 3) == told


@pytest.mark.parametrize(
    ("spec", "rows", "query", "index"),
    [
        (VISITS, Visit.objects.all(), {"sort": "day"}, "visit_by_day"),
        (VISITS, Visit.objects.all(), {"sort": "-day"}, "visit_by_day"),
        (PREMISES, Premises.objects.all(), {"sort": "code"}, "code"),
    ],
    ids=["day", "day turned", "code"],
)
def test_an_offered_order_is_served_by_its_index(db, spec, rows, query, index):
    _sort, order = spec.chosen(query)
    names = [f"-{name}" if order.descending else name for name in (*order.fields, "pk")]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    plan = rows.only("pk").order_by(*names)[:50].explain()

    assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert re.search(rf"{spec.code and index}|autoindex", plan), plan


def test_an_order_is_offered_only_with_the_filters_that_its_index_needs():
    due = Sort("due", Order(("due_at",), descending=False), "open_by_due", {"state": frozenset({"open"})})
    spec = ListSpec("test", "Test", "today", filters=("state",), sorts=(due,))
    LISTS.pop("test")

    assert spec.chosen({"sort": "due", "state": "open"}) == (due, due.order)
    assert spec.chosen({"sort": "-due", "state": "open"}) == (due, due.order.turned())
    assert spec.chosen({"sort": "due"}) == (None, Order())
    with pytest.raises(Invalid):
        spec.chosen({"sort": "colour"})


def test_a_search_is_always_newest_first(reader):
    first, last = record_visit(at=NOON), record_visit(at=NOON - timedelta(days=2))

    assert shown(reader, reverse("inspections:list") + "?q=shop&sort=day") == [last.pk, first.pk]


def test_the_print_view_holds_the_whole_filtered_list_and_says_what_it_is(reader):
    many_visits(60)
    record_visit("depot")

    text = reader.get(reverse("inspections:list") + "?sector=fire&print=1").content.decode()

    assert len(LINK.findall(text)) == 60
    assert "60 rows" in text
    assert "Sector “Fire safety”" in text
    assert "as of 24 Oct 2022, 12:00" in text
    assert 'class="side"' not in text


def test_an_empty_list_says_so_on_paper_too(reader):
    text = reader.get(reverse("inspections:list") + "?print=1").content.decode()

    assert "No row fits this filter." in text


def test_a_list_costs_as_many_statements_whatever_its_rows(city, reader, django_assert_max_num_queries):
    many_visits(70)
    reader.get(reverse("inspections:list"))

    # 4 for who reads, 2 for the choices, page, rows, count, saved views
    with django_assert_max_num_queries(10):
        reader.get(reverse("inspections:list"))


def test_choosing_premises_for_a_visit_finds_initials_too(reader):
    client = sign_in(Client(), "dept1")

    text = client.get(reverse("inspections:record") + "?q=hmcs").content.decode()

    assert place("shop").name in text
    assert place("mill").name not in text
    assert Person.objects.filter(username="dept1").exists()
