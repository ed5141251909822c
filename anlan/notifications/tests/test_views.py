from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.notifications.delivery import deliver
from anlan.notifications.models import Event, Notice
from anlan.notifications.tests.test_delivery import told
from anlan.obligations.models import Kind, Obligation
from anlan.supervision.digest import tell_today
from anlan.testing import NOON, assigned_hazard, sign_in

LIST = reverse("notices:list")
READ = reverse("notices:read")


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


@pytest.fixture
def client(city) -> Client:
    return reader("business1")


def html(client: Client, address: str = LIST) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_notice_tells_what_happened_on_which_case_and_leads_there(client):
    hazard = assigned_hazard(description="The stairs are blocked")
    deliver(NOON)

    page = html(client)

    assert "A hazard was assigned to you" in page
    assert "The stairs are blocked" in page
    assert reverse("hazards:detail", args=[hazard.pk]) in page


def test_the_bell_counts_what_is_unread(client, city):
    told(city, 3)
    deliver(NOON)

    assert '<span class="count num">3</span><span class="visually-hidden">unread notices' in html(client)


def test_one_is_marked_as_read(client, city):
    key, _other = told(city, 2)
    deliver(NOON)

    response = client.post(READ, {"notice": key})

    assert response.status_code == 302
    assert list(Notice.objects.filter(read_at=None).values_list("pk", flat=True)) == [_other]


def test_all_are_marked_as_read_but_not_what_came_since(client, city):
    keys = told(city, 2)
    deliver(NOON)
    (late,) = told(city, 1)
    deliver(NOON)

    client.post(READ, {"newest": max(keys)})

    assert list(Notice.objects.filter(read_at=None).values_list("pk", flat=True)) == [late]


def test_a_strangers_notice_is_neither_shown_nor_marked(city):
    (key,) = told(city, 1)
    deliver(NOON)
    stranger = reader("business2")

    assert "No notices" in html(stranger)
    assert stranger.post(READ, {"notice": key}).status_code == 404
    assert Notice.objects.get(pk=key).read_at is None


def test_reading_needs_a_post_request(client, city):
    told(city, 1)
    deliver(NOON)

    assert client.get(READ).status_code == 405
    assert Notice.objects.filter(read_at=None).count() == 1


def test_the_digest_opens_the_list_of_all_that_was_withheld(client, city):
    told(city, 100)
    deliver(NOON)
    digest = Notice.objects.get(event=Event.STORM)

    page = html(client)
    first = html(client, reverse("notices:withheld", args=[digest.pk]))

    assert "80 more were withheld: 80 × A hazard was assigned to you" in page
    assert reverse("notices:withheld", args=[digest.pk]) in page
    assert first.count("A hazard was assigned to you") >= 50
    assert reader("business2").get(reverse("notices:withheld", args=[digest.pk])).status_code == 404


def test_the_digest_of_the_morning_tells_once_what_is_due_today_and_overdue(client, city):
    assigned_hazard()
    assigned_hazard()
    Obligation.objects.open().exclude(kind=Kind.RECTIFY).update(discharged_at=NOON, discharged_seq=1)
    morning = NOON + timedelta(days=7, hours=-4)

    with clock.at(morning):
        first, second = tell_today(morning), tell_today(morning)

    assert first >= 1
    assert second == 0
    assert Notice.objects.get(event=Event.DAILY, organisation__code="shop").counts == {
        "today": 2,
        "overdue": 0,
    }
    assert "2 due today, 0 overdue" in html(client)


def test_the_list_costs_the_same_whatever_it_holds(client, city, django_assert_max_num_queries):
    told(city, 15)
    deliver(NOON)

    # session, person, posts; rows, their words; what is unread, for the list and for the bell
    with django_assert_max_num_queries(8):
        html(client)


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/", "http://testserver/hazards/?state=found", ""]
)
def test_marking_leads_back_to_our_own_pages_only(client, city, referer):
    told(city, 1)
    deliver(NOON)

    response = client.post(READ, {"newest": 2**62}, HTTP_REFERER=referer)

    assert response["Location"] == ("/hazards/?state=found" if "testserver" in referer else LIST)
