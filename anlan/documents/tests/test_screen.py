"""A document as a fragment of a page, as a page by itself, and as plain text."""

from __future__ import annotations

import re

import pytest

from anlan.documents.model import Cell, Composition, Origin, Paragraph, Quote, Table, Text
from anlan.documents.rendering import html, plain
from anlan.documents.tests import specimens
from anlan.documents.text import width


def test_a_fragment_has_links_and_classes_and_no_style():
    made = html.render(specimens.bulletin(length=1))

    assert (
        '<a class="chip" href="/figures/hazards.outstanding/?area=4199&amp;from=2022-01-01" title="查出隐患">102处</a>'
        in made
    )
    assert '<b class="run-first">一、压紧责任链条，层层抓好落实。</b><b class="run-second">' in made
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", made)
    assert made.startswith('\n<article class="paper" lang="zh-Hans">'.lstrip())


@pytest.mark.parametrize("made", [html.render, html.whole, plain.render])
def test_every_block_and_line_of_the_frame_is_told(made):
    text = re.sub(r"<[^>]+>", "", str(made(specimens.mixed())))

    for words in (
        "安州安全生产简报", "第49期", "（秋冬防火专刊 第32期）", "2022年10月24日", "务必抓紧。", "（一）分区情况",
        "1,237", "本节未能生成：值班值守", "数据截至", "附：数字溯源", "编辑：程远 苏禾", "报：省安全", "共印50份",
    ):  # fmt: skip
        assert words in text


def test_a_letter_is_told_in_its_order():
    text = plain.render(specimens.letter(draft="拟"))

    marks = [
        "安安办督〔2022〕17号（拟）",
        "关于督促",
        "东山区人民政府：",
        "你区东山",
        "2022年10月24日\n",
        "抄送：",
        "印发",
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "东山区人民政府：" in html.render(specimens.letter())


def test_what_was_typed_is_text():
    nasty = '<script>alert(1)</script>"&'
    document = Composition(
        specimens.FRAME,
        (
            Paragraph((Text(nasty), Quote(nasty, "x", href='/a"b', title=nasty))),
            Table((nasty,), ((Cell(nasty),),)),
        ),
    )

    for made in (html.render(document), html.whole(document)):
        assert "<script" not in made
        assert made.count("&lt;script&gt;") >= 4


def test_typed_and_overridden_numbers_can_be_told_apart():
    document = Composition(
        specimens.FRAME,
        (
            Paragraph(
                (Quote("7支", "", origin=Origin.TYPED), Quote("9处", "x", origin=Origin.OVERRIDE, href="/x/"))
            ),
        ),
    )

    made = html.render(document)

    assert 'class="chip chip-typed">7支' in made
    assert 'class="chip chip-override" href="/x/">9处' in made


def test_a_saved_page_leads_to_the_site_of_its_address_and_reads_on_a_phone():
    made = html.whole(specimens.bulletin(length=1))

    assert (
        'href="https://anlan.example.cn/figures/hazards.outstanding/?area=4199&amp;from=2022-01-01"' in made
    )
    assert 'name="viewport" content="width=device-width' in made
    assert made.startswith("<!doctype html>")
    assert "<title>安州安全生产简报 第49期" in made


def test_a_table_in_text_stands_in_columns():
    lines = plain.render(Composition(specimens.FRAME, (specimens.table(2),))).split("\n\n")[3].split("\n")

    assert lines[0] == "各县区排查整治情况"
    assert lines[2].endswith("99.9%")
    assert len({width(line) for line in lines[1:]}) == 1
