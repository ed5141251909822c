"""What is there is found: by any part of two characters and up, before and after it is indexed, on both engines."""

from __future__ import annotations

import threading
from functools import reduce
from operator import or_
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.hazards.models import Hazard
from anlan.org.models.areas import below
from anlan.org.scope import EVERYTHING
from anlan.premises.models import Premises
from anlan.search import indexing
from anlan.search.finding import SCANNED, find, is_short
from anlan.search.models import Block, Mark, Touched
from anlan.search.postings import BLOCK
from anlan.search.texts import may_be_initials, sounds_like
from anlan.testing import actor, many_hazards, place, record_hazard, scratch

TEXT = st.text("消防通道安全出口惠民AbC12 %_'\\-（", max_size=14)
CODES = iter(range(10**9))


def add_premises(*names: str, address: str = "一号", **changes: Any) -> list[int]:
    """Write premises like the shop with these names; return their keys."""
    shop = place("shop")
    rows = [
        Premises(
            code=f"P{next(CODES)}",
            name=name,
            address=address,
            operator=shop.operator,
            area=shop.area,
            reporting_area=shop.reporting_area,
            area_path=shop.area_path,
            sector=shop.sector,
            kind="shop",
            **changes,
        )
        for name in names
    ]
    Premises.objects.bulk_create(rows)
    return [row.pk for row in rows]


def found(text: str, kind: str = "premises", **bounds: Any) -> list[int]:
    model: Any = {"premises": Premises, "hazard": Hazard}[kind]
    return find(kind, text, within=model.objects.within(EVERYTHING), **{"limit": 500, **bounds})


def by_hand(text: str) -> list[int]:
    """Return what the database finds by reading everything."""
    hit = Q(name__icontains=text) | Q(code__icontains=text) | Q(address__icontains=text)
    return list(Premises.objects.filter(hit).order_by("-pk").values_list("pk", flat=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(TEXT, max_size=12),
    then=st.lists(TEXT, max_size=6),
    renamed=TEXT,
    cut=st.tuples(st.integers(0, 30), st.integers(0, 12), st.integers(2, 5)),
)
def test_it_equals_reading_everything_whatever_is_indexed(city, first, then, renamed, cut):
    with scratch():
        keys = add_premises(*(f"x{name}" for name in first))
        indexing.catch_up()
        add_premises(*(f"y{name}" for name in then))
        if keys:
            Premises.objects.filter(pk=keys[0]).update(name=f"z{renamed}")
            indexing.touch("premises", keys[:1])

        texts = [renamed, *first, *then]
        asked = "".join(texts[cut[0] % len(texts)][cut[1] :].split())[: cut[2]]  # most often what is there
        for _stage in ("touched and a tail", "all indexed"):
            hits, truth = found(asked), by_hand(asked) if len(asked) else []
            heard = {
                pk
                for pk, name in Premises.objects.values_list("pk", "name")
                if may_be_initials(asked) and sounds_like(name, asked.lower())
            }
            assert hits == sorted({*truth, *heard}, reverse=True)
            indexing.catch_up()
            assert not Touched.objects.exists()


@pytest.mark.parametrize("indexed", [False, True], ids=["not indexed", "indexed"])
class TestPremises:
    @pytest.fixture(autouse=True)
    def places(self, city, indexed) -> None:
        self.keys = dict(
            zip(
                ("market", "river", "wide", "percent"),
                add_premises("惠民超市（城关店）", "漯河市重庆火锅", "ＡＢＣ Ｍａｒｋｅｔ", "100%_棉纺"),
                strict=True,
            )
        )
        if indexed:
            indexing.catch_up()

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("惠民", ["market"]),
            ("民超市", ["market"]),
            ("hmcs", ["market"]),
            ("HMCSCGD", ["market"]),
            ("lhs", ["river"]),
            ("cqhg", ["river"]),
            ("abc", ["wide"]),
            ("ａｂｃ", ["wide"]),
            ("market", ["wide"]),
            ("abc market", ["wide"]),
            ("%_", ["percent"]),
            ("0%", ["percent"]),
            ("超市 城关", ["market"]),
            ("城关 超市", ["market"]),
            ("城关 火锅", []),
            ("店 超市", ["market"]),
            ("没有这个", []),
        ],
    )
    def test_words_initials_widths_and_wildcards(self, text, names):
        keys = {self.keys[name] for name in names}

        assert {key for key in found(text) if key in self.keys.values()} == keys

    def test_a_code_is_found(self):
        code = Premises.objects.get(pk=self.keys["river"]).code

        assert found(code) == [self.keys["river"]]

    def test_one_character_is_looked_for_among_the_newest(self):
        assert is_short("锅")
        assert found("锅") == [self.keys["river"]]
        assert not is_short("锅 火锅")


def test_pages_go_both_ways_across_indexed_and_not(city):
    keys = add_premises(*["消防一厂"] * 7)
    indexing.catch_up()
    keys += add_premises(*["消防二厂"] * 5)
    newest_first = keys[::-1]

    assert found("消防", limit=4) == newest_first[:4]
    assert found("消防", limit=4, before=newest_first[3]) == newest_first[4:8]
    assert found("消防", limit=4, after=newest_first[4]) == newest_first[:4]
    assert found("消防", limit=4, after=newest_first[8]) == newest_first[4:8]
    assert found("消防", limit=4, before=newest_first[-1]) == []


def test_it_stays_within_the_scope(city):
    ours = record_hazard("shop", description="消防通道堵塞").pk
    record_hazard("depot", description="消防通道堵塞")
    indexing.catch_up()

    hits = find("hazard", "消防通道", within=Hazard.objects.within(actor("county1").scope), limit=50)

    assert hits == [ours]


def test_the_lists_of_areas_narrow_a_search_and_lose_nothing(city):
    wanted = {
        code: record_hazard(code, description="消防通道堵塞").pk
        for code in ("shop", "mill", "depot", "plant")
    }
    catch_up_first = indexing.catch_up()
    late = record_hazard("mill", description="消防通道堵塞").pk
    paths = {code: place(code).area_path for code in wanted}
    county = paths["shop"].rpartition("/")[0].rpartition("/")[0] + "/"

    def under(*areas: str) -> set[int]:
        rows = Hazard.objects.filter(reduce(or_, (below(area) for area in areas)))
        return set(find("hazard", "消防通道", within=rows, limit=50, under=areas))

    assert catch_up_first
    assert under(paths["shop"]) == {wanted["shop"]}
    assert under(county) == {wanted["shop"], wanted["mill"], late}
    assert under(paths["depot"], paths["mill"]) == {wanted["depot"], wanted["mill"], late}
    assert under("/101/") == {*wanted.values(), late}


def test_a_hazard_is_found_by_its_number_premises_and_their_new_name(city):
    hazard = record_hazard("shop", description="电线裸露")
    indexing.catch_up()

    for text in ("电线", "惠民超市", "hmcs", hazard.number, hazard.number.lower(), str(hazard.pk), "shop"):
        assert found(text, "hazard") == [hazard.pk], text

    Premises.objects.filter(code="shop").update(name="安泰粮油")
    indexing.touch("premises", [hazard.premises_id])
    for _stage in ("touched", "indexed again"):
        assert found("粮油", "hazard") == found("atly", "hazard") == [hazard.pk]
        assert found("惠民", "hazard") == []
        indexing.catch_up()


def test_a_number_of_no_row_of_the_scope_finds_nothing(city):
    stranger = record_hazard("depot")

    hits = find("hazard", stranger.number, within=Hazard.objects.within(actor("county1").scope), limit=50)

    assert hits == []


def test_blocks_are_walked_from_the_newest_and_none_is_missed(city):
    shop = place("shop")
    columns = [f.column for f in Premises._meta.concrete_fields if f.column not in ("id", "code", "name")]
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
        if connection.vendor == "sqlite"
        else "WITH n AS (SELECT generate_series(1, %s) AS i) "
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{series}INSERT INTO premises_premises (code, name, {', '.join(columns)}) "
            "SELECT 'N' || i, CASE WHEN mod(i, 9999) = 0 THEN '孤山水库' ELSE '消防' || i END, "
            f"{', '.join(f'p.{c}' for c in columns)} FROM n CROSS JOIN premises_premises p WHERE p.id = %s",
            [2 * BLOCK + 99, shop.pk],
        )
    indexing.catch_up()
    rare = sorted(Premises.objects.filter(name="孤山水库").values_list("pk", flat=True), reverse=True)
    often = list(Premises.objects.filter(name__contains="消防").order_by("-pk").values_list("pk", flat=True))

    assert Block.objects.filter(kind=2).count() == 3
    assert Mark.objects.get(pk=2).docs == Premises.objects.count()
    assert found("孤山水库") == rare
    assert found("孤山水库", after=rare[1], limit=1) == rare[:1]
    assert found("孤山水库", after=0, limit=1) == rare[-1:]
    assert found("消防", before=often[9_999], limit=50) == often[10_000:10_050]
    assert found("消防", after=often[20_050], limit=50) == often[20_000:20_050]


def test_one_character_looks_at_the_newest_rows_only(city):
    first = add_premises("角")
    add_premises(*["消防"] * SCANNED)

    assert found("角") == []
    assert found("消", limit=5000) == list(
        Premises.objects.filter(name="消防").order_by("-pk").values_list("pk", flat=True)
    )
    assert first


def test_a_text_of_blanks_finds_nothing(city):
    assert found("　 ") == []


def test_nothing_is_missed_while_rows_are_written_and_indexed(settled):
    keys: list[int] = []
    done = threading.Event()
    missed: list[set[int]] = []

    def write() -> None:
        try:
            for _turn in range(12):
                keys.extend(many_hazards(5))
        finally:
            done.set()
            connections.close_all()

    def index() -> None:
        try:
            while not done.wait(0.005):
                indexing.catch_up(1)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=write), threading.Thread(target=index)]
    for worker in workers:
        worker.start()
    while not done.is_set():
        before = list(keys)
        missed.append(set(before) - set(found("Hazard number", "hazard")))
    for worker in workers:
        worker.join()
    indexing.catch_up()

    assert len(missed) > 3
    assert not any(missed)
    assert found("Hazard number", "hazard") == sorted(keys, reverse=True)
