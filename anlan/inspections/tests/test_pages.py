"""Pages of a visit's team, answers and registers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from anlan.checklists.models import ChecklistItem
from anlan.inspections.models import Qualification, Visit
from anlan.inspections.tests.factories import answer, area, general, qualified, take
from anlan.testing import record_visit, sign_in


def reader(username: str) -> Client:
    client = sign_in(Client(), username)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def dept(city) -> Client:
    return reader("dept1")


def test_a_visit_shows_which_of_the_four_is_missing_and_takes_the_team(dept):
    visit, expert = record_visit(focus="用电"), qualified()
    address = reverse("inspections:detail", args=[visit.pk])
    page = dept.get(address).content.decode()
    assert "missing: an expert, a checklist" in page

    sent = {
        "experts": [expert.pk],
        "leader_name": "张三",
        "leader_title": "副市长",
        "revision": visit.revision,
    }
    dept.post(reverse("inspections:take", args=[visit.pk, "attend"]), sent)

    page = dept.get(address).content.decode()
    assert expert.label in page
    assert "副市长 张三" in page
    assert "missing: a checklist" in page


def test_a_refused_team_keeps_what_was_typed(dept):
    visit = record_visit()

    response = dept.post(reverse("inspections:take", args=[visit.pk, "attend"]), {"leader_name": "张三疯"})

    assert response.status_code == 409
    assert "张三疯" in response.content.decode()


def test_the_checklist_is_answered_on_its_page_and_a_hazard_made_from_an_item(dept):
    visit = record_visit()
    address = reverse("inspections:check", args=[visit.pk])
    assert "General management" in dept.get(address).content.decode()
    items = {item.code: item.pk for item in general().items.all()}
    sent = {f"result-{pk}": "conforms" for pk in items.values()} | {"checklist": general().pk}
    sent |= {f"result-{items['ZH-12']}": "fails", f"result-{items['ZH-07']}": "not_applicable"}

    refused = dept.post(address, sent)
    done = dept.post(address, sent | {f"reason-{items['ZH-07']}": "无危险作业"})

    assert "Say why item" in refused.content.decode()
    assert done["Location"] == reverse("inspections:detail", args=[visit.pk])
    record = reverse("hazards:record", args=[visit.pk]) + f"?item={items['ZH-12']}"
    assert record in dept.get(done["Location"]).content.decode()
    form = dept.get(record).content.decode()
    assert "Does not conform: " + ChecklistItem.objects.get(pk=items["ZH-12"]).text in form
    assert f'<option value="{items["ZH-12"]}" selected' in form


def test_another_organisation_reads_and_is_offered_nothing(city):
    visit = answer(record_visit())
    county = reader("county1")

    page = county.get(reverse("inspections:detail", args=[visit.pk])).content.decode()
    refused = county.post(reverse("inspections:take", args=[visit.pk, "conclude"]), {"situation": "改写"})

    assert reverse("inspections:check", args=[visit.pk]) not in page
    assert refused.status_code == 403
    assert Visit.objects.get(pk=visit.pk).situation == "as usual"


@pytest.mark.parametrize("chosen", ["yes", ""], ids=["chosen", "left open: no script ran"])
def test_a_hidden_visit_is_recorded_and_leads_to_its_own_page(dept, chosen):
    place = record_visit().premises_id
    sent = {"premises": place, "mode": "four_no_two_direct", "hidden": chosen, "hazard": "1"}

    response = dept.post(reverse("inspections:record"), sent)

    visit = Visit.objects.latest("pk")
    assert (visit.is_masked, response["Location"]) == (True, reverse("inspections:detail", args=[visit.pk]))
    assert "Hidden." in dept.get(response["Location"]).content.decode()


@pytest.mark.parametrize("sent", [{"hidden": "no"}, {}], ids=["no", "not asked"])
def test_the_page_hides_nothing_that_was_not_to_be_hidden(dept, sent):
    place = record_visit().premises_id
    form = dept.get(reverse("inspections:record"), {"premises": place}).content.decode()

    dept.post(reverse("inspections:record"), {"premises": place, "mode": "unannounced", **sent})

    assert not Visit.objects.latest("pk").is_masked
    assert 'data-preset="hidden"' in form


def test_the_register_is_kept_by_page(city):
    office = reader("office1")
    sent = {"kind": "expert", "name": "李四", "first_day": "2022-01-01", "area": area("city").pk}

    refused = office.post(reverse("inspections:enter-person"), sent)
    done = office.post(reverse("inspections:enter-person"), sent | {"field": "化工"})

    one = Qualification.objects.get()
    assert "An expert has a field" in refused.content.decode()
    assert done["Location"] == reverse("inspections:person", args=[one.pk])
    correct = {"name": "李四", "field": "电气", "first_day": "2022-01-01", "last_day": "2022-12-31"}
    office.post(reverse("inspections:take-person", args=[one.pk, "correct"]), correct)
    one.refresh_from_db()
    assert (one.field, str(one.last_day)) == ("电气", "2022-12-31")
    assert "李四" in office.get(reverse("inspections:people"), {"kind": "expert"}).content.decode()


def test_a_visit_costs_the_same_queries_however_many_took_part(dept, django_assert_max_num_queries):
    visit = answer(record_visit())
    people = [qualified(f"专家{n}").pk for n in range(8)]
    take(visit, "attend", experts=people)
    address = reverse("inspections:detail", args=[visit.pk])
    dept.get(address)

    with django_assert_max_num_queries(30):
        dept.get(address)
