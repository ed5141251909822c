"""The page for everybody, and what is done to it: floods, guesses, script in the text, files that are none."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from anlan.evidence.models import Attachment, File
from anlan.kernel import clock
from anlan.org.models import Organisation
from anlan.public import codes, proof
from anlan.public.models import Attempt
from anlan.testing import record_visit, sign_in
from anlan.tipoffs.models import TipMessage, TipOff
from anlan.tipoffs.tests.factories import TEXT, answered, take, told
from anlan.tipoffs.views.informants import LOOKING, PURPOSE, SENDING

pytestmark = pytest.mark.usefixtures("city")
NEW, FOLLOW, ADD = "/tip-offs/new/", "/tip-offs/follow/", "/tip-offs/follow/add/"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})


def code_in(text: str) -> str:
    found = CODE.search(text)
    return found[0] if found else ""


def token(seconds: int = 60) -> str:
    return proof.issue(PURPOSE, at=clock.real_now() - timedelta(seconds=seconds))


def form(**changes: Any) -> dict[str, Any]:
    return {"subject": "hazard", "text": TEXT, "place": "老街惠民超市", "token": token(), **changes}


def picture(trailer: bytes = b"") -> SimpleUploadedFile:
    held = BytesIO()
    image = Image.effect_noise((64, 64), 40).convert("RGB")
    exif = image.getexif()
    exif[0x010E] = "GPS-OF-HOME"
    image.save(held, "JPEG", exif=exif)
    return SimpleUploadedFile("a.jpg", held.getvalue() + trailer, content_type="image/jpeg")


def test_a_tip_off_needs_no_account_and_its_code_leads_back_to_it(client):
    sent = client.post(NEW, form(photos=picture()))
    code = code_in(sent.content.decode())
    thread = client.post(FOLLOW, {"code": code.lower().replace("-", " ")}).content.decode()
    told_ = client.post(ADD, {"code": code, "text": "晚上十点后上锁", "token": token()}).content.decode()

    tip = TipOff.objects.get()
    assert tip.channel == "web"
    assert tip.number in thread
    assert "晚上十点后上锁" in told_
    assert Attachment.objects.filter(case_kind="tip_off", case_id=tip.pk).count() == 1
    assert File.objects.get().uploaded_by_id is None
    assert sent["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not {"sessionid"} & set(client.cookies)


def test_a_double_click_is_one_tip_off_with_one_code(client):
    whole = form()
    first, second = client.post(NEW, whole).content.decode(), client.post(NEW, whole).content.decode()

    with clock.at(clock.now() + timedelta(minutes=11)):
        late = client.post(NEW, whole)
    other = client.post(NEW, {**whole, "text": "完全另外一件事情"})

    assert code_in(first) == code_in(second) != ""
    assert TipOff.objects.count() == 1
    assert (late.status_code, other.status_code) == (422, 409) or other.status_code == 422
    assert not CODE.search(late.content.decode().replace("XXXX-XXXX-XXXX", ""))


@pytest.mark.parametrize(
    "wrong",
    [{"token": ""}, {"token": "abc:def"}, {"website": "http://x.example"}, {"text": ""}, {"subject": "nothing"},
     {"text": "有\x00号的话语"}, {"area": "999999999"}, {"place": "长" * 201}],
)  # fmt: skip
def test_what_no_person_sent_or_nobody_could_read_is_refused_and_writes_nothing(client, wrong):
    sent = client.post(NEW, form(**wrong))

    assert sent.status_code == 422
    assert not TipOff.objects.exists()


@pytest.mark.parametrize("seconds", [0, 13 * 3600])
def test_a_form_sent_faster_than_read_or_after_half_a_day_is_asked_for_anew(client, seconds):
    refused = client.post(NEW, form(token=token(seconds)))

    assert refused.status_code == 422
    assert TEXT in refused.content.decode()
    assert not TipOff.objects.exists()


def test_a_flood_from_one_address_ends_and_another_address_gets_through(client):
    most = SENDING.one[0][1]
    statuses = [client.post(NEW, form()).status_code for _n in range(most + 1)]
    elsewhere = client.post(NEW, form(), REMOTE_ADDR="203.0.113.9").status_code

    assert statuses == [200] * most + [429]
    assert elsewhere == 200
    assert "127.0.0.1" not in str(list(Attempt.objects.values_list("mark", flat=True)))


def test_guessing_codes_ends_soon_and_tells_nothing(client):
    _tip, code = told()
    most = LOOKING.one[0][1]
    guesses = [codes.derive(b"guess", "x", str(n)) for n in range(most)]
    answers = [client.post(FOLLOW, {"code": guess}) for guess in guesses]
    after = client.post(FOLLOW, {"code": code})

    told_ = {
        re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode().partition("<main")[2]).replace(guess, "")
        for guess, answer in zip(guesses, answers, strict=True)
    }
    assert {answer.status_code for answer in answers} == {422}
    assert len(told_) == 1
    assert after.status_code == 429


def test_staff_meet_script_in_a_tip_off_as_text(client):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}}"
    tip, code = told(text=evil, place='"><svg onload=alert(3)>')
    client.post(ADD, {"code": code, "text": evil, "token": token()})
    staff = sign_in(Client(), "office1")

    pages = staff.get(f"/tip-offs/{tip.pk}/").content.decode() + staff.get("/tip-offs/").content.decode()

    assert TipMessage.objects.get().text == evil
    assert "&lt;script&gt;alert(1)" in pages
    assert not any(raw in pages for raw in ("<script>alert", "<img src=x", "<svg onload"))
    assert "{{7*7}}" in pages


def test_what_is_kept_of_a_photograph_holds_neither_its_data_nor_what_was_hung_onto_it(client):
    client.post(NEW, form(photos=picture(b"<?php system($_GET[0]); ?><script>alert(1)</script>")))
    tip, kept = TipOff.objects.get(), File.objects.get()
    staff = sign_in(Client(), "office1")

    shown = staff.get(f"/evidence/tip_off/{tip.pk}/{kept.pk}/")
    stranger = sign_in(Client(), "dept1").get(f"/evidence/tip_off/{tip.pk}/{kept.pk}/")

    assert shown["Content-Type"] == "image/jpeg"
    assert not any(word in shown.content for word in (b"<?php", b"<script", b"GPS-OF-HOME"))
    assert stranger.status_code == 404


def test_a_file_that_is_no_photograph_is_refused_with_what_was_typed_kept(client):
    sent = client.post(NEW, form(photos=SimpleUploadedFile("a.jpg", b"GIF89a<script>alert(1)</script>")))

    assert sent.status_code == 422
    assert TEXT in sent.content.decode()
    assert not TipOff.objects.exists()


def test_a_stranger_attaches_no_picture_that_is_here_already(client):
    client.post(NEW, form(photos=picture()))
    known = File.objects.get().sha256

    client.post(NEW, form(photos=known))

    assert Attachment.objects.count() == 1


def test_without_the_token_of_the_page_nothing_is_taken_from_another_site():
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(NEW, form()).status_code == 403
    assert strict.post(FOLLOW, {"code": "K7QF-3M9X-WP2T"}).status_code == 403


def test_the_informant_takes_no_step_of_the_office(client):
    tip, code = told()
    sent = client.post("/tip-offs/follow/close/", {"code": code, "token": token()})

    tip.refresh_from_db()
    assert sent.status_code == 302
    assert tip.state == "received"


def test_the_code_leads_to_a_tip_off_in_whatever_state_it_is(client):
    tip, code = told()
    seen = [client.post(FOLLOW, {"code": code})]
    take(tip, "triage", handler=Organisation.objects.get(code="fire").pk, premises="shop")
    take(tip, "visit", by="dept1", visit=record_visit("shop", mode="tip_off").number)
    take(tip, "answer", by="dept1", result="confirmed", answer="经现场检查属实，已责令立即清理通道")
    take(tip, "reward", amount=500, decision="市安委办〔2022〕9号")
    seen.append(client.post(FOLLOW, {"code": code}))
    seen.append(client.post("/tip-offs/follow/receive_reward/", {"code": code, "token": token()}))
    take(tip, "close")
    seen.append(client.post(FOLLOW, {"code": code}))

    assert [answer.status_code for answer in seen] == [200] * 4
    assert "This tip-off is closed" in seen[-1].content.decode()


def test_the_reward_is_confirmed_by_the_code_alone(client):
    tip = take(answered(), "reward", amount=500, decision="市安委办〔2022〕9号")
    tip_code = told(key="a-key-of-its-own")[1]
    wrong = client.post("/tip-offs/follow/receive_reward/", {"code": tip_code, "token": token()})

    tip.refresh_from_db()
    assert wrong.status_code == 409
    assert tip.reward_received_at is None
