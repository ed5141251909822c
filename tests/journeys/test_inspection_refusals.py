"""What an inspection may not be: refused on its page and to a programme alike, with the reason; nothing is written,
and what was typed stands there still."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.checklists.tests.factories import issued
from anlan.checklists.tests.test_flow import withdraw
from anlan.enforcement.tests.factories import listed
from anlan.enforcement.tests.factories import take as take_listing
from anlan.hazards.tests.factories import major_hazard
from anlan.inspections.tests.factories import qualified
from anlan.inspections.tests.factories import take as take_visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.teams.tests.factories import set_up
from anlan.testing import NOON, TODAY, hazard_input, record_hazard, record_visit, sign_in, step_input
from anlan.testing import take as take_hazard

pytestmark = pytest.mark.django_db
Case = tuple[str, str, str, dict[str, Any], str, str]
"""Who, path of the API, address of the page, what is sent, the code of the refusal, words that stay typed."""


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def visit_before_the_team() -> Case:
    team, visit = set_up(first_day=TODAY + timedelta(days=1), last_day=None), record_visit()
    page = reverse("teams:name-visit", args=[visit.pk])
    return "office1", "/team-visits/name", page, {"team": team.pk, "visit": visit.pk}, "team.before", ""


def expert_who_accepts() -> Case:
    visit = record_visit()
    hazard = record_hazard(visit=visit)
    take_visit(visit, "attend", experts=[qualified(account="county1").pk])
    for step in ("assign", "claim"):
        take_hazard(hazard, step)
    page = reverse("hazards:take", args=[hazard.pk, "accept"])
    given = step_input("accept", acceptance="现场核查合格")
    return "county1", f"/hazards/{hazard.pk}/accept", page, given, "hazard.own_visit", ""


def item_of_a_withdrawn_list() -> Case:
    checklist, visit = issued(), record_visit()
    withdraw(checklist)
    given = hazard_input(visit, item=checklist.items.get(code="CY-01").pk, description="灶台连接软管老化")
    page = reverse("hazards:record", args=[visit.pk])
    return "dept1", "/hazards/record", page, given, "checklist.withdrawn", "灶台连接软管老化"


def listing_beyond_the_legal_term() -> Case:
    given = {
        "hazard": record_hazard(grade="major").pk,
        "level": "city",
        "leader_name": "陈安民",
        "leader_title": "副市长",
        "due_on": (TODAY + timedelta(days=400)).isoformat(),
        "demands": "停用问题区域，限期完成改造",
    }
    page = reverse("enforcement:begin-listing", args=["propose"])
    return "county1", "/listings/propose", page, given, "listing.too_long", "停用问题区域，限期完成改造"


def delisting_by_another_level() -> Case:
    case = listed(hazard=major_hazard("assign", "plan", "claim"))
    case = take_listing(case, "ask_acceptance", by="business1", reason="治理完毕")
    given: dict[str, Any] = {"fit": "yes", "opinion": "现场核查合格", "experts": [qualified().pk]}
    case = take_listing(case, "accept", by="county1", **given)
    page = reverse("enforcement:take-listing", args=[case.pk, "delist"])
    return "county1", f"/listings/{case.pk}/delist", page, {"note": "治理合格"}, "listing.level", ""


@pytest.mark.parametrize(
    "case",
    [
        visit_before_the_team,
        expert_who_accepts,
        item_of_a_withdrawn_list,
        listing_beyond_the_legal_term,
        delisting_by_another_level,
    ],
    ids=lambda case: case.__name__,
)
def test_it_is_refused_to_page_and_programme_with_one_reason(city, case: Callable[[], Case]):
    who, path, page, given, code, typed = case()
    before = Entry.objects.count()
    client = sign_in(Client(headers={"accept-language": "en"}), who)

    programme = caller(who)
    told = programme.step(path, **given)
    answer = client.post(page, {**given, "key": "a-key-of-this-page"})

    shown = html.unescape(answer.content.decode())
    assert (programme.status in (403, 409, 422), told["code"]) == (True, code)
    assert answer.status_code in (403, 409, 422)
    assert told["message"] in shown
    assert typed in shown
    assert Entry.objects.count() == before
