"""Every word has both languages, and a page holds words of one of them only."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from anlan.figures import quoting
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area, Organisation, Person, Post, Sector
from anlan.premises.models import Premises
from anlan.testing import TODAY, found_hazard, record_visit, sign_in, take

ROOT = Path(__file__).resolve().parents[3]
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SILENT = frozenset("script style code template".split())
SPOKEN = frozenset("title placeholder aria-label alt data-label data-done".split())
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+(?:[ \u00a0]+[A-Za-z][A-Za-z'’-]+)+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# Chinese in English words: 家次 is the bulletins' own word for a visit, which the definition explains.
MEANT = ("家次",)


class Text(HTMLParser):
    """Collects what a reader of the page sees or hears, without parts that are marked as another language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.page_language = ""
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page_language = given.get("lang", "")
        foreign = "lang" in given and given["lang"] != self.page_language
        silent = foreign or tag in SILENT or any(quiet for _tag, quiet in self.open)
        if not silent:
            self.said += [given[name] for name in given if name in SPOKEN]
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                self.said.append(given.get("value", ""))
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(quiet for _tag, quiet in self.open):
            self.said.append(data.strip())


def said(response: HttpResponseBase) -> list[str]:
    reader = Text()
    reader.feed(cast(Any, response).content.decode())
    return reader.said


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """Return scripts/messages.py, which is no package's module."""
    spec = importlib.util.spec_from_file_location("messages_script", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def chinese_city(city):
    """Return the small city with Chinese names and posts; its records are Chinese too."""
    Person.objects.update(name="王建军")
    Post.objects.update(title="科长")
    return city


WAY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("assign", {"requirement": "立即清理"}),
    ("claim", {"rectification": "通道已经清理"}),
    ("accept", {"acceptance": "同意"}),
    ("close_out", {}),
)


def _hazard(visit: Visit, *steps: tuple[str, dict[str, Any]]) -> Hazard:
    hazard = found_hazard(visit=visit, description="一层安全出口被堵塞", interim_measure="专人看守")
    for step, words in steps:
        take(hazard, step, **words)
    return hazard


def _quoted() -> str:
    """Return the code of a value."""
    value = evaluate("hazards.found", cut=Cut.of(Area.objects.get(code="a")), period=Period.year_to(TODAY))
    return quoting.written(quoting.quote(value, at=clock.now()).code)


def addresses() -> list[str]:
    """Return every kind of page; the city's records lie on them."""
    visit = record_visit(situation="逐层查看")
    hazards = [_hazard(visit, *WAY[:count]) for count in range(len(WAY) + 1)]
    place = visit.premises_id
    return [
        reverse("today"),
        reverse("account"),
        reverse("hazards:list"),
        reverse("hazards:list") + "?q=nothing",
        *(reverse("hazards:detail", args=[hazard.pk]) for hazard in hazards),
        reverse("hazards:of-visit", args=[visit.pk]),
        reverse("hazards:of-premises", args=[place]),
        reverse("hazards:record", args=[visit.pk]),
        reverse("inspections:list"),
        reverse("inspections:detail", args=[visit.pk]),
        reverse("inspections:record"),
        reverse("inspections:record") + "?q=惠民",
        reverse("inspections:record") + f"?premises={place}",
        reverse("premises:list"),
        reverse("premises:detail", args=[place]),
        reverse("figures:list"),
        *(
            reverse("figures:detail", args=[code])
            for code in ("hazards.outstanding", "hazards.rectification_rate")
        ),
        reverse("figures:proof", args=["hazards.found"]),
        reverse("figures:rows", args=["hazards.outstanding"]),
        reverse("figures:parts", args=["hazards.days_to_rectify"]),
        *(
            reverse("figures:changes", args=[code]) + "?since=2022-10-23T00:00"
            for code in ("hazards.rectification_rate", "hazards.aged_0_7")
        ),
        reverse("figures:list") + "?q=nothing-like-this",
        reverse("figures:detail", args=["hazards.found"]) + "?from=2023-01-01&to=2023-02-01",
        reverse("short:value", args=[_quoted()]),
        reverse("short:value", args=["7K3M-9QXD"]),
        reverse("bulletins:list"),
        "/nowhere/",
        reverse("hazards:detail", args=[999_999]),
    ]


def open_all(language: str) -> Iterator[tuple[str, Any]]:
    """Yield (address, answer) of every page, by somebody who may open it."""
    officer, auditor = reader("county1", language), reader("auditor1", language)
    for address in addresses():
        yield address, officer.get(address)
    for code, name in (("journal", "journal"), ("sign-ins", "access:sign-ins"), ("looks", "access:looks")):
        yield f"{reverse(name)} (shut)", auditor.get(reverse(name))
        auditor.post(reverse("access:open", args=[code]), {"reason": "routine"})
        yield reverse(name), auditor.get(reverse(name))
    yield reverse("access:permissions"), auditor.get(reverse("access:permissions"))
    yield reverse("password"), auditor.get(reverse("password"))
    place = Premises.objects.get(code="shop").pk
    yield "phone", officer.get(reverse("access:phone", args=["premises", place]))


def reader(username: str, language: str) -> Client:
    client = sign_in(Client(), username)
    client.cookies["django_language"] = language
    return client


def test_every_word_has_chinese_and_the_catalogue_is_fresh(messages):
    catalogue = messages.merged()

    po, mo = messages.rendered(catalogue)

    assert messages.untranslated(catalogue) == []
    assert (messages.FOLDER / "django.po").read_bytes() == po, "run scripts/messages.py"
    assert (messages.FOLDER / "django.mo").read_bytes() == mo, "run scripts/messages.py"


def test_a_translation_keeps_the_placeholders_and_the_blanks(messages):
    marks = re.compile(r"%\(\w+\)[sd]|%%|%")  # a bare % breaks a page: its words are always formatted
    wrong = []

    for message in messages.merged():
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(marks.findall(sources[-1]))
        wrong += [
            source
            for source in sources[:1]
            for text in strings
            if source and set(marks.findall(text)) != wanted
        ]

    assert wrong == []


def test_chinese_pages_hold_no_english(chinese_city):
    stray = {}

    for address, page in open_all("zh-hans"):
        found = [hit for text in said(page) for hit in LATIN.findall(text)]
        if found:
            stray[address] = sorted(set(found))

    assert stray == {}


def test_english_pages_hold_no_chinese_but_names_and_records(chinese_city):
    pages = list(open_all("en"))
    names = {
        text
        for model, columns in (
            (Area, ("name", "short_name")),
            (Organisation, ("name",)),
            (Sector, ("name",)),
            (Premises, ("name", "address")),
            (Person, ("name",)),
            (Post, ("title",)),
            (Hazard, ("description", "interim_measure", "requirement", "rectification", "acceptance")),
        )
        for row in model.objects.values_list(*columns)
        for text in row
        if text
    } | {"逐层查看", *MEANT}
    data = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    stray = {}

    for address, page in pages:
        found = [hit for text in said(page) for hit in CHINESE.findall(data.sub("", text))]
        if found:
            stray[address] = sorted(set(found))

    assert stray == {}


def test_a_refused_step_is_told_in_chinese(chinese_city):
    hazard = found_hazard(description="一层安全出口被堵塞")
    client = reader("county1", "zh-hans")

    pages = [
        client.post(
            reverse("hazards:take", args=[hazard.pk, "assign"]), {"due_at": "yesterday", "key": "k" * 12}
        ),
        client.post(
            reverse("hazards:take", args=[hazard.pk, "accept"]), {"acceptance": "同意", "key": "l" * 12}
        ),
        client.post(
            reverse("inspections:record"), {"premises": hazard.premises_id, "mode": "", "at": "soon"}
        ),
        client.post(reverse("hazards:record", args=[hazard.visit_id]), {"description": "短"}),
    ]

    assert [page.status_code for page in pages] == [422, 409, 422, 422]
    assert [hit for page in pages for text in said(page) for hit in LATIN.findall(text)] == []
