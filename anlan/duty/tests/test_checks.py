"""Nobody is tipped off: a spot check that is still to be made is known to who makes it alone, and made by him alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.duty.acts import draw_round
from anlan.duty.flow import CHECK_FLOW, ROUND_FLOW
from anlan.duty.models import Roster, SpotCheck, SpotRound
from anlan.duty.tests.factories import do, people, published, room, seats
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.models import Post
from anlan.org.roles import Role
from anlan.testing import NOON, actor, person, sign_in

FOUND = {
    "method": "phone", "is_answered": "yes", "seconds": 9, "on_post": "yes", "leader_present": "yes",
    "knows_situation": "yes",
}  # fmt: skip


@pytest.fixture
def drawn(city: Any) -> SpotCheck:
    """Return the check of county a's room, drawn by the city's office; the city's own duty officer is zone1."""
    with clock.at(NOON):
        place = room(city, body="gov-a", by="county1", staff=people(city, body="gov-a", area="a", count=10))
        published(place, "2022-10-24", "2022-10-26", by="county1")
        given = {"title": "抽查", "area": city.areas["city"].pk, "wanted": 1}
        one = door.open_case(ROUND_FLOW, "commit", by=actor("office1"), input=given).case_id
        draw_round(one, {"public_text": "沪指2977.56"}, actor("office1"), None, None)
    Post.objects.filter(person=person("zone1")).update(
        role=Role.DUTY_OFFICER, organisation=city.organisations["office"], area=city.areas["city"]
    )
    return SpotCheck.objects.get()


def sees(who: str, client: Any, check: SpotCheck) -> set[str]:
    """Return by which doors somebody learns of a check."""
    sign_in(client, who)
    found = set()
    if client.get(reverse("duty:case", args=["spot_check", check.pk])).status_code == 200:
        found.add("page")
    for name, address in (
        ("list", reverse("duty:spot_check")),
        ("file", reverse("listings:export", args=["duty-spot-check"])),
        ("round", reverse("duty:case", args=["spot_round", check.round_id])),
    ):
        answer = client.get(address)
        if answer.status_code == 200 and check.number in answer.content.decode():
            found.add(name)
    api = caller(who)
    if check.pk in [one["id"] for one in api.get("/spot-checks").get("items", [])]:
        found.add("api")
    api.get(f"/spot-checks/{check.pk}")
    return found | ({"api"} if api.status == 200 else set())


def test_a_check_is_known_to_who_makes_it_until_it_was_made(drawn: SpotCheck, client: Any) -> None:
    with clock.at(NOON):
        before = {
            who: sees(who, client, drawn)
            for who in ("county1", "watch1", "dept1", "leader1", "office1", "zone1")
        }
        named = next(seat.person.name for seat in seats_of_now(drawn) if seat.person)
        do(CHECK_FLOW, drawn, "record", by="zone1", answered_by=named, **FOUND)
        after = sees("watch1", client, drawn)

    assert not any(before[who] for who in ("county1", "watch1", "dept1", "leader1"))
    assert {"page", "list", "round", "api"} <= before["office1"]
    assert {"page", "list", "round", "api"} <= before["zone1"]
    assert {"page", "list", "api"} <= after


def seats_of_now(check: SpotCheck) -> list[Any]:
    return [
        seat
        for seat in seats(Roster.objects.get(room=check.room_id))
        if seat.begins_at <= NOON < seat.ends_at
    ]


@pytest.mark.parametrize("who", ["county1", "watch1", "leader1"])
def test_nobody_writes_the_report_of_his_own_room(drawn: SpotCheck, who: str) -> None:
    with clock.at(NOON), pytest.raises(AnlanError, match="body that opened the check"):
        do(CHECK_FLOW, drawn, "record", by=who, answered_by="某人", **FOUND)

    drawn.refresh_from_db()
    assert drawn.state == "waiting"


def test_a_duty_officer_does_not_check_his_own_room(city: Any) -> None:
    with clock.at(NOON):
        place = room(city, body="gov-a", by="county1", staff=people(city, body="gov-a", area="a", count=10))
        published(place, "2022-10-24", "2022-10-26", by="county1")
        opened = door.open_case(CHECK_FLOW, "open", by=actor("county1"), input={"room": place})
        with pytest.raises(AnlanError, match="not of their own room"):
            door.apply(
                CHECK_FLOW,
                opened.case_id,
                "record",
                by=actor("watch1"),
                input={**FOUND, "answered_by": "某人"},
            )
        done = door.apply(
            CHECK_FLOW, opened.case_id, "record", by=actor("county1"), input={**FOUND, "answered_by": "某人"}
        )

    assert done.state == "failed"  # whoever answered is not on the roster
    assert not SpotRound.objects.exists()
