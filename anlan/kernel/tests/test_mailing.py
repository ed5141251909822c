"""Mail: letters over SMTP, what a server refuses, addresses."""

from __future__ import annotations

import pytest

from anlan.kernel import mailing
from anlan.kernel.mailing import File, Letter, NotSent
from anlan.testing.mail import mail_server

LETTER = Letter(
    key="bulletin:12/7",
    to="aj@example.cn",
    subject="市安委办\n简报 第49期",
    text="请查收。\n",
    files=(File("第49期.pdf", b"%PDF-1.7 x", "application/pdf"),),
)


@pytest.fixture
def server(settings):
    settings.SITE = "https://safety.example.cn"
    settings.MAIL_FROM = "aw@example.cn"
    with mail_server(settings) as server:
        yield server


def test_a_letter_arrives_with_its_key_as_message_id_its_text_and_its_files(server):
    with mailing.post() as send:
        send(LETTER)
        send(Letter(key="b", to="b@example.cn", subject="b", text="b"))

    (to, message), (_second, other) = server.letters
    assert to == message["To"] == "aj@example.cn"
    assert message["From"] == "aw@example.cn"
    assert message["Message-ID"] == "<bulletin-12-7@safety.example.cn>"
    assert message["Subject"] == "市安委办 简报 第49期"  # a line break in a title is no header of its own
    text, file = message.iter_parts()
    assert text.get_content().strip() == "请查收。"
    assert (file.get_filename(), file.get_content()) == ("第49期.pdf", b"%PDF-1.7 x")
    assert other["Message-ID"] == "<b@safety.example.cn>"


@pytest.mark.parametrize(
    ("reply", "for_good"), [("550 no such mailbox", True), ("451 try again later", False)]
)
def test_what_a_server_refuses_says_why_and_whether_for_good(server, reply, for_good):
    server.refused["aj@example.cn"] = reply

    with mailing.post() as send, pytest.raises(NotSent, match=reply) as caught:
        send(LETTER)

    assert caught.value.for_good is for_good


def test_one_refused_address_does_not_keep_the_next_letter(server):
    server.refused["aj@example.cn"] = "550 no such mailbox"

    with mailing.post() as send:
        with pytest.raises(NotSent):
            send(LETTER)
        send(Letter(key="b", to="b@example.cn", subject="b", text="b"))

    assert [to for to, _message in server.letters] == ["b@example.cn"]


def test_a_server_that_breaks_off_or_is_not_there_is_no_reason_for_good(server, settings):
    server.breaks = True
    with mailing.post() as send, pytest.raises(NotSent) as broken:
        send(LETTER)
    settings.EMAIL_PORT = 1  # nobody listens
    with mailing.post() as send, pytest.raises(NotSent, match="refused") as absent:
        send(LETTER)

    assert (broken.value.for_good, absent.value.for_good) == (False, False)
    assert (broken.value.in_doubt, absent.value.in_doubt) == (True, False)


@pytest.mark.parametrize(
    ("word", "reply"), [("EHLO", "554 no service here"), ("MAIL", "550 not this sender")]
)
def test_what_a_server_has_against_the_sender_is_no_reason_for_good(server, word, reply):
    server.answers = {word: reply, "HELO": reply}

    with mailing.post() as send, pytest.raises(NotSent, match=reply) as caught:
        send(LETTER)

    assert (caught.value.for_good, caught.value.in_doubt) == (False, False)


def test_nothing_is_connected_where_nothing_is_sent(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with mailing.post():
        pass


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("aj@example.cn", True),
        ("a.b+c@mail.example.gov.cn", True),
        ("aj@", False),
        ("安监@example.cn", False),
        ("aj@example.cn, b@example.cn", False),
        ("Office <aj@example.cn>", False),
        ("aj@example.cn\nBcc: x@example.cn", False),
        ("a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 20 + ".cn", False),
    ],
)
def test_an_address_is_one_address(text, is_one):
    assert mailing.is_address(text) is is_one
