"""The clerk's pages and the dispatcher's board."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.reporting.board import call_due
from anlan.reporting.models import Due
from anlan.reporting.tests.factories import a_day, at, fresh, take
from anlan.testing import record_hazard, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dues(city: Any) -> dict[str, Due]:
    return a_day()


def page(client: Any, who: str, name: str, *args: Any, now: Any = None, **query: Any) -> Any:
    with clock.at(now or at(15, 40)):
        return sign_in(client, who).get(reverse(f"reporting:{name}", args=args), query)


def send(client: Any, who: str, due: Due, step: str, *, now: Any = None, **given: Any) -> Any:
    with clock.at(now or at(15, 40)):
        address = reverse("reporting:take", args=[due.pk, step])
        return sign_in(client, who).post(address, given, follow=True)


def test_the_clerk_finds_what_is_due_and_sends_it_in_one_page(client: Any, dues: dict[str, Due]) -> None:
    record_hazard("shop", at=at(8))
    shown = page(client, "county1", "own").content.decode()
    assert reverse("reporting:detail", args=[dues["gov-a"].pk]) in shown

    form = page(client, "county1", "detail", dues["gov-a"].pk).content.decode()
    assert 'name="situation"' in form
    assert 'name="statement"' in form

    done = send(client, "county1", dues["gov-a"], "report", situation="One visit", key="a-key-of-the-page")
    again = send(client, "county1", dues["gov-a"], "report", situation="One visit", key="a-key-of-the-page")

    for answer in (done, again):
        assert answer.status_code == 200
        assert dues["gov-a"].number in answer.content.decode()
    assert fresh(dues["gov-a"]).version == 1


def test_an_ordinary_report_asks_for_five_fields_and_a_zero_for_none(
    client: Any, dues: dict[str, Due]
) -> None:
    shown = page(client, "county1", "detail", dues["gov-a"].pk).content.decode()

    typed = re.findall(r'<(?:input|select|textarea)[^>]* id="f-report-\w+"', shown)
    assert len(typed) == 5
    zero = re.findall(r'<(?:input|select|textarea)[^>]* id="f-zero-\w+"[^>]*>', shown)
    assert len(zero) == 1  # the explanation, asked for only where something speaks against it
    assert "required" not in zero[0]


def test_a_contradicted_zero_shows_what_is_known_and_keeps_the_form(
    client: Any, dues: dict[str, Due]
) -> None:
    record_hazard("shop", at=at(8))

    refused = send(client, "county1", dues["gov-a"], "zero", statement="all_safe", key="a-key-of-the-page")

    assert refused.status_code in (403, 409, 422)
    assert "1" in refused.content.decode()
    assert fresh(dues["gov-a"]).received_at is None
    send(client, "county1", dues["gov-a"], "zero", statement="all_safe", explanation="Cleared at once")
    board = page(client, "office1", "board").content.decode()
    assert "Cleared at once" in board


@pytest.mark.parametrize(
    ("who", "own", "board", "detail"),
    [
        ("county1", 200, 200, 200),
        ("county2", 200, 200, 404),
        ("dept1", 200, 403, 404),
        ("office1", 403, 200, 200),
        ("leader1", 403, 200, 200),
        ("station1", 200, 403, 404),
        ("business1", 403, 403, 404),
    ],
)
def test_who_opens_what(
    client: Any, dues: dict[str, Due], who: str, own: int, board: int, detail: int
) -> None:
    assert page(client, who, "own").status_code == own
    assert page(client, who, "board").status_code == board
    assert page(client, who, "detail", dues["gov-a"].pk).status_code == detail


def test_the_board_calls_first_and_again_after_a_quarter(dues: dict[str, Due]) -> None:
    due = dues["gov-a"]
    assert call_due(due, at(16)) == 0
    assert call_due(due, at(16, 0, 1)) == 1

    take(due, "call", now=at(16, 1))

    due = fresh(due)
    assert (call_due(due, at(16, 14)), call_due(due, at(16, 15))) == (0, 2)
    take(due, "call", now=at(16, 16))
    assert call_due(fresh(due), at(17)) == 0


def test_the_live_part_answers_304_until_a_step_or_the_clock_changes_it(
    client: Any, dues: dict[str, Due]
) -> None:
    def poll(now: Any, tag: str = "") -> Any:
        with clock.at(now):
            headers = {"If-None-Match": tag} if tag else {}
            return sign_in(client, "office1").get(reverse("reporting:live"), headers=headers)

    first = poll(at(15, 40))
    tag = first["ETag"]
    assert poll(at(15, 41), tag).status_code == 304
    take(dues["gov-a"], "report", now=at(15, 42))
    moved = poll(at(15, 43), tag)
    assert moved.status_code == 200
    assert poll(at(15, 44), moved["ETag"]).status_code == 304
    assert poll(at(16, 0, 1), moved["ETag"]).status_code == 200


def test_the_board_costs_the_same_however_many_report(
    client: Any, dues: dict[str, Due], django_assert_max_num_queries: Any
) -> None:
    for unit in ("gov-a", "gov-b", "fire"):
        take(dues[unit], "report", now=at(15))

    sign_in(client, "office1")
    with clock.at(at(16, 5)), django_assert_max_num_queries(15):
        answer = client.get(reverse("reporting:live"))

    assert answer.status_code == 200


def test_the_frozen_line_stands_beside_the_later_truth(client: Any, dues: dict[str, Due]) -> None:
    take(dues["gov-a"], "zero", now=at(15))
    take(dues["gov-b"], "report", now=at(16, 30))

    shown = page(client, "office1", "board", now=at(17)).content.decode()

    assert "应报5，已报1，其中报平安1、迟报0；漏报4" in shown
    assert "应报5，已报2，其中报平安1、迟报1；漏报3" in shown
