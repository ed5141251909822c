"""The shared macros: what they make of full, empty and hostile values."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from anlan import web
from anlan.kernel.decision import ALLOWED, denied
from anlan.lifecycle.inputs import Text
from anlan.web import moments
from anlan.web.jinja import icon

NOW = datetime(2022, 10, 24, 7, 40, tzinfo=UTC)


NAMES = re.findall(
    r"{% set (\w+) =", (Path(web.__file__).parent / "jinja2/web/_macros.html").read_text("utf-8")
)


def render(expression: str, **values: object) -> str:
    source = f'{{% from "web/_macros.html" import {", ".join(NAMES)} %}}{expression}'
    with translation.override("en"):
        return str(engines["jinja2"].from_string(source).render({"now": NOW, **values}))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('{{ page_header("隐患台账", "全市") }}', "<h1>隐患台账</h1>"),
        ('{% call page_header("a") %}<b>x</b>{% endcall %}', '<div class="btn-row"><b>x</b></div>'),
        ('{% call card("基本情况", count=0) %}x{% endcall %}', '<span class="count num">0</span>'),
        ('{{ notice("坏了", "bad") }}', 'role="alert"'),
        ('{{ empty_state("inbox", "空") }}', "空"),
        ('{{ tabs([{"text": "全部", "href": "?", "current": true, "count": 3}]) }}', 'aria-current="page"'),
        ('{{ breadcrumb([("台账", "/h/"), ("81230", "")]) }}', '<span aria-current="page">81230</span>'),
        ('{{ stages([{"text": "整改", "state": "current"}]) }}', 'aria-current="step"'),
        ('{{ figure_card("剩余", "102", "处", href="/x") }}', '<a class="fig" href="/x">'),
        ('{{ figure_card("整改率", "—") }}', '<div class="fig">'),
        ('{{ facts([("资金", none)]) }}', '<span class="dim">—</span>'),
        ('{{ timeline([{"at": now, "title": "交办"}]) }}', 'datetime="2022-10-24T15:40:00+08:00"'),
        ('{{ pager(older="?before=3") }}', 'rel="next" href="?before=3"'),
        ("{{ progress(46, 58) }}", "46/58"),
        ('{{ badge("重大", "major") }}', "word-major"),
        ('{{ grade("major", "重大") }}', "word-major"),
        ('{{ state("closed", "已销号") }}', "state-good"),
        ('{{ chip("102处", "/r/") }}', '<a class="chip" href="/r/">102处</a>'),
        ('{{ copyable("LH-1") }}', 'data-copy="LH-1"'),
        ("{{ when(now) }}", "24 Oct 2022, 15:40"),
        ('{% call filters("/h/", reset="/h/") %}x{% endcall %}', 'method="get" action="/h/"'),
        ("{{ errors_summary([]) }}", ""),
        ('{{ errors_summary([("reason", "missing")]) }}', '<a href="#f-reason">missing</a>'),
    ],
)
def test_a_macro_renders(expression, expected):
    assert expected in render(expression)


def test_a_table_labels_every_cell_for_phones():
    page = render(
        "{{ data_table(columns, rows) }}",
        columns=[
            {"label": "编号", "kind": "code"},
            {"label": "数", "kind": "num", "sorted": "desc", "href": "?"},
        ],
        rows=[[{"text": "81230", "href": "/h/81230/"}, 3], {"cells": ["81231", None], "tone": "bad"}],
    )

    assert page.count('data-label="数"') == 2
    assert 'aria-sort="descending"' in page
    assert '<th scope="row" class="k-code" data-label="编号"><a href="/h/81230/">81230</a></th>' in page
    assert 'class="row-bad"' in page


def test_an_empty_table_says_so_instead_of_standing_empty():
    page = render('{{ data_table([{"label": "编号"}], [], empty=empty_state("inbox", "没有隐患")) }}')

    assert "没有隐患" in page
    assert "<table" not in page


def test_what_people_wrote_is_never_markup():
    page = render(
        "{{ data_table([{'label': 'x'}], [[evil]]) }}{{ field('n', evil, value=evil, error=evil) }}",
        evil="<b>'\"",
    )

    assert "<b>" not in page


@pytest.mark.parametrize(
    "kind", ["text", "password", "search", "number", "date", "datetime-local", "file", "textarea", "select"]
)
def test_a_field_is_labelled_and_tied_to_its_help_and_error(kind):
    page = render(
        "{{ field('due', '期限', type=kind, help='h', error=['e', 'f'], choices=[('1', 'a')]) }}", kind=kind
    )

    assert '<label class="field-label" for="f-due">期限' in page
    assert 'aria-describedby="f-due-help f-due-error"' in page
    assert 'aria-invalid="true"' in page
    assert "e f" in page


def test_choices_keep_what_was_chosen():
    page = render(
        "{{ field('a', 'A', type='select', value=2, choices=c) }}"
        "{{ field('b', 'B', type='radio', value='2', choices=c) }}",
        c=[(1, "x"), (2, "y")],
    )

    assert '<option value="2" selected>y</option>' in page
    assert page.count(" checked") == 1


def test_a_step_input_becomes_a_field():
    spec = Text(name="reason", label="退回原因", lines=4, max_length=500)

    page = render("{{ spec_field(spec) }}", spec=spec)

    assert 'name="reason" required maxlength="500"' in page


def test_a_no_greys_the_button_and_gives_its_reason():
    page = render("{{ button('验收', decision=no) }}", no=denied("整改人不得验收本人整改的隐患"))

    assert "<button" not in page
    assert 'aria-disabled="true"' in page
    assert "整改人不得验收本人整改的隐患" in page
    assert '<button class="btn btn-primary" type="submit">验收</button>' in render(
        "{{ button('验收', decision=yes) }}", yes=ALLOWED
    )


@pytest.mark.parametrize(("value", "most", "step"), [(0, 9, 0), (1, 9, 1), (5, 9, 3), (9, 9, 5), (3, 0, 0)])
def test_heat_has_five_steps_and_nothing_is_none(value, most, step):
    assert render("{{ heat(v, m) }}", v=value, m=most) == f"heat-{step}"


@pytest.mark.parametrize(
    ("left", "chinese", "english"),
    [
        (timedelta(days=3, hours=4, minutes=5), "剩余3天4小时", "3 d 4 h left"),
        (timedelta(days=12, hours=4), "剩余12天", "12 d left"),
        (timedelta(hours=-2), "逾期2小时", "overdue by 2 h"),
        (timedelta(seconds=20), "剩余不足1分钟", "under 1 min left"),
    ],
)
def test_a_deadline_is_told_in_both_languages(left, chinese, english):
    with translation.override("en"):
        assert moments.until(NOW + left, NOW) == english
    with translation.override("zh-hans"):
        assert moments.until(NOW + left, NOW) == chinese


def test_moments_are_told_in_shanghai_time():
    with translation.override("zh-hans"):
        assert moments.moment(NOW) == "2022年10月24日 15:40"
        assert moments.day(date(2022, 10, 4)) == "2022年10月4日"
        assert moments.ago(NOW - timedelta(minutes=3), NOW) == "3分钟前"
    assert moments.moment(None) == "—"


def test_a_deadline_turns_amber_and_red():
    assert "is-soon" in render("{{ deadline(due, now) }}", due=NOW + timedelta(hours=3))
    assert "is-over" in render("{{ deadline(due, now) }}", due=NOW - timedelta(hours=3))
    assert "data-until" not in render("{{ deadline(due, now, met=true) }}", due=NOW)


def test_an_icon_that_is_not_in_the_sprite_is_an_error():
    with pytest.raises(LookupError, match="ICONS"):
        icon("unicorn")
