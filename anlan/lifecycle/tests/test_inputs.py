"""Typed inputs: cleaned the same way for page, API, import and bulk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text


class Thing:
    def __init__(self, pk: int) -> None:
        self.pk = pk


THINGS = {7: Thing(7)}
TEXT = Text(name="t", label="Text", max_length=20, min_length=2)
CHOICE = Choice(name="c", label="Choice", choices=(("a", "Alpha"), ("b", "Beta")))
MOMENT = Moment(name="m", label="Moment")
THING = Reference(name="r", label="Thing", find=THINGS.get, model=Thing)
INPUTS = (TEXT, CHOICE, MOMENT, THING)


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" door ", "door"), ("a\r\nb", "a\nb"), ("门口", "门口"), ("𠮷" * 20, "𠮷" * 20), ("a\tb", "a\tb")],
)
def test_text_is_trimmed_and_its_lines_are_one_kind(given, kept):
    assert TEXT.clean(given) == kept


@pytest.mark.parametrize(
    ("item", "given", "code"),
    [
        (TEXT, None, "required"), (TEXT, "", "required"), (TEXT, " \t ", "required"),
        (TEXT, "x", "short"), (TEXT, "x" * 21, "long"),
        (TEXT, "a\x00b", "character"), (TEXT, "a\x7fb", "character"), (TEXT, "a\ud800b", "character"),
        (TEXT, "a\uffffb", "character"), (TEXT, "a\x0bb", "character"),
        (TEXT, 12, "type"), (TEXT, b"door", "type"), (TEXT, {"a": 1}, "type"),
        (CHOICE, "Alpha", "choice"), (CHOICE, 1, "choice"), (CHOICE, ["a"], "choice"), (CHOICE, "", "required"),
        (MOMENT, "soon", "moment"), (MOMENT, 5, "moment"), (MOMENT, date(2022, 1, 1), "moment"),
        (MOMENT, "0001-01-01T00:00+14:00", "moment"), (MOMENT, "1999-12-31T23:59", "range"),
        (MOMENT, "2100-06-01", "range"), (MOMENT, "", "required"),
        (MOMENT, datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "range"),
        (THING, 8, "reference"), (THING, "8", "reference"), (THING, -7, "reference"), (THING, True, "reference"),
        (THING, 7.0, "reference"), (THING, "７", "reference"), (THING, 2**63, "reference"),
        (THING, "9" * 5_000, "reference"), (THING, object(), "reference"), (THING, None, "required"),
    ],
    ids=lambda value: str(value)[:14] if not isinstance(value, (Text, Choice, Moment, Reference)) else value.label,
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_field(item, given, code):
    with pytest.raises(Invalid) as met:
        item.clean(given)

    assert (met.value.code, met.value.field, met.value.status) == (f"input.{code}", item.name, 422)
    assert "\x00" not in str(met.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2022-10-24 15:40", datetime(2022, 10, 24, 7, 40, tzinfo=UTC)),
        ("2022-10-24T15:40:30+09:00", datetime(2022, 10, 24, 6, 40, 30, tzinfo=UTC)),
        (datetime(2022, 10, 24, 15, tzinfo=timezone(timedelta(hours=-20))), datetime(2022, 10, 25, 11, tzinfo=UTC)),
        (datetime(2022, 10, 24, 15, 40, tzinfo=clock.SHANGHAI), datetime(2022, 10, 24, 7, 40, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_moment_is_kept_in_utc_and_without_a_zone_read_as_shanghai_time(given, kept):
    value = MOMENT.clean(given)

    assert value == kept
    assert value.tzinfo is UTC
    assert MOMENT.journal(value) == kept.isoformat()


@pytest.mark.parametrize("given", [7, "7", " 7 ", THINGS[7]])
def test_a_reference_is_read_from_a_key_or_the_thing_itself(given):
    assert THING.clean(given) is THINGS[7]
    assert THING.journal(THINGS[7]) == 7


def test_what_is_left_out_of_the_optional_is_empty_and_not_kept():
    form = Form(
        (
            Text(name="t", label="T", required=False),
            Choice(name="c", label="C", required=False, choices=(("a", "A"),)),
            Moment(name="m", label="M", required=False),
            Reference(name="r", label="R", required=False, find=THINGS.get, model=Thing),
        )
    )

    cleaned = form.clean({"t": " "})

    assert cleaned == {"t": "", "c": "", "m": None, "r": None}
    assert form.journal(cleaned) == {}


def test_a_form_tells_all_faults_and_names_the_first():
    with pytest.raises(Invalid) as met:
        Form(INPUTS).clean({"t": "ok", "c": "z", "stray": 1})

    assert set(met.value.details["errors"]) == {"stray", "c", "m", "r"}
    assert met.value.field == "stray"


def test_a_refusal_speaks_the_readers_language():
    with translation.override("en"), pytest.raises(Invalid, match="“Choice”"):
        CHOICE.clean("z")


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes(), st.dates(),
    st.datetimes(timezones=st.just(UTC)), st.lists(st.integers(), max_size=2),
    st.text(alphabet="0123456789", max_size=30),
)  # fmt: skip


@given(raw=st.fixed_dictionaries({}, optional=dict.fromkeys("tcmr", ANYTHING)))
def test_whatever_comes_is_cleaned_to_what_the_journal_can_keep_or_refused(raw):
    form = Form(INPUTS)
    try:
        cleaned = form.clean(raw)
    except Invalid:
        return

    kept = form.journal(cleaned)
    canonical(kept).encode("utf-8")
    assert form.journal(form.clean(kept)) == kept
