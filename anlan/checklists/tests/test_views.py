"""Pages of the checklists."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.checklists.models import Checklist
from anlan.checklists.tests.factories import area, issued
from anlan.testing import sign_in


@pytest.fixture
def office(city) -> Client:
    client = sign_in(Client(), "office1")
    client.cookies["django_language"] = "en"
    return client


def typed(**changes: str) -> dict[str, str]:
    head = {
        "code": "kitchens",
        "version": "1",
        "title": "餐饮场所检查表",
        "sectors": "fire,gas",
        "effective_from": "2022-10-01",
        "area": str(area("city").pk),
    }
    row = {
        "code": "CY-01",
        "text": "燃气报警装置",
        "method": "test",
        "default_grade": "general",
        "default_days": "3",
    }
    blank = {"method": "look", "default_grade": "general", "default_days": "7"}
    rows = {f"items-0-{name}": value for name, value in row.items()}
    rows |= {f"items-1-{name}": value for name, value in blank.items()}
    return {**head, **rows, **changes}


def test_the_library_stands_by_its_time_in_force(office):
    page = office.get(reverse("checklists:list")).content.decode()

    assert "General management of work safety V1" in page
    assert page.index("Ammonia refrigeration V1") < page.index("Ammonia refrigeration V2")
    assert "Not yet in force" in page


def test_a_search_finds_items_by_their_words(office):
    page = office.get(reverse("checklists:list"), {"q": "可燃气体报警"}).content.decode()

    assert "RQ-01" in page


def test_the_list_costs_the_same_queries_however_many_versions(office, django_assert_max_num_queries):
    office.get(reverse("checklists:list"))
    for number in range(5):
        issued(code=f"list-{number}", key=f"list-number-{number}")

    with django_assert_max_num_queries(14):
        office.get(reverse("checklists:list"))


def test_a_version_is_issued_by_the_page_and_blank_rows_are_left_out(office):
    refused = office.post(reverse("checklists:issue"), typed())
    done = office.post(reverse("checklists:issue"), typed(note="条文未录入"))

    assert refused.status_code == 422 or refused.status_code == 409
    assert "list is not complete" in refused.content.decode()
    assert "燃气报警装置" in refused.content.decode()
    one = Checklist.objects.get(code="kitchens")
    assert done["Location"] == reverse("checklists:detail", args=[one.pk])
    assert one.items.count() == 1


def test_more_rows_keep_what_was_typed_and_write_nothing(office):
    page = office.post(reverse("checklists:issue"), typed(more="1")).content.decode()

    assert "燃气报警装置" in page
    assert "items-10-text" in page
    assert not Checklist.objects.filter(code="kitchens").exists()


def test_a_new_version_begins_with_the_items_of_the_former(office):
    former = issued()

    page = office.get(reverse("checklists:issue"), {"of": former.pk}).content.decode()

    assert 'value="2"' in page
    assert "操作间无杂物" in page


def test_withdrawing_needs_a_reason_and_tells_it(office):
    one = issued()
    address = reverse("checklists:withdraw", args=[one.pk])

    assert office.post(address, {"reason": ""}).status_code == 422
    office.post(address, {"reason": "条文已修订"})

    assert "条文已修订" in office.get(reverse("checklists:detail", args=[one.pk])).content.decode()


def test_an_inspector_reads_and_is_offered_nothing(city):
    client = sign_in(Client(), "inspector1")
    client.cookies["django_language"] = "en"
    one = issued()

    page = client.get(reverse("checklists:detail", args=[one.pk])).content.decode()

    assert "Withdrawal" not in page
    assert (
        client.post(reverse("checklists:withdraw", args=[one.pk]), {"reason": "because"}).status_code == 403
    )


def test_there_is_no_such_list(office):
    assert office.get(reverse("checklists:detail", args=[999_999])).status_code == 404
