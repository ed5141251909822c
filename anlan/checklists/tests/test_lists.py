"""The lists that come with the product."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.checklists.lists import FOLDER, ListChanged, sync_checklists
from anlan.checklists.lookup import for_place
from anlan.checklists.models import Checklist, ChecklistItem

pytestmark = pytest.mark.django_db
STARTERS = {"general", "ammonia", "gas_users", "nine_small", "construction", "hazardous_chemicals", "dust"}
IN_2022 = date(2022, 10, 24)


def files(tmp_path: Path, *, change: Callable[[dict[str, Any]], None] | None = None) -> Path:
    for path in FOLDER.glob("*.json"):
        told = json.loads(path.read_text("utf-8"))
        if change:
            change(told)
        (tmp_path / path.name).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return tmp_path


def test_every_starter_list_is_there_with_its_items():
    assert set(Checklist.objects.values_list("code", flat=True)) == STARTERS
    assert all(row.items.count() >= 8 for row in Checklist.objects.all())


def test_loading_again_changes_nothing():
    before = list(Checklist.objects.order_by("pk").values())

    assert sync_checklists() == 0
    assert list(Checklist.objects.order_by("pk").values()) == before


def test_one_version_of_a_list_holds_on_any_day():
    day = date(2021, 9, 1)
    while day < date(2027, 1, 1):
        codes = [row.code for row in Checklist.objects.in_force(day)]
        assert len(codes) == len(set(codes)), day
        day += timedelta(days=30)


@pytest.mark.parametrize("day", [IN_2022, date(2024, 5, 1)], ids=["2022", "2024"])
def test_the_criterion_of_an_item_is_in_force_while_its_list_is(day):
    rows = ChecklistItem.objects.filter(
        checklist__in=Checklist.objects.in_force(day), criterion__isnull=False
    )

    found = list(rows.select_related("criterion__pack"))

    assert found
    criteria = [(item, item.criterion) for item in found if item.criterion]
    assert all(criterion.pack.stands_on(day) for _item, criterion in criteria)
    assert all(item.quote == criterion.text for item, criterion in criteria)


def test_a_list_without_the_words_of_every_item_says_so():
    for row in Checklist.objects.all():
        whole = not row.items.filter(quote="").exists()
        assert row.complete == whole or row.note, row


def test_what_is_quoted_has_its_law_and_article():
    assert not ChecklistItem.objects.exclude(quote="").filter(article="").exists()
    assert not ChecklistItem.objects.filter(text_en="").exists()


def test_other_items_need_a_new_version(tmp_path):
    def change(told):
        told["items"][0]["text"] = "另一种说法"

    with pytest.raises(ListChanged, match="make a new version"):
        sync_checklists(files(tmp_path, change=change))


def test_remarks_and_english_may_change(tmp_path):
    def change(told):
        told["title_en"] += " (revised)"

    assert sync_checklists(files(tmp_path, change=change)) == 0
    assert Checklist.objects.get(code="general").title_en.endswith("(revised)")


def test_the_lists_of_a_place_are_those_of_its_sector_first(city):
    found = [row.code for row in for_place("gas", "/101/102/104/", IN_2022)]

    assert found == ["gas_users", "general"]
