"""Unannounced visits are hidden until released (C16)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.verification import verify
from anlan.inspections import jobs
from anlan.inspections.jobs import release_until
from anlan.inspections.models import Visit
from anlan.inspections.seeing import who_could_see
from anlan.inspections.tests.factories import area, take
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.search.finding import find
from anlan.testing import NOON, actor, record_hazard, record_visit, sign_in

TODAY = date(2022, 10, 24)
STRANGERS = ("dept1", "inspector1", "station1", "leader1")


def hidden(**changes) -> Visit:
    """Return a visit of the county to a place whose regulator is the fire department, hidden."""
    return record_visit(by="county1", mode="four_no_two_direct", hidden="yes", **changes)


def sees(username: str, visit: Visit) -> bool:
    return Visit.objects.within(actor(username).scope).filter(pk=visit.pk).exists()


def visits() -> int:
    return evaluate("inspections.visits", cut=Cut.of(area("city")), period=Period(TODAY, TODAY)).count


def test_only_who_made_it_and_the_city_see_it_until_it_is_released(city):
    visit = hidden()

    assert visit.is_masked
    told = {name: sees(name, visit) for name in ("county1", "office1", *STRANGERS)}
    assert told == {"county1": True, "office1": True} | dict.fromkeys(STRANGERS, False)

    take(visit, "release", by="county1")

    assert all(sees(name, visit) for name in STRANGERS)


def test_it_counts_nowhere_until_it_is_released(city):
    visit = hidden()
    assert (visits(), verify().sound) == (0, True)

    take(visit, "release", by="office1")

    assert (visits(), verify().sound) == (1, True)


def test_the_regulator_finds_it_neither_by_page_nor_list_nor_search_nor_api(city):
    visit = hidden()
    client = sign_in(Client(), "dept1")

    assert client.get(reverse("inspections:detail", args=[visit.pk])).status_code == 404
    assert client.get(reverse("hazards:record", args=[visit.pk])).status_code == 404
    assert visit.number not in client.get(reverse("inspections:list")).content.decode()
    assert find("visit", visit.number, within=Visit.objects.within(actor("dept1").scope), limit=5) == []
    api = caller("dept1")
    api.get(f"/visits/{visit.pk}")
    assert api.status == 404
    assert api.get("/visits")["rows"] == []
    api.step(f"/visits/{visit.pk}/release")
    assert api.status == 404


@pytest.mark.parametrize(
    ("mode", "given", "masked"),
    [
        ("unannounced", "", False),
        ("unannounced", "yes", True),
        ("four_no_two_direct", "", False),
        ("four_no_two_direct", "yes", True),
        ("unannounced", "no", False),
        ("announced", "", False),
        ("random", "", False),
    ],
)
def test_it_is_hidden_where_that_is_said_and_counts_at_once_where_not(city, mode, given, masked):
    assert record_visit(mode=mode, hidden=given).is_masked is masked
    assert (visits(), verify().sound) == (0 if masked else 1, True)


def test_a_program_that_does_not_know_of_hiding_records_a_visit_that_counts(city):
    place = record_visit().premises_id
    api = caller("dept1")

    act = {
        "flow": "visit",
        "step": "record",
        "key": "0193-visit-77",
        "input": {"premises": place, "mode": "unannounced"},
    }

    told = api.post("/acts", {"acts": [act]})

    assert (told["done"], Visit.objects.latest("pk").is_masked, visits()) == (1, False, 2)


def test_an_announced_visit_is_not_hidden_and_one_of_the_past_needs_no_hiding(city):
    with pytest.raises(AnlanError, match="Only an unannounced visit"):
        record_visit(mode="announced", hidden="yes")

    assert not record_visit(mode="unannounced", hidden="yes", at=NOON - timedelta(days=1)).is_masked


def test_its_hazards_wait_for_the_release(city):
    visit = hidden()

    with pytest.raises(AnlanError, match="release it before"):
        record_hazard(visit=visit, by="county1")
    take(visit, "release", by="county1")
    assert record_hazard(visit=visit, by="county1").visit == visit


@pytest.mark.parametrize("by", ["dept1", "station1", "business1"])
def test_strangers_do_not_release_it(city, by):
    with pytest.raises(AnlanError, match="organisation that made the visit"):
        take(hidden(), "release", by=by)


def test_at_the_end_of_its_day_it_is_released_and_counts_on_that_day(city):
    visit = hidden()
    night = datetime(2022, 10, 24, 23, 55, tzinfo=clock.SHANGHAI)

    with clock.at(night):
        assert (release_until(night), release_until(night)) == (1, 0)

        visit.refresh_from_db()
        assert (visit.is_masked, visits()) == (False, 1)


def test_a_worker_that_starts_during_the_day_does_not_reveal_the_visits_of_today(city):
    visit = hidden()
    before_its_hour = datetime(2022, 10, 24, 23, 54, tzinfo=clock.SHANGHAI)

    with clock.at(before_its_hour):
        assert release_until(before_its_hour) == 0

    visit.refresh_from_db()
    assert visit.is_masked


def test_what_the_night_left_behind_is_released_as_of_its_own_day(city):
    visit = hidden()
    later = datetime(2022, 10, 26, 1, 0, tzinfo=clock.SHANGHAI)

    with clock.at(later):
        release_until(later)

    visit.refresh_from_db()
    assert clock.local_day(visit.released_at) == TODAY


def test_what_was_carried_on_after_midnight_is_released_all_the_same(city):
    visit = hidden()
    with clock.at(datetime(2022, 10, 25, 0, 20, tzinfo=clock.SHANGHAI)):
        take(visit, "conclude", by="county1", situation="Doors locked from outside")

    with clock.at(datetime(2022, 10, 25, 23, 55, tzinfo=clock.SHANGHAI)):
        release_until(clock.now())

        visit.refresh_from_db()
        night = Period(TODAY, TODAY + timedelta(days=1))
        seen = evaluate("inspections.visits", cut=Cut.of(area("city")), period=night).count
        assert (visit.is_masked, seen, verify().sound) == (False, 1, True)


def test_however_many_are_hidden_all_are_released(city, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    for _number in range(5):
        hidden()

    with clock.at(datetime(2022, 10, 24, 23, 55, tzinfo=clock.SHANGHAI)):
        assert release_until(clock.now()) == 5

    assert not Visit.objects.filter(is_masked=True).exists()


def test_who_could_have_seen_it_is_told_once_it_is_released(city):
    visit = take(hidden(), "release", by="county1")

    told = {name for name, _title, _body in who_could_see(visit)}
    page = sign_in(Client(), "office1").get(reverse("inspections:detail", args=[visit.pk])).content.decode()

    assert {"county1 name", "office1 name"} <= told
    assert not {"dept1 name", "station1 name", "county2 name"} & told
    assert "office1 name" in page
