"""Special periods: declared, moved ahead of time only, and ended by themselves."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.urls import reverse

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle import door
from anlan.org.scope import EVERYTHING
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.models import SpecialPeriod
from anlan.periods.running import level_on, running
from anlan.periods.tests.factories import declare
from anlan.testing import TODAY, actor, sign_in

pytestmark = pytest.mark.django_db


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def today():
    with clock.at(at(TODAY)):
        yield


def take(period: SpecialPeriod, step: str, *, by: str = "office1", on: date = TODAY, **given: Any) -> None:
    with clock.at(at(on)):
        door.apply(PERIOD_FLOW, period.pk, step, by=actor(by), input={"reason": "改期", **given})


def amendment(period: SpecialPeriod, **changes: Any) -> dict[str, Any]:
    return {
        "name": period.name, "level": period.level, "first_day": period.first_day,
        "last_day": period.last_day, **changes,
    }  # fmt: skip


def test_periods_overlap_and_the_strictest_comes_first(city: Any) -> None:
    declare(city)
    declare(city, name="特护期", level="special", first_day="2022-10-28", last_day="2022-11-02")
    declare(city, by="county1", area="a", name="县里", level="elevated", first_day="2022-10-29")

    def told(day: int, area: str) -> list[str]:
        return [p.name for p in running(date(2022, 10, day), city.areas[area].path)]

    assert told(25, "a1") == []
    assert told(26, "a1") == ["两会期间"]
    assert told(29, "a1") == ["特护期", "两会期间", "县里"]
    assert told(29, "b1") == ["特护期", "两会期间"]
    assert told(31, "a1") == ["特护期"]
    assert level_on(date(2022, 11, 3), city.areas["a1"].path) == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"last_day": "2022-10-25"}, "before the first"),
        ({"first_day": "2022-10-01", "last_day": "2022-10-23"}, "are over"),
        ({"last_day": "2023-12-01"}, "a year at most"),
    ],
)
def test_bad_days_are_refused_with_their_reason(city: Any, changes: dict[str, str], reason: str) -> None:
    seqs = Entry.objects.count()

    with pytest.raises(Refused, match=reason):
        declare(city, **changes)

    assert Entry.objects.count() == seqs


@pytest.mark.parametrize("who", ["county2", "dept1", "station1", "leader1", "business1"])
def test_only_the_office_of_the_area_or_above_declares_and_changes(city: Any, who: str) -> None:
    with pytest.raises(Refused):
        declare(city, by=who, area="a")
    period = declare(city, by="county1", area="a")
    with pytest.raises(Refused):
        take(period, "call_off", by=who)
    take(period, "call_off", by="office1")


def test_what_has_passed_stays(city: Any) -> None:
    period = declare(city)
    begun, over = date(2022, 10, 27), date(2022, 11, 1)

    with pytest.raises(Refused, match="What has passed stays"):
        take(period, "amend", on=begun, **amendment(period, first_day="2022-10-28"))
    with pytest.raises(Refused, match="before today"):
        take(period, "amend", on=begun, **amendment(period, last_day="2022-10-26"))
    with pytest.raises(Refused, match="has begun"):
        take(period, "call_off", on=begun)
    with pytest.raises(Refused, match="An early end"):
        take(period, "end", on=begun, last_day="2022-10-26")
    with pytest.raises(Refused, match="is over"):
        take(period, "amend", on=over, **amendment(period, last_day="2022-11-05"))

    take(period, "end", on=begun, last_day="2022-10-28")
    period.refresh_from_db()
    assert (period.covers(date(2022, 10, 28)), period.covers(date(2022, 10, 29))) == (True, False)


def test_a_period_ahead_can_be_moved_and_called_off(city: Any) -> None:
    period = declare(city)

    take(period, "amend", **amendment(period, first_day="2022-10-27", last_day="2022-11-05"))
    take(period, "call_off")

    assert running(date(2022, 10, 28), city.areas["city"].path) == []
    with pytest.raises(AnlanError):
        take(period, "end", last_day="2022-10-28")


def test_who_sees_periods(city: Any) -> None:
    of_city, of_a = declare(city), declare(city, by="county1", area="a", name="县里")

    def seen(who: str) -> set[int]:
        return set(SpecialPeriod.objects.within(actor(who).scope).values_list("pk", flat=True))

    assert seen("station1") == {of_city.pk, of_a.pk} == seen("office1")
    assert seen("county2") == {of_city.pk}
    assert seen("business1") == set()
    assert SpecialPeriod.objects.within(EVERYTHING).count() == 2


def test_the_pages_declare_and_refuse_with_the_form_kept(city: Any, client: Any) -> None:
    sign_in(client, "office1")
    form = {"name": "二十大", "level": "special", "area": city.areas["city"].pk, "first_day": "2022-10-26"}

    refused = client.post(reverse("periods:declare"), {**form, "last_day": "2022-10-20"})
    done = client.post(reverse("periods:declare"), {**form, "last_day": "2022-10-28"}, follow=True)
    period = SpecialPeriod.objects.get()
    listed = client.get(reverse("periods:list")).content.decode()
    ended = client.post(
        reverse("periods:take", args=[period.pk, "call_off"]), {"reason": "会期取消"}, follow=True
    )

    assert refused.status_code >= 400
    assert "二十大" in refused.content.decode()
    assert (done.status_code, ended.status_code) == (200, 200)
    assert period.number in listed
    period.refresh_from_db()
    assert period.state == "called_off"
