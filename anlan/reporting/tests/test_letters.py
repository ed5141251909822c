"""The reminder letter at the third report missed in a month: proposed, signed, signed for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.notifications.models import Event, Notice
from anlan.papers.models import Paper
from anlan.reporting.chasing import chase, propose_letters
from anlan.reporting.letters import MISSES
from anlan.reporting.models import Due
from anlan.reporting.tests.demands import lay_down, made
from anlan.reporting.tests.factories import at, fresh, take
from anlan.testing import TODAY, sign_in

ONE = timedelta(days=1)
AFTER = TODAY + 4 * ONE


def missed(city: Any, days: int = MISSES) -> list[Due]:
    """Return the reports of gov-a that lapsed on so many days; the others lapsed only once."""
    lay_down(city)
    for number in range(days):
        day = TODAY + number * ONE
        made(day, day)
        for due in (
            Due.objects.filter(day=day).exclude(organisation__code="gov-a").select_related("organisation")
        ):
            if number:
                take(due, "zero", now=at(15, day=day))
        with clock.at(at(11, day=day + ONE)):
            chase(clock.now())
    return list(Due.objects.filter(organisation__code="gov-a").order_by("day").select_related("organisation"))


def proposing(day: date = AFTER) -> int:
    with clock.at(at(10, 30, day=day)):
        return propose_letters(day)


def test_the_third_miss_of_a_month_is_proposed_once_and_to_the_collecting_office(
    city: Any, client: Any
) -> None:
    dues = missed(city)

    assert [proposing(), proposing()] == [1, 0]

    assert fresh(dues[2]).letter_proposed_at == at(10, 30, day=AFTER)
    assert [one.organisation_id for one in Notice.objects.filter(event=Event.REPORT_LETTER_PROPOSED)] == [
        dues[2].collector_id
    ]
    with clock.at(at(11, day=AFTER)):
        page = sign_in(client, "office1").get(reverse("todo:list")).content.decode()
        listed = client.get(reverse("reporting:list"), {"letter": "waiting"}).content.decode()
    assert "?letter=waiting" in page
    assert dues[2].number in listed
    assert dues[1].number not in listed


def test_two_misses_or_an_excuse_propose_nothing(city: Any) -> None:
    dues = missed(city)
    take(dues[0], "excuse", now=at(10, day=AFTER))

    assert proposing() == 0


def test_the_signed_letter_is_a_numbered_paper_that_the_unit_signs_for(city: Any, client: Any) -> None:
    dues = missed(city)
    proposing()

    take(dues[2], "letter", by="office1", now=at(11, day=AFTER), text="请专人负责。")

    paper = Paper.objects.get(case_kind="report", case_id=dues[2].pk)
    told = str(paper.content)
    assert paper.name == "报送提醒函〔2022〕1号"
    assert paper.recipient_id == dues[2].organisation_id
    assert "3次" in told
    assert "10月24日、10月25日、10月26日" in told
    assert "请专人负责" in told
    with clock.at(at(12, day=AFTER)):
        page = sign_in(client, "county1").get(reverse("reporting:detail", args=[dues[2].pk])).content.decode()
        todo = client.get(reverse("todo:list")).content.decode()
    assert paper.name in page
    assert reverse("reporting:detail", args=[dues[2].pk]) in todo
    take(dues[2], "receive_letter", by="county1", now=at(12, day=AFTER))
    assert fresh(dues[2]).letter_received_at == at(12, day=AFTER)
    assert proposing(AFTER + ONE) == 0


@pytest.mark.parametrize(
    ("step", "who", "given"),
    [
        ("letter", "county1", {}),
        ("letter", "county2", {}),
        ("drop_letter", "county1", {"reason": "Not needed"}),
        ("propose_letter", "office1", {}),
    ],
)
def test_nobody_else_signs_or_drops_it(city: Any, step: str, who: str, given: dict[str, str]) -> None:
    dues = missed(city)
    proposing()

    with pytest.raises(Refused):
        take(dues[2], step, by=who, now=at(11, day=AFTER), **given)
    assert not Paper.objects.exists()


def test_what_was_dropped_is_not_proposed_again_and_cannot_be_signed(city: Any) -> None:
    dues = missed(city)
    proposing()
    take(dues[2], "drop_letter", by="office1", now=at(11, day=AFTER), reason="The line was down")

    assert proposing(AFTER + ONE) == 0
    with pytest.raises(Refused):
        take(dues[2], "letter", by="office1", now=at(12, day=AFTER))


def test_one_that_was_excused_before_it_was_signed_gives_way_to_the_next_third(city: Any) -> None:
    dues = missed(city, MISSES + 1)
    proposing(AFTER + ONE)
    take(dues[2], "excuse", now=at(11, day=AFTER + ONE))

    assert proposing(AFTER + 2 * ONE) == 1
    assert fresh(dues[3]).letter_proposed_at is not None
