"""Pages of administration: each act works by its form, a refusal keeps what was typed, strangers see nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan.administration.tests.deeds import area, body, deputise, end, post_of, reorganise, rule
from anlan.kernel import clock
from anlan.org.models import Area, Organisation, Person, Post
from anlan.org.responsibility import found_matrix
from anlan.premises.models import Premises
from anlan.premises.responsibility import project
from anlan.testing import SINCE, TODAY, person, place, sign_in

DAY = timedelta(days=1)
ROOT = "/administration"


@pytest.fixture(autouse=True)
def _noon(city):
    with clock.at(clock.day_start(TODAY) + timedelta(hours=12)):
        found_matrix(since=SINCE)
        project(on=TODAY)
        yield


def client(name: str) -> Client:
    found = sign_in(Client(headers={"accept-language": "en"}), name)
    found.cookies["anlan_language"] = "en"
    return found


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# -- people and posts --------------------------------------------------------------------------------------


def test_the_list_of_people_finds_by_name_and_role_and_says_who_acts_for_whom(city):
    deputise("station1", "station2")
    admin = client("security1")

    found = text(admin.get(f"{ROOT}/people/?q=station2"))
    by_role = text(admin.get(f"{ROOT}/people/?role=auditor"))

    assert "station2 name" in found
    assert "station1 name）" in found
    assert "station3 name" not in found
    assert "auditor1 name" in by_role
    assert "station2 name" not in by_role


def test_the_list_of_people_costs_the_same_whatever_its_length(city):
    admin = client("security1")
    admin.get(f"{ROOT}/people/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get(f"{ROOT}/people/")
        return len(asked)

    before = queries()
    Person.objects.bulk_create(Person(username=f"many{n}", name=f"many {n}", password="!") for n in range(40))

    assert queries() == before


def test_an_account_is_opened_by_its_form_and_the_password_is_shown_once(city):
    admin = client("security1")
    sent = {"name": "Wang", "username": "wang", "phone": "", "key": "open-this-account"}

    first = text(admin.post(f"{ROOT}/people/new/", sent))
    again = text(admin.post(f"{ROOT}/people/new/", sent))

    shown = re.findall(r"<code>([^<]+)</code>", first)
    assert shown[0] == "wang"
    assert Person.objects.get(username="wang").check_password(shown[1])
    assert shown[1] not in again
    assert Person.objects.filter(username="wang").count() == 1


def test_the_new_password_page_is_not_kept_by_a_browser(city):
    response = client("security1").post(
        f"{ROOT}/people/{person('county1').pk}/", {"act": "reset_password", "reason": "Forgotten"}
    )

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_an_appointment_by_its_form_stands_on_the_persons_page(city):
    admin, who = client("security1"), person("nobody1")
    sent = {
        "organisation": body("gov-a").pk,
        "role": "area_office",
        "title": "Section chief",
        "area": area("a").pk,
        "sectors": ["fire"],
        "first_day": TODAY.isoformat(),
        "last_day": "",
        "reason": "Order 12",
        "act": "appoint",
    }

    response = admin.post(f"{ROOT}/people/{who.pk}/appoint/", sent)

    assert response.status_code == 302
    assert "Section chief" in text(admin.get(response["Location"]))


def test_a_refused_appointment_keeps_what_was_typed_and_says_why(city):
    admin, who = client("security1"), person("system1")
    sent = {
        "organisation": body("office").pk,
        "role": "auditor",
        "title": "The very title",
        "area": area("city").pk,
        "first_day": TODAY.isoformat(),
        "reason": "Order 12",
        "act": "appoint",
    }

    response = admin.post(f"{ROOT}/people/{who.pk}/appoint/", sent)

    assert response.status_code == 409
    assert "The very title" in text(response)
    assert "system1 name is already System administrator in those days" in text(response)


def test_a_post_is_ended_on_its_page_and_its_history_says_so(city):
    admin, post = client("security1"), post_of("county1")
    address = f"{ROOT}/posts/{post.pk}/"

    response = admin.post(address, {"act": "end", "reason": "Transferred to the city", "last_day": ""})

    assert response.status_code == 302
    assert "Transferred to the city" in text(admin.get(address))
    assert Post.objects.get(pk=post.pk).ended_at is not None


def test_the_administrator_names_a_deputy_of_another_organisation_by_user_name(city):
    admin, post = client("security1"), post_of("county1")
    sent = {
        "act": "deputise",
        "person": "",
        "username": "county2",
        "first_day": TODAY.isoformat(),
        "last_day": TODAY.isoformat(),
        "reason": "On leave",
    }

    assert admin.post(f"{ROOT}/posts/{post.pk}/", sent).status_code == 302
    assert Post.objects.get(acting_for=post).person == person("county2")


# -- my posts ----------------------------------------------------------------------------------------------


def test_somebody_lends_a_post_and_takes_it_back_on_the_own_page(city):
    holder, address = client("station1"), f"{ROOT}/my-posts/"
    sent = {
        "act": "deputise",
        "post": post_of("station1").pk,
        "person": person("station2").pk,
        "first_day": TODAY.isoformat(),
        "last_day": (TODAY + DAY).isoformat(),
        "reason": "On leave",
    }

    assert holder.post(address, sent).status_code == 302
    assert "station2 name" in text(holder.get(address))
    acting = Post.objects.get(acting_for=post_of("station1"))
    back = {"act": "withdraw", "post": acting.pk, "reason": "Back"}
    assert holder.post(address, back).status_code == 302
    assert Post.objects.get(pk=acting.pk).ended_at is not None


def test_nobody_lends_the_post_of_somebody_else_on_this_page(city):
    sent = {"act": "deputise", "post": post_of("county1").pk, "person": person("station2").pk}

    assert client("station1").post(f"{ROOT}/my-posts/", sent).status_code == 404


# -- responsibility ----------------------------------------------------------------------------------------


def test_the_matrix_shows_gaps_and_double_claims_and_adds_up_on_both_axes(city):
    rule("gas", "city", step="revoke")
    rule("fire", "a", "gov-a")
    rule("fire", "a", "fire", step="claim")

    page = text(client("office1").get(f"{ROOT}/responsibility/"))

    assert page.count("word word-bad") == 4  # gas: the city, two counties, the zone
    assert page.count("word word-warn") == 1
    total = str(Premises.objects.count())
    *rows, foot = re.findall(r'k-total" data-label="Premises">(\d+)</td>', page)
    columns = re.findall(r"<tfoot>.*?</tfoot>", page)[0]
    counts = [int(n) for n in re.findall(r'<td data-label="[^"]+">(\d+)</td>', columns)]
    assert sum(map(int, rows)) == int(foot) == int(total) == counts[0] == sum(counts[1:])


def test_the_matrix_of_yesterday_is_yesterdays(city):
    rule("fire", "city", "gas")
    reader = client("office1")

    today, yesterday = (
        text(reader.get(f"{ROOT}/responsibility/?on={day.isoformat()}")) for day in (TODAY, TODAY - DAY)
    )

    fire, gas = body("fire").label, body("gas").label
    assert fire not in today
    assert gas in today
    assert fire in yesterday


def test_a_ruling_by_its_form_stands_with_document_and_basis(city):
    office, address = client("office1"), f"{ROOT}/responsibility/fire/{area('a').pk}/"
    sent = {
        "act": "rule",
        "department": body("gov-a").pk,
        "first_day": TODAY.isoformat(),
        "document": "安委办〔2022〕12号",
        "decided_by": "The committee",
        "basis": "Similar business",
    }

    assert office.post(address, sent).status_code == 302
    page = text(office.get(address))

    assert "安委办〔2022〕12号" in page
    assert "Similar business" in page
    assert place("shop").department_id == body("gov-a").pk


def test_a_reader_without_the_right_sees_the_reason_and_no_form(city):
    address = f"{ROOT}/responsibility/fire/{area('a').pk}/"

    page = text(client("county1").get(address))

    assert 'name="document"' not in page
    assert client("county1").post(address, {"act": "rule", "document": "x"}).status_code in (403, 422)


def test_the_list_of_premises_without_a_regulator_is_live(city):
    rule("gas", "city", step="revoke")
    rule("fire", "city", "gas", step="claim")
    office = client("office1")

    page = text(office.get(f"{ROOT}/responsibility/unclear/"))
    narrowed = text(office.get(f"{ROOT}/responsibility/unclear/?sector=gas&area=a"))
    rule("fire", "city", "fire")
    after = text(office.get(f"{ROOT}/responsibility/unclear/"))

    assert all(place(code).name in page for code in ("shop", "kitchen", "mill", "depot", "plant"))
    assert place("kitchen").name in narrowed
    assert place("depot").name not in narrowed
    assert place("shop").name not in after
    assert place("kitchen").name in after


# -- the tree ----------------------------------------------------------------------------------------------


def test_an_area_is_succeeded_by_its_form_and_the_page_goes_to_the_successor(city):
    admin = client("system1")
    sent = {
        "act": "succeed_area",
        "name": "新东江区",
        "name_en": "New Dongjiang",
        "short_name": "新东江",
        "code": "",
        "parent": "",
        "effective_on": TODAY.isoformat(),
        "document": "豫政〔2022〕9号",
        "reason": "County becomes district",
    }

    response = admin.post(f"{ROOT}/areas/{area('a').pk}/", sent)

    new = Area.objects.get(code="a", valid_to=None)
    assert response["Location"] == f"{ROOT}/areas/{new.pk}/"
    assert "豫政〔2022〕9号" in text(admin.get(response["Location"]))
    old = text(admin.get(f"{ROOT}/areas/{city.areas['a'].pk}/"))
    assert f"{ROOT}/areas/{new.pk}/" in old


def test_the_tree_of_a_past_day_shows_what_stood_then(city):
    reorganise("close_area", area=area("a2"), into=area("a1"))
    admin = client("system1")
    link = f"{ROOT}/areas/{city.areas['a2'].pk}/"

    assert link not in text(admin.get(f"{ROOT}/areas/"))
    assert link in text(admin.get(f"{ROOT}/areas/?on={(TODAY - DAY).isoformat()}"))


def test_an_organisation_is_succeeded_by_its_form(city):
    old = body("gas")
    sent = {
        "act": "succeed_body",
        "name": "城市管理局",
        "name_en": "City Management",
        "effective_on": TODAY.isoformat(),
        "document": "12",
        "reason": "Reform",
    }

    assert client("system1").post(f"{ROOT}/organisations/{old.pk}/", sent).status_code == 302
    assert Organisation.objects.get(pk=old.pk).successor == body("gas")


# -- who gets in -------------------------------------------------------------------------------------------

PAGES = {
    "people/": {"security1"},
    "people/new/": {"security1"},
    "areas/": {"system1"},
    "organisations/": {"system1"},
    "responsibility/": {"office1", "county1", "dept1", "system1", "leader1"},
    "responsibility/unclear/": {"office1", "county1", "dept1", "system1", "leader1"},
    "my-posts/": {
        "security1",
        "system1",
        "auditor1",
        "office1",
        "county1",
        "dept1",
        "leader1",
        "business1",
        "nobody1",
    },
}
EVERYBODY = PAGES["my-posts/"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_to_those_who_have_to_do_with_it(city, page):
    opened = {name for name in EVERYBODY if client(name).get(f"{ROOT}/{page}").status_code == 200}

    assert opened == PAGES[page]


def test_an_administrator_of_a_county_sees_its_people_only(city):
    Post.objects.filter(person__username="security1").update(area=area("a"))
    admin = client("security1")

    assert admin.get(f"{ROOT}/people/{person('station1').pk}/").status_code == 200
    assert admin.get(f"{ROOT}/people/{person('station3').pk}/").status_code == 404
    assert admin.get(f"{ROOT}/posts/{post_of('station3').pk}/").status_code == 404
    assert "station3 name" not in text(admin.get(f"{ROOT}/people/"))


@pytest.mark.parametrize(
    "address",
    [
        "people/999999999/",
        "posts/99999999999999999999/",
        "areas/0/",
        "organisations/0/",
        "responsibility/moon/1/",
    ],
)
def test_what_is_not_there_is_not_found(city, address):
    name = "security1" if address[0] == "p" else "system1"

    assert client(name).get(f"{ROOT}/{address}").status_code == 404


def test_an_ended_post_offers_nothing_more(city):
    end("county1")

    page = text(client("security1").get(f"{ROOT}/posts/{post_of('county1').pk}/"))

    assert 'value="end"' not in page
