"""The board: conditions on rows say what the words say, lists go by pages, calls are recorded in one tap."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.org.scope import EVERYTHING
from anlan.reporting import board
from anlan.reporting.board import Asked, Totals, call_due
from anlan.reporting.chasing import chase
from anlan.reporting.models import Due, ReportRule
from anlan.reporting.reminding import remind
from anlan.reporting.standing import Standing, at_deadline, standing, tally, total
from anlan.reporting.tests.factories import a_day, at, fresh, take
from anlan.testing import TODAY, actor, record_hazard, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def dues(city: Any) -> dict[str, Due]:
    """A day on which everything happens: report, late zero, an amended zero, a call, an excuse."""
    found = a_day()
    take(found["gov-a"], "zero", now=at(15))
    take(found["gov-b"], "report", now=at(15, 30))
    take(found["fire"], "zero", now=at(16, 20))
    take(found["gov-zone"], "call", now=at(16, 1))
    take(found["gov-a"], "amend", now=at(17))
    take(found["gas"], "excuse", now=at(17, 30))
    return found


def shown(client: Any, now: Any, who: str = "office1", **query: Any) -> str:
    with clock.at(now):
        answer = sign_in(client, who).get(reverse("reporting:board"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("minutes", [0, 5, 14, 15, 30, 75, 120, 1_200, 2_000])
def test_the_database_counts_what_the_words_say(dues: dict[str, Due], minutes: int) -> None:
    now = at(16) + timedelta(minutes=minutes)
    rows = board.dues_of(TODAY, EVERYTHING)

    totals = Totals.of(rows, now)

    assert total(totals.now) == tally(standing(due, now) for due in rows)
    assert total(totals.frozen) == tally(at_deadline(due) for due in rows)
    assert sum(total(count)["all"] for count in totals.axes.values()) == total(totals.now)["all"]


@pytest.mark.parametrize("minutes", [-1, 0, 1, 14, 15, 16, 300, 1_080, 1_081])
def test_whom_to_call_is_the_same_in_the_database(dues: dict[str, Due], minutes: int) -> None:
    now = at(16) + timedelta(minutes=minutes)
    rows = board.dues_of(TODAY, EVERYTHING)

    assert set(rows.filter(board.to_call(now))) == {due for due in rows if call_due(due, now)}


def test_each_report_is_chased_by_the_times_of_its_rule(city: Any) -> None:
    slow = {"remind_minutes": 60, "call_minutes": 20, "second_call_minutes": 40, "leader_minutes": 90}
    found = a_day()
    ReportRule.objects.filter(axis="area").update(**slow)
    ReportRule.objects.filter(axis="department").update(ladder="reminder")
    dues = board.dues_of(TODAY, EVERYTHING)

    with clock.at(at(15, 10)):
        assert remind(clock.now()) == 3
    for minute, waiting in ((19, 0), (20, 3), (39, 3), (40, 3)):
        calls = board.calls(dues, at(16, minute))
        assert calls[0] == waiting == sum(bool(call_due(due, at(16, minute))) for due in dues)
    take(found["gov-a"], "call", now=at(16, 21))
    assert [board.calls(dues, at(16, minute))[0] for minute in (39, 40)] == [2, 3]
    seen = [board.fingerprint(dues, at(16, minute)) for minute in (19, 20, 39, 40)]
    assert len(set(seen)) == 3
    with clock.at(at(17, 30)):
        assert chase(clock.now())[0] == 0
    with clock.at(at(17, 31)):
        assert chase(clock.now())[0] == 3


def test_the_fingerprint_changes_with_every_step_and_at_each_moment_that_changes_a_word(city: Any) -> None:
    found = a_day()
    rows = board.dues_of(TODAY, EVERYTHING)
    seen = [board.fingerprint(rows, at(15))]
    for step, unit, hour in (("zero", "gov-a", 15), ("call", "gov-b", 16), ("amend", "gov-a", 15)):
        take(found[unit], step, now=at(hour, 10 if step == "amend" else 1))
        seen.append(board.fingerprint(rows, at(15)))
    moments = [at(15, 29), at(15, 30), at(16, 0, 1), at(16, 15), at(10, 0, 1, day=TODAY + timedelta(days=1))]
    stages = [board.fingerprint(rows, moment) for moment in moments]

    assert len(set(seen)) == len(seen)
    assert len(set(stages)) == len(stages)
    assert board.fingerprint(rows, at(16)) == board.fingerprint(rows, at(15, 30))


def test_a_call_is_recorded_in_one_tap_with_who_when_and_the_answer(
    client: Any, dues: dict[str, Due]
) -> None:
    page = shown(client, at(16, 20))
    forms = re.findall(r'<form class="call-answers".*?</form>', page, re.DOTALL)
    form = [next(text for text in forms if f"/call/{dues['gov-zone'].pk}/" in text)]
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|key|revision)" value="([^"]+)"', form[0]))
    address = re.search(r'action="([^"]+)"', form[0])
    assert address is not None

    with clock.at(at(16, 20)):
        first = client.post(address[1].replace("&amp;", "&"), {**fields, "answer": "nobody"})
        again = client.post(address[1].replace("&amp;", "&"), {**fields, "answer": "nobody"})

    due = fresh(dues["gov-zone"])
    assert (first.status_code, again.status_code) == (302, 302)
    assert (due.calls, due.answer) == (2, "无人接听")
    entry = Entry.objects.filter(case_id=due.pk, step="call").order_by("-n").first()
    assert entry is not None
    assert entry.actor_id == actor("office1").person_id
    later = shown(client, at(16, 21))
    assert "office1 name: 无人接听" in later


def test_the_night_shows_what_is_missing_of_today_and_yesterday_with_its_phone(
    client: Any, dues: dict[str, Due]
) -> None:
    def part(now: Any) -> str:
        with clock.at(now):
            return sign_in(client, "office1").get(reverse("reporting:not-in")).content.decode()

    late = part(at(16, 20))
    night = part(at(3, day=TODAY + timedelta(days=1)))

    assert dues["gov-zone"].organisation.label not in part(at(15))
    assert dues["gov-zone"].organisation.label in late
    assert dues["gov-zone"].organisation.label in night
    assert dues["gov-zone"].phone in night


def test_a_call_to_a_unit_that_has_reported_meanwhile_is_refused(client: Any, dues: dict[str, Due]) -> None:
    revision = fresh(dues["gov-zone"]).revision
    take(dues["gov-zone"], "report", now=at(16, 25))

    with clock.at(at(16, 26)):
        answer = sign_in(client, "office1").post(
            reverse("reporting:call", args=[dues["gov-zone"].pk]), {"answer": "nobody", "revision": revision}
        )

    assert answer.status_code == 409
    assert fresh(dues["gov-zone"]).calls == 1


def test_a_reader_without_the_right_to_call_sees_no_button_and_cannot_call(
    client: Any, dues: dict[str, Due]
) -> None:
    assert "call-answers" not in shown(client, at(16, 20), who="leader1")
    with clock.at(at(16, 20)):
        answer = client.post(reverse("reporting:call", args=[dues["gov-zone"].pk]), {"answer": "nobody"})
    assert answer.status_code == 403


def test_the_part_that_is_polled_is_what_the_page_shows(client: Any, dues: dict[str, Due]) -> None:
    page = shown(client, at(16, 20))
    with clock.at(at(16, 20)):
        part = client.get(reverse("reporting:live"), {"day": TODAY.isoformat()}).content.decode()

    def plain(text: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text)).strip()

    assert plain(part) in plain(page)


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ({"standing": "late"}, {"fire"}),
        ({"standing": "not_in"}, {"gov-zone"}),
        ({"axis": "department"}, {"fire", "gas"}),
        ({"area": "a"}, {"gov-a"}),
    ],
)
def test_the_list_is_cut_by_standing_axis_and_area(
    dues: dict[str, Due], query: dict[str, str], units: set[str]
) -> None:
    asked = Asked.of(query, TODAY)
    now = at(18)

    found = board.chosen(board.dues_of(TODAY, EVERYTHING), asked, now)

    assert {line.due.organisation.code for line in board.lines(found, now, most=99)} == units


def test_an_explained_zero_can_be_found(client: Any, city: Any) -> None:
    found = a_day()
    record_hazard("shop", at=at(8))
    take(found["gov-a"], "zero", now=at(15), explanation="Cleared at once")

    page = shown(client, at(15, 30), standing="explained")

    assert "Cleared at once" in page
    assert page.count('data-label="报送情况"') == 1


def test_the_list_goes_by_pages(client: Any, dues: dict[str, Due], monkeypatch: Any) -> None:
    monkeypatch.setattr(board, "PAGE", 2)

    pages = [shown(client, at(18), page=n) for n in (1, 2, 3, 9)]

    rows = [
        set(
            re.findall(r'k-wide" data-label="单位"><a href="/reports/(\d+)/"', text.partition('id="list"')[2])
        )
        for text in pages
    ]
    assert [len(row) for row in rows[:3]] == [2, 2, 1]
    assert len(set.union(*rows[:3])) == 5
    assert rows[3] == rows[2], "beyond the last page is the last page"


def test_the_wall_shows_who_is_not_in_and_no_buttons(client: Any, dues: dict[str, Due]) -> None:
    page = shown(client, at(18), wall="1")

    assert 'data-bs-theme="dark"' in page
    assert "开发区安委办" in page
    assert "<button" not in page


def test_a_day_without_reports_says_so(client: Any, city: Any) -> None:
    for query in ({}, {"wall": "1"}):
        assert "当日无应报" in shown(client, at(18), day="2022-06-01", **query)


@pytest.mark.parametrize(
    "query", [{"standing": "sleepy"}, {"axis": "north"}, {"day": "today"}, {"area": "nowhere"}]
)
def test_what_is_no_choice_is_refused(client: Any, city: Any, query: dict[str, str]) -> None:
    with clock.at(at(15)):
        assert sign_in(client, "office1").get(reverse("reporting:board"), query).status_code in (404, 422)


def test_the_map_says_in_words_how_each_area_stands(client: Any, dues: dict[str, Due]) -> None:
    page = shown(client, at(18))

    tiles = dict(re.findall(r'<a class="tile tile-(\w+)"[^>]*>\s*<b>([^<]+)</b>', page))
    assert "bad" in tiles
    for words in ("漏报1", "已报齐", "1/1", "0/1"):
        assert words in page


def test_everybody_with_one_view_shares_one_part(
    client: Any, dues: dict[str, Due], django_assert_max_num_queries: Any
) -> None:
    shown(client, at(18))
    sign_in(client, "office1")
    client.get(reverse("today"))

    with clock.at(at(18, 0, 1)), django_assert_max_num_queries(4):
        client.get(reverse("reporting:live"), {"day": TODAY.isoformat()})


def test_words_and_tones_are_the_same_for_lines_and_rows(dues: dict[str, Due]) -> None:
    words = {
        line.due.organisation.code: line.word
        for line in board.lines(board.dues_of(TODAY, EVERYTHING), at(18), most=99)
    }

    assert words == {
        "gov-a": Standing.REPORTED, "gov-b": Standing.REPORTED, "gov-zone": Standing.MISSING, "fire": Standing.LATE,
        "gas": Standing.EXCUSED,
    }  # fmt: skip
