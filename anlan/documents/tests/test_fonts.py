"""The shipped fonts cover what documents say; a character that no font has is named before it is printed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from anlan.documents.model import Composition, Paragraph, Text
from anlan.documents.rendering import fonts, pdf
from anlan.documents.rendering.coverage import coverage
from anlan.documents.tests import specimens
from anlan.documents.tests.measuring import measure


@pytest.mark.parametrize("file", sorted(fonts.SHIPPED.glob("*.otf")), ids=lambda path: path.stem)
def test_our_reader_finds_what_fonttools_finds(file):
    with TTFont(file, lazy=True) as font:
        assert coverage(file) == frozenset(font.getBestCmap())


def test_every_character_of_gb2312_has_a_glyph_in_the_body_face():
    have = coverage(fonts.SHIPPED / "AnlanFang.otf")
    places = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    hanzi = "".join(place.decode("gb2312", "ignore") for place in places)

    assert len(hanzi) == 6_763
    assert [char for char in hanzi if ord(char) not in have] == []


def test_a_rare_name_is_covered_by_the_face_behind():
    document = Composition(specimens.FRAME, (Paragraph((Text("安委会副主任朱镕、刘翀、李喆、王㛃参加"),)),))

    assert fonts.missing(document) == []
    assert ord("镕") not in coverage(fonts.SHIPPED / "AnlanFang.otf")
    assert "朱镕" in measure(pdf.render(document))[0].text


def test_what_no_font_has_is_named_with_where_it_stands():
    document = Composition(
        replace(specimens.FRAME, people=(("编辑", "赵𠮷"),)),
        (Paragraph((Text("现场负责人"), Text("钱🚒"), Text("已到位"))),),
    )

    found = fonts.missing(document)

    assert [(each.char, each.where) for each in found] == [("𠮷", "赵𠮷"), ("🚒", "现场负责人钱🚒已到位")]
    assert str(found[1]).startswith("“🚒” (U+1F692): ")


def test_the_specimens_miss_nothing():
    assert fonts.missing(specimens.bulletin()) == fonts.missing(specimens.letter()) == []


def test_a_file_that_is_no_font_covers_nothing(tmp_path):
    broken = tmp_path / "broken.otf"
    broken.write_bytes(b"OTTO\x00\x01 this is no font")
    empty = tmp_path / "empty.otf"
    empty.write_bytes(b"")

    assert coverage(broken) == coverage(empty) == frozenset()


def test_a_citys_own_fonts_go_first(settings, tmp_path):
    with TTFont(fonts.SHIPPED / "AnlanRare.otf") as font:
        for record in font["name"].names:
            if record.nameID in (1, 4):
                record.string = "仿宋_GB2312"
        font.save(tmp_path / "own.otf")
    settings.FONT_DIR = tmp_path

    assert fonts.families()["fang"] == ["仿宋_GB2312", "Anlan Fang", "Anlan Rare"]
    assert pdf.render(specimens.letter())[:5] == b"%PDF-"


def test_a_folder_that_is_not_there_or_holds_rubbish_changes_nothing(settings, tmp_path):
    plain = pdf.render(specimens.letter())
    shutil.copy(__file__, tmp_path / "rubbish.ttf")

    for folder in (tmp_path / "nowhere", tmp_path):
        settings.FONT_DIR = folder
        assert pdf.render(specimens.letter()) == plain


def test_the_committed_fonts_are_the_ones_that_were_cut_and_bring_their_licences():
    script = Path(__file__).resolve().parents[3] / "scripts" / "build_fonts.py"

    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "The fonts are what was cut.")
    assert "exception" in (fonts.SHIPPED / "FANDOL-COPYING.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (fonts.SHIPPED / "NOTO-LICENSE.txt").read_text("utf-8").upper()
    assert sum(file.stat().st_size for file in fonts.SHIPPED.glob("*.otf")) <= 20_000_000
