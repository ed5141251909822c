"""A visit on a phone without a network, from the day's list to the signature; then the network comes back."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from anlan.evidence.models import Attachment
from anlan.evidence.tests.factories import camera_data
from anlan.hazards import hollow
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.testing import record_hazard
from bench.bench_hollow import HOLLOW, MEASURES_HOLLOW, MEASURES_SOUND, SOUND


def photograph() -> bytes:
    buffer = BytesIO()
    noise = Image.effect_noise((2400, 1800), 80).convert("RGB")
    noise.save(buffer, "JPEG", quality=80, exif=camera_data(turned=6))
    return buffer.getvalue()


def test_a_whole_visit_is_kept_offline_and_arrives_when_the_network_is_back(visitor, open_page):
    record_hazard("shop")
    open_page.forgive("ERR_INTERNET_DISCONNECTED|409|Failed to fetch")
    page = visitor("dept1", "/field/", phone=True, english=True)
    page.wait_for_selector(".field-place")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function(
        "async () => (await caches.keys()).length > 0 && navigator.serviceWorker.controller"
    )
    page.context.set_offline(True)

    page.reload()
    page.click(".field-place")
    page.click("text=Begin a visit")
    page.fill("input[name=focus]", "fire doors")
    page.click("button:has-text('Begin the visit')")
    page.click("text=Record a hazard")
    page.fill("textarea[name=description]", "strengthen")
    page.set_input_files("input[type=file] >> nth=0", [
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    ])  # fmt: skip
    page.wait_for_selector(".field-photos img")
    page.reload()  # as a phone that was put away: the draft is still there
    assert page.input_value("textarea[name=description]") == "strengthen"
    page.fill("textarea[name=description]", "The fire door of the store is blocked by pallets")
    page.click("button:has-text('Keep the hazard')")
    page.wait_for_timeout(400)  # what is saved while typing must not bring the draft back once it was kept
    assert page.evaluate(
        "async () => (await anlanField.store.ids('drafts')).map((one) => one.slice(0, 6))"
    ) == ["visit-"]
    page.click("text=End the visit")
    page.fill("textarea[name=situation]", "One door was blocked")
    page.select_option("select[name=signature]", "signed")
    page.fill("input[name=signed_by]", "Wang")
    glass = page.locator(".field-glass")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(box["x"] + 20 + 20 * step, box["y"] + 20 + 15 * (step % 3))
    page.mouse.up()
    page.wait_for_selector("text=Signed.")
    page.click("button:has-text('End the visit')")
    page.wait_for_selector("[data-count='3']")
    page.wait_for_timeout(400)
    assert page.evaluate("anlanField.store.count('drafts')") == 0
    assert Visit.objects.count() == 1
    page.context.set_offline(False)
    page.evaluate("anlanField.box.sync()")
    page.wait_for_selector("[data-count='0']")

    visit, hazard = Visit.objects.latest("pk"), Hazard.objects.latest("pk")
    assert (visit.signed_by, visit.situation, visit.focus) == ("Wang", "One door was blocked", "fire doors")
    assert hazard.visit_id == visit.pk
    picture = Attachment.objects.get(case_kind="hazard", case_id=hazard.pk).file
    assert max(picture.width, picture.height) == 1600
    assert picture.height > picture.width  # the camera lay on its side
    assert picture.taken_at is not None
    assert Attachment.objects.get(case_kind="visit").role == "signature"


def test_the_phone_judges_words_as_the_office_does(visitor):
    page = visitor("dept1", "/field/", phone=True, english=True)
    findings = [one for text in (HOLLOW, SOUND) for one in text.split("|")] + [
        "", "＿＿处灭火器", "The fire door is blocked", "strengthen management", "2号罐_铭牌①", "液位计保护罩破损",
    ]  # fmt: skip
    measures = [one.split("=") for text in (MEASURES_HOLLOW, MEASURES_SOUND) for one in text.split("|")]
    page.wait_for_selector("body[data-ready]")

    told = page.evaluate(
        """async ({findings, measures}) => {
            const rules = await import(new URL("hollow.js", document.querySelector("script[type=module]").src));
            return [findings.map(rules.ofFinding), measures.map(([one, other]) => rules.ofMeasure(other, one))];
        }""",
        {"findings": findings, "measures": measures},
    )

    assert told == [
        [list(hollow.of_finding(text)) for text in findings],
        [list(hollow.of_measure(measure, finding)) for finding, measure in measures],
    ]


def test_signing_out_of_the_shell_asks_for_what_was_not_uploaded_and_destroys_the_key(visitor):
    page = visitor("dept1", "/field/", phone=True, english=True)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_function("() => anlanField.box?.status === 'idle'")
    page.evaluate(
        """anlanField.store.write([["box", "019a0000-0000-7000-8000-000000000000", {id: "x"}, {state: "rejected"}]])"""
    )
    databases = "indexedDB.databases().then((all) => all.length)"
    sign_out = "form[data-store] button"

    page.goto("/")
    page.click("summary:has-text('Account')")
    page.click(sign_out)
    page.wait_for_selector("#leaving[open]")
    assert "1 records or drafts" in page.inner_text("#leaving")
    page.click("#leaving button[value=stay]")
    assert page.evaluate(databases) == 1
    assert page.url.endswith("/")
    page.click("summary:has-text('Account')")
    page.click(sign_out)
    page.click("#leaving button[value=destroy]")
    page.wait_for_url("**/sign-in/**")

    assert page.evaluate(databases) == 0
    assert page.evaluate("localStorage.getItem('anlan-field-person')") is None


def test_signing_out_destroys_what_the_phone_keeps_and_says_so_before(visitor, open_page):
    open_page.forgive("ERR_INTERNET_DISCONNECTED")
    page = visitor("dept1", "/field/", phone=True, english=True)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_function("() => anlanField.box?.status === 'idle'")
    page.evaluate(
        """anlanField.store.write([["box", "019a0000-0000-7000-8000-000000000000", {id: "x"}, {state: "rejected"}]])"""
    )

    page.click("text=Sign out")
    page.click("button:has-text('Sign out')")
    assert page.locator(".notice-bad").count() >= 1
    page.check("input[name=sure]")
    page.click("button:has-text('Sign out')")
    page.wait_for_url("**/sign-in/")

    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("localStorage.length") == 0
