"""`anlan bulletin series`, `open-series`, `add-group`, `begin`: every change stands in the journal of the series."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anlan.bulletins.models import Counter, Group, Series, SeriesBook
from anlan.cli.tests.test_commands import cannot, run
from anlan.journal.models import Entry
from anlan.testing.issues import signed_issue, the_series

__all__ = ["run"]
OPEN = ("bulletin", "open-series", "工作动态", "--like", "bulletin", "--after", "7", "--cycle", "week")
ADD = ("bulletin", "add-group", "各科室", "--line", "issue", "--member", "gas", "--mail", "list@example.cn")


def steps_of(code: str) -> list[str]:
    book = SeriesBook.objects.get(series__code=code)
    return list(Entry.objects.filter(case_id=book.pk).order_by("seq").values_list("step", flat=True))


def told(run: Any, code: str) -> dict[str, Any]:
    listed: list[dict[str, Any]] = json.loads(run("bulletin", "series", "--json")[1])
    (found,) = (one for one in listed if one["code"] == code)
    return found


def test_a_series_is_opened_with_the_recipients_of_another_and_its_number(city, run):
    the_series()

    assert run(*OPEN)[:2] == (0, "工作动态 (gongzuodongtai): the next issue is No. 8\n")

    series, like = told(run, "gongzuodongtai"), told(run, "bulletin")
    assert (series["next"], series["groups"]) == (8, like["groups"])
    assert "gongzuodongtai  工作动态" in run("bulletin", "series")[1]
    assert steps_of("gongzuodongtai") == ["open"]
    cannot(run(*OPEN), "has this name already")


def test_a_group_is_added_with_its_members_or_not_at_all(city, run):
    the_series()

    assert run(*ADD)[0] == 0
    stranger = run("bulletin", "add-group", "外单位", "--line", "issue", "--member", "nobody")
    cannot(stranger, "no organisation “nobody”")

    (group,) = (one for one in told(run, "bulletin")["groups"] if one["name"] == "各科室")
    assert (group["organisations"], group["mail"]) == (["gas"], "list@example.cn")
    assert steps_of("bulletin") == ["enrol", "add_group", "join"]
    assert not Group.objects.filter(name="外单位").exists()


def test_numbers_go_on_from_before_and_the_journal_says_so(city, run):
    begin = (
        "bulletin",
        "begin",
        "--after",
        "48",
        "--special",
        "专刊",
        "--since",
        "2022-03-31",
        "--special-after",
        "31",
    )

    assert run(*begin)[0] == 0
    status, out, _err = run(*begin)  # the same again changes nothing

    assert (status, "No. 49 / " in out, out.rstrip().endswith("32")) == (0, True, True)
    assert steps_of("bulletin") == ["enrol", "count", "open_special", "count", "amend_special"]
    special = Series.objects.get(code="bulletin").specials.get()
    assert (special.first_on.isoformat(), special.name_en) == ("2022-03-31", "专刊")


@pytest.mark.parametrize(
    ("given", "why"), [(("--after", "9"), "is signed"), (("--special-after", "3"), "Name the special series")]
)
def test_what_cannot_begin_says_why_and_changes_nothing(city, run, given, why):
    signed_issue()

    cannot(run("bulletin", "begin", "--year", "2022", *given), why)

    assert list(Counter.objects.values_list("last", flat=True)) == [1]
    assert not SeriesBook.objects.exists()
