from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.testing import (
    NOON,
    actor,
    assigned_hazard,
    claimed_hazard,
    found_hazard,
    many_hazards,
    sign_in,
    take,
)

TODO = reverse("todo:list")
EVERYBODY = [
    "nobody1",
    *"office1 county1 dept1 inspector1 station1 business1 leader1 editor1 system1 security1 auditor1".split(),
]


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


def page(who: str, **query: Any) -> str:
    response = reader(who).get(TODO, query)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def only_rectifications() -> None:
    """Take what else an assignment opens (signing for it) out of the lists."""
    Obligation.objects.open().exclude(kind=Kind.RECTIFY).update(discharged_at=NOON, discharged_seq=1)


def matters(html: str) -> list[str]:
    """Return what stands in the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*>(?:<a[^>]*>)?([^<]+)', html)


def counts(html: str) -> dict[str, str]:
    """Return the counts of the lists by name."""
    tabs = html[html.index('<nav class="tabs"') :]
    return dict(re.findall(r">([^<]+)<span class=\"count num\">([^<]+)</span>", tabs[: tabs.index("</nav>")]))


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_role_has_a_to_do_page(city, who):
    assigned_hazard()

    assert "To do" in page(who)


def test_what_we_owe_is_listed_nearest_first(city):
    for key, days in zip(many_hazards(3), (9, 2, 5), strict=True):
        take(key, "assign", due_at=NOON + timedelta(days=days))
    only_rectifications()

    html = page("business1")

    assert matters(html) == ["Hazard number 1", "Hazard number 2", "Hazard number 0"]
    assert counts(html) == {"What we owe": "3", "Waits for our decision": "0"}


def test_what_waits_for_a_decision_stands_in_its_own_list(city):
    claimed_hazard(description="To be accepted")
    found_hazard(description="To be assigned")

    html = page("dept1", list="decide")

    assert matters(html) == ["To be accepted"]


def test_a_stranger_sees_nothing_of_it(city):
    assigned_hazard()
    only_rectifications()

    with clock.at(NOON + timedelta(days=20)):
        assert matters(page("business2")) == []
        assert matters(page("county2", list="around")) == []
        assert matters(page("county1", list="around")) == ["The fire door is blocked"]


def test_a_business_has_nobody_below_it(city):
    response = reader("business1").get(TODO, {"list": "around"})

    assert response.status_code == 422


def test_what_is_overdue_is_counted_by_area(city):
    assigned_hazard("shop")
    assigned_hazard("depot")
    only_rectifications()

    with clock.at(NOON + timedelta(days=20)):
        html = page("office1", list="around")
        only_b = page("office1", list="around", area="b")

    cards = dict(re.findall(r'fig-label">([^<]+)</span>\s*<span class="fig-value num">([^<]+)<', html))
    assert cards == {"Dongjiang": "1", "Xishan": "1"}
    assert len(matters(html)) == 2
    assert len(matters(only_b)) == 1


def test_a_kind_filters_the_list(city):
    claimed_hazard(description="To be accepted")
    found_hazard(description="To be assigned")

    assert matters(page("dept1", kind=Kind.ASSIGN)) == ["To be assigned"]


def test_what_is_late_is_marked(city):
    assigned_hazard()

    assert 'class="row-bad"' not in page("business1")
    with clock.at(NOON + timedelta(days=20)):
        assert 'class="row-bad"' in page("business1")


def test_the_pages_hold_every_duty_once_in_order_there_and_back(city):
    for key in many_hazards(120):
        take(key, "assign")
    only_rectifications()
    client = reader("business1")

    seen, address, pages = [], "", []
    while True:
        html = client.get(TODO + address).content.decode()
        pages.append(matters(html))
        seen += matters(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
    before = re.search(r'rel="prev" href="([^"]+)"', html)

    ordered = Obligation.objects.open().owed_by(list(actor("business1").organisation_ids()))
    assert len(seen) == len(set(seen)) == ordered.count() == 120
    assert before is not None
    assert matters(client.get(TODO + before[1].replace("&amp;", "&")).content.decode()) == pages[-2]


@pytest.mark.parametrize("chosen", ["own", "around"])
def test_a_page_costs_the_same_whatever_it_holds(city, chosen, django_assert_max_num_queries):
    for key in many_hazards(30):
        take(key, "assign")
    only_rectifications()
    client = sign_in(
        Client(headers={"accept-language": "en"}), "county1" if chosen == "around" else "business1"
    )

    # session, person, posts; three counts; rows; their words; the bell; areas and their counts; what waits without
    # being owed: reports, suggestions, tip-offs, messages of enterprises, flags on photographs
    with clock.at(NOON + timedelta(days=20)), django_assert_max_num_queries(19):
        assert len(matters(client.get(TODO, {"list": chosen}).content.decode())) == 30


@pytest.mark.parametrize(
    "query", [{"list": "x"}, {"kind": "x"}, {"after": "x"}, {"list": "around", "area": "x"}]
)
def test_an_address_that_makes_no_sense_says_so(city, query):
    assert reader("county1").get(TODO, query).status_code == 422


def test_what_nobody_in_a_post_may_open_is_not_his_to_do(city):
    """An auditor and the administrators sit at the office, which owes; they open none of its cases."""
    place = city.organisations["office"]
    for number, kind in enumerate(("activity", "task", "hazard")):
        Obligation.objects.create(
            kind=Kind.VERIFY_ACTIVITY, case_kind=kind, case_id=number + 1, owner=place, area=place.area,
            area_path=place.area.path, opened_at=NOON, opened_seq=1, due_at=NOON,
        )  # fmt: skip

    told = {
        who: Obligation.objects.open().to_do(actor(who)).count()
        for who in ("office1", "auditor1", "system1", "security1", "editor1", "nobody1")
    }

    assert told == {
        "office1": 3, "auditor1": 0, "system1": 0, "security1": 0, "editor1": 3, "nobody1": 0,
    }  # fmt: skip


def test_a_report_is_to_do_for_those_alone_who_may_send_it(city):
    for number, code in enumerate(("office", "gov-a")):
        place = city.organisations[code]
        Obligation.objects.create(
            kind=Kind.SEND_REPORT, case_kind="report", case_id=number + 1, owner=place, area=place.area,
            area_path=place.area.path, opened_at=NOON, opened_seq=1, due_at=NOON,
        )  # fmt: skip

    told = {
        who: Obligation.objects.open().to_do(actor(who)).count()
        for who in ("county1", "auditor1", "system1", "security1", "editor1")
    }

    assert told == {"county1": 1, "auditor1": 0, "system1": 0, "security1": 0, "editor1": 0}
