"""The page of a hazard: who opens it, what it offers, greys and keeps; stale pages, double clicks, recording."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.evidence.models import Attachment, File
from anlan.hazards.models import Hazard
from anlan.hazards.tests.factories import ACCOUNTS, major_hazard, ready_for, reread, upload
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.testing import (
    NOON,
    assigned_hazard,
    claimed_hazard,
    closed_hazard,
    found_hazard,
    record_hazard,
    record_visit,
    sign_in,
    take,
    written,
)


def reader(who: str, language: str = "en") -> Client:
    return sign_in(Client(headers={"accept-language": language}), who)


def address(hazard: Hazard, step: str = "") -> str:
    if step:
        return reverse("hazards:take", args=[hazard.pk, step])
    return reverse("hazards:detail", args=[hazard.pk])


def words(response) -> str:
    return html.unescape(response.content.decode())


SEES = {
    "office1",
    "county1",
    "dept1",
    "inspector1",
    "station1",
    "station2",
    "leader1",
    "editor1",
    "business1",
}
WITHOUT_HAZARDS = {"system1", "security1", "auditor1", "nobody1"}


@pytest.mark.parametrize("who", ACCOUNTS)
def test_a_stranger_gets_404_whether_he_looks_or_acts(city, who):
    hazard = found_hazard()
    client = reader(who)
    shown = 200 if who in SEES else 403 if who in WITHOUT_HAZARDS else 404
    before = written()

    assert client.get(address(hazard)).status_code == shown
    answer = client.post(address(hazard, "assign"), {"due_at": "2022-10-20T10:00"})

    assert answer.status_code == shown if who not in SEES else answer.status_code in (403, 409)
    assert written() == before


@pytest.mark.parametrize("pk", [0, 999_999, 10**18, 10**30])
def test_a_number_that_names_nothing_is_not_found(city, pk):
    client = reader("office1")

    assert client.get(f"/hazards/{pk}/").status_code == 404
    assert client.post(f"/hazards/{pk}/assign/", {}).status_code == 404


# -- what may be done now, and what not ----------------------------------------------------------------------------


def test_what_the_reader_may_do_has_a_form_and_the_rest_is_grey_with_its_reason(city):
    page = words(reader("dept1").get(address(claimed_hazard())))

    assert 'id="step-send_back"' in page
    assert 'id="step-accept"' not in page
    grey = re.findall(
        r'aria-disabled="true"><span[^>]*>(?:<svg.*?</svg>)?([^<]+)<.*?why-text">(.*?)</span>', page
    )
    told = {name: re.sub(r"<[^>]+>", "", why) for name, why in grey}
    assert told["Accept"] == "Whoever found a hazard does not accept it: a second person does"


def test_the_reason_of_a_grey_step_is_chinese_on_a_chinese_page(city):
    page = words(reader("dept1", "zh-hans").get(address(claimed_hazard())))

    reasons = re.findall(r'why-text">(?:<svg.*?</svg>)?([^<]+)<', page)
    assert reasons
    assert all(re.search("[一-鿿]", reason) for reason in reasons)


def test_what_there_is_nothing_to_do_for_has_no_button_at_all(city):
    page = words(reader("business1").get(address(assigned_hazard())))

    for label in ("Send the treatment plan", "Decide on the extension", "Decide on voiding"):
        assert label not in page


def test_somebody_who_only_reads_is_told_so_step_by_step(city):
    page = words(reader("leader1").get(address(found_hazard())))

    assert 'id="step-assign"' not in page
    assert "You have no right to assign hazards here" in page


def test_a_step_of_the_page_leads_back_to_it_with_its_number(city):
    hazard = assigned_hazard()
    client = reader("business1")

    answer = client.post(
        address(hazard, "claim"),
        {"key": "claim-0001", "rectification": "Cleared", "after": [upload(5)]},
        follow=True,
    )

    entry = Entry.objects.get(case_id=hazard.pk, step="claim")
    assert f"journal entry {entry.seq}" in words(answer)
    assert Attachment.objects.get(seq=entry.seq).role == "after"


# -- nothing typed is lost -----------------------------------------------------------------------------------------


def test_typed_text_and_photographs_survive_a_refusal_and_are_sent_again(city):
    hazard = major_hazard("assign")
    client = reader("business1")
    given = {"key": "claim-0001", "rectification": "New door fitted <b>&", "after": [upload(7)]}

    refused = client.post(address(hazard, "claim"), given)

    digest = File.objects.get().sha256
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "New door fitted &lt;b&gt;&amp;</textarea>" in page
    kept = re.findall(r'name="after" value="([0-9a-f]+)" checked', page)
    assert len(kept) == 1
    take(hazard, "plan")
    again = client.post(
        address(hazard, "claim"), {"key": "claim-0001", "rectification": "New door fitted", "after": kept}
    )
    assert again.status_code == 302
    attached = Attachment.objects.get(case_kind="hazard", case_id=hazard.pk)
    assert (attached.file.sha256, attached.role) == (digest, "after")


def test_a_fault_of_one_field_stands_at_the_field_and_the_others_stay(city):
    response = reader("dept1").post(
        address(found_hazard(), "assign"), {"due_at": "tomorrow", "requirement": "Clear the way out"}
    )

    page = words(response)
    assert response.status_code == 422
    assert "Clear the way out</textarea>" in page
    assert "is not a date and time" in page
    assert 'aria-invalid="true"' in page


def test_what_is_no_photograph_is_refused_and_the_text_stays(city):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("virus.png", b"MZ not a picture", content_type="image/png")
    response = reader("business1").post(
        address(assigned_hazard(), "claim"), {"rectification": "Cleared away", "after": [bad]}
    )

    assert response.status_code == 422
    assert "virus.png" in words(response)
    assert "Cleared away</textarea>" in words(response)


# -- stale pages and double clicks ---------------------------------------------------------------------------------


def test_a_page_that_others_overtook_is_refused_with_who_did_what(city):
    hazard = assigned_hazard()
    seen = reread(hazard).revision
    take(hazard, "sign_for", by="station1")
    before = written()

    response = reader("business1").post(
        address(hazard, "claim"), {"key": "claim-0001", "revision": seen, "rectification": "Cleared away"}
    )

    page = words(response)
    assert (response.status_code, written()) == (409, before)
    assert "no longer current: station1 name signed for the assignment" in page
    assert "Cleared away</textarea>" in page


def test_a_double_click_acts_once_and_says_so(city):
    hazard = found_hazard()
    client = reader("dept1")
    given = {"key": "assign-0001", "revision": reread(hazard).revision, "due_at": "2022-10-31T12:00"}

    first = client.post(address(hazard, "assign"), given, follow=True)
    before = written()
    second = client.post(address(hazard, "assign"), given, follow=True)

    assert "is recorded" in words(first)
    assert "was already recorded" in words(second)
    assert written() == before


def test_the_key_of_another_act_is_refused_and_the_form_gets_a_new_one(city):
    first, second = found_hazard(), found_hazard()
    client = reader("dept1")
    given = {"key": "assign-0001", "due_at": "2022-10-31T12:00"}
    client.post(address(first, "assign"), given)

    response = client.post(address(second, "assign"), given)

    assert response.status_code == 422
    assert "already used for another act" in words(response)
    form = words(response).split('id="step-assign"')[1].split("</section>")[0]
    assert 'name="key" value="assign-0001"' not in form
    assert reread(second).state == "found"


@pytest.mark.parametrize("key", ["short", "with space", "ß" * 10, "x" * 81])
def test_a_bad_key_is_refused(city, key):
    hazard = found_hazard()

    answer = reader("dept1").post(address(hazard, "assign"), {"key": key, "due_at": "2022-10-31T12:00"})

    assert (answer.status_code, reread(hazard).state) == (422, "found")


@pytest.mark.parametrize("step", ["explode", "record", "record_on_the_spot"])
def test_a_step_that_is_none_changes_nothing(city, step):
    hazard = found_hazard()
    before = written()

    assert reader("dept1").post(address(hazard, step), {}).status_code in (302, 404, 422)
    assert written() == before


def test_whoever_hands_a_hazard_on_and_sees_it_no_longer_is_led_to_the_list(city):
    hazard = ready_for("assign")
    take(hazard, "transfer", to=city.organisations["gas"].pk)
    client = reader("dept2")

    assert client.get(address(hazard)).status_code == 200
    answer = client.post(address(hazard, "decline"), {"reason": "Not ours at all"})

    assert answer["Location"] == reverse("hazards:list")
    assert client.get(address(hazard)).status_code == 404


# -- the way of a hazard on its page -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "turn"),
    [
        (found_hazard, "Assign the hazard"),
        (assigned_hazard, "Rectify the hazard"),
        (claimed_hazard, "Accept the rectification"),
        (closed_hazard, "Nothing is owed on this hazard now."),
    ],
)
def test_the_page_says_what_comes_next(city, made, turn):
    assert turn in words(reader("office1").get(address(made())))


def test_the_page_costs_the_same_whatever_its_history(city, django_assert_max_num_queries):
    hazard = claimed_hazard()
    for _n in range(5):
        take(hazard, "send_back")
        take(hazard, "claim")
    client = reader("county1")
    client.get(address(hazard))

    # session, person, posts; hazard; merges, regrading, people and bodies to choose; duties; pictures; history
    with django_assert_max_num_queries(32):
        client.get(address(hazard))


# -- recording -----------------------------------------------------------------------------------------------------

FOUND = {"description": "The exit is locked with a chain", "category": "fire", "grade": "general"}


def recording(visit, way: str = "") -> str:
    return reverse("hazards:record", args=[visit.pk]) + (f"?way={way}" if way else "")


def test_a_hazard_is_recorded_with_its_photograph_and_another_may_follow(city):
    visit = record_visit()
    client = reader("dept1")

    answer = client.post(
        recording(visit), {**FOUND, "key": "record-01", "before": [upload(1)], "another": "1"}
    )

    hazard = Hazard.objects.get(visit=visit)
    assert answer["Location"] == recording(visit)
    assert (hazard.description, hazard.is_pictured) == (FOUND["description"], True)


def test_what_is_rectified_on_the_spot_needs_both_photographs_on_its_page(city):
    visit = record_visit()
    client = reader("dept1")
    given = {**FOUND, "key": "record-01", "rectification": "Unchained", "before": [upload(1)]}
    given.pop("grade")

    refused = client.post(recording(visit, "spot"), given)
    kept = re.findall(r'name="before" value="([0-9a-f]+)" checked', refused.content.decode())
    assert refused.status_code == 422
    assert "Photographs after rectification" in words(refused)
    assert "Unchained</textarea>" in words(refused)
    answer = client.post(recording(visit, "spot"), {**given, "before": kept, "after": [upload(2)]})

    assert answer.status_code == 302
    hazard = Hazard.objects.get(visit=visit)
    assert (hazard.on_the_spot, hazard.state) == (True, "accepted")


def test_nothing_major_is_offered_on_the_spot(city):
    page = words(reader("dept1").get(recording(record_visit(), "spot")))

    assert "Major hazard" not in page.replace("Major hazard installations", "")
    assert 'name="criterion"' not in page


def test_a_major_one_without_criterion_is_refused_and_what_was_typed_stays(city):
    visit = record_visit()

    answer = reader("dept1").post(recording(visit), {**FOUND, "grade": "major", "key": "record-01"})

    assert answer.status_code == 409
    assert "needs the official criterion" in words(answer)
    assert "locked with a chain</textarea>" in words(answer)
    assert not Hazard.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("business1", 403), ("office1", 403), ("county2", 404)])
def test_recording_is_for_who_inspects_there(city, who, status):
    visit = record_visit()

    assert reader(who).get(recording(visit)).status_code == status
    assert reader(who).post(recording(visit), FOUND).status_code == status


def test_a_page_of_a_year_ago_is_of_no_force(city):
    """The times of a form are Shanghai times: a deadline of this morning lies before the assignment of noon."""
    hazard = found_hazard()
    with clock.at(NOON + timedelta(minutes=1)):
        answer = reader("dept1").post(address(hazard, "assign"), {"due_at": "2022-10-24T12:00"})

    assert answer.status_code == 409
    assert record_hazard().state == "found"
