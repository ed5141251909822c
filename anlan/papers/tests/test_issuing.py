"""Papers of supervision, from the step to the archived file."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from anlan.documents.rendering import pdf, plain
from anlan.documents.tests.measuring import measure
from anlan.papers.archive import Damaged, archive, archive_waiting, kept, path_of
from anlan.papers.issuing import digest_of, document_of, next_number
from anlan.papers.models import Archive, Form, Numbering, Paper
from anlan.supervision.models import Paper as Served
from anlan.supervision.tests.factories import CIRCULAR, LETTER, REMINDED, supervised
from anlan.testing import NOON, sign_in

LIST = reverse("papers:list")


def reader(who: str, language: str = "zh-hans") -> Client:
    return sign_in(Client(headers={"accept-language": language}), who)


def letters() -> list[Paper]:
    return list(Paper.objects.order_by("pk"))


def test_a_step_issues_its_paper_numbered_with_its_words_fixed(city):
    case = supervised(REMINDED, LETTER)

    reminder, letter = letters()
    served = list(Served.objects.order_by("pk"))
    assert [paper.name for paper in (reminder, letter)] == ["提醒函〔2022〕1号", "督办函〔2022〕1号"]
    assert [(paper.seq, paper.name) for paper in served] == [(paper.seq, paper.name) for paper in letters()]
    assert (letter.case_kind, letter.case_id, letter.recipient_id) == ("supervision", case.pk, case.owner_id)
    assert letter.digest == digest_of(letter.content)
    text = plain.render(document_of(letter))
    for words in ("督办函〔2022〕1号", "2022年10月31日12:00", "现予督办，请立即办理。", "2022年10月31日印发"):
        assert words in text


def test_the_words_stay_when_the_case_changes_afterwards(city):
    case = supervised(REMINDED, LETTER)
    before = document_of(letters()[1])

    type(case).objects.filter(pk=case.pk).update(text="Something else", due_at=NOON)

    assert document_of(Paper.objects.get(pk=letters()[1].pk)) == before


def test_numbers_run_without_a_gap_per_kind_and_year_and_a_rollback_gives_its_number_back(city):
    supervised(REMINDED, premises="shop")
    supervised(REMINDED, premises="kitchen")
    with transaction.atomic():
        assert next_number("supervision.reminder", 2022) == 3
        transaction.set_rollback(True)

    with transaction.atomic():
        assert next_number("supervision.reminder", 2022) == 3
        assert next_number("supervision.reminder", 2023) == 1
    assert sorted(Paper.objects.values_list("number", flat=True)) == [1, 2]


def test_a_number_is_given_once(city):
    supervised(REMINDED)
    paper = letters()[0]
    paper.pk, paper.seq = None, paper.seq + 1

    with pytest.raises(DatabaseError), transaction.atomic():
        paper.save(force_insert=True)


def test_the_register_is_only_added_to(city):
    supervised(REMINDED, LETTER)
    archive(letters()[1], at=NOON)

    for rows in (Paper.objects.all(), Archive.objects.all()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_what_is_archived_is_kept_under_its_digest_and_served_as_it_was(city, settings, tmp_path):
    settings.HOME = tmp_path
    supervised(REMINDED, LETTER)
    letter = letters()[1]

    done = archive_waiting(at=NOON)

    row = Archive.objects.get()
    content = path_of(row.sha256, "pdf").read_bytes()
    assert (done, row.paper_id, row.form) == (1, letter.pk, Form.PDF)  # reminders are not archived
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert kept(letter, Form.PDF) == content == pdf.render(document_of(letter))
    assert archive_waiting(at=NOON) == 0
    assert archive(letter, at=NOON) == []


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_damaged_file_is_not_served(city, settings, tmp_path, harm, caplog):
    settings.HOME = tmp_path
    supervised(REMINDED, LETTER)
    archive_waiting(at=NOON)
    file = path_of(Archive.objects.get().sha256, "pdf")
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b" ")

    with pytest.raises(Damaged, match="Restore the folder “papers”"):
        kept(letters()[1], Form.PDF)

    assert "of paper 督办函〔2022〕1号" in caplog.text


def test_a_paper_older_than_the_register_is_told_from_its_case(city):
    case = supervised(REMINDED, LETTER, CIRCULAR)
    registered = letters()[1]
    registered.content = {}

    text = plain.render(document_of(registered))

    assert "督办函〔2022〕1号" in text
    assert case.owner.name in text


def test_whoever_sees_the_case_opens_its_papers_and_nobody_else(city):
    supervised(REMINDED, LETTER)
    letter = letters()[1]
    addresses = [
        reverse("papers:detail", args=[letter.pk]),
        reverse("papers:download", args=[letter.pk, "pdf"]),
    ]

    for who, status in (
        ("business1", 200),
        ("county1", 200),
        ("office1", 200),
        ("business2", 404),
        ("dept1", 404),
    ):
        client = reader(who)
        assert [client.get(address).status_code for address in addresses] == [status] * 2, who
        listed = client.get(LIST)
        assert (letter.name in listed.content.decode()) is (status == 200), who


def test_a_paper_is_downloaded_under_its_chinese_name(city):
    supervised(REMINDED, LETTER)
    letter = letters()[1]
    client = reader("county1")

    answers = {
        form: client.get(reverse("papers:download", args=[letter.pk, form])) for form in ("pdf", "docx")
    }

    assert measure(answers["pdf"].content)[0].text.startswith("东江县")
    assert answers["docx"].content[:2] == b"PK"
    assert "filename*=UTF-8''%E7%9D%A3%E5%8A%9E%E5%87%BD" in answers["pdf"]["Content-Disposition"]
    assert answers["pdf"]["Content-Type"] == "application/pdf"
    assert client.get(reverse("papers:download", args=[letter.pk, "exe"])).status_code == 404


def test_a_page_shows_how_the_paper_is_kept(city, settings, tmp_path):
    settings.HOME = tmp_path
    supervised(REMINDED, LETTER)
    letter = letters()[1]
    address = reverse("papers:detail", args=[letter.pk])

    before = reader("county1", "en").get(address).content.decode()
    archive_waiting(at=NOON)
    after = reader("county1", "en").get(address).content.decode()

    assert "within a minute" in before
    assert Archive.objects.get().sha256 in after
    assert letter.digest in after


def test_the_list_is_filtered_by_kind_and_costs_the_same_whatever_it_holds(
    city, django_assert_max_num_queries
):
    for premises in ("shop", "kitchen", "depot"):
        supervised(REMINDED, LETTER, premises=premises)
    client = reader("office1")

    with django_assert_max_num_queries(8):
        page = client.get(LIST, {"kind": "supervision.letter"}).content.decode()

    assert page.count("督办函〔2022〕") == Paper.objects.filter(kind="supervision.letter").count() > 1
    assert "提醒函〔2022〕" not in page
    assert client.get(LIST, {"kind": "nonsense"}).status_code == 422


def test_numbers_and_register_agree_after_a_refused_step(city):
    case = supervised(REMINDED, LETTER)
    before = (Paper.objects.count(), Numbering.objects.get(kind="supervision.letter").last)

    reader("county1").post(reverse("supervision:take", args=[case.pk, "circular"]), {"text": ""})

    assert (Paper.objects.count(), Numbering.objects.get(kind="supervision.letter").last) == before


def test_a_supervision_letter_stands_on_official_paper(city):
    supervised(REMINDED, LETTER)

    page = measure(pdf.render(document_of(letters()[1])), pictures=True)[0]

    assert page.red[1] == pytest.approx(37 + 35, abs=2)
    assert page.dark_rows[-1] == pytest.approx(262, abs=0.5)
