"""Guarantee posts: terms that never overlap, gaps that alarm, “全面落实” only where every post is acknowledged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anlan.documents.claims import CLAIMS
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.installations import tasking
from anlan.installations.flow import POST_FLOW
from anlan.installations.models import Term
from anlan.installations.tests.factories import DAY, appoint, do, filled, installation, post
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, TODAY

pytestmark = pytest.mark.django_db
WEEK = Period(date(2022, 10, 16), TODAY)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def value(city: Any, code: str, known: Any = None, period: Period = WEEK) -> int:
    return int(evaluate(code, cut=Cut.of(city.areas["city"]), period=period, known_at=known).count)


def holds(city: Any) -> bool:
    return CLAIMS.holds("installations.guaranteed_all", city.areas["city"], WEEK, Known.now())


def test_terms_of_a_post_never_overlap_and_nobody_holds_two_posts(city: Any) -> None:
    one = installation()
    principal, technical = post(one, "principal"), post(one, "technical")
    appoint(principal, "张三", DAY, date(2022, 12, 31))

    def why(case: Any, holder: str, first: Any, last: Any = None, by: str = "county1") -> str:
        with pytest.raises(Refused) as refusal:
            appoint(case, holder, first, last, by=by)
        return str(refusal.value.code)

    assert why(principal, "李四", date(2022, 12, 31)) == "term.overlap"
    assert why(technical, "张三", date(2022, 10, 1), date(2022, 10, 2)) == "term.exclusive"
    assert why(technical, "王五", date(2022, 10, 2), date(2022, 10, 1)) == "days.order"
    assert why(technical, "王五", DAY, by="county2") == "installation.perform"
    appoint(principal, "李四", date(2023, 1, 1))  # the next day
    appoint(technical, "张三", date(2023, 1, 1), by="business1")  # the plant itself
    appoint(post(installation("二号罐区"), "principal"), "张三")  # at another installation he may


def test_the_database_refuses_them_too(city: Any) -> None:
    one = installation()
    appoint(post(one, "principal"), "张三")
    first = Term.objects.get()

    def copy(**changes: Any) -> None:
        told = {name: getattr(first, name) for name in ("title", "phone")}
        base = {"post": first.post, "installation": one, "role": first.role, "holder": "李四", "seq": 10**9,
                "from_day": TODAY}  # fmt: skip
        Term.objects.create(**{**told, **base, **changes})

    for changes in ({}, {"post": post(one, "technical"), "holder": "张三"}):
        with pytest.raises(DatabaseError, match="overlap"), transaction.atomic():
            copy(**changes)
    copy(from_day=DAY - timedelta(days=9), until=DAY - timedelta(days=1))
    with pytest.raises(DatabaseError, match="overlap"), transaction.atomic():
        Term.objects.filter(seq=10**9).update(until=None)


def test_a_gap_is_owed_until_it_is_filled_and_a_term_that_is_over_opens_it_anew(city: Any) -> None:
    one = installation()
    case = post(one, "operational")
    gap = Obligation.objects.get(case_id=case.pk)

    assert (gap.kind, gap.owner_id) == (Kind.FILL_POST, one.organisation_id)
    assert clock.local_day(gap.due_at) == TODAY + timedelta(days=5)
    appoint(case, "张三", DAY, TODAY)
    gap.refresh_from_db()
    assert gap.discharged_at is not None
    do(POST_FLOW, case, "acknowledge", by="business1")
    assert not Obligation.objects.open().filter(case_id=case.pk).exists()
    assert tasking.end_terms(TODAY) == 0
    with clock.at(NOON + timedelta(days=1)):
        assert tasking.end_terms(clock.today()) == 1
        case.refresh_from_db()
        assert case.state == "vacant"
        assert Obligation.objects.open().get(case_id=case.pk).kind == Kind.FILL_POST


def test_wholly_in_place_is_true_only_with_every_post_acknowledged_and_stays_true_of_the_past(
    city: Any,
) -> None:
    assert not holds(city)
    with clock.at(NOON - timedelta(days=9)):
        one = filled(installation())
    assert holds(city)
    other = filled(installation("二号罐区"), acknowledged=False)
    assert not holds(city)
    assert (value(city, "installations.guaranteed"), value(city, "installations.gaps")) == (1, 1)
    for role in ("principal", "technical", "operational", "cadre"):
        do(POST_FLOW, post(other, role), "acknowledge", on_day=DAY)
    assert holds(city)
    known = NOON + timedelta(minutes=1)
    with clock.at(NOON + timedelta(hours=1)):
        do(POST_FLOW, post(one, "technical"), "relieve", last_day=TODAY - timedelta(days=1), reason="离职")
        assert not holds(city)
        assert value(city, "installations.guaranteed") == 1
        assert value(city, "installations.guaranteed", known=known) == 2
        before = Period(date(2022, 10, 16), TODAY - timedelta(days=1))
        assert value(city, "installations.guaranteed", period=before) == 1
