"""Signing freezes an issue; a replay proves it from the journal, whatever happened since, and says what differs."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from anlan.bulletins import actions, archive, numbering
from anlan.bulletins.models import Archived, Issue, Signed, SignedValue, State
from anlan.bulletins.replay import replay
from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Table, from_data
from anlan.figures.registry import REGISTRY
from anlan.journal.models import Entry
from anlan.journal.seals import seal
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    actor,
    many_hazards,
    many_visits,
    record_hazard,
    sign_in,
    take,
)
from anlan.testing.issues import TITLE, drafted_issue, fresh, reviewed_issue, signed_issue, step, the_series


@pytest.fixture
def worked(city):
    accepted_hazard("shop")
    many_hazards(3, "kitchen")
    many_hazards(2, "plant")
    many_visits(5, "mill")
    return city


def test_what_is_signed_holds_text_numbers_day_and_people(worked):
    run = the_series()
    special = run.specials.create(name="大检查专刊", name_en="Special", first_on=TODAY)
    numbering.begin(run, year=2022, after=48)
    numbering.begin(run, year=0, after=31, special=special)

    issue = signed_issue(special=special.pk)

    document = from_data(Signed.objects.get().composition)
    frame = document.frame
    assert isinstance(frame, Bulletin)
    assert (frame.issue_line, frame.special_line, frame.day) == (
        "第49期",
        "（大检查专刊 第32期）",
        "2022年10月24日",
    )
    assert frame.people == (("编辑", "editor1 name"), ("审核", "reviewer1 name"), ("签发", "signer1 name"))
    assert (frame.draft, frame.title) == ("", ("查隐患", "保平安"))
    assert TITLE.split("　")[0] in issue.text
    assert "6条" in issue.text


def test_every_printed_number_is_kept_with_the_digest_of_its_rows(worked):
    signed_issue()

    values = {one.key: one for one in SignedValue.objects.exclude(row_digest="")}
    assert {key: (one.printed, one.count, one.row_count) for key, one in values.items()} == {
        "inspections.visits@month": ("8家次", 8, 8),
        "hazards.found@month": ("6条", 6, 6),
        "hazards.closed@month": ("0条", 0, 0),
        "inspections.visits": ("8家次", 8, 8),
        "hazards.found": ("6条", 6, 6),
        "hazards.rectification_rate": ("16.7%", 1, 6),
        "hazards.outstanding": ("5处", 5, 5),
        "hazards.without_deadline": ("5处", 5, 5),
        "hazards.overdue": ("0处", 0, 0),
    }
    assert all(len(one.row_digest) == 64 for one in values.values())
    assert SignedValue.objects.filter(row_digest="", key="hazards.found#zone").get().count == 2


def test_every_figure_in_the_text_has_a_short_code_that_opens_its_value(worked):
    signed_issue()

    document = from_data(Signed.objects.get().composition)
    marks = [quote.mark for quote in document.quotes]
    assert len(set(marks)) == 9
    assert all(re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4,9}", mark) for mark in marks)


def test_the_journal_holds_the_digest_of_what_was_signed(worked):
    issue = signed_issue()

    entry = Entry.objects.get(case_id=issue.pk, step="sign")
    assert json.loads(entry.input) == {"frozen": bytes(Signed.objects.get().content_digest).hex()}


def test_the_last_seal_is_part_of_what_is_digested(worked):
    made = seal(at=NOON)[-1]

    signed_issue()

    signed = Signed.objects.get()
    assert (signed.seal_number, bytes(signed.seal_root)) == (made.number, bytes(made.root))


def test_a_replay_right_after_signing_proves_everything(worked):
    issue = signed_issue()

    found = replay(issue)

    assert found.equal
    assert found.proven_rows == sum(one.row_count or 0 for one in SignedValue.objects.all()) > 0
    assert sorted(found.files) == sorted(FORMATS)


def test_later_work_changes_no_replayed_number(worked):
    """After the signature: a hazard is accepted, one is found, one is recorded late with an earlier day."""
    open_one = record_hazard("shop", at=NOON - timedelta(hours=3))
    issue = signed_issue()
    before = {one.key: one.count for one in SignedValue.objects.all()}

    with clock.at(NOON + timedelta(days=3)):
        for name in ("assign", "claim", "accept"):
            take(open_one, name)
        many_hazards(4, "depot")
        record_hazard("mill", at=NOON - timedelta(days=10))
        found = replay(issue)

    assert found.equal, [one.differences for one in found.numbers if one.differences]
    assert before["hazards.found"] == 7
    assert {one.signed.key: one.value.count for one in found.numbers if one.value} == before


def _raw(statement: str, *values: object) -> None:
    """Change a row past the triggers, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'bulletins_%'"
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(statement, values)
            for _name, sql in triggers:
                cursor.execute(sql)
            return
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def test_a_changed_value_is_found_and_named(worked):
    issue = signed_issue()
    _raw("UPDATE bulletins_signedvalue SET count = 7 WHERE key = 'hazards.found'")

    found = replay(issue)

    assert not found.equal
    (one,) = [one for one in found.numbers if one.differences]
    assert one.signed.key == "hazards.found"
    assert one.differences == ("value: signed 7, now 6",)
    assert "another digest" in found.faults[0]


def test_a_changed_file_is_found(worked):
    issue = signed_issue()
    _raw("UPDATE bulletins_archived SET content = %s WHERE format = 'txt'", b"something else")

    assert replay(issue).faults == ["the archived txt was changed"]


def test_a_changed_text_is_found(worked):
    issue = signed_issue()
    composition = Signed.objects.get().composition
    composition["frame"]["day"] = "2022年10月25日"
    _raw("UPDATE bulletins_signed SET composition = %s", json.dumps(composition, ensure_ascii=False))

    faults = replay(issue).faults

    assert any("another digest" in fault for fault in faults)
    assert any("differs from the archived" in fault for fault in faults)


def test_a_changed_definition_is_told(worked, monkeypatch):
    issue = signed_issue()
    figure = REGISTRY["hazards.found"]
    monkeypatch.setitem(REGISTRY._figures, "hazards.found", type(figure)(**{**vars(figure), "revision": 9}))

    differences = [
        d for one in replay(issue).numbers if one.signed.code == "hazards.found" for d in one.differences
    ]

    assert set(differences) == {"the definition changed: revision 2 when signed, 9 now"}


def test_the_files_are_made_once_and_the_same_again(worked):
    issue = signed_issue()
    signed = Signed.objects.get()

    assert set(Archived.objects.values_list("format", flat=True)) == set(FORMATS)
    assert archive.keep(signed, at=NOON) == []
    for file in Archived.objects.all():
        assert archive.render(signed, file.format) == bytes(file.content), file.format
    assert archive.given(signed, "pdf").startswith(b"%PDF")
    assert archive.missing() == []
    assert issue.state == State.SIGNED


def test_files_that_a_killed_process_left_out_are_made_by_the_job(worked):
    from anlan.bulletins.jobs import archive_signed_issues

    signed_issue()
    _raw("DELETE FROM bulletins_archived WHERE format IN ('pdf', 'docx')")

    assert archive_signed_issues() == "2 files made"
    assert Archived.objects.count() == len(FORMATS)


def test_paper_leads_from_each_number_to_its_records_by_a_sheet_of_codes_at_the_end(worked):
    issue = signed_issue()

    document = from_data(Signed.objects.get(pk=issue.pk).composition)
    table = document.annex[0]
    assert isinstance(table, Table)
    codes = {row[0].text: row[3].text for row in table.rows}
    printed = {quote.text: quote.mark for quote in document.quotes}
    first = table.rows[0]
    page = sign_in(Client(), "editor1").get(f"/f/{first[3].text}/")

    assert codes == printed
    assert table.header == ("印发写法", "指标", "期间", "查询码")
    assert page.status_code == 200
    assert first[1].text in page.content.decode()


def test_an_unmarked_number_keeps_an_issue_from_being_signed(worked):
    issue = drafted_issue()
    step(issue, "add", by="editor1", after="", text="出动执法人员230人次。")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")

    with pytest.raises(Refused, match="“230人次” was typed by hand"):
        actions.sign(fresh(issue.pk), by=actor("signer1"))

    assert Issue.objects.get().number is None


def test_a_marked_number_is_signed_as_typed(worked):
    issue = drafted_issue()
    step(issue, "add", by="editor1", after="", text="出动执法人员{typed:230人次|支队勤务日志}。")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    first = Signed.objects.get().composition["blocks"][0]
    assert first["runs"][1] == {
        "is": "Quote", "text": "230人次", "code": "", "number": "", "origin": "typed", "href": "", "mark": "",
        "title": "支队勤务日志",
    }  # fmt: skip


def test_a_character_that_no_font_has_is_told_before_signing(worked):
    issue = drafted_issue()
    step(issue, "add", by="editor1", after="", text="检查𪚥镇。")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")

    with pytest.raises(Refused, match="No font has the character “𪚥”"):
        actions.sign(fresh(issue.pk), by=actor("signer1"))


# -- overrides -----------------------------------------------------------------------------------------------


def test_a_figure_prints_another_text_only_when_somebody_else_granted_it(worked):
    issue = drafted_issue()
    step(
        issue,
        "ask_waiver",
        by="editor1",
        kind="figure",
        subject="hazards.closed@month",
        text="暂无",
        reason="一处待核实合并",
    )
    step(issue, "submit", by="editor1")
    with pytest.raises(Refused, match="Only a reviewer or signer waives"):
        _decide(issue, by="editor1")
    step(issue, "review", by="reviewer1")
    with pytest.raises(Refused, match="nobody has decided"):
        actions.sign(fresh(issue.pk), by=actor("signer1"))

    _decide(issue, by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    value = SignedValue.objects.get(key="hazards.closed@month")
    assert (value.printed, value.phrase, value.count, value.origin) == ("暂无", "0条", 0, "override")
    assert replay(fresh(issue.pk)).equal


def _decide(issue: Issue, *, by: str, decision: str = "grant") -> None:
    step(issue, "decide_waiver", by=by, waiver=issue.waivers.get(is_open=True).pk, decision=decision)


def test_an_override_that_contradicts_the_table_below_it_is_found(worked):
    issue = drafted_issue()
    step(
        issue,
        "ask_waiver",
        by="editor1",
        kind="figure",
        subject="hazards.found",
        text="近10条",
        reason="一处待核实合并",
    )
    step(issue, "submit", by="editor1")
    _decide(issue, by="reviewer1")
    step(issue, "review", by="reviewer1")

    with pytest.raises(Refused, match="cannot all be true"):
        actions.sign(fresh(issue.pk), by=actor("signer1"))


def test_a_refused_override_prints_the_true_value(worked):
    issue = drafted_issue()
    step(
        issue,
        "ask_waiver",
        by="editor1",
        kind="figure",
        subject="hazards.found",
        text="近10条",
        reason="一处待核实",
    )
    step(issue, "submit", by="editor1")
    _decide(issue, by="reviewer1", decision="refuse")
    step(issue, "review", by="reviewer1")
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    assert SignedValue.objects.get(key="hazards.found").printed == "6条"


def test_nobody_grants_what_he_asked_for(worked):
    issue = drafted_issue()
    step(issue, "submit", by="editor1")
    step(issue, "ask_waiver", by="reviewer1", kind="claim", subject="x", reason="for the test")

    with pytest.raises(Refused, match="Whoever asked for it"):
        _decide(issue, by="reviewer1")


def test_an_override_of_a_figure_that_is_not_quoted_is_refused(worked):
    with pytest.raises(Refused, match="quotes no figure"):
        step(
            drafted_issue(),
            "ask_waiver",
            by="editor1",
            kind="figure",
            subject="hazards.reopened",
            text="3",
            reason="why not",
        )


def test_an_override_without_text_is_refused(worked):
    with pytest.raises(Refused, match="what is printed instead"):
        step(
            drafted_issue(),
            "ask_waiver",
            by="editor1",
            kind="figure",
            subject="hazards.found",
            reason="why not",
        )


def test_a_reviewed_issue_costs_a_bounded_number_of_queries_to_freeze(worked, django_assert_max_num_queries):
    from anlan.bulletins.freeze import freeze

    issue = reviewed_issue()

    with django_assert_max_num_queries(90):
        freeze(issue)
