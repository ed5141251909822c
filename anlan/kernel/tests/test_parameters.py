"""What an address may carry: read strictly, refused with the name of the field, never a fault."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.hazards.models import Hazard
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import Order
from anlan.org.models import Area, Person, Post
from anlan.testing import TODAY, many_hazards

READERS: dict[str, Callable[[dict[str, Any], str], object]] = {
    "number": parameters.whole,
    "day": parameters.day,
    "moment": parameters.moment,
    "choice": lambda query, name: parameters.choice(query, name, ("a", "b")),
    "words": parameters.words,
}


@pytest.mark.parametrize("text", ["0", "7", " 7 ", "007", str(2**63 - 1)])
def test_a_whole_number_is_read(text):
    assert parameters.whole({"n": text}, "n") == int(text)


@pytest.mark.parametrize(
    "text",
    [str(2**63), "9" * 19, str(10**30), "9" * 5_000, "-1", "+1", "1.0", "1e3", "0x10", "²", "１", "٣", "1_000", "one",
     "\x00", "1\x00"],
    ids=lambda text: repr(text[:22]),
)  # fmt: skip
def test_what_is_no_usable_number_is_refused(text):
    with pytest.raises(Invalid) as met:
        parameters.whole({"n": text}, "n")

    assert (met.value.code, met.value.field, met.value.status) == ("parameter.number", "n", 422)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-10-24", date(2022, 10, 24)),
        ("2000-01-01", date(2000, 1, 1)),
        (" 2099-12-31 ", date(2099, 12, 31)),
    ],
)
def test_a_day_is_read(text, day):
    assert parameters.day({"on": text}, "on") == day


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2022-13-01", "2022-02-30", "1999-12-31", "2100-01-01", "9999-12-31", "0001-01-01", "24/10/2022",
     "２０２２-10-24", "2022-10-24\x00", "\x00", "2" * 5_000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Invalid) as met:
        parameters.day({"on": text}, "on")

    assert (met.value.code, met.value.field) == ("parameter.day", "on")


def test_a_moment_without_a_zone_is_shanghai_time():
    value = parameters.moment({"at": "2022-10-24T15:40"}, "at")

    assert value is not None
    assert value.utcoffset() == timedelta(0)  # any engine can hold it
    assert value == parameters.moment({"at": "2022-10-24T07:40:00+00:00"}, "at")


@pytest.mark.parametrize(
    "text", ["now", "1999-12-31T23:59", "2100-01-01T00:00", "9999-12-31T23:59", "\x00", "2022-10-24T25:00"]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Invalid) as met:
        parameters.moment({"at": text}, "at")

    assert (met.value.code, met.value.field) == ("parameter.moment", "at")


@pytest.mark.parametrize("zone", ["+14:00", "-12:00", "+20:00", "-23:59", "+23:59:59"])
def test_every_moment_that_is_read_can_be_asked_of_the_database(db, zone):
    try:
        moment = parameters.moment({"at": f"2022-10-24T15:40:00{zone}"}, "at")
    except Invalid:
        return

    assert Hazard.objects.filter(found_at__lte=moment).count() == 0


def test_a_choice_is_one_of_the_choices():
    assert parameters.choice({"c": "a"}, "c", ("a", "b")) == "a"
    with pytest.raises(Invalid) as met:
        parameters.choice({"c": "A"}, "c", ("a", "b"))

    assert (met.value.code, met.value.field) == ("parameter.choice", "c")


@pytest.mark.parametrize("text", ["x" * 61, "a\x00b", "a\nb", "\x1b[2J"])
def test_words_are_few_and_printable(text):
    with pytest.raises(Invalid) as met:
        parameters.words({"q": text}, "q")

    assert (met.value.code, met.value.field) == ("parameter.words", "q")


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
@pytest.mark.parametrize("query", [{}, {"x": ""}, {"x": "   "}, {"x": None}], ids=str)
def test_what_is_absent_is_nothing(reader, query):
    assert not reader(query, "x")


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_a_refusal_is_short_and_holds_nothing_unprintable(reader):
    with pytest.raises(Invalid) as met:
        reader({"x": "\x00" + "z" * 3_000}, "x")

    assert "\x00" not in str(met.value)
    assert len(str(met.value)) < 300


@given(st.text(max_size=80), st.sampled_from(sorted(READERS)))
def test_any_text_is_read_or_refused_but_never_a_fault(text, name):
    with suppress(Invalid):
        READERS[name]({"x": text}, "x")


# -- pages of rows ---------------------------------------------------------------------------------------------


def walk(query: dict[str, str], direction: str, size: int = 3) -> list[list[int]]:
    """Follow the links to the end; return the keys of each page."""
    pages = []
    while True:
        page = parameters.page(Hazard.objects.all(), query, size=size)
        pages.append([row.pk for row in page.rows])
        link = getattr(page, direction)
        if not link or len(pages) > 20:
            return pages
        query = dict(part.split("=") for part in link.split("&"))


def test_pages_cover_every_row_once_in_both_directions(city):
    keys = sorted(many_hazards(8), reverse=True)

    older = walk({}, "older")
    newer = walk({"after": "0"}, "newer")

    assert [key for page in older for key in page] == keys
    assert sorted((key for page in newer for key in page), reverse=True) == keys
    assert [len(page) for page in older] == [3, 3, 2]


def test_the_first_and_the_last_page_have_one_neighbour(city):
    keys = sorted(many_hazards(6), reverse=True)
    first = parameters.page(Hazard.objects.all(), {"state": "found"}, size=3)
    last = parameters.page(Hazard.objects.all(), {"before": str(keys[2])}, size=3)

    assert (first.newer, first.older) == ("", f"state=found&before={keys[2]}")
    assert (last.newer, last.older) == (f"after={keys[3]}", "")


def test_a_page_beyond_the_end_is_empty(city):
    many_hazards(2)

    page = parameters.page(Hazard.objects.all(), {"before": "1"}, size=3)

    assert (page.rows, page.newer, page.older) == ([], "", "")


def test_the_biggest_number_is_no_fault_in_the_database(db):
    assert parameters.page(Area.objects.all(), {"before": str(2**63 - 1)}).rows == []


ORDERS = [
    Order(("valid_to",), nulls=True),
    Order(("valid_to",), descending=False, nulls=True),
    Order(("kind", "depth")),
    Order(("kind", "valid_from"), descending=False),
    Order(("name_en",), descending=False),
    Order(("valid_to", "kind"), nulls=True),
]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 3, 50])
def test_every_order_is_walked_there_and_back_without_a_gap_or_a_repeat(city, order, size):
    Area.objects.filter(code__in=("a1", "b1")).update(valid_to=TODAY)
    Area.objects.filter(code="a2").update(valid_to=TODAY + timedelta(days=1))
    rows = Area.objects.all()
    key = F(order.fields[0])
    first = key.desc(nulls_last=True) if order.descending else key.asc(nulls_last=True)
    names = [f"-{name}" if order.descending else name for name in (*order.fields[1:], "pk")]
    whole = list(rows.order_by(first, *names).values_list("pk", flat=True))

    there, pages = {}, []
    while True:
        page = parameters.page(rows, there, size=size, order=order)
        pages.append(page.keys)
        if not page.older:
            break
        there = dict(parse_qsl(page.older))
    back = [page.keys]
    while page.newer:
        page = parameters.page(rows, dict(parse_qsl(page.newer)), size=size, order=order)
        back.insert(0, page.keys)

    assert [key for some in pages for key in some] == whole
    assert [key for some in back for key in some if key] == whole
    assert len(whole) == 7


def test_moments_and_related_columns_order_too(city):
    for order in (Order(("created_at",)), Order(("organisation__name", "valid_from"), descending=False)):
        rows: Any = Person.objects.all() if order.fields[0] == "created_at" else Post.objects.all()
        first = parameters.page(rows, {}, size=5, order=order)
        second = parameters.page(rows, dict(parse_qsl(first.older)), size=5, order=order)
        again = parameters.page(rows, dict(parse_qsl(second.newer)), size=5, order=order)

        assert again.keys == first.keys
        assert len({*first.keys, *second.keys}) == 10


@pytest.mark.parametrize(
    "text",
    ["12", "x~12", "~12", "2022-10-24~x", "2022-10-24~", "2022-13-01~5", "~~5", "9999-99-99~1", "\ud800~1"],
)
def test_a_place_that_does_not_fit_the_order_is_refused(db, text):
    with pytest.raises(Invalid) as met:
        parameters.page(Area.objects.all(), {"before": text}, order=Order(("valid_from",)))

    assert met.value.field == "before"


@given(text=st.text(max_size=40), order=st.sampled_from(ORDERS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_place_is_read_or_refused_but_never_a_fault(db, text, order):
    with suppress(Invalid):
        parameters.page(Area.objects.all(), {"after": text + "~5"}, order=order)


def test_shanghai_is_the_zone_of_the_house():
    assert str(clock.SHANGHAI) == "Asia/Shanghai"
