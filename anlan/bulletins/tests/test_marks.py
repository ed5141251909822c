"""Corrections and withdrawal: marked on everything that is given out, while the original stays; what replay says."""

from __future__ import annotations

import argparse
import hashlib
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client

from anlan.bulletins import actions, archive
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.freeze import freeze
from anlan.bulletins.models import Archived, Correction, Receipt, Signed
from anlan.bulletins.replay import replay
from anlan.cli import bulletin as command
from anlan.documents.formats import FORMATS
from anlan.documents.rendering.renderer import renderer
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.testing import NOON, actor, many_hazards, sign_in
from anlan.testing.issues import distributed_issue, fresh, reviewed_issue, signed_issue

ENGLISH = {"accept-language": "en"}
WRONG = {"subject": "hazards.found", "old": "3条", "new": "2条", "reason": "一条系重复登记"}


@pytest.fixture
def issue(city):
    many_hazards(3)
    return distributed_issue()


def words_of(form: str, content: bytes) -> str:
    if form in ("docx", "xlsx"):
        with zipfile.ZipFile(BytesIO(content)) as file:
            return "".join(
                file.read(name).decode()
                for name in file.namelist()
                if "header" in name or "document" in name or "sharedStrings" in name
            )
    return content.decode() if form != "pdf" else ""


def test_what_is_given_out_of_a_corrected_issue_is_marked_and_its_original_stays(issue):
    before = {
        row.format: (row.sha256, bytes(row.content)) for row in Archived.objects.filter(signed=issue.pk)
    }
    actions.correct(issue, WRONG, by=actor("editor1"))
    correction = Correction.objects.get()
    client = sign_in(Client(headers=ENGLISH), "county1")

    for form in FORMATS:
        given = client.get(f"/bulletins/{issue.pk}/file/{form}/").content
        assert given != before[form][1]
        if form != "pdf":
            mark = f"已更正　2022-10-24　更正第1号：“3条”应为“2条”（日志第{correction.seq}号）"
            assert mark in words_of(form, given)
        original = client.get(f"/bulletins/{issue.pk}/file/{form}/?version=original").content
        assert (hashlib.sha256(original).hexdigest(), original) == before[form]
    page = client.get(f"/bulletins/{issue.pk}/").content.decode()
    assert "已更正　2022-10-24" in page
    assert replay(fresh(issue.pk)).equal


def test_a_withdrawn_issue_says_so_in_every_form_and_in_exports(issue, tmp_path):
    actions.withdraw(issue, {"reason": "数据口径有误，另发"}, by=actor("signer1"))
    entry = Entry.objects.get(case_id=issue.pk, step="withdraw")
    signed, now = Signed.objects.get(pk=issue.pk), fresh(issue.pk)

    for form in ("docx", "html", "txt"):
        words = words_of(form, archive.current(signed, now, form))
        assert f"已撤回　2022-10-24　请勿使用（日志第{entry.seq}号）" in words
        assert "数据口径有误，另发" in words
    sheet = sign_in(Client(headers=ENGLISH), "editor1").get("/bulletins/?state=withdrawn").content.decode()
    assert "Withdrawn" in sheet


def test_a_stamped_pdf_has_the_text_where_it_was_and_the_mark_above_it(issue):
    """Measured on the page itself: the rows of the type area are those of the original, the margin above is not."""
    from PIL import Image, ImageChops

    from anlan.bulletins.marks import marked
    from anlan.documents.model import from_data
    from anlan.documents.rendering import pdf

    actions.correct(issue, WRONG, by=actor("editor1"))
    signed = Signed.objects.get(pk=issue.pk)
    ppi = 60
    plain, stamped = (
        Image.open(BytesIO(pdf.pictures(document, ppi=ppi)[0])).convert("RGB")
        for document in (from_data(signed.composition), marked(signed, fresh(issue.pk)))
    )
    edge = round(37 / 25.4 * ppi) - 2

    whole, low = (0, edge, plain.width, plain.height - 90), ImageChops.difference(plain, stamped)
    assert max(high for _least, high in low.crop(whole).getextrema()) < 16  # but for the smoothing of edges
    above = stamped.crop((0, 0, stamped.width, edge))
    assert plain.crop((0, 0, plain.width, edge)).getcolors() == [(plain.width * edge, (255, 255, 255))]
    assert any(red > 180 and green < 90 for _n, (red, green, _blue) in above.getcolors(100_000) or [])


def test_each_recipient_is_shown_with_the_receipt_of_the_correction(issue):
    actions.receive(issue, by=actor("county1"))
    with clock.at(NOON + timedelta(minutes=5)):
        actions.correct(issue, WRONG, by=actor("editor1"))
    with clock.at(NOON + timedelta(minutes=9)):
        actions.receive(fresh(issue.pk), by=actor("county1"))

    assert list(Receipt.objects.order_by("of").values_list("of", "at")) == [
        (0, NOON), (1, NOON + timedelta(minutes=9)),
    ]  # fmt: skip
    page = (
        sign_in(Client(headers=ENGLISH), "editor1").get(f"/bulletins/{issue.pk}/deliveries/").content.decode()
    )
    assert "Correction 1 signed for" in page
    assert "2022-10-24 12:09" in page
    assert "2022-10-24 12:00" in page  # the receipt of the issue itself is not lost


def test_a_correction_names_the_figure_and_not_its_token(issue):
    actions.correct(issue, WRONG, by=actor("editor1"))

    page = sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/{issue.pk}/").content.decode()

    assert "Correction 1: hazards.found" not in page
    assert "Correction 1: Hazards found" in page
    assert "2022-01-01 to 2022-10-24" in page


def test_a_correction_of_a_figure_says_what_the_issue_printed_for_it(issue):
    with pytest.raises(Refused, match="prints “3条” for this figure"):
        actions.correct(issue, {**WRONG, "old": "隐患"}, by=actor("editor1"))

    assert not Correction.objects.exists()


# -- replay and the renderer ---------------------------------------------------------------------------------


def signed_with(city, *, made_by: str):
    """An issue whose archived PDF is not the one that its document gives today."""
    many_hazards(2)
    issue = reviewed_issue()
    door.apply(BULLETIN_FLOW, issue.pk, "sign", by=actor("signer1"), input={"frozen": freeze(issue)})
    content = b"%PDF-1.7 of another day"
    Archived.objects.create(
        signed_id=issue.pk, format="pdf", sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        content=content, made_at=NOON, made_by=made_by,
    )  # fmt: skip
    archive.keep(Signed.objects.get(pk=issue.pk), at=NOON)
    return fresh(issue.pk)


def replayed(issue) -> int:
    options = argparse.Namespace(number=issue.number, series="bulletin", year=None, json=False)
    return command.replay_issue(options)


def test_a_pdf_that_differs_because_the_renderer_changed_is_a_note(city, capsys):
    issue = signed_with(city, made_by="typst 0.11.0; layout 000000000000; fonts 000000000000")

    found = replay(issue)

    assert (found.equal, found.faults, len(found.notes)) == (True, [], 1)
    assert "typst 0.11.0" in found.notes[0]
    assert replayed(issue) == 0
    assert "looks different" in capsys.readouterr().out


def test_a_pdf_that_differs_though_the_renderer_is_the_same_is_a_fault(city, capsys):
    issue = signed_with(city, made_by=renderer("pdf"))

    assert not replay(issue).equal
    assert replayed(issue) == 1
    assert "made again by the same renderer" in capsys.readouterr().out


def test_each_archived_file_names_what_made_it(city):
    issue = signed_issue()

    names = dict(Archived.objects.filter(signed=issue.pk).values_list("format", "made_by"))

    assert set(names) == set(FORMATS)
    assert names["pdf"].startswith("typst ")
    assert "fonts" in names["pdf"]
    assert all("layout " in name and len(name) <= 120 for name in names.values())
