from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse

from anlan.org import filters
from anlan.org.models import Sector
from anlan.org.scope import Scope
from anlan.testing import actor, many_hazards, sign_in


def test_a_scope_is_offered_its_own_areas_only(city):
    codes = [code for code, _label in filters.areas(actor("county1").scope)]

    assert "a" in codes
    assert "a1" in codes
    assert "b" not in codes
    assert filters.areas(Scope()) == []


def test_they_are_read_once_and_anew_after_a_change(city, django_assert_num_queries):
    filters.forget()

    with django_assert_num_queries(3):
        filters.sectors()
        filters.departments()
    before = len(filters.sectors())
    Sector.objects.create(
        code="rail", name="铁路", name_en="Rail", position=90, lead=city.organisations["fire"]
    )

    assert len(filters.sectors()) == before
    filters.forget()
    assert len(filters.sectors()) == before + 1


def test_a_page_of_hazards_costs_six_statements_and_a_count(city, django_assert_num_queries):
    many_hazards(55)
    client = sign_in(Client(), "county1")
    first = client.get(reverse("hazards:list"))  # the filters are read now
    older = first.content.decode().split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    with django_assert_num_queries(
        7
    ):  # session, person, posts, rows, their count, unread notices, saved views
        client.get(reverse("hazards:list"))
    with django_assert_num_queries(6):  # only the first page counts
        client.get(reverse("hazards:list") + older)
    with django_assert_num_queries(6):
        client.get(reverse("hazards:list") + f"?from={date(2030, 1, 1)}")
