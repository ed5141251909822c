"""Sending out, receipts, reminders, corrections, withdrawal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from anlan.bulletins import actions
from anlan.bulletins.deliveries import DELIVERY_FLOW
from anlan.bulletins.models import Correction, Delivery, Issue, State
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.lifecycle import door
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, actor, many_hazards, person, sign_in
from anlan.testing.issues import distributed_issue, fresh, signed_issue, step

TO = {"office", "fire", "gas", "gov-a", "gov-b", "gov-zone"}

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def issue(city):
    many_hazards(3)
    return distributed_issue()


def codes(issue, **filters) -> set[str]:
    return set(Delivery.objects.filter(issue=issue, **filters).values_list("organisation__code", flat=True))


def test_the_groups_become_organisations_when_it_is_sent(issue):
    assert issue.state == State.DISTRIBUTED
    assert codes(issue) == TO
    assert codes(issue, line="deliver") == {"office"}
    owed = Obligation.objects.open().filter(kind=Kind.RECEIVE_BULLETIN)
    assert set(owed.values_list("owner__code", flat=True)) == TO
    assert (
        set(Notice.objects.filter(event="bulletin.sent").values_list("organisation__code", flat=True)) == TO
    )


def test_an_organisation_that_joined_since_the_last_issue_gets_the_next(issue, city):
    city.organisations["gas"].valid_to = (NOON - timedelta(days=1)).date()
    city.organisations["gas"].save()

    assert codes(signed_and_sent()) == TO - {"gas"}


def signed_and_sent() -> Issue:
    return distributed_issue(title="第二期　再查")


def test_it_is_sent_out_once(issue):
    with pytest.raises(Refused, match="is not possible"):
        actions.distribute(issue, by=actor("editor1"))

    assert Delivery.objects.count() == len(TO)


def test_a_recipient_signs_for_it_and_nobody_else_does(issue):
    outcome = actions.receive(issue, by=actor("county1"))

    assert outcome is not None
    delivery = Delivery.objects.get(organisation__code="gov-a")
    assert (delivery.state, delivery.received_by, delivery.received_at) == (
        "received",
        person("county1"),
        NOON,
    )
    assert not Obligation.objects.open().filter(case_id=delivery.pk).exists()
    assert actions.receive(issue, by=actor("county1")) is None
    other = Delivery.objects.get(organisation__code="gov-b")
    with pytest.raises(Refused, match="Only the organisation"):
        door.apply(DELIVERY_FLOW, other.pk, "receive", by=actor("county1"))


@pytest.mark.parametrize(
    ("account", "sees"),
    [("county1", True), ("dept1", True), ("station1", False), ("inspector1", True), ("leader1", True)],
)
def test_who_sees_an_issue_that_is_out(issue, account, sees):
    """Recipients by their organisation; superiors of the area; a township that it was not sent to does not."""
    assert Issue.objects.within(actor(account).scope).filter(pk=issue.pk).exists() is sees


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        ("editor1", True),
        ("reviewer1", True),
        ("office1", True),
        ("leader1", False),
        ("county1", False),
        ("dept1", False),
    ],
)
def test_a_draft_is_seen_by_those_who_make_bulletins(city, account, sees):
    from anlan.testing.issues import drafted_issue

    draft = drafted_issue()

    assert Issue.objects.within(actor(account).scope).filter(pk=draft.pk).exists() is sees
    status = sign_in(Client(headers=ENGLISH), account).get(f"/bulletins/{draft.pk}/").status_code
    assert status == (200 if sees else 404)


def test_who_has_not_signed_for_it_is_reminded_at_most_once_an_hour(issue):
    actions.receive(issue, by=actor("county1"))

    assert actions.remind(issue, by=actor("editor1")) == len(TO) - 1
    assert actions.remind(issue, by=actor("editor1")) == 0
    with clock.at(NOON + timedelta(hours=2)):
        assert actions.remind(issue, by=actor("editor1")) == len(TO) - 1


def test_a_correction_says_what_and_is_signed_for_anew(issue):
    actions.receive(issue, by=actor("county1"))
    given = {"subject": "hazards.found", "old": "3条", "new": "2条", "reason": "一条系重复登记"}

    actions.correct(issue, given, by=actor("editor1"))

    correction = Correction.objects.get()
    assert (correction.number, correction.old, correction.new, correction.told) == (1, "3条", "2条", len(TO))
    assert fresh(issue.pk).state == State.CORRECTED
    assert codes(issue, state="sent", told_of=1) == TO
    told = Notice.objects.filter(event="bulletin.corrected").values_list("organisation__code", flat=True)
    assert set(told) == TO
    page = sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/{issue.pk}/").content.decode()
    assert "is to read “2条”" in page
    assert "A correction of this issue was sent to your organisation" in page


def test_a_correction_that_waits_does_not_unmake_the_receipt_of_the_issue(issue):
    actions.receive(issue, by=actor("county1"))
    given = {"subject": "hazards.found", "old": "3条", "new": "2条", "reason": "一条系重复登记"}
    client = sign_in(Client(headers=ENGLISH), "editor1")
    before = client.get(f"/bulletins/{issue.pk}/").content.decode()

    actions.correct(issue, given, by=actor("editor1"))

    page = client.get(f"/bulletins/{issue.pk}/").content.decode()
    told = client.get(f"/bulletins/{issue.pk}/deliveries/").content.decode()
    assert f"1 of {len(TO)}" in before
    assert "the correction: 1 not yet" not in before
    assert f"1 of {len(TO)}" in page
    assert "the correction: 1 not yet" in page
    assert told.count("correction not signed for") == 1
    assert told.count(">Not signed for<") == len(TO) - 1


def test_a_correction_of_what_the_issue_does_not_say_is_refused_and_tells_nobody(issue):
    with pytest.raises(Refused, match="does not stand in the issue"):
        actions.correct(
            issue, {"subject": "x", "old": "999条", "new": "2条", "reason": "a slip"}, by=actor("editor1")
        )

    assert not Correction.objects.exists()
    assert not Notice.objects.filter(event="bulletin.corrected").exists()


def test_an_issue_that_corrects_another_is_linked_to_it(issue):
    correcting = signed_issue(title="更正　说明", corrects=issue.pk)

    assert correcting.corrects_id == issue.pk
    assert (
        "更正　说明"
        not in sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/{issue.pk}/").content.decode()
    )
    assert (
        "Corrected by"
        in sign_in(Client(headers=ENGLISH), "editor1").get(f"/bulletins/{issue.pk}/").content.decode()
    )


def test_a_withdrawn_issue_is_recalled_from_everybody(issue):
    actions.withdraw(issue, {"reason": "数据口径有误，另发"}, by=actor("signer1"))

    issue = fresh(issue.pk)
    assert (issue.state, issue.withdrawn_why) == (State.WITHDRAWN, "数据口径有误，另发")
    assert codes(issue, state="recalled") == TO
    assert not Obligation.objects.open().filter(kind=Kind.RECEIVE_BULLETIN).exists()
    assert (
        "do not use it"
        in sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/{issue.pk}/").content.decode()
    )
    assert issue.number == 1


def test_only_a_signer_withdraws(issue):
    with pytest.raises(Refused, match="Only a signer"):
        actions.withdraw(issue, {"reason": "not mine to say"}, by=actor("editor1"))


def test_a_number_of_a_withdrawn_issue_is_not_given_again(issue):
    actions.withdraw(issue, {"reason": "数据口径有误，另发"}, by=actor("signer1"))

    assert signed_issue().number == 2


def test_the_pages_of_a_distributed_issue_open_for_those_concerned(issue):
    county, editor = sign_in(Client(headers=ENGLISH), "county1"), sign_in(Client(headers=ENGLISH), "editor1")
    assert "waits for your receipt" in county.get(f"/bulletins/{issue.pk}/").content.decode()

    assert county.post(f"/bulletins/{issue.pk}/receive/").status_code == 302

    page = editor.get(f"/bulletins/{issue.pk}/deliveries/").content.decode()
    assert "county1 name" in page
    assert county.get(f"/bulletins/{issue.pk}/deliveries/").content.decode().count("<tr") == 2
    for form in ("pdf", "docx", "html", "txt"):
        assert county.get(f"/bulletins/{issue.pk}/file/{form}/").status_code == 200
    assert "are the same" in editor.get(f"/bulletins/{issue.pk}/proof/").content.decode()


def test_a_detached_signature_is_kept_beside_the_issue(issue):
    from io import BytesIO

    client = sign_in(Client(headers=ENGLISH), "signer1")
    file = BytesIO(b"-----BEGIN PGP SIGNATURE-----\nabc\n")
    file.name = "issue.sig"

    assert client.post(f"/bulletins/{issue.pk}/step/attach/", {"file": file}).status_code == 302

    from anlan.bulletins.models import Signature

    kept = Signature.objects.get()
    got = client.get(f"/bulletins/{issue.pk}/signatures/{kept.pk}/")
    assert got.content == bytes(kept.content) == b"-----BEGIN PGP SIGNATURE-----\nabc\n"
    assert client.post(f"/bulletins/{issue.pk}/step/attach/", {}).status_code == 422


def test_a_step_taken_from_the_page_is_refused_with_its_reason(issue):
    client = sign_in(Client(headers=ENGLISH), "editor1")

    sent = client.post(f"/bulletins/{issue.pk}/step/withdraw/", {"reason": "let me do it"})

    assert sent.status_code == 403
    assert "Only a signer" in sent.content.decode()


def test_the_archive_is_searched_through_the_signed_text(issue):
    step(issue, "correct", by="editor1", subject="x", old="3条", new="2条", reason="a slip of the pen")
    client = sign_in(Client(headers=ENGLISH), "editor1")

    assert f"/bulletins/{issue.pk}/" in client.get("/bulletins/?q=尚未明确整改期限").content.decode()
    assert f"/bulletins/{issue.pk}/" not in client.get("/bulletins/?q=水库大坝").content.decode()
    assert f"/bulletins/{issue.pk}/" in client.get("/bulletins/?year=2022&state=corrected").content.decode()
