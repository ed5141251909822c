"""Mail: queued by the steps, sent once, tried again, shown beside each recipient."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.administration import actions as administration
from anlan.bulletins import actions, posting
from anlan.bulletins.deliveries import DELIVERY_FLOW
from anlan.bulletins.models import Group, Mail, MailState
from anlan.kernel import clock, mailing
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.testing import NOON, actor, many_hazards, sign_in
from anlan.testing.issues import distributed_issue, fresh, signed_issue, step
from anlan.testing.mail import mail_server

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def server(settings):
    settings.SITE = "https://safety.example.cn"
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def addressed(city):
    """Two of the recipients have an address."""
    many_hazards(3)
    for code in ("gov-a", "gas"):
        Organisation.objects.filter(code=code).update(mail=f"{code}@example.cn")


def to_of(server) -> list[str]:
    return sorted(to for to, _message in server.letters)


def subject_of(message: Any) -> str:
    """Return the subject without spaces: where a header is folded, its parser adds some."""
    return "".join(str(message["Subject"]).split())


def text_of(message: Any) -> Any:
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_content()


def test_each_recipient_with_an_address_gets_the_issue_once_with_link_and_file(server, addressed):
    issue = distributed_issue()

    assert posting.send_waiting() == "2 sent, 0 refused, 0 given up"
    assert posting.send_waiting() == "0 sent, 0 refused, 0 given up"

    assert to_of(server) == ["gas@example.cn", "gov-a@example.cn"]
    message = dict(server.letters)["gov-a@example.cn"]
    mail = Mail.objects.get(to="gov-a@example.cn")
    assert subject_of(message) == f"【简报】{issue.series.name}2022年第1期查隐患保平安"
    assert message["Message-ID"] == mailing.message_id(f"bulletin-{issue.pk}-d{mail.delivery_id}-{mail.seq}")
    assert f"https://safety.example.cn/bulletins/{issue.pk}/" in text_of(message)
    assert "请在系统中签收" in text_of(message)
    file = next(message.iter_attachments())
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == bytes(issue.signed.files.get(format="pdf").content)
    assert (mail.state, mail.sent_at, mail.attempts) == (MailState.SENT, NOON, 1)


def test_nothing_is_queued_where_mail_is_off(addressed):
    distributed_issue()

    assert not Mail.objects.exists()
    assert posting.send_waiting() == "mail is off"


def test_an_address_of_a_group_gets_the_issue_the_correction_and_the_recall(server, addressed):
    run = signed_issue().series
    Group.objects.filter(series=run, line="deliver").update(mail="list@example.cn")
    issue = distributed_issue(title="第二期　再查")
    posting.send_waiting()

    actions.correct(
        issue, {"subject": "hazards.found", "old": "3条", "new": "2条", "reason": "一条系重复登记"},
        by=actor("editor1"),
    )  # fmt: skip
    posting.send_waiting()
    actions.withdraw(fresh(issue.pk), {"reason": "数据口径有误，另发"}, by=actor("signer1"))
    posting.send_waiting()

    for to in ("list@example.cn", "gov-a@example.cn"):
        first, second, third = (message for whom, message in server.letters if whom == to)
        assert subject_of(first).startswith("【简报】")
        assert subject_of(second).startswith("【更正】")
        assert "“3条”应为“2条”" in text_of(second)
        assert "hazards.found" not in text_of(second)  # a name, not a token
        assert subject_of(third).startswith("【撤回】")
        assert "数据口径有误，另发" in text_of(third)
        assert not list(third.iter_attachments())


def test_a_reminder_goes_to_those_who_have_not_signed_for_it(server, addressed):
    issue = distributed_issue()
    posting.send_waiting()
    actions.receive(issue, by=actor("county1"))

    actions.remind(issue, by=actor("editor1"))
    posting.send_waiting()

    assert [to for to, message in server.letters if subject_of(message).startswith("【提醒】")] == [
        "gas@example.cn"
    ]


def test_what_waits_when_an_issue_is_withdrawn_is_not_sent(server, addressed):
    issue = distributed_issue()

    actions.withdraw(issue, {"reason": "数据口径有误，另发"}, by=actor("signer1"))
    posting.send_waiting()

    assert server.letters == []
    assert set(Mail.objects.values_list("state", "error")) == {("failed", "recalled")}


def test_a_server_that_refuses_for_now_is_asked_again_and_at_last_it_has_failed(server, addressed):
    server.refused["gas@example.cn"] = "451 try again later"
    distributed_issue()

    posting.send_waiting()
    mail = Mail.objects.get(to="gas@example.cn")
    assert (mail.state, mail.attempts, mail.error) == (MailState.QUEUED, 1, "451 try again later")
    assert posting.send_waiting() == "0 sent, 0 refused, 0 given up"  # not before its time

    for hours in range(1, 6):
        with clock.at(NOON + timedelta(hours=13 * hours)):
            posting.send_waiting()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 6)
    assert to_of(server) == ["gov-a@example.cn"]


def test_what_failed_is_sent_again_to_the_address_of_today_and_only_by_hand(server, addressed):
    server.refused["gas@example.cn"] = "550 no such mailbox"
    issue = distributed_issue()
    posting.send_waiting()
    assert Mail.objects.get(to="gas@example.cn").state == MailState.FAILED

    _address("gas", "gas2@example.cn")
    _address("fire", "fire@example.cn")  # had none when it was sent out
    step(issue, "mail_again", by="editor1")
    posting.send_waiting()

    assert to_of(server) == ["fire@example.cn", "gas2@example.cn", "gov-a@example.cn"]
    with pytest.raises(AnlanError):
        step(issue, "mail_again", by="editor1")  # nothing failed any more


def _address(code: str, mail: str, *, by: str = "editor1") -> None:
    body = Organisation.objects.get(code=code)
    given = {"organisation": body.pk, "mail": mail}
    administration.reorganise("address_body", by=actor(by), given=given)


def test_what_was_cut_off_while_it_was_sent_is_not_sent_twice(server, addressed):
    distributed_issue()
    taken = posting._take(NOON)  # the process ends here
    assert taken is not None

    posting.send_waiting()
    with clock.at(NOON + timedelta(minutes=11)):
        assert posting.send_waiting() == "0 sent, 0 refused, 1 given up"

    taken.refresh_from_db()
    assert (taken.state, taken.error) == (MailState.FAILED, "interrupted")
    assert len(server.letters) == 1


def test_the_page_tells_the_state_of_each_mail_to_those_who_look_after_it(server, addressed):
    server.refused["gas@example.cn"] = "550 no such mailbox"
    issue = distributed_issue()
    posting.send_waiting()

    page = (
        sign_in(Client(headers=ENGLISH), "editor1").get(f"/bulletins/{issue.pk}/deliveries/").content.decode()
    )
    assert "550 no such mailbox" in page
    assert "no address" in page
    assert "Send the mail again" in page
    county = (
        sign_in(Client(headers=ENGLISH), "county1").get(f"/bulletins/{issue.pk}/deliveries/").content.decode()
    )
    assert "gov-a@example.cn" not in county
    assert "Send the mail again" not in county


@pytest.mark.parametrize(
    ("account", "mail", "reason"),
    [
        ("editor1", "fire@", "is not one mail address"),
        ("editor1", "a@example.cn, b@example.cn", "is not one mail address"),
        ("county1", "fire@example.cn", "keeps mail addresses"),
        ("inspector1", "fire@example.cn", "keeps mail addresses"),
    ],
)
def test_an_address_that_is_none_or_of_a_stranger_is_refused(city, account, mail, reason):
    with pytest.raises(AnlanError) as refused:
        _address("fire", mail, by=account)

    assert reason in str(refused.value)
    assert Organisation.objects.get(code="fire").mail == ""


def test_an_issue_recalled_from_one_recipient_is_not_sent_there_again(server, addressed):
    server.refused["gas@example.cn"] = "550 no such mailbox"
    issue = distributed_issue()
    posting.send_waiting()
    delivery = issue.deliveries.get(organisation__code="gas")
    door.apply(DELIVERY_FLOW, delivery.pk, "recall", by=actor("editor1"))
    server.refused.clear()

    with pytest.raises(AnlanError):
        step(issue, "mail_again", by="editor1")  # the recall itself waits, the issue is not wanted there
    posting.send_waiting()

    assert [subject_of(message)[:4] for to, message in server.letters if to == "gas@example.cn"] == [
        "【撤回】"
    ]


def test_a_recall_that_failed_is_sent_again(server, addressed):
    issue = distributed_issue()
    posting.send_waiting()
    server.refused["gas@example.cn"] = "550 no such mailbox"
    actions.withdraw(issue, {"reason": "数据口径有误，另发"}, by=actor("signer1"))
    posting.send_waiting()
    server.refused.clear()

    step(issue, "mail_again", by="editor1")
    posting.send_waiting()

    assert [subject_of(message)[:4] for to, message in server.letters if to == "gas@example.cn"] == [
        "【简报】",
        "【撤回】",
    ]


def test_whom_a_letter_may_have_reached_is_told_of_the_recall_though_it_waits_again(server, addressed):
    issue = distributed_issue()
    taken = posting._take(NOON)  # the process ends here: it may have arrived
    assert taken is not None
    with clock.at(NOON + timedelta(minutes=11)):
        posting.send_waiting()
        step(issue, "mail_again", by="editor1")

        actions.withdraw(fresh(issue.pk), {"reason": "数据口径有误，另发"}, by=actor("signer1"))
        posting.send_waiting()

    assert [subject_of(message)[:4] for to, message in server.letters if to == taken.to] == ["【撤回】"]


def test_a_letter_whose_connection_broke_while_it_was_handed_over_is_not_sent_twice(server, addressed):
    distributed_issue()
    server.breaks = True
    posting.send_waiting()
    server.breaks = False

    with clock.at(NOON + timedelta(hours=2)):
        posting.send_waiting()

    assert server.letters == []
    assert set(Mail.objects.values_list("state", "error")) == {("failed", "interrupted")}
