"""A picture is shown to whoever sees its case, as a picture and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.evidence import access, storage
from anlan.evidence.models import File
from anlan.evidence.tests.factories import attach, camera_data, encoded, photograph, scene, upload
from anlan.kernel.errors import Invalid
from anlan.lifecycle.photos import Photos
from anlan.testing import NOON, SmallCity, actor, sign_in

CASE = 7
OWNER, SUPERIOR, STRANGER = "business1", "county1", "county2"


@pytest.fixture
def shown(city: SmallCity, monkeypatch) -> File:
    """Return a picture on hazard 7, which the owner and the superior see."""
    monkeypatch.setitem(
        access.VISIBLE, "hazard", lambda who, case: case == CASE and who.username in {OWNER, SUPERIOR}
    )
    file = photograph(by=OWNER)
    attach(file, CASE)
    return file


def address(file: File, name: str = "show", kind: str = "hazard", case: int = CASE) -> str:
    return reverse(f"evidence:{name}", args=[kind, case, file.pk])


@pytest.mark.parametrize("name", ["show", "thumb"])
@pytest.mark.parametrize(
    ("who", "status"), [(OWNER, 200), (SUPERIOR, 200), (STRANGER, 404), ("nobody1", 404)]
)
def test_a_picture_is_shown_to_whoever_sees_its_case(shown, name, who, status):
    assert sign_in(Client(), who).get(address(shown, name)).status_code == status


def test_an_anonymous_reader_is_sent_to_sign_in(shown):
    assert Client().get(address(shown)).status_code == 302


@pytest.mark.parametrize(
    ("kind", "case"),
    [("hazard", 8), ("visit", CASE), ("incident", CASE), ("hazard", 2**63), ("hazard", 10**30)],
)
def test_a_picture_is_not_shown_by_way_of_another_case(shown, kind, case):
    access_before = dict(access.VISIBLE)

    response = sign_in(Client(), OWNER).get(address(shown, kind=kind, case=case))

    assert response.status_code == 404
    assert access_before == access.VISIBLE


def test_a_case_that_one_sees_opens_no_other_picture(shown):
    other = photograph(2, by=STRANGER)

    assert sign_in(Client(), OWNER).get(address(other)).status_code == 404


def test_forbidden_and_missing_look_the_same(shown):
    client = sign_in(Client(), STRANGER)

    forbidden = client.get(address(shown))
    missing = client.get(reverse("evidence:show", args=["hazard", CASE, 99999]))

    assert forbidden.status_code == missing.status_code == 404
    assert (
        len(forbidden.content) == len(missing.content)
        or abs(len(forbidden.content) - len(missing.content)) < 40
    )


def test_the_answer_is_a_picture_and_can_be_nothing_else(shown):
    response = sign_in(Client(), OWNER).get(address(shown))

    assert response.content == storage.picture(shown.sha256)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'inline; filename="evidence-{shown.pk}.jpg"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Frame-Options"] == "DENY"


def test_a_copy_in_the_browser_is_asked_about_each_time(shown, monkeypatch):
    client = sign_in(Client(), OWNER)
    etag = client.get(address(shown, "thumb"))["ETag"]

    again = client.get(address(shown, "thumb"), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"
    assert client.get(address(shown), headers={"If-None-Match": etag}).status_code == 200

    monkeypatch.setitem(access.VISIBLE, "hazard", lambda who, case: False)
    assert client.get(address(shown, "thumb"), headers={"If-None-Match": etag}).status_code == 404


def test_a_picture_whose_bytes_are_gone_is_not_found(shown):
    storage.remove(shown.sha256)

    assert sign_in(Client(), OWNER).get(address(shown)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_picture_is_only_read(shown, method):
    assert getattr(sign_in(Client(), OWNER), method)(address(shown)).status_code == 405


def test_a_head_request_tells_without_sending(shown):
    response = sign_in(Client(), OWNER).head(address(shown))

    assert (response.status_code, response.content) == (200, b"")


# -- upload ------------------------------------------------------------------------------------------------------


def send(who: str, content: bytes, name: str = "door.jpg"):
    return sign_in(Client(), who).post(reverse("evidence:upload"), {"photo": upload(content, name)})


def test_an_upload_answers_with_what_the_form_needs(city):
    response = send(OWNER, encoded(scene()))

    told = json.loads(response.content)
    file = File.objects.get()
    assert response.status_code == 201
    assert (told["id"], told["value"]) == (file.pk, file.sha256)
    preview = sign_in(Client(), OWNER).get(told["thumb"])
    assert (preview.status_code, preview["Content-Type"]) == (200, "image/jpeg")


def test_a_preview_is_for_its_uploader_alone(city):
    address = json.loads(send(OWNER, encoded(scene())).content)["thumb"]

    assert sign_in(Client(), SUPERIOR).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert sign_in(Client(), OWNER).get(address.replace("/own/", "/own/x")).status_code == 404


def test_whoever_sends_the_same_picture_later_previews_it_too(city):
    send(OWNER, encoded(scene()))
    address = json.loads(send("station1", encoded(scene())).content)["thumb"]

    assert sign_in(Client(), "station1").get(address).status_code == 200


def test_a_preview_ends_after_a_day(city, monkeypatch):
    address = json.loads(send(OWNER, encoded(scene())).content)["thumb"]
    monkeypatch.setattr(access, "_OWN_SECONDS", -1)

    assert sign_in(Client(), OWNER).get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<script>alert(1)</script>", "door.jpg", "evidence.kind"),
        (b"", "door.jpg", "evidence.empty"),
        (b"\xff\xd8\xff\xe0 nothing", "door.jpg", "evidence.broken"),
    ],
)
def test_a_refused_upload_says_why_in_words(city, content, name, code):
    response = send(OWNER, content, name)

    told = json.loads(response.content)
    assert (response.status_code, told["code"]) == (422, code)
    assert told["message"]
    assert not File.objects.exists()


@pytest.mark.parametrize("who", ["editor1", "leader1", "auditor1", "nobody1", "system1"])
def test_nobody_fills_the_disk_who_takes_no_step_with_pictures(city, who):
    assert send(who, encoded(scene())).status_code == 403
    assert not File.objects.exists()


def test_an_upload_needs_its_token(city):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, OWNER)

    assert client.post(reverse("evidence:upload"), {"photo": upload(encoded(scene()))}).status_code == 403


def test_pictures_left_unattached_are_bounded(city, monkeypatch):
    monkeypatch.setattr("anlan.evidence.actions.MOST_UNATTACHED", 2)
    for seed in (1, 2):
        assert send(OWNER, encoded(scene(seed))).status_code == 201

    refused = send(OWNER, encoded(scene(3)))
    assert json.loads(refused.content)["code"] == "evidence.many"

    attach(File.objects.first(), CASE)
    assert send(OWNER, encoded(scene(3))).status_code == 201


def test_yesterday_s_pictures_do_not_count(city, monkeypatch):
    monkeypatch.setattr("anlan.evidence.actions.MOST_UNATTACHED", 1)
    photograph(1, by=OWNER, at=NOON - timedelta(days=2))

    assert send(OWNER, encoded(scene(3))).status_code == 201


def test_a_token_names_one_person_and_one_picture(city):
    file = photograph()
    token = access.own_token(file, actor(OWNER))

    assert access.own(actor(OWNER), token) == file
    assert access.own(actor(SUPERIOR), token) is None
    assert access.own(actor(OWNER), "") is None
    assert access.own(actor(OWNER), token + "x") is None


def test_a_polyglot_is_served_as_the_picture_in_it_and_nothing_else(shown):
    """A JPEG that is a page, a script and an archive too: only its pixels come back."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("evil.js", "alert(1)")
    content = (
        encoded(scene(7), comment=b"<html><script>alert(document.domain)</script>")
        + b"<html><script src=//x></script>"
        + archive.getvalue()
    )
    assert zipfile.is_zipfile(io.BytesIO(content))

    told = json.loads(send(OWNER, content, "door.html").content)
    attach(File.objects.get(pk=told["id"]), CASE, position=1)
    served = sign_in(Client(), OWNER).get(reverse("evidence:show", args=["hazard", CASE, told["id"]]))

    assert (served.status_code, served["Content-Type"], served["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert not zipfile.is_zipfile(io.BytesIO(served.content))
    assert b"<" + b"script" not in served.content
    assert b"<html" not in served.content


def test_two_hundred_megabytes_are_refused_before_they_are_read(city):
    client = sign_in(Client(), OWNER)
    body = {"photo": upload(encoded(scene()))}

    refused = client.post(reverse("evidence:upload"), body, CONTENT_LENGTH=str(200 * 2**20))

    assert refused.status_code in (400, 413)
    assert not File.objects.exists()


def test_a_form_takes_nine_photographs_and_no_more(city):
    photos = Photos(name="after", label="After", role="after", least=1)
    files = [photograph(seed, by=OWNER) for seed in range(10)]

    assert len(photos.clean([file.sha256 for file in files[:9]])) == 9
    with pytest.raises(Invalid, match="9") as refused:
        photos.clean([file.sha256 for file in files])
    assert refused.value.code == "input.photos"


def test_a_picture_of_the_future_is_kept_with_its_time(city):
    """It is refused nowhere: anlan/scrutiny flags it for a person."""
    told = json.loads(send(OWNER, encoded(scene(8), exif=camera_data(taken="2031:01:01 00:00:00"))).content)

    taken = File.objects.get(pk=told["id"]).taken_at
    assert taken is not None
    assert taken.year == 2030


def test_where_a_picture_was_taken_is_kept_apart_from_it(city):
    file = photograph(9, exif=camera_data())

    assert (file.lat_e6, file.lon_e6, file.has_camera) == (33_570_000, 114_018_333, True)
    assert b"Exif" not in storage.picture(file.sha256)
