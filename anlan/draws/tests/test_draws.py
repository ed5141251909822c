"""Draws: pools, separation of who prepares and who draws, what is told before and after, and drawing again."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shlex
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from anlan.cli import main
from anlan.draws import lots, pools
from anlan.draws.effects import commitment
from anlan.draws.flow import DRAW_FLOW
from anlan.draws.models import Draw
from anlan.draws.pools import Member
from anlan.draws.tests.factories import PUBLIC, drawn, prepare, published, take
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.inspections.flow import VISIT_FLOW
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.testing import NOON, TODAY, actor, record_visit, sign_in


def words(answer) -> str:
    return html.unescape(answer.content.decode())


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


def test_the_pools_are_the_places_and_officers_of_the_area(city):
    draw = prepare()

    assert [m.key for m in pools.read(draw.object_pool)] == ["kitchen", "mill", "shop"]
    names = {m.name.split("（")[0] for m in pools.read(draw.officer_pool)}
    assert {"county1 name", "inspector1 name", "station1 name", "station2 name"} <= names
    assert "county2 name" not in names
    assert "station3 name" not in names


def test_a_sector_narrows_the_places(city):
    draw = prepare(sector=city.sectors["gas"], wanted=1)

    assert [m.key for m in pools.read(draw.object_pool)] == ["kitchen"]


def test_a_sector_narrows_the_officers_to_those_who_may_record_visits_there(city):
    draw = prepare(sector=city.sectors["gas"], wanted=1)

    names = {m.name.split("（")[0] for m in pools.read(draw.officer_pool)}
    assert {"dept2 name", "county1 name", "station1 name"} <= names
    assert not {"dept1 name", "inspector1 name"} & names


def test_no_draw_is_prepared_as_of_a_time_before_its_public_text_was_known(city):
    with pytest.raises(Refused) as caught:
        prepare(at=NOON - timedelta(days=1))

    assert caught.value.code == "draw.at"


def test_no_draw_is_made_as_of_a_time_before_it_was(city):
    yesterday = NOON - timedelta(days=1)
    with clock.at(yesterday):
        draw = prepare()
    given = {"public_text": PUBLIC, "witness": "见证员", "commitment": draw.commitment}

    with pytest.raises(Refused) as caught:
        door.apply(
            DRAW_FLOW,
            draw.pk,
            "take",
            by=actor("office1"),
            input=given,
            at=yesterday + timedelta(minutes=1),
        )

    assert caught.value.code == "draw.at"


def test_what_was_told_before_binds_what_is_drawn(city):
    draw = prepare()
    before = (draw.commitment, draw.object_digest, draw.officer_digest)
    take(draw, "take")
    draw.refresh_from_db()

    assert (draw.commitment, draw.object_digest, draw.officer_digest) == before
    assert commitment(draw.nonce) == draw.commitment
    assert draw.seed == f"{draw.nonce} {PUBLIC}"


def test_the_secret_stands_in_no_entry_before_the_draw(city):
    draw = prepare()

    told = "".join(f"{entry.input}" for entry in Entry.objects.filter(case_id=draw.pk))
    assert draw.nonce not in told
    assert draw.nonce not in words(reader("county1").get(reverse("draws:detail", args=[draw.pk])))


def test_whoever_prepared_does_not_draw(city):
    draw = prepare()

    with pytest.raises(Refused) as caught:
        take(draw, "take", by="county1")

    assert caught.value.code == "draw.own"
    draw.refresh_from_db()
    assert draw.state == "prepared"
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(
            state="drawn",
            seed="s",
            public_text="t",
            result="r",
            drawn_by=draw.prepared_by,
            drawn_at=NOON,
        )


def test_a_place_that_is_excluded_is_never_drawn_and_its_reason_is_told(city):
    draw = prepare()
    take(draw, "exclude", by="county1", pool="objects", member="shop", reason="上月刚由省里检查")
    take(draw, "take")
    draw.refresh_from_db()

    assert {pair.key for pair in pools.result(draw.result)} == {"kitchen", "mill"}
    page = words(reader("county1").get(reverse("draws:detail", args=[draw.pk])))
    assert "上月刚由省里检查" in page


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"pool": "objects", "member": "nowhere"}, "draw.member"),
        ({"pool": "officers", "member": "shop"}, "draw.member"),
    ],
)
def test_whoever_is_not_in_the_pool_cannot_be_excluded(city, given, code):
    draw = prepare()

    with pytest.raises(Invalid) as caught:
        take(draw, "exclude", by="county1", reason="与本人有利害关系", **given)

    assert caught.value.code == code


def test_so_many_cannot_be_excluded_that_too_few_are_left(city):
    draw = prepare(wanted=3)

    with pytest.raises(Invalid) as caught:
        take(draw, "exclude", by="county1", pool="objects", member="shop", reason="上月刚检查过")

    assert caught.value.code == "draw.pool"


@pytest.mark.parametrize(("name", "value"), [("wanted", 4), ("wanted", 0), ("per_object", 1)])
def test_a_draw_of_more_than_there_are_is_refused_at_its_field(city, name, value):
    with pytest.raises(Invalid) as caught:
        prepare(**{name: value})

    assert caught.value.field == name
    assert not Draw.objects.exists()


def test_a_place_whose_code_is_not_one_line_is_named_when_the_draw_is_prepared(city):
    city.premises["shop"].code = "P1\tP2"
    city.premises["shop"].save()

    with pytest.raises(Invalid, match="P1\tP2") as caught:
        prepare()

    assert caught.value.code == "draw.key"


@pytest.mark.parametrize("who", ["county2", "station1", "inspector1", "leader1", "business1"])
def test_strangers_prepare_nothing(city, who):
    with pytest.raises((Refused, Invalid)):
        prepare(by=who)

    assert not Draw.objects.exists()


def test_a_department_leaves_the_draws_of_others_alone(city):
    draw = prepare()

    with pytest.raises(Refused) as caught:
        take(draw, "void", by="dept1", reason="想重抽一次")

    assert caught.value.code == "draw.make"


def test_a_post_limited_to_sectors_draws_among_these_only(city):
    with pytest.raises(Refused):
        prepare(by="dept1", where="city")

    assert prepare(by="dept1", where="city", sector=city.sectors["fire"]).sectors == "fire"


def test_officers_are_dealt_in_turn_and_nobody_goes_twice_before_everybody_went():
    objects = [Member(f"o{n}", "", f"o{n}") for n in range(6)]
    officers = [Member(f"p{n}", "", f"p{n}") for n in range(5)]

    pairs = lots.draw_pairs("s", objects, officers, wanted=5, per_object=2, by_group=False)

    dealt = [key for pair in pairs for key in pair.officers]
    assert sorted(dealt) == sorted([m.key for m in officers] * 2)
    assert all(len(set(pair.officers)) == 2 for pair in pairs)


def test_nobody_is_dealt_a_place_where_he_has_no_right_to_record_the_visit():
    """Walked on 29 November: a station's officer was drawn for a place in another county."""
    objects = [Member(f"{g}{n}", g, "") for g in ("x", "y") for n in range(4)]
    officers = [
        Member("city", "", ""),
        Member("x1", "x", ""),
        Member("y1", "y", ""),
        Member("both", "x、y", ""),
    ]

    pairs = lots.draw_pairs("s", objects, officers, wanted=8, per_object=2, by_group=False)

    went = Counter(key for pair in pairs for key in pair.officers)
    assert not [p for p in pairs if {"x": "y1", "y": "x1"}[p.key[0]] in p.officers]
    assert max(went.values()) - min(went.values()) <= 1
    assert lots.too_few(objects, officers[1:3], 2) == ("x", 1)


def test_by_area_each_gives_by_its_size():
    objects = [Member(f"{g}{n}", g, "") for g, size in (("x", 6), ("y", 3)) for n in range(size)]
    officers = [Member("p1", "", ""), Member("p2", "", "")]

    pairs = lots.draw_pairs("s", objects, officers, wanted=3, per_object=2, by_group=True)

    assert sorted(pair.key[0] for pair in pairs) == ["x", "x", "y"]


def test_the_public_sees_what_was_made_public_and_nothing_else(city):
    hidden, shown = drawn(), published(title="公开的抽查")
    stranger = Client(headers={"accept-language": "zh-hans"})

    listing = words(stranger.get(reverse("draws:public")))

    assert shown.number in listing
    assert hidden.number not in listing
    assert stranger.get(reverse("draws:public-detail", args=[hidden.pk])).status_code == 404
    assert stranger.get(reverse("draws:public-file", args=[hidden.pk, "objects"])).status_code == 404
    assert shown.seed in words(stranger.get(reverse("draws:public-detail", args=[shown.pk])))


def test_a_draw_that_was_voided_after_it_was_drawn_is_public_all_the_same(city):
    draw = drawn()
    take(draw, "void", reason="结果不合适")

    page = words(
        Client(headers={"accept-language": "en"}).get(reverse("draws:public-detail", args=[draw.pk]))
    )

    assert "Voided" in page


def test_another_digest_than_the_one_told_draws_nothing(city):
    draw = prepare()

    with pytest.raises(Refused) as caught:
        take(draw, "take", commitment="0" * 64)

    assert caught.value.code == "draw.digest"


def test_a_published_draw_cannot_be_voided(city):
    draw = published()

    with pytest.raises(Refused):
        take(draw, "void", reason="重新抽取一次")


def test_draws_and_places_are_figures(city):
    published()
    voided = drawn()
    take(voided, "void", reason="名单有误，重抽")
    cut = Cut.of(Area.objects.get(code="city"))
    period = Period(TODAY.replace(day=1), TODAY)

    assert evaluate("draws.draws", cut=cut, period=period).number == 1
    assert evaluate("draws.places", cut=cut, period=period).number == 2


def test_the_page_prepares_keeps_what_was_typed_and_says_what_is_wrong(city):
    client = reader("county1")
    typed = {
        "title": "十月抽查", "basis": "计划", "area": city.areas["a"].pk, "wanted": "99",
        "per_object": "2", "spread": "whole",
    }  # fmt: skip

    refused = client.post(reverse("draws:prepare"), typed)
    made = client.post(reverse("draws:prepare"), {**typed, "wanted": "2"}, follow=True)

    assert refused.status_code == 422
    assert "十月抽查" in words(refused)
    assert "There are only 3 places at work there." in words(refused)
    assert made.status_code == 200
    assert Draw.objects.count() == 1


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_no_name_in_a_public_file_is_a_formula(city):
    city.premises["shop"].name = '=HYPERLINK("http://x.example","惠民")'
    city.premises["shop"].save()
    draw = prepare(wanted=2)
    take(draw, "exclude", by="county1", pool="objects", member="mill", reason="-1+停产整顿")
    take(draw, "take")
    take(draw, "publish")
    client = Client()

    cells = [
        cell
        for what in ("objects", "officers", "excluded-objects", "result")
        for row in rows_of(client.get(reverse("draws:public-file", args=[draw.pk, what])))
        for cell in row.values()
    ]

    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_published_command_draws_the_same_from_the_published_files(city, tmp_path, capsys, monkeypatch):
    draw = prepare(wanted=2)
    take(draw, "exclude", by="county1", pool="objects", member="mill", reason="停产三个月以上")
    take(draw, "take")
    draw.refresh_from_db()
    client = reader("county1")
    for what in ("objects", "officers", "excluded-objects"):
        answer = client.get(reverse("draws:file", args=[draw.pk, what]))
        name = answer["Content-Disposition"].split('"')[1]
        (tmp_path / name).write_bytes(answer.content)
    monkeypatch.chdir(tmp_path)
    page = words(client.get(reverse("draws:detail", args=[draw.pk])))
    command = next(line for line in re.findall("<code>(.*?)</code>", page) if "anlan draw" in line)

    status = main([*shlex.split(command)[1:], "--json"])
    told = json.loads(capsys.readouterr().out)

    result = rows_of(client.get(reverse("draws:file", args=[draw.pk, "result"])))
    assert status == 0
    assert [(row["key"], "; ".join(row["officers"])) for row in told["drawn"]] == [
        (row["key"], row["officers"]) for row in result
    ]
    assert told["pool_digest"] == draw.object_digest
    assert told["officer_digest"] == draw.officer_digest


def test_a_hidden_visit_is_not_told_by_the_draw_that_named_its_place_until_it_is_released(city):
    draw = published(wanted=3)
    visit = record_visit("shop", by="county1", mode="four_no_two_direct", hidden="yes")
    stranger = Client(headers={"accept-language": "en"})
    address = reverse("draws:public-detail", args=[draw.pk])

    before = words(stranger.get(address))
    door.apply(VISIT_FLOW, visit.pk, "release", by=actor("county1"), input={})
    after = words(stranger.get(address))

    assert "0 of 3 visited since" in before
    assert f"{visit.visited_on}</td>" not in before
    assert "1 of 3 visited since" in after
    assert f"{visit.visited_on}</td>" in after
