"""A new document of criteria: which open hazards would change, and what is unmapped."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from anlan.cli import main
from anlan.criteria.models import Criterion, CriterionPack
from anlan.hazards.models import Hazard
from anlan.hazards.rescreen import Change, screen
from anlan.org.scope import EVERYTHING
from anlan.testing import actor, record_hazard, sign_in
from anlan.testing import take as take_step

ARTICLES = {
    "old": {"一": ("消防水池无水", ["消防水池"])},
    "new": {"1": ("消防水池容量不足", ["消防水池"]), "2": ("防火门被拆除", ["防火门"])},
}


def pack(code: str, supersedes: CriterionPack | None = None, **changes) -> CriterionPack:
    made = CriterionPack.objects.create(
        code=code, title=code, title_en=code, issuer="x", issuer_en="x", doc_no=code, sectors=["fire"],
        effective_from=date(2022, 1, 1) if code == "old" else date(2022, 12, 1), supersedes=supersedes,
        complete=True, digest="0" * 64, **changes,
    )  # fmt: skip
    for position, (article, (text, keywords)) in enumerate(ARTICLES.get(code, {}).items()):
        Criterion.objects.create(pack=made, position=position, article=article, text=text, keywords=keywords)
    return made


@pytest.fixture
def packs(city) -> tuple[CriterionPack, CriterionPack]:
    old = pack("old")
    return old, pack("new", old)


def major(old: CriterionPack, text: str) -> Hazard:
    return record_hazard(description=text, grade="major", criterion=old.criteria.get().pk)


def changes(new: CriterionPack) -> dict[str, tuple[Change, tuple[str, ...]]]:
    told = {h.pk: h.description for h in Hazard.objects.all()}
    return {
        told[one.hazard]: (one.change, tuple(c.article for c in one.candidates))
        for one in screen(new, EVERYTHING)
    }


def test_each_open_hazard_is_told_what_would_change(packs):
    old, new = packs
    major(old, "消防水池没有水，已停用")
    major(old, "水箱锈蚀严重漏水")
    for text in ("三层防火门被人拆除", "消防水池水位偏低", "插座松动发热"):
        record_hazard(description=text)

    assert changes(new) == {
        "消防水池没有水，已停用": (Change.CRITERION, ("1",)),
        "水箱锈蚀严重漏水": (Change.UNMAPPED_MAJOR, ()),
        "三层防火门被人拆除": (Change.GRADE, ("2",)),
        "消防水池水位偏低": (Change.AS_BEFORE, ("1",)),
        "插座松动发热": (Change.UNMAPPED, ()),
    }


def test_settled_ones_and_other_sectors_are_left_alone(packs):
    _old, new = packs
    hazard = record_hazard(description="三层防火门被人拆除")
    record_hazard("kitchen", description="防火门被人拆除")
    for step in ("assign", "claim", "accept"):
        take_step(hazard, step)

    assert changes(new) == {}


def test_a_document_whose_text_is_not_loaded_maps_nothing(city):
    old = pack("old")
    empty = pack("empty", old)
    major(old, "消防水池没有水，已停用")

    assert changes(empty) == {"消防水池没有水，已停用": (Change.UNMAPPED_MAJOR, ())}


def test_a_reader_is_told_of_his_own_area_only(packs):
    _old, new = packs
    record_hazard(description="三层防火门被人拆除")

    assert len(screen(new, actor("county1").scope)) == 1
    assert screen(new, actor("county2").scope) == []


def test_the_page_and_the_command_tell_the_same(packs, capsys):
    old, new = packs
    hazard = major(old, "水箱锈蚀严重漏水")
    client = sign_in(Client(), "dept1")
    client.cookies["django_language"] = "en"

    page = client.get(reverse("hazards:rescreen", args=[new.pk])).content.decode()
    assert main(["rescreen", "new", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert hazard.number in page
    assert "unmapped" in page
    assert [(one["number"], one["change"]) for one in told["hazards"]] == [(hazard.number, "unmapped_major")]
    assert told["counts"]["unmapped_major"] == 1


def test_an_unknown_document_is_refused(city, capsys):
    assert main(["rescreen", "nonsense"]) == 2
    assert sign_in(Client(), "dept1").get(reverse("hazards:rescreen", args=[999_999])).status_code == 404
