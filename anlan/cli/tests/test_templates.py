"""`anlan bulletin template`: a sample written, a template checked, uploaded, chosen, printed by."""

from __future__ import annotations

import json

import pytest

from anlan.bulletins.models import Template
from anlan.cli.tests.test_commands import cannot, run
from anlan.documents.templates.tests.making import document, texts
from anlan.testing import many_hazards
from anlan.testing.issues import signed_issue

__all__ = ["run"]


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.docx"
    path.write_bytes(document("{{ number }}：{{ figure hazards.found }}", "{{ body }}"))
    return path


def test_a_sample_is_written_checked_and_uploaded(city, run, tmp_path):
    path = tmp_path / "sample.docx"

    assert run("bulletin", "template", "sample", "--out", str(path))[0] == 0
    status, out, _err = run("bulletin", "template", "check", str(path))

    assert status == 0
    assert "13 placeholders" in out
    assert "{{ 正文 }}" in out
    assert not Template.objects.exists()


def test_a_template_is_kept_replaced_chosen_and_prints_draft_and_issue(city, run, tmp_path, own):
    many_hazards(2)
    upload = (
        "bulletin",
        "template",
        "upload",
        str(own),
        "--name",
        "红头",
        "--by",
        "editor1",
        "--series",
        "bulletin",
    )
    assert run(*upload)[:2] == (0, "“红头” is kept as version 1.\n")
    assert run(*upload)[:2] == (0, "“红头” is kept as version 2.\n")

    told = json.loads(run("bulletin", "template", "list", "--json")[1])
    path = tmp_path / "issue.docx"
    compose = ("bulletin", "compose", "--on", "2022-10-24", "--out", str(path), "--own")
    assert run(*compose)[0] == 0
    draft = texts(path.read_bytes())[0]
    signed_issue()
    assert run(*compose)[0] == 0

    assert told == [{"name": "红头", "state": "in_use", "version": 2, "series": ["bulletin"]}]
    assert (draft, texts(path.read_bytes())[0]) == ("第1期：2条", "第1期：2条")


def test_what_cannot_be_done_says_why(city, run, tmp_path, own):
    bad = tmp_path / "bad.docx"
    bad.write_bytes(document("{% include '/etc/passwd' %}", "{{ body }}"))
    out = str(tmp_path / "x.docx")

    cannot(run("bulletin", "template", "check", str(bad)), "main text, paragraph 1", "is a command")
    cannot(run("bulletin", "template", "check", str(tmp_path / "none.docx")), "none.docx")
    cannot(run("bulletin", "template", "upload", str(own), "--name", "x y", "--by", "nobody"), "nobody")
    cannot(run("bulletin", "template", "upload", str(own), "--name", "x y", "--by", "county1"), "editor")
    cannot(run("bulletin", "compose", "--on", "2022-10-24", "--out", out, "--own"), "chosen no template")
    cannot(
        run("bulletin", "compose", "--on", "2022-10-24", "--out", str(tmp_path / "x.pdf"), "--own"), ".docx"
    )
    assert not Template.objects.exists()
