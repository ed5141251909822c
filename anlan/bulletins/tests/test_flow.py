"""The way of an issue: who may take which step, and that three people make it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.bulletins import actions
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.models import Issue, Signed, State, Version
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused
from anlan.lifecycle import door
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Post
from anlan.testing import NOON, TODAY, actor, many_hazards, person
from anlan.testing.issues import TITLE, drafted_issue, fresh, reviewed_issue, signed_issue, step, the_series


def owed(issue: Issue) -> list[str]:
    return list(Obligation.objects.open().filter(case_id=issue.pk).values_list("kind", flat=True))


def told(issue: Issue) -> list[str]:
    return list(Notice.objects.filter(case_id=issue.pk).order_by("id").values_list("event", flat=True))


def test_an_issue_goes_its_way_and_each_step_owes_and_tells(city):
    many_hazards(3)

    issue = drafted_issue()
    assert (issue.state, issue.number, owed(issue)) == (State.DRAFT, None, [])
    step(issue, "submit", by="editor1")
    assert owed(issue) == [Kind.REVIEW_BULLETIN]
    step(issue, "review", by="reviewer1")
    assert owed(issue) == [Kind.SIGN_BULLETIN]
    actions.sign(fresh(issue.pk), by=actor("signer1"))

    issue = fresh(issue.pk)
    assert (issue.state, issue.year, issue.number, issue.signed_on) == (State.SIGNED, 2022, 1, TODAY)
    assert owed(issue) == []
    assert told(issue) == ["bulletin.submitted", "bulletin.reviewed", "bulletin.signed"]
    steps = Entry.objects.filter(case_id=issue.pk).order_by("n").values_list("step", flat=True)
    assert list(steps) == ["draft", "submit", "review", "sign"]


@pytest.mark.parametrize(
    ("account", "name", "allowed"),
    [
        ("editor1", "submit", True),
        ("reviewer1", "submit", False),
        ("signer1", "submit", False),
        ("office1", "submit", False),
        ("county1", "submit", False),
        ("reviewer1", "review", True),
        ("editor1", "review", False),
        ("signer1", "review", False),
        ("leader1", "review", False),
        ("signer1", "sign", True),
        ("editor1", "sign", False),
        ("reviewer1", "sign", False),
        ("office1", "sign", False),
    ],
)
def test_who_may_take_which_step(city, account, name, allowed):
    issue = reviewed_issue() if name == "sign" else drafted_issue()

    assert bool(BULLETIN_FLOW.steps[name].rule(actor(account), issue)) is allowed


def give(account: str, role: str) -> None:
    """Give somebody a second post in the city's office."""
    pattern = Post.objects.get(person__username="editor1")
    Post.objects.create(
        person=person(account),
        organisation=pattern.organisation,
        role=role,
        title=role,
        area=pattern.area,
        valid_from=TODAY,
    )


def test_an_editor_with_a_reviewers_post_does_not_review_what_he_wrote(city):
    give("editor1", "reviewer")
    issue = drafted_issue()
    step(issue, "submit", by="editor1")

    with pytest.raises(Refused, match="wrote in an issue does not review"):
        step(issue, "review", by="editor1")

    assert fresh(issue.pk).state == State.IN_REVIEW


def test_whoever_wrote_a_single_paragraph_does_not_sign(city):
    give("signer1", "editor")
    issue = drafted_issue()
    step(issue, "add", by="signer1", after="", text="A word of the signer.")
    step(issue, "submit", by="editor1")
    step(issue, "review", by="reviewer1")

    with pytest.raises(Refused, match="wrote in an issue does not sign") as met:
        actions.sign(fresh(issue.pk), by=actor("signer1"))

    assert met.value.status == 403
    assert not Signed.objects.exists()


def test_whoever_reviewed_does_not_sign(city):
    give("reviewer1", "signer")
    issue = reviewed_issue()

    with pytest.raises(Refused, match="reviewed an issue does not sign"):
        actions.sign(issue, by=actor("reviewer1"))


def test_a_deputy_of_the_editor_reviews_nothing_of_the_editors(city):
    """Whoever acts for somebody is that somebody: a reviewer who stands in for the editor may not review."""
    principal = Post.objects.get(person__username="editor1")
    Post.objects.create(
        person=person("reviewer1"),
        organisation=principal.organisation,
        role="editor",
        title="deputy",
        area=principal.area,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=3),
        acting_for=principal,
    )
    issue = drafted_issue()
    step(issue, "submit", by="editor1")

    with pytest.raises(Refused, match="wrote in an issue does not review"):
        step(issue, "review", by="reviewer1")


def test_what_a_deputy_wrote_counts_as_written_by_both(city):
    principal = Post.objects.get(person__username="editor1")
    Post.objects.create(
        person=person("county1"),
        organisation=principal.organisation,
        role="editor",
        title="deputy",
        area=principal.area,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=3),
        acting_for=principal,
    )

    issue = drafted_issue(by="county1")

    assert issue.editors == [person("county1").pk, person("editor1").pk]


def test_a_returned_issue_is_written_in_again_and_says_why(city):
    issue = drafted_issue()
    step(issue, "submit", by="editor1")
    step(issue, "return", by="reviewer1", reason="the lead is too long")

    issue = fresh(issue.pk)
    assert (issue.state, issue.returned_why, owed(issue)) == (State.RETURNED, "the lead is too long", [])
    step(issue, "add", by="editor1", after="", text="Shorter.")
    step(issue, "submit", by="editor1")
    assert fresh(issue.pk).state == State.IN_REVIEW


def test_the_signer_sends_a_reviewed_issue_back_and_the_review_is_forgotten(city):
    issue = reviewed_issue()

    step(issue, "return", by="signer1", reason="check the third paragraph")

    issue = fresh(issue.pk)
    assert (issue.state, issue.reviewed_by, issue.reviewed_at) == (State.RETURNED, None, None)


def test_nobody_writes_while_it_is_in_review(city):
    issue = drafted_issue()
    step(issue, "submit", by="editor1")

    with pytest.raises(Conflict, match="In review"):
        step(issue, "add", by="editor1", after="", text="Late.")


def test_a_day_to_come_is_refused(city):
    with pytest.raises(Refused, match="lies in the future"):
        drafted_issue(on=TODAY + timedelta(days=1))

    assert not Issue.objects.exists()


def test_a_special_series_that_does_not_run_is_refused(city):
    run = the_series()
    special = run.specials.create(
        name="夏季专刊", name_en="Summer", first_on=TODAY.replace(month=6), last_on=TODAY.replace(month=8)
    )

    with pytest.raises(Refused, match="does not run on"):
        drafted_issue(special=special.pk)


def test_a_county_office_drafts_nothing(city):
    with pytest.raises(Refused, match="no right to draft"):
        drafted_issue(by="county1")


def test_an_issue_is_signed_once_and_a_repeat_is_answered(city):
    issue = reviewed_issue()
    first = actions.sign(issue, by=actor("signer1"), key="key-of-signing-1")

    again = actions.sign(fresh(issue.pk), by=actor("signer1"), key="key-of-signing-1")

    assert (again.seq, again.replayed) == (first.seq, True)
    with pytest.raises(AnlanError, match="is not possible"):
        actions.sign(fresh(issue.pk), by=actor("signer1"), key="another-key-here")
    assert Issue.objects.get().number == 1


def test_signing_a_page_that_is_no_longer_current_is_refused(city):
    issue = reviewed_issue()

    with pytest.raises(Conflict, match="no longer current"):
        actions.sign(issue, by=actor("signer1"), revision=issue.revision - 1)

    assert fresh(issue.pk).number is None


def test_a_signature_cannot_be_made_by_the_plain_door(city):
    issue = reviewed_issue()

    with pytest.raises(Invalid, match="made ready"):
        door.apply(BULLETIN_FLOW, issue.pk, "sign", by=actor("signer1"), input={"frozen": "anything"})


@pytest.mark.parametrize(
    "change", [{"title": "else"}, {"number": 7}, {"passages": []}, {"signed_on": NOON.date() - timedelta(1)}]
)
def test_the_database_refuses_to_change_a_signed_issue(city, change):
    issue = signed_issue()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(**change)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM bulletins_issue WHERE id = %s", [issue.pk])
    assert fresh(issue.pk).title == TITLE


@pytest.mark.parametrize("model", [Signed, Version])
def test_the_database_refuses_to_change_what_was_frozen(city, model):
    signed_issue()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(seq=1)
    table = model._meta.db_table
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_an_unsigned_issue_may_change(city):
    issue = drafted_issue()

    assert Issue.objects.filter(pk=issue.pk).update(title="otherwise") == 1
