"""What an uploaded template must not hold is refused with the place; nothing in it is ever run."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest

from anlan.documents.templates import package, placeholders
from anlan.documents.templates.sample import sample
from anlan.documents.templates.tests.making import BODY, changed, document, with_text
from anlan.kernel.errors import Invalid

FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
PAGE = document("One", BODY)


def read(content: bytes) -> list[str]:
    return [one.words for one in placeholders.read(package.opened(content))]


def refusal(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as met:
        read(content)
    return met.value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% for i in range(10**9) %}x{% endfor %}", "template.command"),
        ("{% include '/etc/passwd' %}", "template.command"),
        ("{%p for a in b %}", "template.command"),
        ("{# a remark #}", "template.command"),
        ("{{ open('/etc/passwd').read() }}", "template.unknown"),
        ("{{ ''.__class__.__mro__ }}", "template.unknown"),
        ("{{ number.__class__ }}", "template.unknown"),
        ("{{ number | upper }}", "template.unknown"),
        ("{{ 7 * 7 }}", "template.unknown"),
        ("{{ config }}", "template.unknown"),
        ("{{ include:/etc/passwd }}", "template.unknown"),
        ("{{ number", "template.open"),
        ("number }}", "template.open"),
        ("{{ figure }}", "template.unknown"),
        ("{{ figure ../../etc/passwd }}", "template.unknown"),
        ("{{ number hazards.found }}", "template.unknown"),
        ("{{ section ../secret }}", "template.unknown"),
        ("Before {{ annex }}", "template.block"),
        ("{{ body }}", "template.twice"),
        ("{{ section hazards.loop }}", "template.twice"),
    ],
)
def test_a_placeholder_that_is_none_of_the_list_is_refused_with_its_place(text, code):
    error = refusal(document(BODY, "fine", text))

    assert error.code == code
    if code != "template.twice" or text == "{{ body }}":
        assert "main text, paragraph 3" in str(error)


@pytest.mark.parametrize(
    "paragraphs",
    [("{{ number }}",), ("{{ section hazards.loop }}",), ()],
    ids=["none", "sections without the rest", "empty"],
)
def test_a_template_without_a_place_for_the_whole_text_is_refused(paragraphs):
    assert refusal(document(*paragraphs)).code == "template.no_text"


def test_too_many_placeholders_are_refused():
    assert refusal(document(BODY, *["{{ number }}"] * 401)).code == "template.long"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"no zip at all", "template.broken", "Save it as .docx"),
        (b"", "template.broken", "Save it as .docx"),
        (changed(PAGE, {"word/document.xml": None}), "template.kind", "no Word document"),
        (changed(PAGE, {"word/vbaProject.bin": b"x"}), "template.macros", "vbaProject"),
        (changed(PAGE, {"word/embeddings/oleObject1.bin": b"x"}), "template.macros", "oleObject1"),
        (changed(PAGE, {"word/activeX/activeX1.xml": b"<x/>"}), "template.macros", "activeX1"),
        (
            with_text(PAGE, "wordprocessingml.document.main+xml", "x", "[Content_Types].xml"),
            "template.kind",
            "no Word document",
        ),
        (
            with_text(
                PAGE,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
                "[Content_Types].xml",
            ),
            "template.macros",
            "may act",
        ),
        (changed(PAGE, {"../../evil.xml": b"<x/>"}), "template.refused", "evil.xml"),
        (with_text(PAGE, "<w:document", "<!DOCTYPE d [<!ENTITY a 'b'>]><w:document"), "template.entities", "entities"),
        (with_text(PAGE, "<w:t>One", "<w:t>One<oops"), "template.broken", "word/document.xml"),
        (with_text(PAGE, "<w:r><w:t>One</w:t></w:r>", "<w:ins><w:r><w:t>One</w:t></w:r></w:ins>"),
         "template.changes", "main text, paragraph 1"),
        (with_text(PAGE, "<w:sectPr", "<w:altChunk/><w:sectPr"), "template.external", "draws in another file"),
    ],
    ids=[
        "no zip", "empty", "no document", "macros", "object", "active", "kind", "docm", "path", "entities", "broken",
        "changes", "chunk",
    ],
)  # fmt: skip
def test_what_could_act_or_cannot_be_read_is_refused(content, code, words):
    error = refusal(content)

    assert error.code == code
    assert words in str(error)


@pytest.mark.parametrize(
    "code", ["INCLUDETEXT /etc/passwd", "DDEAUTO cmd", "INCLUDEPICTURE x", "DATE", "LINK x"]
)
def test_a_field_that_reads_or_changes_is_refused_however_it_is_cut(code):
    field = FIELD.format(code[:4], code[4:])

    error = refusal(with_text(PAGE, "<w:r><w:t>One</w:t></w:r>", field))

    assert error.code == "template.field"
    assert "main text, paragraph 1" in str(error)
    simple = with_text(PAGE, "<w:r><w:t>One</w:t></w:r>", f'<w:fldSimple w:instr="{code}"/>')
    assert refusal(simple).code == "template.field"


def test_a_page_number_is_let_through():
    assert read(with_text(PAGE, "<w:r><w:t>One</w:t></w:r>", FIELD.format("PA", "GE"))) == [BODY]


def test_a_link_to_the_outside_is_refused_with_its_target():
    made = docx.Document()
    made.add_paragraph(BODY)
    made.part.relate_to(
        "https://evil.example/t.dotm", "http://schemas.openxmlformats.org/attachedTemplate", is_external=True
    )
    out = io.BytesIO()
    made.save(out)

    error = refusal(out.getvalue())

    assert error.code == "template.external"
    assert "https://evil.example/t.dotm" in str(error)
    assert "word/_rels/document.xml.rels" in str(error)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * (60 * 2**20))
    start = time.process_time()

    assert refusal(out.getvalue()).code == "template.bomb"
    assert time.process_time() - start < 1


def test_too_many_parts_and_too_large_a_file_are_refused():
    parts = {f"customXml/{n}.xml": b"<x/>" for n in range(package.MOST_PARTS)}

    assert refusal(changed(PAGE, parts)).code == "template.bomb"
    assert refusal(b"x" * (package.MOST_BYTES + 1)).code == "template.size"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_may_be_uploaded(language):
    words = read(sample(language))

    assert len(words) == 13
    assert words[0] == ("{{ 刊名 }}" if language == "zh" else "{{ masthead }}")


def test_both_names_of_a_placeholder_mean_the_same():
    assert {one.code for one in placeholders.NAMES} & {one.chinese for one in placeholders.NAMES} == set()
    assert placeholders.placeholder("期号").name is placeholders.placeholder("number").name


LEADS_OUT = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="t"'
    b' Target="https://example.com/x.png" TargetMode="External"/></Relationships>'
)
READS_A_FILE = (
    b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:fldSimple '
    b'w:instr="INCLUDETEXT C:/x.txt"/></w:p></w:hdr>'
)


@pytest.mark.parametrize(
    ("part", "data", "code"),
    [
        ("word/_rels/running.xml.RELS", LEADS_OUT, "template.external"),
        ("word/running.xml", READS_A_FILE, "template.field"),
        ("WORD/Document.xml", b"<a/>", "template.refused"),
    ],
    ids=["relations in capitals", "a header by another name", "a second text in capitals"],
)
def test_the_name_of_a_part_hides_nothing(part, data, code):
    assert refusal(changed(PAGE, {part: data})).code == code


def test_a_text_that_is_no_xml_by_its_name_is_refused():
    kind = (
        '<Override PartName="/word/running.dat" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.header+xml"/></Types>'
    )
    odd = with_text(PAGE, "</Types>", kind, part="[Content_Types].xml")

    assert refusal(changed(odd, {"word/running.dat": b"<a/>"})).code == "template.kind"
