"""What the guide shows, scene by scene, in the order of the tour; a later scene may need what an earlier one did."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

from guide_camera import ROOT, Somebody, fetch, keep_paper, take, visitor
from guide_registers import registers
from playwright.sync_api import Browser, Page

LEDGER = ROOT / "docs" / "guide" / "tour-ledger.csv"
HAZARD = "东侧安全出口堆放纸箱，疏散通道净宽不足1米"
DONE = "纸箱已清运，通道恢复至1.6米并划线，明确专人每日巡查。"
TITLE = "盯紧剩余隐患抓整改　压实责任保平安"
TOO_MUCH = "今年以来排查出的隐患{hazards.found}，已经全部整改到位。"
TRUE = "今年以来排查出的隐患{hazards.found}，整改率{hazards.rectification_rate}。"
DISTRICT = ("411102-1", "411102-2")


def business(browser: Browser, url: str) -> str:
    """Return the name of the business whose safety officer is business1, as the sign-in page tells it."""
    page = visitor(browser, url)
    title = page.locator("a[data-fill-username=business1] b").inner_text()
    page.context.close()
    return title.replace("安全总监", "").strip()


def press(page: Page, step: str) -> None:
    """Take a step of the lifecycle, and see that it was taken."""
    page.locator(f"#step-{step} details:not([open]) > summary").evaluate_all(
        "all => all.forEach(one => one.click())"
    )
    page.locator(f"#step-{step} button[type=submit]").click()
    page.get_by_text("日志第").first.wait_for()


def first_pages(browser: Browser, url: str) -> None:
    """The sign-in page and what each role meets first."""
    for english in (False, True):
        page = visitor(browser, url, english=english)
        take(page, "sign-in.en" if english else "sign-in")
        page.context.close()
    for username, name in {
        "office": "office", "leader": "leader", "editor": "editor", "emergency1": "department",
        "411102-1": "area-office", "411102001-s1": "township", "auditor": "auditor", "system": "system",
        "security": "security",
    }.items():  # fmt: skip
        reader = Somebody(browser, url, username)
        reader.take(f"today-{name}")
        reader.leave()


def figures(browser: Browser, url: str) -> None:
    """A number: its records, its parts, its proof, what moved it, its permanent address."""
    office = Somebody(browser, url, "office")
    office.both(
        lambda page: page.locator(
            "a.fig[href*='hazards.outstanding'], a[href*='hazards.outstanding']"
        ).first.click()
    )
    office.take("figure")
    office.both(lambda page: page.locator(".chart").first.scroll_into_view_if_needed())
    office.both(lambda page: page.locator(".chart[data-drawn]").first.wait_for())
    office.take("figure-parts", at=".chart")
    office.go("/figures/hazards.outstanding/changes/")
    office.take("figure-changes", height=620)
    office.go("/figures/hazards.outstanding/proof/")
    office.both(lambda page: page.wait_for_timeout(4_000))
    office.take("proof", height=620)
    office.go("/figures/hazards.outstanding/")
    office.page.locator("form[action$='/quote/'] button").click()
    office.page.wait_for_url(re.compile("/f/"))
    office.english.goto(office.page.url)
    office.take("quote", height=620)
    office.go("/figures/")
    office.take("figures")
    office.go("/hazards/?state=outstanding")
    office.take("ledger", at="table", height=620)
    office.leave()
    leader = Somebody(browser, url, "leader", phone=True)
    leader.take("today-leader-phone")
    leader.leave()


def loop(browser: Browser, url: str) -> None:
    """One hazard: found by an inspector, assigned, reported rectified by the business, accepted, closed out."""
    place = business(browser, url)
    inspector = Somebody(browser, url, DISTRICT[1], phone=True)

    def choose(page: Page) -> None:
        page.goto("/visits/record/")
        page.locator("input[name=q]").fill(place)
        page.locator("input[name=q]").press("Enter")
        page.locator("a[href*='premises=']").first.click()
        page.locator("input[name=focus], textarea[name=focus]").fill("消防通道、安全出口")

    inspector.both(choose)
    inspector.take("visit")
    inspector.page.locator("button[name=hazard]").click()
    inspector.page.wait_for_url(re.compile(r"/hazards/record/\d+/"))
    inspector.english.goto(inspector.page.url.removeprefix(url))

    def describe(page: Page) -> None:
        page.locator("textarea[name=description]").fill(HAZARD)
        page.locator("select[name=category]").select_option("fire")

    inspector.both(describe)
    inspector.take("record")
    inspector.page.get_by_role("button", name="登记", exact=True).click()
    inspector.page.wait_for_url(re.compile(r"/hazards/\d+/$"))
    path = inspector.page.url.removeprefix(url)
    inspector.leave()
    _to_the_end(browser, url, path)


def _to_the_end(browser: Browser, url: str, path: str) -> None:
    dispatcher = Somebody(browser, url, DISTRICT[0])
    dispatcher.go(path)
    dispatcher.take("assign")
    press(dispatcher.page, "assign")
    owner = Somebody(browser, url, "business1", phone=True)
    owner.take("today-business")
    owner.go(path)
    press(owner.page, "sign_for")
    owner.go(path)
    owner.both(lambda page: page.locator("#step-claim textarea").first.fill(DONE))
    owner.take("claim", at="#step-claim")
    press(owner.page, "claim")
    owner.leave()
    dispatcher.go(path)
    dispatcher.both(
        lambda page: page.locator("#step-accept textarea").first.fill("现场查看，通道畅通，同意验收。")
    )
    dispatcher.take("accept")
    inspector = Somebody(browser, url, DISTRICT[1])
    inspector.go(path)
    inspector.both(lambda page: page.locator("details:has(.step-no) > summary").first.click())
    inspector.take("refused", at="details:has(.step-no)", height=620)
    inspector.leave()
    press(dispatcher.page, "accept")
    press(dispatcher.page, "close_out")
    dispatcher.go(path)
    dispatcher.take("closed")
    dispatcher.leave()


def ledgers(browser: Browser, url: str) -> None:
    """A ledger of four rows: tried, its faults, taken in, undone; and a list as a file."""
    _write_ledger(business(browser, url))
    office = Somebody(browser, url, DISTRICT[0])
    office.go("/ledgers/")
    office.take("ledgers")
    page = office.page
    page.locator("select[name=kind]").select_option("hazards")
    page.locator("input[name=sender]").fill("源汇区")
    page.locator("input[type=file]").set_input_files(LEDGER)
    page.locator("form[action='/ledgers/bring/'] button").click()
    page.wait_for_url(re.compile(r"/ledgers/\d+/"))
    path = page.url.removeprefix(url)
    page.locator("input[name=with-visits]").check()
    _act(page, "try")
    office.go(path)
    office.take("ledger-trial")
    page.locator("input[name=with-visits]").check()
    _act(page, "take")
    office.go(path)
    office.take("ledger-taken", height=620)
    page.locator("summary", has_text="撤销").first.click()
    _act(page, "undo")
    office.go("/hazards/?state=outstanding")
    office.both(lambda one: one.get_by_role("link", name=re.compile("^(导出|Export)$")).first.click())
    office.take("export", height=620)
    office.leave()


def _act(page: Page, act: str) -> None:
    page.locator(f"button[name=act][value={act}]").click()
    page.wait_for_load_state("networkidle")
    for _again in range(60):
        if not page.locator("progress, [role=progressbar]").count():
            return
        page.wait_for_timeout(1_000)
        page.reload()


def _write_ledger(place: str) -> None:
    """Write the ledger of the tour: two sound rows and two that are to be corrected."""
    inspector, dispatcher, station = DISTRICT[1], DISTRICT[0], "411102001-s1"
    header = (
        "台账编号 企业名称 排查日期 排查人 隐患内容 交办时间 交办人 整改时限 "
        "整改完成时间 整改责任人 整改情况 复查时间 复查人 销号时间 销号人"
    ).split()
    found = ("2022-10-12", inspector)
    rows: list[tuple[str, ...]] = [
        ("YH-1001", place, *found, "原料库东侧消火栓被货架遮挡", "2022-10-12", dispatcher, "2022-10-20",
         "2022-10-17", station, "货架移位，消火栓前划定禁放区", "2022-10-18", dispatcher, "2022-10-19", dispatcher),
        ("YH-1002", place, "2022-10-20", inspector, "2号车间应急照明灯3盏不亮", "2022-10-20", dispatcher,
         "2022-10-31", "", "", "", "", "", "", ""),
        ("YH-1003", place, "2022-13-05", inspector, "危化品暂存间未张贴安全标签",
         "", "", "", "", "", "", "", "", "", ""),
        ("YH-1004", place, *found, "配电室绝缘垫老化开裂", "2022-10-12", dispatcher, "2022-10-20",
         "2022-10-17", station, "更换绝缘垫", "2022-10-18", station, "", ""),
    ]  # fmt: skip
    with LEDGER.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def bulletin(browser: Browser, url: str) -> None:
    """No. 49 as it was signed; then an issue drafted, checked, reviewed and signed with the accounts of the demo."""
    office = Somebody(browser, url, "office")
    office.go("/bulletins/")
    office.take("bulletins", height=620)
    office.both(lambda page: page.locator("tbody a").first.click())
    office.page.wait_for_url(re.compile(r"/bulletins/\d+/$"))
    path = office.page.url.removeprefix(url)
    office.take("issue")
    keep_paper(fetch(office.page, f"{path}file/pdf/"), "issue-paper")
    office.go(f"{path}proof/")
    office.take("replay", height=620)
    office.leave()
    leader = Somebody(browser, url, "leader", phone=True)
    leader.go(path)
    leader.take("issue-phone", at="#main .paper")
    leader.leave()
    editor = Somebody(browser, url, "editor")
    editor.go(f"{path}deliveries/")
    editor.take("deliveries", height=620)
    editor.leave()
    _one_of_our_own(browser, url)


def _one_of_our_own(browser: Browser, url: str) -> None:
    editor = Somebody(browser, url, "editor")

    def begin(page: Page) -> None:
        page.goto("/bulletins/new/")
        page.locator("select[name=series]").select_option(index=1)
        page.locator("select[name=special]").select_option(index=1)
        page.locator("input[name=on]").fill("2022-10-24")
        page.locator("input[name=title]").fill(TITLE)

    editor.both(begin)
    editor.take("issue-new")
    page = editor.page
    page.locator("form[action='/bulletins/new/'] button").click()
    page.wait_for_url(re.compile(r"/bulletins/\d+/"))
    path = "/bulletins/" + re.findall(r"\d+", page.url.removeprefix(url))[0] + "/"
    _write(page, path, TOO_MUCH)
    editor.go(f"{path}edit/")
    editor.take("issue-edit", at=".passage:last-of-type")
    editor.go(path)
    editor.take("issue-checks")
    _rewrite(page, path, TRUE)
    page.goto(path)
    press(page, "submit")
    editor.leave()
    reviewer = Somebody(browser, url, "reviewer")
    reviewer.go(path)
    reviewer.take("issue-review", at=".obstacles, .turn", height=620)
    press(reviewer.page, "review")
    reviewer.leave()
    signer = Somebody(browser, url, "signer")
    signer.go(path)
    signer.take("issue-sign", at="#step-sign", height=620)
    press(signer.page, "sign")
    signer.go(path)
    signer.take("issue-signed")
    signer.leave()


def _write(page: Page, path: str, text: str) -> None:
    """Add a paragraph at the end of the issue."""
    page.goto(f"{path}edit/")
    form = page.locator(".add-passage").last
    form.locator("summary").first.click()
    _fill(page, form.locator("textarea[name=text]").get_attribute("id"), text)
    form.locator("form.passage-form > button").click()
    page.wait_for_load_state("networkidle")


def _rewrite(page: Page, path: str, text: str) -> None:
    page.goto(f"{path}edit/")
    passage = page.locator(".passage").last
    _fill(page, passage.locator("textarea[name=text]").first.get_attribute("id"), text)
    passage.locator("form.passage-form > button").first.click()
    page.wait_for_load_state("networkidle")


def _fill(page: Page, name: str | None, text: str) -> None:
    """Write into a text area under the chips, and let the page notice."""
    page.evaluate(
        """([name, text]) => {
            const area = document.getElementById(name);
            const box = area.parentNode.querySelector('[contenteditable=true]');
            area.value = text;
            if (box) { box.textContent = text; box.dispatchEvent(new Event('input', {bubbles: true})); }
        }""",
        [name, text],
    )


def publicity(browser: Browser, url: str) -> None:
    office = Somebody(browser, url, "office")
    office.go("/outreach/")
    office.take("publicity")
    office.go("/outreach/record/?kind=leaflet")
    office.take("publicity-record")
    office.go("/outreach/?state=recorded")
    office.both(lambda page: page.locator("tbody a").first.click())
    office.page.wait_for_url(re.compile(r"/outreach/\d+/"))
    office.take("publicity-verify")
    office.leave()


def offices(browser: Browser, url: str) -> None:
    """Supervision, papers, and what the administrators and the auditor keep."""
    office = Somebody(browser, url, "office")
    office.go("/todo/?list=around")
    office.take("overdue", height=620)
    office.go("/supervision/")
    office.both(lambda page: page.locator("tbody a").first.click())
    office.page.wait_for_url(re.compile(r"/supervision/\d+/"))
    office.take("supervision")
    office.go("/administration/responsibility/")
    office.take("responsibility", height=620)
    office.leave()
    for username, path, name in (
        ("system", "/administration/areas/", "areas"),
        ("system", "/administration/readiness/", "readiness"),
        ("security", "/administration/people/", "people"),
        ("security", "/administration/people/new/", "account-new"),
        ("security", "/access/tokens/", "tokens"),
    ):
        keeper = Somebody(browser, url, username)
        keeper.go(path)
        keeper.take(name, height=620)
        keeper.leave()
    auditor = Somebody(browser, url, "auditor")
    auditor.go("/journal/")
    auditor.take("register", height=520)
    auditor.both(lambda page: page.locator("main input[type=radio]").first.check())
    auditor.both(lambda page: page.locator("main form button[type=submit]").first.click())
    auditor.both(lambda page: page.locator("main table").first.wait_for())
    auditor.take("journal", height=620)
    auditor.leave()


SCENES: dict[str, Callable[[Browser, str], None]] = {
    "first": first_pages,
    "figures": figures,
    "loop": loop,
    "ledgers": ledgers,
    "bulletin": bulletin,
    "publicity": publicity,
    "offices": offices,
    "registers": registers,
}
