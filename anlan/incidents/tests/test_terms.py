"""How long the clocks run: laid down from a day on, by kind of incident; what nobody told is not nothing."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from anlan.incidents import terms
from anlan.incidents.flow import TERM_FLOW
from anlan.incidents.models import ClockTerm, Incident
from anlan.incidents.terms import Term, chosen
from anlan.incidents.tests.factories import call, reported, take
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, TODAY, actor, sign_in, written

MINUTE = timedelta(minutes=1)


def lay_down(*, by: str = "office1", **given: Any) -> int:
    base = {"kind": "", "first_day": TODAY.isoformat(), "basis": "安委〔2022〕12号"}
    with clock.at(NOON):
        return door.open_case(TERM_FLOW, "lay_down", by=actor(by), input=base | given).case_id


@pytest.mark.parametrize(
    ("kind", "on", "wanted"),
    [
        ("fire", date(2020, 1, 1), 10),  # before the first dated number the first holds
        ("fire", date(2022, 1, 1), 10),
        ("fire", date(2023, 1, 1), 30),
        ("fire", date(2024, 1, 1), 30),  # of the kind goes before of every kind, though that came later
        ("traffic", date(2024, 1, 1), 40),
    ],
)
def test_the_term_of_the_kind_and_of_the_day_is_the_one_that_holds(kind: str, on: date, wanted: int) -> None:
    rows = [
        Term(10, date(2022, 1, 1), "", ""),
        Term(30, date(2023, 1, 1), "fire", ""),
        Term(40, date(2024, 1, 1), "", ""),
    ]

    assert chosen(rows, kind, on).number == wanted


def test_every_term_ships_with_a_day_and_its_source() -> None:
    assert terms.shipped().keys() == terms.LABELS.keys() == set(terms.Terms.__slots__)
    assert all(
        row.basis and row.since >= date(2007, 1, 1) for rows in terms.shipped().values() for row in rows
    )


def test_twenty_minutes_by_phone_and_forty_in_writing_hold_for_that_kind_from_that_day_on(city: Any) -> None:
    before = call(kind="fire", at=NOON - timedelta(hours=2))
    lay_down(code="every_phone_minutes", kind="fire", number=20)
    lay_down(code="report_minutes", kind="fire", number=40)

    fire, works = call(kind="fire", deaths=1), call(kind="production", deaths=1)

    assert (fire.phone_due_at, fire.first_due_at) == (NOON + 20 * MINUTE, NOON + 40 * MINUTE)
    assert (works.phone_due_at, works.first_due_at) == (None, NOON + 120 * MINUTE)
    assert before.first_due_at == NOON
    owed = dict(Obligation.objects.open().filter(case_id=fire.pk).values_list("kind", "due_at"))
    assert owed[Kind.PHONE_INCIDENT] == NOON + 20 * MINUTE
    take(fire, "phone", given_to="市委值班室 李", words="已报告")
    reported(fire, at=NOON + 41 * MINUTE)
    assert not fire.first_in_time


def test_who_told_the_level_above_tells_the_province_once_it_becomes_grave(city: Any) -> None:
    lay_down(code="every_phone_minutes", number=20)
    incident = call(deaths=2)
    take(incident, "phone", given_to="市委值班室 李", words="已报告")

    take(
        incident,
        "count",
        at=NOON + 30 * MINUTE,
        source="rescue",
        deaths=3,
        adopt="yes",
        reason="又发现一名遇难者",
    )

    assert (incident.phone_due_at, incident.phoned_at) == (NOON + 50 * MINUTE, None)
    assert Obligation.objects.open().filter(case_id=incident.pk, kind=Kind.PHONE_INCIDENT).count() == 1


@pytest.mark.parametrize(
    ("by", "given", "code"),
    [
        ("county1", {}, "term.office"),
        ("watch1", {}, "term.office"),
        ("office1", {"number": 0}, "term.nothing"),
        ("office1", {"number": -5}, "input.invalid"),
        ("office1", {"code": "whatever"}, "input.invalid"),
    ],
)
def test_a_term_is_refused_with_its_reason_and_nothing_is_written(
    city: Any, by: str, given: Any, code: str
) -> None:
    before = written()

    with pytest.raises(AnlanError) as refused:
        lay_down(by=by, **({"code": "report_minutes", "number": 40} | given))

    assert code in ("input.invalid", refused.value.code)
    assert written() == before


def test_a_term_stands_once_a_day_until_it_is_withdrawn(city: Any) -> None:
    first = lay_down(code="report_minutes", number=40)
    with pytest.raises(AnlanError, match="withdraw it first"):
        lay_down(code="report_minutes", number=30)

    with clock.at(NOON):
        door.apply(TERM_FLOW, first, "withdraw", by=actor("office1"), input={"reason": "改按国家规定"})

    assert terms.of("fire", TODAY).report_minutes == 120
    assert ClockTerm.objects.get().state == "withdrawn"


def test_the_page_shows_what_holds_and_only_the_office_lays_down(city: Any, client: Any) -> None:
    given = {
        "code": "report_minutes",
        "kind": "fire",
        "number": "40",
        "first_day": "2022-10-24",
        "basis": "安委12号",
    }
    with clock.at(NOON):
        sign_in(client, "office1")
        done = client.post(reverse("incidents:terms"), given, follow=True).content.decode()
        wrong = client.post(reverse("incidents:terms"), given)
        sign_in(client, "watch1")
        seen = client.get(reverse("incidents:terms")).content.decode()

    assert "安委12号" in done
    assert wrong.status_code == 409
    assert "安委12号" in seen
    assert 'name="number"' not in seen


def test_a_loss_that_nobody_told_is_not_shown_as_nothing(city: Any, client: Any) -> None:
    untold, nothing = call(deaths=1), call(deaths=1, loss_yuan=0)
    sign_in(client, "county1")

    pages = [
        client.get(reverse("incidents:detail", args=[one.pk])).content.decode() for one in (untold, nothing)
    ]

    assert (untold.loss_yuan, nothing.loss_yuan) == (None, 0)
    told = [page.split("直接经济损失（元）</dt>")[1].split("</dd>")[0].split(">")[-1] for page in pages]
    assert told == ["未报", "0"]


def test_what_was_kept_as_nothing_before_becomes_not_told(city: Any) -> None:
    untold, nothing = call(), call(loss_yuan=0)
    for one in (untold, nothing):
        Incident.objects.filter(pk=one.pk).update(loss_yuan=0)

    importlib.import_module("anlan.incidents.migrations.0003_a_loss_nobody_told_is_none").tell_apart(
        apps, None
    )

    for one, wanted in ((untold, None), (nothing, 0)):
        one.refresh_from_db()
        assert one.loss_yuan == wanted
