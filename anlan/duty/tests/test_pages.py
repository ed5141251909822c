"""Pages, files, the calendar, the ledgers and the API of duty."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.duty.flow import CHECK_FLOW
from anlan.duty.models import CalendarFeed, Readiness, Roster, Seat, SpotCheck
from anlan.duty.rows import KINDS
from anlan.duty.tests.factories import do, draft, one_of_each, people, published, room, seats
from anlan.kernel import clock
from anlan.org.models import Person
from anlan.testing import NOON, actor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def staff(city: Any) -> list[Person]:
    return people(city, count=12)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_every_list_and_form_opens_and_strangers_see_nothing(
    city: Any, staff: list[Person], client: Any
) -> None:
    place = room(city, staff=staff)
    sign_in(client, "office1")

    for kind in KINDS:
        text(client.get(reverse(f"duty:{kind}")))
        text(client.get(reverse(f"duty:{kind}-begin")))
        text(client.get(reverse("listings:export", args=[f"duty-{kind.replace('_', '-')}"]) + "?format=csv"))
    assert place.number in text(client.get(reverse("duty:duty_room")))
    sign_in(client, "county2")
    assert client.get(reverse("duty:case", args=["duty_room", place.pk])).status_code == 404
    assert client.get(reverse("duty:case", args=["duty_room", 2**64])).status_code == 404
    sign_in(client, "business1")
    assert client.get(reverse("duty:now")).status_code == 403


def test_a_case_of_every_kind_opens_and_other_areas_do_not_see_it(city: Any, client: Any) -> None:
    found = one_of_each(city)

    for kind, case in found.items():
        address = reverse("duty:case", args=[kind, case.pk])
        sign_in(client, "county1")
        assert case.number in text(client.get(address)), kind
        sign_in(client, "county2")
        assert client.get(address).status_code == 404, kind
    assert found.keys() == KINDS.keys()


def test_a_roster_is_drafted_and_published_on_its_pages_with_its_gaps(
    city: Any, staff: list[Person], client: Any
) -> None:
    place = room(city, staff=staff[:2])
    sign_in(client, "office1")

    made = client.post(
        reverse("duty:roster-begin"),
        {"room": place.pk, "first_day": "2022-10-24", "last_day": "2022-10-30"},
        follow=True,
    )
    roster = Roster.objects.get()
    refused = client.post(reverse("duty:take", args=["roster", roster.pk, "publish"]), {})

    assert "个席位空缺" in text(made)
    assert refused.status_code == 409
    assert "个席位空缺：" in refused.content.decode()
    assert staff[0].name in text(made)


def test_the_screen_of_the_night_says_who_is_on_duty_and_what_is_owed(
    city: Any, staff: list[Person], client: Any, django_assert_max_num_queries: Any
) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-26")
    sign_in(client, "office1")
    now = [s for s in seats(roster) if s.begins_at <= NOON < s.ends_at]

    for name, query in (
        ("duty:night", ""),
        ("duty:night", "?wall=1"),
        ("duty:night-live", ""),
        ("duty:now", ""),
    ):
        told = text(client.get(reverse(name) + query))
        assert all(s.person and s.person.name in told for s in now)
        assert place.phone in told
    with django_assert_max_num_queries(40):
        told = text(client.get(reverse("duty:night")))
    for part in ("incidents:panel", "reporting:not-in"):
        assert f'hx-get="{reverse(part)}"' in told
        text(client.get(reverse(part)))


def test_the_calendar_is_read_by_its_secret_until_it_is_revoked(
    city: Any, staff: list[Person], client: Any
) -> None:
    place = room(city, staff=[*staff, city.people["office1"]])
    roster = draft(place, "2022-10-25", "2022-10-27")
    Seat.objects.filter(roster=roster, person=city.people["office1"]).update(person=None)
    one = Seat.objects.filter(roster=roster, kind="staff").order_by("begins_at")[0]
    Seat.objects.filter(pk=one.pk).update(person=city.people["office1"], is_live=True)
    sign_in(client, "office1")

    page = text(client.post(reverse("duty:feed-make"), follow=True))
    address = next(word for word in page.replace("<", " ").split() if word.endswith(".ics"))
    path = address[address.index("/duty/") :]
    client.logout()
    body = client.get(path)
    again = text_of_events(body)
    sign_in(client, "office1")
    client.post(reverse("duty:feed-revoke"))

    assert CalendarFeed.objects.get().digest not in path
    assert body["Content-Type"].startswith("text/calendar")
    assert again == 1
    assert client.get(path).status_code == 404


def text_of_events(answer: Any) -> int:
    told = text(answer)
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    return told.count("BEGIN:VEVENT")


def test_readiness_is_ordered_and_lifted_on_its_page(city: Any, client: Any) -> None:
    sign_in(client, "office1")
    given = {"level": "1", "area": city.areas["city"].pk, "expected_to": "2022-10-28", "ordered_by": "市长"}

    refused = client.post(reverse("duty:readiness-begin"), {**given, "expected_to": "2022-10-01"})
    made = client.post(reverse("duty:readiness-begin"), given, follow=True)
    one = Readiness.objects.get()
    with clock.at(NOON.replace(hour=15)):
        client.post(reverse("duty:take", args=["readiness", one.pk, "lift"]), {"reason": "结束"})
    one.refresh_from_db()

    assert refused.status_code == 409
    assert one.number in text(made)
    assert one.state == "lifted"


def test_a_check_is_judged_by_what_was_found(city: Any, staff: list[Person], client: Any) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-26")
    there = next(s.person.name for s in seats(roster) if s.person and s.begins_at <= NOON < s.ends_at)
    found = {
        "method": "phone", "dialled": place.phone, "is_answered": "yes", "seconds": "9", "answered_by": there,
        "on_post": "yes", "leader_present": "yes", "knows_situation": "yes",
    }  # fmt: skip

    def judged(**changes: str) -> str:
        sign_in(client, "office1")
        client.post(reverse("duty:spot_check-begin"), {"room": place.pk})
        one = SpotCheck.objects.order_by("-pk")[0]
        client.post(reverse("duty:take", args=["spot_check", one.pk, "record"]), {**found, **changes})
        one.refresh_from_db()
        return str(one.state)

    assert judged() == "passed"
    assert judged(seconds="61") == "failed"
    assert judged(answered_by="路人") == "failed"
    assert judged(leader_present="no") == "failed"
    assert judged(is_answered="no") == "waiting"  # seconds of nobody: refused
    failed = SpotCheck.objects.filter(state="failed").order_by("pk")[0]
    do(CHECK_FLOW, failed, "correct", correction="已调整值班电话转接")


def test_a_department_keeps_its_own_room_only(city: Any, client: Any) -> None:
    own = people(city, body="fire", count=6)
    room(city, body="fire", by="dept1", staff=own)
    sign_in(client, "dept1")

    answer = client.post(
        reverse("duty:duty_room-begin"),
        {
            "organisation": city.organisations["gas"].pk,
            "name": "值班室",
            "phone": "0370-1",
            "starts": "08:00",
            "rest_hours": "0",
            "week_hours": "0",
        },
    )

    assert answer.status_code in (403, 409)
    assert actor("dept1").may("duty.keep")
