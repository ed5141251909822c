"""The packs as they are shipped, and their way into the tables."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from anlan.criteria.models import Criterion, CriterionPack
from anlan.criteria.packs import FOLDER, PackChanged, sync_criteria

TODAY = date(2022, 10, 24)
SHIPPED = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}


def told(**changes: object) -> dict[str, object]:
    """Return a pack of two criteria, in force since 2021."""
    whole: dict[str, object] = {
        "code": "test", "title": "测试标准", "title_en": "A test", "issuer": "部", "issuer_en": "Ministry",
        "doc_no": "测〔2021〕1号", "sectors": ["fire"], "effective_from": "2021-01-01", "effective_to": None,
        "supersedes": None, "complete": False, "note": "待录入", "note_en": "to be loaded",
        "criteria": [
            {"article": "第一条", "text": "出口被堵塞。", "keywords": ["出口"]},
            {"article": "第二条", "text": "没有灭火器。", "keywords": ["灭火器"]},
        ],
    }  # fmt: skip
    return whole | changes


def write(folder: Path, pack: dict[str, object]) -> Path:
    (folder / f"{pack['code']}.json").write_text(json.dumps(pack, ensure_ascii=False), "utf-8")
    return folder


def criteria(code: str = "test") -> list[tuple[str, str]]:
    return list(Criterion.objects.filter(pack__code=code).order_by("position").values_list("article", "text"))


# -- what is shipped ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_a_shipped_pack_is_whole_in_itself(code):
    pack = SHIPPED[code]

    assert pack["code"] == code
    assert pack["sectors"]
    assert pack["complete"] or (pack["note"] and pack["note_en"])
    articles = [item["article"] for item in pack["criteria"]]
    assert len(articles) == len(set(articles))
    for item in pack["criteria"]:
        assert item["text"].endswith("。"), item
        assert item["keywords"] or "其他" in item["text"], item
        assert "," not in item["text"], "official words have full-width commas"
        assert all(word == word.strip() and word for word in item["keywords"])


@pytest.mark.parametrize(("code", "count"), [("chemicals-2017", 20), ("industry-2017", 59)])
def test_a_pack_that_says_it_is_complete_has_every_item_of_its_document(code, count):
    assert SHIPPED[code]["complete"]
    assert len(SHIPPED[code]["criteria"]) == count


def test_only_those_two_say_so():
    assert {code for code, pack in SHIPPED.items() if pack["complete"]} == {"chemicals-2017", "industry-2017"}


@pytest.mark.parametrize("code", [code for code, pack in SHIPPED.items() if pack["supersedes"]])
def test_a_pack_begins_on_the_day_after_the_one_it_replaces(code):
    former = SHIPPED[SHIPPED[code]["supersedes"]]

    assert date.fromisoformat(SHIPPED[code]["effective_from"]).toordinal() == (
        date.fromisoformat(former["effective_to"]).toordinal() + 1
    )


def test_every_keyword_of_a_shipped_pack_says_more_than_one_character():
    short = [
        word
        for pack in SHIPPED.values()
        for item in pack["criteria"]
        for word in item["keywords"]
        if len(word) < 2
    ]

    assert not short


# -- loading -----------------------------------------------------------------------------------------------------


def test_a_migrated_database_holds_what_is_shipped(db):
    assert set(CriterionPack.objects.values_list("code", flat=True)) == set(SHIPPED)
    assert Criterion.objects.count() == sum(len(pack["criteria"]) for pack in SHIPPED.values())


def test_loading_again_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert sync_criteria() == 0


def test_a_pack_is_loaded_once_in_the_order_of_its_file(db, tmp_path):
    write(tmp_path, told())

    assert sync_criteria(tmp_path, today=TODAY) == 1
    assert sync_criteria(tmp_path, today=TODAY) == 0
    assert criteria() == [("第一条", "出口被堵塞。"), ("第二条", "没有灭火器。")]


@pytest.mark.parametrize(
    "changes",
    [
        {"criteria": [{"article": "第一条", "text": "出口被锁闭。", "keywords": ["出口"]}]},
        {"criteria": [{"article": "第一条", "text": "出口被堵塞。", "keywords": ["出口"]}]},
        {"criteria": []},
        {"title": "另一标准"},
        {"doc_no": "测〔2021〕2号"},
        {"effective_from": "2021-02-01"},
    ],
    ids=["other words", "an article gone", "all gone", "another title", "another number", "another day"],
)
def test_the_words_of_a_pack_in_force_are_fixed(db, tmp_path, changes):
    sync_criteria(write(tmp_path, told()), today=TODAY)

    with pytest.raises(PackChanged, match="new pack"):
        sync_criteria(write(tmp_path, told(**changes)), today=TODAY)

    assert criteria() == [("第一条", "出口被堵塞。"), ("第二条", "没有灭火器。")]


def test_a_pack_in_force_may_gain_what_was_missing_and_an_end(db, tmp_path):
    sync_criteria(write(tmp_path, told()), today=TODAY)
    keys = dict(Criterion.objects.filter(pack__code="test").values_list("article", "pk"))
    more = [
        {"article": "第三条", "text": "没有值班。", "keywords": ["值班"]},
        {"article": "第二条", "text": "没有灭火器。", "keywords": ["灭火器", "器材"]},
        {"article": "第一条", "text": "出口被堵塞。", "keywords": ["出口"]},
    ]

    sync_criteria(
        write(tmp_path, told(criteria=more, effective_to="2023-12-31", complete=True, note="")), today=TODAY
    )

    assert [article for article, _text in criteria()] == ["第三条", "第二条", "第一条"]
    assert CriterionPack.objects.get(code="test").effective_to == date(2023, 12, 31)
    now = dict(Criterion.objects.filter(pack__code="test").values_list("article", "pk"))
    assert {article: now[article] for article in keys} == keys
    assert Criterion.objects.get(pk=keys["第二条"]).keywords == ["灭火器", "器材"]


def test_a_pack_that_is_still_to_come_may_change(db, tmp_path):
    sync_criteria(write(tmp_path, told(effective_from="2023-01-01")), today=TODAY)

    sync_criteria(
        write(
            tmp_path,
            told(
                effective_from="2023-02-01",
                criteria=[{"article": "1", "text": "新的。", "keywords": ["新的"]}],
            ),
        ),
        today=TODAY,
    )

    assert criteria() == [("1", "新的。")]
