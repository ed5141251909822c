from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from anlan.advisories import acts, jobs
from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.advisories.tests.factories import again, approved, changed, drafted, issued, receipt, take
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.papers.models import Paper
from anlan.testing import SmallCity, actor

pytestmark = pytest.mark.django_db
EVERYBODY = {"gov-a", "gov-b", "gov-zone", "shop", "kitchen", "mill", "depot", "plant"}


def open_duties(kind: str) -> set[str]:
    rows = Obligation.objects.open().filter(kind=kind)
    return set(rows.values_list("owner__code", flat=True))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"level": ""}, "has a level"),
        ({"kind": "advisory"}, "no level"),
        ({"to_offices": "no", "to_places": "no"}, "to whom it goes"),
        ({"to_places": "no", "tags": "涉氨"}, "choose places"),
        ({"by": "dept1"}, "these sectors"),
        ({"by": "county1"}, "no right to warn"),
        ({"ends_at": "2022-10-24 08:00"}, "ends before it begins"),
        ({"ends_at": "2027-10-24 08:00", "starts_at": "2022-10-24 08:00"}, "90 days"),
        ({"ack_minutes": 0}, "To be acknowledged within"),
    ],
)
def test_a_draft_that_is_not_sound_is_refused_with_the_reason_and_leaves_no_trace(
    city: SmallCity, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(AnlanError, match=reason):
        drafted(**changes)

    assert (Advisory.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("approver", "reason"),
    [
        ("office1", "another person"),
        ("county1", "office or leader of its area"),
        ("dept1", "office or leader"),
    ],
)
def test_another_person_of_the_body_or_above_approves(city: SmallCity, approver: str, reason: str) -> None:
    with pytest.raises(AnlanError, match=reason):
        approved(approver=approver)


def test_issuing_sends_every_body_chosen_a_receipt_a_notice_and_what_it_owes_and_numbers_a_paper(
    city: SmallCity,
) -> None:
    one = issued()

    assert set(Receipt.objects.values_list("organisation__code", flat=True)) == EVERYBODY
    assert (one.state, one.recipients, one.message) == ("issued", len(EVERYBODY), 1)
    assert open_duties(Kind.ACKNOWLEDGE_WARNING) == open_duties(Kind.TELL_MEASURES) == EVERYBODY
    assert one.sent_at is not None
    assert {o.due_at - one.sent_at for o in Obligation.objects.filter(kind=Kind.ACKNOWLEDGE_WARNING)} == {
        timedelta(minutes=30)
    }
    assert Notice.objects.filter(event="advisory.issued").count() == len(EVERYBODY)
    paper = Paper.objects.get()
    assert (paper.name[:4], paper.case_id) == ("风险预警", one.pk)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"to_offices": "no", "sectors": ["gas"]}, {"kitchen", "depot"}),
        ({"to_offices": "no", "area": "a", "least_staff": 2}, {"kitchen", "mill"}),
        ({"to_places": "no", "to_offices": "no", "to_departments": "yes", "sectors": ["gas"]}, {"gas"}),
        ({"to_places": "no", "area": "a", "to_stations": "yes"}, {"gov-a", "station-a1", "station-a2"}),
    ],
    ids=["sector", "area and staff", "lead department", "stations"],
)
def test_it_goes_to_those_chosen_by_area_sector_and_attribute(
    city: SmallCity, changes: dict[str, Any], told: set[str]
) -> None:
    if "sectors" in changes:
        changes["sectors"] = [city.sectors[code].pk for code in changes["sectors"]]

    issued(**changes)

    assert set(Receipt.objects.values_list("organisation__code", flat=True)) == told


def test_what_would_reach_nobody_is_not_issued(city: SmallCity) -> None:
    one = approved(to_offices="no", least_staff=1_000)

    with pytest.raises(AnlanError, match="reach nobody"):
        acts.issue(one.pk, {}, actor("office1"), None)

    assert (again(one).state, Receipt.objects.count(), Paper.objects.count()) == ("approved", 0, 0)


def test_a_retry_of_the_issue_sends_nothing_twice(city: SmallCity) -> None:
    one = approved()

    first = acts.issue(one.pk, {}, actor("office1"), "key-of-issue")
    second = acts.issue(one.pk, {}, actor("office1"), "key-of-issue")

    assert (first.seq, second.replayed) == (second.seq, True)
    assert Receipt.objects.values("organisation").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def test_a_body_acknowledges_for_itself_alone_and_the_seconds_are_kept(city: SmallCity) -> None:
    one = issued(minutes_ago=29)
    shop, mill = receipt(one, "shop"), receipt(one, "mill")

    with pytest.raises(AnlanError, match="Only the body that received it"):
        take(mill, "acknowledge", by="business1")
    done = take(shop, "acknowledge", by="business1", at=shop.sent_at + timedelta(seconds=95))
    late = take(mill, "acknowledge", by="business3", at=shop.sent_at + timedelta(minutes=28))

    assert (done.seconds, done.in_time, late.seconds) == (95, True, 1680)
    assert open_duties(Kind.ACKNOWLEDGE_WARNING) == EVERYBODY - {"shop", "mill"}
    told = take(done, "report", by="business1", measures="已停止高处作业，加固广告牌。")
    assert told.has_measures
    assert open_duties(Kind.TELL_MEASURES) == EVERYBODY - {"shop"}


def test_what_nobody_acknowledged_goes_to_the_level_above_once_and_is_called(city: SmallCity) -> None:
    one = issued(minutes_ago=31)

    assert jobs.escalate(clock.now()) == len(EVERYBODY)
    assert jobs.escalate(clock.now()) == 0

    shop = receipt(one, "shop")
    assert shop.escalated_to is not None
    assert shop.escalated_to.code == "gov-a"
    assert Notice.objects.filter(event="advisory.not_acknowledged", organisation__code="gov-a").count() >= 1
    with pytest.raises(AnlanError, match="a body above"):
        take(shop, "call", by="county2", person="王经理", answer="nobody")
    shop = take(shop, "call", by="county1", person="王经理", phone="5550100", answer="nobody")
    assert (shop.state, shop.calls) == ("sent", 1)
    shop = take(shop, "call", by="county1", person="王经理", answer="acknowledged")
    assert (shop.state, shop.calls, shop.by_phone, shop.in_time) == ("acknowledged", 2, True, False)
    assert "shop" not in open_duties(Kind.ACKNOWLEDGE_WARNING)


@pytest.mark.parametrize(
    ("changes", "anew"),
    [({"level": "2"}, True), ({"level": "4"}, False), ({"level": "4", "anew": "yes"}, True)],
    ids=["raised", "lowered", "asked for"],
)
def test_an_update_is_acknowledged_anew_where_its_level_rose_or_it_is_asked(
    city: SmallCity, changes: dict[str, Any], anew: bool
) -> None:
    one = issued(minutes_ago=10)
    take(receipt(one, "shop"), "acknowledge", by="business1")
    given = {"title": one.title, "matters": one.matters, "measures": one.measures, "ends_at": one.ends_at,
             "reason": "风力变化", **changes}  # fmt: skip

    changed(one, "update", **given)

    shop = receipt(one, "shop")
    assert (shop.state == "sent", shop.acknowledged_at is None) == (anew, anew)
    assert (again(one).message, shop.message, Paper.objects.count()) == (2, 2, 2)
    assert ("shop" in open_duties(Kind.ACKNOWLEDGE_WARNING)) is anew
    assert Notice.objects.filter(event="advisory.updated").count() == len(EVERYBODY)


@pytest.mark.parametrize("how", ["lift", "expire"])
def test_the_end_ends_every_receipt_and_all_that_is_owed_and_tells_everybody(
    city: SmallCity, how: str
) -> None:
    one = issued()
    take(receipt(one, "shop"), "acknowledge", by="business1")

    if how == "lift":
        changed(one, "lift", reason="大风已过")
    else:
        Advisory.objects.filter(pk=one.pk).update(
            starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now() - timedelta(minutes=1)
        )
        assert jobs.end_what_is_over(clock.now()) == 1

    assert again(one).state == {"lift": "lifted", "expire": "expired"}[how]
    assert receipt(one, "shop").state == "ended"
    assert receipt(one, "mill").state == "lapsed"
    assert not Obligation.objects.open().exists()
    assert Notice.objects.filter(event="advisory.ended").count() == len(EVERYBODY)


def test_who_sees_what(city: SmallCity) -> None:
    """A county's warning is seen by its office, the city's and its recipients, by no other county or business."""
    mine = issued(by="county1", area="a", to_offices="no", sectors=[city.sectors["gas"].pk])
    seen = {
        name: Advisory.objects.within(actor(name).scope).filter(pk=mine.pk).exists()
        for name in ("office1", "county1", "county2", "station1", "business1", "business2", "auditor1")
    }

    assert seen == {
        "office1": True, "county1": True, "county2": False, "station1": True, "business1": False,
        "business2": True, "auditor1": False,
    }  # fmt: skip
    assert Receipt.objects.within(actor("business1").scope).count() == 0
    assert ADVISORY_FLOW.steps["issue"].rule(actor("county2"), mine).code == "advisory.change"
    with pytest.raises(AnlanError, match="body, or by an office"):
        door.apply(ADVISORY_FLOW, mine.pk, "ask_lift", by=actor("county2"), input={"reason": "不该由你"})
    with pytest.raises(AnlanError, match="clock"):
        door.apply(ADVISORY_FLOW, mine.pk, "expire", by=actor("office1"))


@pytest.mark.parametrize(("step", "given"), [("end", {}), ("send_again", {"anew": "yes"})])
def test_no_body_is_let_off_or_told_alone_while_the_warning_is_in_force(
    city: SmallCity, step: str, given: dict[str, str]
) -> None:
    one = issued()
    owed = open_duties(Kind.ACKNOWLEDGE_WARNING)

    with pytest.raises(AnlanError):
        door.apply(RECEIPT_FLOW, receipt(one, "shop").pk, step, by=actor("leader1"), input=given)

    assert open_duties(Kind.ACKNOWLEDGE_WARNING) == owed
    assert receipt(one, "shop").revision == 1


def test_nothing_is_sent_of_a_draft(city: SmallCity) -> None:
    given = {"advisory": drafted(), "organisation": city.organisations["shop"]}

    with pytest.raises(AnlanError, match="not in force"):
        door.open_case(RECEIPT_FLOW, "send", by=actor("office1"), input=given)

    assert not Receipt.objects.exists()


def test_an_update_and_an_end_read_the_warning_once_however_many_have_it(city: SmallCity) -> None:
    def statements(area: str) -> list[int]:
        one = issued(area=area)
        words = {name: getattr(one, name) for name in ("level", "title", "ends_at", "measures")}
        told = []
        for step, given in (("update", words | {"matters": "风力增大。"}), ("lift", {})):
            asks = {**given, "reason": "风力变化"}
            door.apply(ADVISORY_FLOW, one.pk, f"ask_{step}", by=actor("office1"), input=asks)
            with CaptureQueriesContext(connection) as asked:
                acts.ADVISORY_ACTS[step](one.pk, {}, actor("leader1"), None)
            told.append(len(asked))
        return told

    everybody, few = statements("city"), statements("a")

    assert all(abs(more - less) <= 2 for more, less in zip(everybody, few, strict=True)), (everybody, few)
