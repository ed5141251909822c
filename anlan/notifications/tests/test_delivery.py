from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from anlan.kernel import clock
from anlan.notifications.delivery import CAP, deliver, is_quiet
from anlan.notifications.models import URGENT, Event, Notice
from anlan.notifications.views import unread_count
from anlan.notifications.words import digest_text
from anlan.testing import NOON, actor


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def told(
    city, count: int, *, to: str = "shop", event: str = Event.HAZARD_ASSIGNED, when: datetime = NOON
) -> list[int]:
    """Leave notices in the outbox, as steps do; return their keys."""
    first = (Notice.objects.order_by("-seq").values_list("seq", flat=True).first() or 0) % 10**9 + 1
    rows = [
        Notice(
            event=event,
            case_kind="hazard",
            case_id=number,
            seq=first + number,
            organisation=city.organisations[to],
            created_at=when,
        )
        for number in range(count)
    ]
    return [row.pk for row in Notice.objects.bulk_create(rows)]


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2022-10-24T21:59", False),
        ("2022-10-24T22:00", True),
        ("2022-10-24T23:59", True),
        ("2022-10-25T00:00", True),
        ("2022-10-25T06:59", True),
        ("2022-10-25T07:00", False),
    ],
)
def test_the_night_is_quiet_from_ten_to_seven(moment, quiet):
    assert is_quiet(at(moment)) is quiet


def test_what_is_told_at_night_is_delivered_in_the_morning_and_once(city):
    (key,) = told(city, 1, when=at("2022-10-24T22:30"))

    for moment in ("2022-10-24T22:31", "2022-10-25T00:00", "2022-10-25T06:59"):
        deliver(at(moment))
        assert Notice.objects.get(pk=key).delivered_at is None
    deliver(at("2022-10-25T07:00"))
    deliver(at("2022-10-25T07:01"))

    assert Notice.objects.get(pk=key).delivered_at == at("2022-10-25T07:00")


@pytest.mark.parametrize("event", sorted(URGENT))
def test_what_is_urgent_is_delivered_at_night(city, event):
    (key,) = told(city, 1, event=event, when=at("2022-10-25T02:00"))

    deliver(at("2022-10-25T02:01"))

    assert Notice.objects.get(pk=key).delivered_at == at("2022-10-25T02:01")


def test_nothing_is_in_the_list_before_it_is_delivered(city):
    told(city, 3)

    assert unread_count(actor("business1")) == 0
    deliver(NOON)
    assert unread_count(actor("business1")) == 3
    assert unread_count(actor("business2")) == 0


def test_a_storm_of_500_is_twenty_lines_and_a_digest_that_says_what_it_withheld(city):
    keys = [*told(city, 300), *told(city, 200, event=Event.HAZARD_ACCEPTED)]

    done = deliver(NOON)

    digest = Notice.objects.get(event=Event.STORM)
    assert (done.single, done.withheld) == (CAP, 480)
    assert digest.counts == {Event.HAZARD_ASSIGNED: 280, Event.HAZARD_ACCEPTED: 200}
    assert "480 more were withheld" in digest_text(digest)
    assert unread_count(actor("business1")) == CAP + 1
    withheld = set(Notice.objects.filter(digest=digest).values_list("pk", flat=True))
    single = set(Notice.objects.listed().exclude(pk=digest.pk).values_list("pk", flat=True))
    assert withheld | single == set(keys)
    assert not withheld & single


def test_the_cap_is_an_organisations_own_and_lasts_an_hour(city):
    told(city, CAP)
    deliver(NOON)
    told(city, 2)
    told(city, 1, to="kitchen")

    deliver(NOON + timedelta(minutes=30))
    told(city, 1)
    deliver(NOON + timedelta(minutes=61))

    assert Notice.objects.filter(digest__isnull=False).count() == 2
    assert Notice.objects.listed().filter(organisation__code="kitchen").count() == 1
    assert Notice.objects.listed().filter(delivered_at=NOON + timedelta(minutes=61)).count() == 1


def test_a_digest_grows_within_its_hour_and_is_unread_again(city):
    told(city, CAP + 5)
    deliver(NOON)
    Notice.objects.update(read_at=NOON)
    told(city, 7)

    deliver(NOON + timedelta(minutes=5))

    digest = Notice.objects.get(event=Event.STORM)
    assert digest.counts == {Event.HAZARD_ASSIGNED: 12}
    assert digest.read_at is None


def test_what_is_urgent_goes_through_a_storm(city):
    told(city, 100)
    (letter,) = told(city, 1, event=Event.SUPERVISION_LETTER)

    deliver(NOON)

    assert Notice.objects.get(pk=letter).digest_id is None


def test_nothing_waiting_costs_one_query(city, django_assert_num_queries):
    told(city, 2)
    deliver(NOON)

    with django_assert_num_queries(1):
        deliver(NOON)


def test_more_than_a_chunk_is_delivered_whole(city, monkeypatch):
    monkeypatch.setattr("anlan.notifications.delivery.CHUNK", 7)
    told(city, 40)

    done = deliver(NOON)

    assert (done.single, done.withheld) == (CAP, 20)
    assert not Notice.objects.waiting().exists()
