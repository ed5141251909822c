from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.obligations.models import Obligation
from anlan.supervision.models import State, Supervision
from anlan.supervision.tests.factories import CIRCULAR, LETTER, REMINDED, supervised, swept, take
from anlan.testing import many_hazards, sign_in
from anlan.testing import take as take_hazard

LIST = reverse("supervision:list")
SEERS = ("business1", "county1", "office1", "leader1")
STRANGERS = ("business2", "county2", "station1", "dept1")
OTHERS = ("system1", "security1", "auditor1", "nobody1")


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


def detail(case: Supervision) -> str:
    return reverse("supervision:detail", args=[case.pk])


def step(case: Supervision, name: str) -> str:
    return reverse("supervision:take", args=[case.pk, name])


@pytest.mark.parametrize(
    ("people", "shown", "opened"), [(SEERS, True, 200), (STRANGERS, False, 404), (OTHERS, False, 403)]
)
def test_owner_supervisor_and_superiors_open_it_strangers_do_not(city, people, shown, opened):
    case = supervised(REMINDED, LETTER)
    paper = reverse("supervision:paper", args=[case.pk, case.papers.order_by("pk")[0].pk])

    for who in people:
        client = reader(who)
        assert client.get(detail(case)).status_code == opened, who
        assert client.get(paper).status_code == opened, who
        assert client.post(step(case, "answer"), {"answer": "We are at it"}).status_code in (
            302,
            403,
            opened,
        ), who
        assert (case.number in client.get(LIST).content.decode()) is shown, who


def test_the_owner_signs_for_the_letter_and_answers_it(city):
    case = supervised(REMINDED, LETTER)
    client = reader("business1")

    with clock.at(LETTER + timedelta(hours=1)):
        assert "Sign for the paper" in client.get(detail(case)).content.decode()
        client.post(step(case, "acknowledge"), {"key": "acknowledge-1"})
        client.post(step(case, "answer"), {"key": "answer-0001", "answer": "The key is on its way"})
        page = client.get(detail(case)).content.decode()

    assert "The key is on its way" in page
    assert 'id="step-acknowledge"' not in page
    assert not Obligation.objects.open().filter(case_id=case.pk).exists()


def test_a_refused_step_shows_the_reason_and_what_was_typed(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)
    client = reader("county1")

    with clock.at(CIRCULAR + timedelta(hours=1)):
        response = client.post(step(case, "circular"), {"text": "abc"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "at least 4 are needed" in page
    assert "abc</textarea>" in page


def test_a_stale_page_is_refused(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)
    seen = Supervision.objects.get(pk=case.pk).revision
    take(case, "answer", by="business1", at=CIRCULAR + timedelta(minutes=5))

    with clock.at(CIRCULAR + timedelta(hours=1)):
        response = reader("county1").post(
            step(case, "circular"), {"text": "Still not done", "revision": seen}
        )

    assert response.status_code == 409
    assert "no longer current" in response.content.decode()


@pytest.mark.parametrize("name", ["propose", "remind", "nothing"])
def test_what_the_clock_does_has_no_button_and_no_address(city, name):
    case = supervised(REMINDED, LETTER)
    client = reader("county1")

    response = client.post(step(case, name), {})

    assert response["Location"] == detail(case)
    assert f'id="step-{name}"' not in client.get(detail(case)).content.decode()
    assert Supervision.objects.get(pk=case.pk).revision == 2


def test_a_paper_is_printed_in_chinese_with_its_number_on_an_english_page(city):
    case = supervised(REMINDED, LETTER)
    paper = case.papers.get(kind="letter")

    page = reader("business1").get(reverse("supervision:paper", args=[case.pk, paper.pk])).content.decode()

    assert "督办函〔2022〕1号" in page
    assert "惠民超市" in page
    assert "东江县安委办" in page
    assert "2022年10月31日12:00" in page


def test_a_paper_of_another_supervision_is_not_found(city):
    case, other = supervised(REMINDED), supervised(REMINDED, premises="kitchen")
    address = reverse("supervision:paper", args=[case.pk, other.papers.get().pk])

    assert reader("county1").get(address).status_code == 404


@pytest.mark.parametrize(("state", "found"), [("open", True), ("letter", True), ("ended", False), ("", True)])
def test_the_list_is_filtered_by_state(city, state, found):
    case = supervised(REMINDED, LETTER)

    page = reader("office1").get(LIST, {"state": state}).content.decode()

    assert (case.number in page) is found


def test_the_list_costs_the_same_whatever_it_holds(city, django_assert_max_num_queries):
    for key in many_hazards(20):
        take_hazard(key, "assign")
    swept(REMINDED)
    client = reader("county1")

    # session, person, posts; areas; rows; their words; the bell
    with django_assert_max_num_queries(8):
        page = client.get(LIST).content.decode()

    assert page.count("DB2022-") == Supervision.objects.filter(state=State.REMINDED).count() >= 20


def test_a_supervision_costs_the_same_whatever_its_length(city, django_assert_max_num_queries):
    case = supervised(REMINDED, LETTER, CIRCULAR)
    take(case, "answer", by="business1", at=CIRCULAR + timedelta(minutes=5))
    client = reader("county1")

    # session, person, posts; case, papers, duties, obligation, words; history and its names; people; the bell
    with django_assert_max_num_queries(20):
        client.get(detail(case))


def test_the_panel_of_a_case_shows_its_supervisions_to_those_who_see_them(city):
    case = supervised(REMINDED, LETTER)
    address = reverse("supervision:of-case", args=["hazard", case.subject_id])

    whole = reader("county1").get(address).content.decode()
    fragment = reader("county1").get(address, headers={"HX-Request": "true"}).content.decode()

    assert case.number in whole
    assert fragment.strip() in whole
    assert case.number not in reader("dept1").get(address).content.decode()
