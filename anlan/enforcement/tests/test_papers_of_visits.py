"""Papers of a visit: composed from records, in their order, once, within the law's terms, served."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.documents.rendering import plain
from anlan.enforcement.models import OrderedHazard, SitePaper
from anlan.enforcement.tests.factories import (
    SIGNED,
    UNTIL,
    officers,
    open_case,
    ordered,
    proposed,
    record_paper,
    serve,
    take,
    visited,
)
from anlan.hazards.models import Hazard
from anlan.inspections.tests.factories import qualified
from anlan.inspections.tests.factories import take as take_visit
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.obligations.models import Kind, Obligation
from anlan.papers.issuing import document_of
from anlan.papers.models import Paper, Service
from anlan.testing import NOON, TODAY, record_hazard, record_visit, sign_in, written
from anlan.testing import take as take_hazard


def refused(code: str, act, *args, **given) -> str:
    """Return the reason of a refusal with this code, which wrote nothing."""
    before = written()
    with pytest.raises(AnlanError) as met:
        act(*args, **given)
    assert met.value.code == code
    assert written() == before
    return str(met.value)


def text_of(kind: str) -> str:
    return plain.render(document_of(Paper.objects.filter(kind=f"enforcement.{kind}").latest("pk")))


def test_a_record_is_composed_from_its_visit_and_issued_once(city):
    visit = visited()
    hazard = record_hazard(visit=visit, description="安全出口被货架堵塞")

    record_paper(visit)

    told = text_of("inspection_record")
    for words in (
        "检查记录〔2022〕1号",
        "惠民超市",
        "李勇（豫L-李勇）、赵强（豫L-赵强）",
        "现场陪同人员：店长王明",
    ):
        assert words in told
    assert f"1．{hazard.description}" in told
    assert "检查记录〔2022〕1号" in refused("paper.twice", record_paper, visit)


def test_what_a_paper_needs_is_said_where_it_is_missing(city):
    alone = take_visit(record_visit(), "attend", officers=officers()[:1])
    lapsed = qualified("钱进", kind="officer", last_day=TODAY)
    team = take_visit(record_visit(), "attend", officers=[*officers()[:1], lapsed.pk])
    ordinary = visited()
    hazard = record_hazard(visit=ordinary)

    refused("paper.officers", record_paper, alone)
    with clock.at(NOON + timedelta(days=2)):
        assert "钱进" in refused("paper.certificate", record_paper, team)
    reason = refused("paper.record_first", open_case, "site_paper", "issue_order", visit=ordinary.pk,
                     hazards=[hazard.pk], due_on=UNTIL)  # fmt: skip
    assert "inspection record" in reason
    refused("enforcement.visit", record_paper, ordinary, by="county1")


def test_an_order_gives_each_hazard_a_term_within_the_law(city):
    visit = visited()
    hazard = record_hazard(visit=visit)
    record_paper(visit)
    given = {"visit": visit.pk, "hazards": [hazard.pk]}

    late = UNTIL + timedelta(days=1)
    reason = refused("paper.too_long", open_case, "site_paper", "issue_order", due_on=late, **given)
    assert "30 days" in reason
    refused("paper.no_deadline", open_case, "site_paper", "issue_order", **given)
    take_hazard(hazard, "assign")
    order = open_case("site_paper", "issue_order", **given)

    assert order.due_on == clock.local_day(Hazard.objects.get(pk=hazard.pk).due_at)
    assert "限于2022年10月31日前整改完毕" in text_of("rectification_order")
    assert "责改指令〔2022〕1号" in refused("paper.twice", open_case, "site_paper", "issue_order", **given)
    assert OrderedHazard.objects.filter(is_standing=True).count() == 1


def test_a_paper_is_served_once_and_a_refusal_to_sign_has_a_witness(city):
    record = record_paper()

    refused("paper.witness", serve, record, method="left", signature="refused")
    refused("paper.receiver", serve, record, method="in_hand", signature="signed")
    served = serve(record, method="left", signature="refused", witness="城关镇社区干部刘芳")

    row = Service.objects.get(paper__case_id=record.pk)
    assert (served.state, row.is_refused, row.witness) == ("served", True, "城关镇社区干部刘芳")
    refused("not_now", serve, served, **SIGNED)


def test_a_recheck_follows_the_service_and_tells_what_the_hazards_say(city):
    visit = visited()
    one, other = (record_hazard(visit=visit, description=f"第{n}处通道堵塞") for n in "一二")
    order = ordered(one, other, visit=visit)
    refused("paper.not_served", take, order, "recheck", visit=visit.pk)
    order = serve(order)
    owed = Obligation.objects.get(case_id=order.pk, kind=Kind.RECHECK_ORDER)
    assert owed.due_at.date() == UNTIL + timedelta(days=12)  # ten days, and the last is a Saturday

    refused("paper.visit_before", take, order, "recheck", visit=visit.pk)
    for step in ("assign", "claim", "accept"):
        take_hazard(one, step)
    with clock.at(NOON + timedelta(days=3)):
        part = take(order, "recheck", visit=visited().pk)
        assert (part.state, part.result, part.cured) == ("served", "part", 1)
        assert "第二处通道堵塞：未整改" in text_of("recheck_opinion")
        for step in ("assign", "claim", "accept"):
            take_hazard(other, step)
        whole = take(part, "recheck", visit=visited().pk)

    assert (whole.state, whole.rechecks) == ("rechecked", 2)
    assert not Obligation.objects.open().filter(case_id=order.pk, kind=Kind.RECHECK_ORDER).exists()


def test_a_record_that_others_rest_on_is_not_withdrawn(city):
    visit = visited()
    order = ordered(visit=visit)
    record = SitePaper.objects.get(kind="record")

    refused("paper.rested_on", take, record, "withdraw", reason="写错了单位")
    take(order, "withdraw", reason="写错了期限")
    take(record, "withdraw", reason="写错了单位")

    assert record_paper(visit).state == "issued"


def test_the_page_of_a_hazard_leads_to_its_orders_and_measures_and_they_lead_back(city):
    visit = visited()
    hazard, other = record_hazard(visit=visit), record_hazard(visit=visit)
    order = ordered(hazard, visit=visit)
    measure = proposed(visit=visit, by="dept1", hazards=[hazard.pk])
    client = sign_in(Client(), "dept1")

    panel = client.get(reverse("enforcement:of", args=["hazard", hazard.pk])).content.decode()
    bare = client.get(reverse("enforcement:of", args=["hazard", other.pk])).content.decode()
    back = client.get(reverse("enforcement:site-paper", args=[order.pk])).content.decode()

    assert order.number in panel
    assert measure.number in panel
    assert order.number not in bare
    assert reverse("enforcement:begin-listing", args=["propose"]) not in panel  # no major hazard
    assert reverse("hazards:detail", args=[hazard.pk]) in back
