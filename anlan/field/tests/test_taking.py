"""Records from phones: once, whole, by whoever made them; whatever is sent twice, late, wrong or by another."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from anlan.evidence.models import Attachment, File
from anlan.field.models import Conflict, Device, Receipt, Upload
from anlan.field.tests.factories import Phone, jpeg, uuid7
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.testing import NOON, actor, assigned_hazard, record_visit, sign_in, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(city, settings, tmp_path):
    settings.HOME = tmp_path
    with clock.at(NOON):
        yield


def test_a_visit_and_its_hazards_arrive_once_however_often_they_are_sent():
    phone, visit, hazard, picture = Phone("dept1"), uuid7(), uuid7(), uuid7()
    content = jpeg(900, 700)

    for _again in range(2):
        assert phone.hazard(hazard, visit, photos={"before": [picture]}).json()["code"] in (
            "field.waits",
            "field.photos",
        )
        first = phone.visit(visit)
        assert first.status_code == 200, first.content
    absent = phone.hazard(hazard, visit, photos={"before": [picture]})
    assert (absent.status_code, absent.json()["missing"]) == (409, [picture])
    for _again in range(2):
        assert phone.photo(picture, content, chunk=3_000).json() == {"received": len(content), "done": True}
    told = [phone.hazard(hazard, visit, photos={"before": [picture]}).json() for _again in range(3)]

    assert [one["state"] for one in told] == ["taken"] * 3
    assert (Visit.objects.count(), Hazard.objects.count(), Attachment.objects.count()) == (1, 1, 1)
    assert Receipt.objects.get(pk=hazard).seq == Hazard.objects.get().pk
    assert not Upload.objects.exists()


def test_what_was_killed_between_the_door_and_its_receipt_is_answered_by_the_journal():
    phone, visit = Phone("dept1"), uuid7()
    phone.visit(visit)
    Receipt.objects.filter(pk=visit).update(state="taking", case_id=None, seq=None)

    again = phone.visit(visit, at=NOON, sent=NOON + timedelta(minutes=30)).json()

    assert (again["state"], Visit.objects.count()) == ("taken", 1)


def test_a_refused_record_says_why_and_comes_again_corrected():
    phone, visit, hazard = Phone("dept1"), uuid7(), uuid7()
    phone.visit(visit)

    no = phone.hazard(hazard, visit, input={"description": "?"})

    assert no.status_code == 422
    assert no.json()["errors"]["description"]
    assert Receipt.objects.get(pk=hazard).state == "refused"
    assert not Hazard.objects.exists()
    assert phone.hazard(hazard, visit).json()["state"] == "taken"
    other = phone.hazard(hazard, visit, input={"description": "Other words altogether"})
    assert (other.status_code, other.json()["code"]) == (409, "field.taken")
    assert Hazard.objects.get().description == "The fire door is blocked"


def test_a_key_of_another_is_refused_and_logged(caplog):
    mine, stranger, key, picture = Phone("dept1"), Phone("county1"), uuid7(), uuid7()
    mine.visit(key)
    mine.part(picture, jpeg(), 0, jpeg()[:50])

    answers = [
        stranger.visit(key),
        stranger.part(picture, jpeg(), 50, jpeg()[50:]),
        stranger.get(f"/field/photos/{picture}/"),
    ]

    assert [one.status_code for one in answers] == [403] * 3
    assert len([one for one in caplog.records if "claimed" in one.message]) >= 2
    assert Visit.objects.count() == 1
    assert stranger.get(f"/field/records/{key}/").status_code == 404


def test_nobody_records_beyond_his_scope_or_names_what_he_may_not_see():
    phone = Phone("inspector1")
    visit = record_visit("depot", by="dept2")

    assert phone.visit(uuid7(), "depot").status_code == 422
    assert phone.hazard(uuid7(), uuid7(), input={"visit": visit.pk}).status_code == 422
    assert phone.send(uuid7(), "hazard", "void", case=1, input={}).status_code == 404
    assert Visit.objects.count() == 1
    assert not Hazard.objects.exists()


@pytest.mark.parametrize(
    ("at", "sent", "status", "happened"),
    [
        (-60, 0, 200, -60),
        (-60 + 5_000, 5_000, 200, -60),  # the phone is 83 hours fast: put right
        (-90_000, -89_990, 200, -10),  # a year slow would be too old by its own word: put right too
        (600, 0, 422, 0),  # made after it was sent: tampered with
        (-61 * 1_440, 0, 422, 0),
    ],
    ids=["on time", "fast", "slow", "future", "too old"],
)  # fmt: skip
def test_the_time_is_the_phones_put_right_by_how_far_its_clock_is_off(at, sent, status, happened):
    phone, key = Phone("dept1"), uuid7()

    answer = phone.visit(key, at=NOON + timedelta(minutes=at), sent=NOON + timedelta(minutes=sent))

    assert answer.status_code == status, answer.content
    if status == 200:
        assert abs((Visit.objects.get().visited_at - NOON).total_seconds() / 60 - happened) < 0.1
        assert Receipt.objects.get().skew_seconds == sent * 60


def test_a_hazard_that_went_on_meanwhile_is_kept_apart_until_somebody_decides():
    station, picture, key = Phone("station1"), uuid7(), uuid7()
    seen = assigned_hazard()
    take(seen, "claim")
    station.photo(picture, jpeg())
    claim = {
        "case": seen.pk, "revision": seen.revision, "base": {"description": seen.description},
        "input": {"rectification": "The door was cleared"}, "photos": {"after": [picture]},
    }  # fmt: skip

    told = station.send(key, "hazard", "claim", **claim).json()

    assert (told["state"], Conflict.objects.get().kind) == ("kept", "moved")
    assert station.send(key, "hazard", "claim", **claim).json() == told
    page = sign_in(station.client, "station1").get(told["conflict"])
    assert page.status_code == 200
    assert "The door was cleared" in page.content.decode()
    assert station.client.post(told["conflict"], {"f-whole": "theirs", "reason": ""}).status_code == 422
    assert station.client.post(told["conflict"], {"f-whole": "mine", "reason": ""}).status_code == 409
    assert Conflict.objects.open().count() == 1
    assert (
        station.client.post(told["conflict"], {"f-whole": "theirs", "reason": "done already"}).status_code
        == 302
    )
    assert Conflict.objects.get().resolved_by_id == actor("station1").person_id
    assert File.objects.count() == 1  # its picture waits on the decision, and stays with the reason


def test_two_who_write_on_one_visit_are_merged_and_decide_field_by_field():
    one, visit, key = Phone("dept1"), uuid7(), uuid7()
    one.visit(visit)
    case = Visit.objects.get()
    base = {"focus": "fire doors", "situation": "as usual", "outcome": "inspected"}
    door.apply(
        VISIT_FLOW,
        case.pk,
        "conclude",
        by=actor("dept1"),
        input={"situation": "two doors", "next_step": "come again"},
    )

    told = one.send(key, "visit", "conclude", case={"of": visit}, base=base,
                    input={**base, "situation": "three doors", "opinion": "clear them"}).json()  # fmt: skip

    assert Conflict.objects.get().fields == ["situation"]
    assert told["state"] == "kept"
    one.client.post(told["conflict"], {"f-situation": "mine", "reason": ""})
    case.refresh_from_db()
    assert (case.situation, case.next_step, case.opinion) == ("three doors", "come again", "clear them")


def test_a_revoked_phone_is_told_so_and_nothing_of_it_is_taken():
    phone, key = Phone("dept1"), uuid7()
    assert (
        sign_in(Phone("county1").client, "county1").post(f"/field/phones/{phone.id}/revoke/").status_code
        == 404
    )
    phone.client.post(f"/field/phones/{phone.id}/revoke/")

    assert phone.visit(key).status_code == 410
    phone.client.logout()
    assert phone.get("/field/hello/").status_code == 410
    assert not Visit.objects.exists()
    assert Device.objects.exclude(revoked_at=None).count() == 1


def test_no_session_is_told_so_and_whoever_never_works_on_site_is_refused():
    phone = Phone("dept1")
    phone.client.logout()
    assert phone.visit(uuid7()).status_code == 401
    sign_in(phone.client, "auditor1")
    assert phone.visit(uuid7()).status_code == 403


@pytest.mark.parametrize(
    ("content", "size", "status", "code"),
    [
        (b"MZ" + b"x" * 500, None, 422, "evidence.kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, None, 422, "evidence.kind"),
        (b"\xff\xd8\xff" + b"x" * 500, None, 422, "evidence.broken"),
        (b"x", 200 * 2**20, 422, "evidence.large"),
    ],
    ids=["programme", "svg", "torn", "200 MB"],
)
def test_what_is_no_photograph_is_refused_in_words_and_leaves_nothing(content, size, status, code, tmp_path):
    answer = Phone("dept1").photo(uuid7(), content, size=size)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Upload.objects.exists()
    assert not File.objects.exists()
    assert not list((tmp_path / "field").glob("*.part") if (tmp_path / "field").exists() else [])


def test_chunks_that_come_twice_or_out_of_order_leave_the_right_bytes():
    phone, key, content = Phone("dept1"), uuid7(), jpeg(1_200, 900)
    third = len(content) // 3

    assert phone.part(key, content, 0, content[:third]).json()["received"] == third
    assert phone.part(key, content, 0, content[:third]).json()["received"] == third
    ahead = phone.part(key, content, 2 * third, content[2 * third :])
    assert (ahead.status_code, ahead.json()["received"]) == (409, third)
    assert phone.part(key, content, third, content[third : 2 * third]).json()["received"] == 2 * third
    assert phone.part(key, content, 2 * third, content[2 * third :]).json()["done"]
    assert File.objects.count() == 1


def test_a_record_of_the_wrong_shape_is_refused_at_the_field_and_logged(caplog):
    phone = Phone("dept1")
    for body in (
        b"{",
        b"[]",
        b'{"flow":1}',
        json.dumps({"flow": "visit", "step": "record", "at": "x", "sent": "y"}).encode(),
    ):
        assert phone.put(f"/field/records/{uuid7()}/", body).status_code == 422
    assert phone.put("/field/records/0e984725-c51c-4bf4-9960-e1c80e27aba0/", b"{}").status_code in (404, 422)
    assert not Receipt.objects.exists()
    assert (
        len([one for one in caplog.records if "refused with" in one.message and phone.id in one.message]) >= 4
    )


def test_a_strangers_session_gets_nowhere_with_anothers_phone_and_is_logged(caplog):
    phone, stranger, key = Phone("dept1"), Phone("county1"), uuid7()
    stranger.id = phone.id

    answers = [stranger.visit(key), stranger.get("/field/day/"), stranger.photo(uuid7(), jpeg())]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "field.not_yours")}
    assert len([one for one in caplog.records if "came with the phone" in one.message]) == 3
    assert not Visit.objects.exists()
    assert not Upload.objects.exists()


def test_the_journal_keeps_the_key_of_the_phone():
    phone, key = Phone("dept1"), uuid7()
    phone.visit(key)

    assert Entry.objects.filter(key=key, kind="visit").count() == 1
