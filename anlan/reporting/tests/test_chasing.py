"""What a unit owes stands on its to-do list; what stays away climbs its ladder."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import EVERYTHING, SYSTEM
from anlan.reporting import making
from anlan.reporting.chasing import chase, named
from anlan.reporting.models import Due
from anlan.reporting.tests.demands import keep, lay_down, made
from anlan.reporting.tests.factories import at, fresh, take
from anlan.testing import TODAY, sign_in

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


def ready(city: Any, **changes: Any) -> dict[str, Due]:
    lay_down(city, **changes)
    made(TODAY, TODAY + ONE)
    return {
        due.organisation.code: due for due in Due.objects.filter(day=TODAY).select_related("organisation")
    }


def run(now: Any) -> tuple[int, int]:
    with clock.at(now):
        return chase(now)


def owing() -> set[tuple[str, int]]:
    rows = Obligation.objects.open().filter(kind=Kind.SEND_REPORT)
    return set(rows.values_list("owner__code", "due_at__day"))


def test_what_is_due_today_stands_on_the_first_page_until_it_is_sent(city: Any, client: Any) -> None:
    dues = ready(city)
    address = reverse("reporting:detail", args=[dues["gov-a"].pk])
    tomorrow = Due.objects.get(organisation=dues["gov-a"].organisation, day=TODAY + ONE)
    sign_in(client, "county1")

    with clock.at(at(9)):
        before = client.get(reverse("today")).content.decode()
        todo = client.get(reverse("todo:list")).content.decode()
    take(dues["gov-a"], "zero", now=at(15))
    with clock.at(at(15, 30)):
        after = client.get(reverse("today")).content.decode()

    assert address in before
    assert address in todo
    assert reverse("reporting:detail", args=[tomorrow.pk]) not in todo
    assert f'href="{address}"' not in after


@pytest.mark.parametrize("step", ["report", "zero", "excuse"])
def test_reporting_or_an_excuse_discharges_it(city: Any, step: str) -> None:
    dues = ready(city)

    take(dues["gov-a"], step, now=at(15))

    assert ("gov-a", 24) not in owing()
    assert {("gov-b", 24), ("gov-a", 25)} <= owing()


def test_an_adjusted_deadline_moves_the_duty_and_an_end_takes_it_back(city: Any) -> None:
    demand = lay_down(city)
    made(TODAY, TODAY + 2 * ONE)

    keep(demand, "change", from_day=(TODAY + ONE).isoformat(), due_time="10:00")
    moved = Obligation.objects.open().get(owner__code="gov-a", due_at__day=25)
    keep(demand, "end", hour=11, last_day=TODAY.isoformat())

    assert moved.due_at == at(10, day=TODAY + ONE)
    assert moved.opened_at == at(0, day=TODAY + ONE)
    assert owing() == {(code, 24) for code in ("gov-a", "gov-b", "gov-zone")}


def test_the_ladder_tells_the_leader_then_names_what_lapsed(city: Any) -> None:
    dues = ready(city)
    take(dues["gov-b"], "report", now=at(15))
    take(dues["gov-zone"], "report", now=at(16, 20))

    steps = [run(at(16, 30)), run(at(16, 30, 1)), run(at(16, 31)), run(at(10, day=TODAY + ONE))]
    last = run(at(10, 0, 1, day=TODAY + ONE))

    assert steps == [(0, 0), (1, 0), (0, 0), (0, 0)]
    assert last == (0, 1)
    told = Notice.objects.filter(event="report.missing").values_list("organisation__code", flat=True)
    assert set(told) == {"gov-a", "office"}
    due = fresh(dues["gov-a"])
    assert (due.is_named, due.lapsed_at, due.state) == (True, at(10, 0, 1, day=TODAY + ONE), "owed")
    assert [one.pk for one in named(TODAY, TODAY, EVERYTHING)] == [due.pk]
    assert ("gov-a", 24) not in owing()
    with pytest.raises(AnlanError):
        take(due, "report", now=at(10, 1, day=TODAY + ONE))
    take(due, "excuse", now=at(10, 5, day=TODAY + ONE))
    assert not named(TODAY, TODAY, EVERYTHING).exists()


@pytest.mark.parametrize(
    ("ladder", "leaders", "listed"),
    [("reminder", 0, False), ("calls", 0, False), ("leader", 3, False), ("circular", 3, True)],
)
def test_how_far_it_is_chased_its_rule_says(city: Any, ladder: str, leaders: int, listed: bool) -> None:
    ready(city, ladder=ladder)

    told, _none = run(at(17))
    _none, lapsed = run(at(11, day=TODAY + ONE))

    assert (told, lapsed) == (leaders, 3)
    assert named(TODAY, TODAY, EVERYTHING).exists() is listed


def test_the_clock_chases_once_however_often_it_looks(city: Any) -> None:
    ready(city)
    run(at(17))
    seqs = Entry.objects.count()

    assert run(at(17, 1)) == (0, 0)
    assert Entry.objects.count() == seqs


@pytest.mark.parametrize(
    ("step", "given", "moment"),
    [
        ("remind", {}, at(15, 40)),
        ("tell_leader", {}, at(16, 40)),
        ("lapse", {"named": "yes"}, at(11, day=TODAY + ONE)),
    ],
)
def test_two_runs_of_the_clock_that_found_the_same_tell_once(
    city: Any, step: str, given: dict[str, str], moment: Any
) -> None:
    acts = [Act(SYSTEM, given, case_id=due.pk) for due in ready(city).values()]

    with clock.at(moment):
        assert [making.carry_out(step, acts), making.carry_out(step, acts)] == [3, 0]


def test_the_clock_works_in_small_transactions(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(city)
    monkeypatch.setattr(making, "CHUNK", 2)
    heads = Entry.objects.filter(step="tell_leader").values_list("recorded_at", flat=True)

    run(at(17))

    assert len(set(heads)) == 2
