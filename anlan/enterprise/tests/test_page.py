"""The page of one enterprise: what it opens, what it does not, and what is done to such pages."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from anlan.access.models import SignIn
from anlan.enforcement.tests.factories import SIGNED, decided, record_paper
from anlan.enforcement.tests.factories import take as enforce
from anlan.enterprise.codes import COOKIE, GUESSING, LONGEST, give
from anlan.enterprise.flow import CHECK_FLOW, LETTER_FLOW
from anlan.enterprise.models import Admission, Entrance, Letter, SelfCheck
from anlan.enterprise.tests.factories import found, given, holder, inside
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.models import Organisation, Person
from anlan.papers.models import Paper
from anlan.premises.models import Premises
from anlan.public import codes
from anlan.testing import TODAY, actor, assigned_hazard, sign_in

pytestmark = pytest.mark.usefixtures("city")


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    held = BytesIO()
    Image.effect_noise((64, 64), 40).convert("RGB").save(held, "JPEG")
    return file_of(held.getvalue(), name)


def file_of(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


# -- the code ----------------------------------------------------------------------------------------------


def test_a_code_is_kept_as_a_digest_stands_for_a_person_and_opens_no_account():
    admission, code = given()
    person = holder(admission)
    plain = code.replace("-", "")
    kept = str(Admission.objects.values().get()) + str(list(Entry.objects.values_list("input", flat=True)))

    browser = inside(code)
    staff = [browser.get(path)["Location"][:9] for path in ("/", "/hazards/", "/todo/", "/premises/")]

    assert plain not in kept
    assert code not in kept
    assert staff == ["/sign-in/"] * 4
    assert not Person.objects.get(pk=person.person_id).has_usable_password()
    assert SignIn.objects.filter(person_id=person.person_id, outcome="ok").count() == 1


def test_the_same_request_again_gives_the_same_code_and_a_new_one_ends_the_old():
    first, code = given(key="one-key-of-the-form")
    browser = inside(code)
    raw = {"premises": first.premises_id, "holder": "王负责", "days": 30}

    again = give("give", raw, by=actor("dept1"), key="one-key-of-the-form")
    _same, newer = given()

    assert (again.code, again.outcome.replayed) == (code, True)
    assert newer != code
    assert browser.get("/enterprise/")["Location"] == "/enterprise/sign-in/"
    assert Client().post("/enterprise/sign-in/", {"code": code}).status_code == 422
    assert inside(newer).get("/enterprise/").status_code == 200


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "idle", "signed out"])
def test_a_browser_is_out_with_its_next_request_once_the_code_ends(end):
    admission, code = given(days=2)
    browser = inside(code)
    if end == "revoked":
        from anlan.enterprise.flow import ADMISSION_FLOW

        door.apply(ADMISSION_FLOW, admission.pk, "revoke", by=actor("dept1"), input={"reason": "人员离职"})
    elif end == "closed":
        Premises.objects.filter(pk=admission.premises_id).update(is_active=False)
    elif end == "idle":
        Entrance.objects.update(seen_at=clock.real_now() - timedelta(minutes=61))
    elif end == "signed out":
        browser.post("/enterprise/sign-out/")
    elif end == "expired":
        Admission.objects.update(
            given_at=clock.now() - timedelta(days=3), expires_at=clock.now() - timedelta(days=1)
        )

    out = browser.get("/enterprise/")

    assert out["Location"] == "/enterprise/sign-in/"
    assert timedelta(hours=12) >= LONGEST


def test_guessing_codes_ends_soon_also_for_the_right_one():
    _admission, code = given()
    client = Client()
    most = GUESSING.one[0][1]
    guesses = [
        client.post("/enterprise/sign-in/", {"code": codes.derive(b"x", "y", str(n))}) for n in range(most)
    ]

    after = client.post("/enterprise/sign-in/", {"code": code})

    assert {one.status_code for one in guesses} == {422}
    assert after.status_code == 429
    assert COOKIE not in client.cookies


def test_the_cookie_is_of_this_path_and_no_script_or_other_site_reads_it():
    _admission, code = given()

    cookie = inside(code).cookies[COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/enterprise/", True, "Strict")
    assert cookie.value not in str(list(Entrance.objects.values()))
    assert Client(enforce_csrf_checks=True).post("/enterprise/sign-in/", {"code": code}).status_code == 403


@pytest.mark.parametrize(("who", "place"), [("dept2", "shop"), ("station3", "shop"), ("inspector1", "depot")])
def test_a_code_is_given_by_who_has_to_do_with_the_place(who, place):
    with pytest.raises(AnlanError) as no:
        given(place, by=who)

    assert no.value.code == "enterprise.admit"


# -- what it opens -----------------------------------------------------------------------------------------


def test_it_claims_with_a_photograph_and_a_double_click_claims_once():
    hazard = assigned_hazard()
    _admission, code = given()
    browser = inside(code)
    whole = {"rectification": "已清理通道并张贴标识", "key": "claim-key-0001"}

    page = browser.get(f"/enterprise/hazards/{hazard.pk}/").content.decode()
    shot = picture().read()
    first = browser.post(f"/enterprise/hazards/{hazard.pk}/claim/", {**whole, "after": file_of(shot)})
    entry = Entry.objects.get(case_id=hazard.pk, step="claim")
    again = browser.post(f"/enterprise/hazards/{hazard.pk}/claim/", {**whole, "after": file_of(shot)})

    hazard.refresh_from_db()
    assert hazard.description in page
    assert (first.status_code, again.status_code) == (302, 302)
    assert (hazard.state, Entry.objects.filter(case_id=hazard.pk, step="claim").count()) == ("claimed", 1)
    assert entry.actor_id == holder(Admission.objects.get()).person_id
    assert "/evidence/" not in browser.get(f"/enterprise/hazards/{hazard.pk}/").content.decode()


def test_another_place_is_not_there_even_of_the_same_enterprise(city):
    hazard = assigned_hazard()
    Premises.objects.filter(code="mill").update(operator=Organisation.objects.get(code="shop"))
    _admission, code = given("mill")
    browser = inside(code)

    answers = [
        browser.get(f"/enterprise/hazards/{hazard.pk}/"),
        browser.post(
            f"/enterprise/hazards/{hazard.pk}/claim/", {"rectification": "冒领整改", "after": picture()}
        ),
        browser.post(f"/enterprise/hazards/{hazard.pk}/sign_for/"),
    ]

    hazard.refresh_from_db()
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert hazard.state == "assigned"
    assert hazard.signed_for_at is None
    assert hazard.description not in browser.get("/enterprise/").content.decode()


def test_what_a_hidden_visit_found_is_not_there():
    hazard = assigned_hazard()
    _admission, code = given()
    Visit.objects.filter(pk=hazard.visit_id).update(is_masked=True, is_counted=False)
    browser = inside(code)

    assert browser.get(f"/enterprise/hazards/{hazard.pk}/").status_code == 404
    assert hazard.description not in browser.get("/enterprise/").content.decode()


def test_it_takes_no_step_of_the_staff():
    hazard = assigned_hazard()
    _admission, code = given()
    browser = inside(code)

    for step in ("accept", "close_out", "ask_void", "merge", "record"):
        browser.post(f"/enterprise/hazards/{hazard.pk}/{step}/", {"acceptance": "合格", "reason": "请作废"})

    hazard.refresh_from_db()
    assert hazard.state == "assigned"
    assert hazard.asked == ""


def test_a_picture_is_shown_for_its_own_case_only():
    one, other = found("shop"), found("kitchen")
    _admission, code = given("shop")
    browser = inside(code)
    browser.post(
        f"/enterprise/self-checks/{one.pk}/rectify/", {"rectification": "已更换并加锁", "after": picture()}
    )
    page = browser.get(f"/enterprise/self-checks/{one.pk}/").content.decode()
    address = next(part for part in page.split('"') if part.startswith("/enterprise/pictures/self_check/"))
    _kitchen, other_code = given("kitchen")

    assert browser.get(address)["Content-Type"] == "image/jpeg"
    assert inside(other_code).get(address).status_code == 404
    assert browser.get(f"/enterprise/self-checks/{other.pk}/").status_code == 404
    assert Client().get(address)["Location"] == "/enterprise/sign-in/"


# -- what it found itself, and what is written -------------------------------------------------------------


def test_what_it_found_itself_moves_no_figure_of_inspections(city):
    assigned_hazard()
    cut, period = Cut.of(city.areas["city"]), Period(TODAY, TODAY)
    codes_ = ("hazards.found", "hazards.outstanding", "hazards.rectified", "inspections.visits")
    before = {code: evaluate(code, cut=cut, period=period).count for code in codes_}
    rows = Hazard.objects.count()

    one = found()
    browser = inside(given()[1])
    browser.post(
        f"/enterprise/self-checks/{one.pk}/rectify/", {"rectification": "已更换", "after": picture()}
    )
    browser.post(
        "/enterprise/self-checks/record/",
        {
            "description": "<script>alert(1)</script>灭火器过期",
            "category": "fire",
            "grade": "major",
            "due_on": f"{TODAY}",
            "premises": city.premises["kitchen"].pk,
        },
    )

    assert {code: evaluate(code, cut=cut, period=period).count for code in codes_} == before
    assert Hazard.objects.count() == rows
    assert evaluate("self_checks.found", cut=cut, period=period).count == 2
    assert set(SelfCheck.objects.values_list("premises__code", flat=True)) == {"shop"}
    staff = sign_in(Client(), "dept1").get("/enterprises/self-checks/").content.decode()
    assert "&lt;script&gt;" in staff
    assert "<script>alert" not in staff


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"due_on": TODAY - timedelta(days=1)}, "self_check.due"),
     ({"due_on": TODAY + timedelta(days=400)}, "self_check.long")],
)  # fmt: skip
def test_a_term_that_makes_no_sense_is_refused(changes: Any, code: str):
    with pytest.raises(AnlanError) as no:
        found(**changes)

    assert no.value.code == code


def test_nobody_else_reports_for_an_enterprise(city):
    given_ = {"category": "fire", "grade": "general", "due_on": TODAY, "description": "代填的隐患"}
    for who in ("office1", "station1", "business2"):
        with pytest.raises(AnlanError) as no:
            door.open_case(
                CHECK_FLOW, "report", by=actor(who), input={**given_, "premises": city.premises["shop"].pk}
            )
        assert no.value.code == "enterprise.own"


def test_what_it_asks_is_answered_and_what_the_office_writes_is_read():
    admission, code = given()
    browser = inside(code)
    browser.post("/enterprise/letters/", {"text": "整改期限能否说明是哪一天？"})
    asked = Letter.objects.get()
    staff = sign_in(Client(), "dept1")
    staff.post(f"/enterprises/letters/{asked.pk}/answer/", {"answer": "以交办单为准，本月31日。"})
    staff.post(f"/enterprises/{admission.pk}/tell/", {"text": "请检查应急灯。"})
    told = Letter.objects.get(is_from_office=True)
    page = browser.get("/enterprise/letters/").content.decode()
    browser.post(f"/enterprise/letters/{told.pk}/read/", {})
    told.refresh_from_db()

    assert "以交办单为准" in page
    assert "请检查应急灯" in page
    assert told.state == "read"
    assert sign_in(Client(), "dept2").get(f"/enterprises/letters/{asked.pk}/answer/").status_code == 404
    assert LETTER_FLOW.steps["read"].rule(actor("dept1"), told).code == "enterprise.own"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_staff_and_enterprise_is_shown_in_both_languages(language: str):
    hazard = assigned_hazard()
    one = found()
    admission, code = given()
    inside(code).post("/enterprise/letters/", {"text": "请问何时复查？"})
    letter = Letter.objects.get()
    staff = sign_in(Client(headers={"Accept-Language": language}), "dept1")
    own = inside(code)
    own.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    of_staff = [
        "",
        "self-checks/",
        "letters/",
        f"{admission.pk}/",
        f"self-checks/{one.pk}/",
        f"letters/{letter.pk}/answer/",
    ]
    of_its_own = [
        "",
        "self-checks/",
        "letters/",
        "self-checks/record/",
        f"self-checks/{one.pk}/",
        f"hazards/{hazard.pk}/",
    ]

    shown = {path: staff.get(f"/enterprises/{path}").status_code for path in of_staff}
    shown |= {f"own {path}": own.get(f"/enterprise/{path}").status_code for path in of_its_own}
    other = staff.get(f"/enterprises/give/?premises={Premises.objects.get(code='mill').pk}").status_code

    assert set(shown.values()) == {200}, shown
    assert other == 200


# -- papers ------------------------------------------------------------------------------------------------


def test_a_paper_is_on_the_page_once_it_was_served_on_this_enterprise_about_this_place():
    browser, elsewhere = inside(given("shop")[1]), inside(given("mill")[1])
    record = record_paper()
    before = browser.get("/enterprise/").content.decode()
    paper = Paper.objects.get(case_kind="site_paper", case_id=record.pk)
    refused = browser.get(f"/enterprise/papers/{paper.pk}/").status_code

    enforce(record, "serve", **SIGNED)
    after = browser.get("/enterprise/").content.decode()
    file = browser.get(f"/enterprise/papers/{paper.pk}/")

    assert (paper.name in before, refused) == (False, 404)
    assert paper.name in after
    assert file.content.startswith(b"%PDF")
    assert elsewhere.get(f"/enterprise/papers/{paper.pk}/").status_code == 404


def test_a_penalty_on_a_person_is_no_paper_of_the_enterprise():
    browser = inside(given("shop")[1])
    unit, person = (
        decided(facts="单位的事实"),
        decided(facts="个人的事", punished="person", person_name="王明远"),
    )
    for case in (unit, person):
        enforce(case, "serve", **SIGNED)

    shown = [
        browser.get(f"/enterprise/papers/{paper.pk}/").status_code
        for case in (unit, person)
        for paper in Paper.objects.filter(case_kind="penalty", case_id=case.pk).order_by("pk")
    ]

    assert shown == [200, 200, 404, 404]


def test_a_code_that_opens_nothing_stays_in_its_field():
    assert (
        "K7QF-0000-WP2T" in Client().post("/enterprise/sign-in/", {"code": "K7QF-0000-WP2T"}).content.decode()
    )
