"""Every page is in one language: each route of the URL conf, in Chinese and in English; and the Chinese is well set.

Data may be in any language where it is marked with `lang`, or is a record of the city (`records`). Beside it
anlan/web/tests/test_language.py reads single pages in every state of a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anlan.org.models import Person, Post
from anlan.reporting.form_models import FormVersion
from anlan.web.tests.test_language import CHINESE, MEANT, messages, said
from tests.architecture.test_access import own_folder, values
from tests.every_page import client_of, pages_at, pages_outside

__all__ = ["messages", "own_folder", "values"]

ROOT = Path(__file__).resolve().parents[2]
HAN = r"[\u3400-\u9fff]"
WORD = re.compile(r"(?<![A-Za-z0-9_./@{-])[A-Za-z]{2,}(?![A-Za-z0-9_./@}=-])")
# what a Chinese page says in Latin letters too: formats, standards, names of techniques
LATIN = frozenset(
    """
    API AQ CSV DOCX GB HTTP HTTPS ID IP JSON PDF SHA SM TSV UTC URL UTF XLSX ZIP JPEG PNG HEIC WebP OpenAPI TXT MB
    Bearer Authorization Python Enter Esc English EN xls xlsx csv zip GET POST PUT DELETE curl Excel Word WPS anlan YH
    JC DB JB QY ZC LX AB CAP TB CAS Chapman Sadinle docx GeoJSON RFC WGS FeatureCollection code
    HT http https ping ANLAN_WEBHOOK_NETWORKS
    """.split()
)
FAULTS = {
    "a half-width mark beside Chinese": re.compile(rf"{HAN}\s*[,;:!?()\[\]]|[,;:!?()\[\]]\s*{HAN}"),
    "a half-width full stop": re.compile(rf"{HAN}\.(?![\w{{])"),
    "a blank beside a full-width mark": re.compile(
        r"\s[，。；：！？、）】》”’]|[（【《“‘]\s|[，。；：！？、] (?=\S)"
    ),
    "straight quotes": re.compile(rf"{HAN}[\"']|[\"']{HAN}"),
    "dots instead of ……": re.compile(rf"{HAN}\.\.+|。。|{HAN}…(?!…)(?<!……)"),
    "a blank between characters": re.compile(rf"{HAN} +{HAN}"),
    "corner brackets": re.compile(r"[「」『』]"),
}


# faults that only whole sentences can have: a page joins words with blanks, and cuts long ones with “…”
OF_TEXT = ("a blank between characters", "dots instead of ……")


def chinese_strings(messages: ModuleType) -> Iterator[str]:
    for message in messages.merged():
        if message.id:
            yield from message.string if isinstance(message.string, tuple) else (message.string,)


def test_no_string_is_untranslated_or_translated_twice(messages):
    _known, twice = messages.translated()

    assert messages.untranslated(messages.merged()) == []
    assert twice == []


def test_the_punctuation_of_the_catalogue_is_full_width(messages):
    faults = [
        f"{what}: {text}"
        for text in chinese_strings(messages)
        for what, pattern in FAULTS.items()
        if pattern.search(text)
    ]

    assert not faults, "\n".join(faults)


def test_the_faults_are_found():
    """The patterns themselves: each finds what it is named for, and leaves well-set text alone."""
    wrong = [
        "隐患,已销号",
        "隐患.",
        "隐患 ，已销号",
        '"隐患"',
        "隐患...",
        "一 般隐患",
        "「隐患」",
        "隐患(一般)",
    ]
    right = [
        "隐患，已销号。",
        "《安全生产法》第41条（2021）",
        "“回头看”",
        "等待……",
        "SHA-256 摘要",
        "上传 .xlsx 文件",
    ]

    assert [text for text in wrong if not any(fault.search(text) for fault in FAULTS.values())] == []
    assert [text for text in right if any(fault.search(text) for fault in FAULTS.values())] == []


def unused() -> dict[str, str]:
    """Return word → the word of the house, from the glossary."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    table = text.split("## One word for one thing on Chinese pages", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    return {word: right for wrong, right in rows for word in wrong.split("、") if word not in ("not", "---")}


def test_one_thing_has_one_name(messages):
    words = unused()

    strays = [
        f"{word} (the glossary says {right}): {text}"
        for text in chinese_strings(messages)
        for word, right in words.items()
        if word in text.replace("区域性", "")  # the bulletin's own word for problems of an area
    ]

    assert len(words) > 10
    assert not strays, "\n".join(strays)


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text of a value, those within lists and mappings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)


def records() -> re.Pattern[str]:
    """Return what the city's records say, in whatever language it was written: names, descriptions, answers."""
    told = {*MEANT, "安委办〔2022〕12号", "液氨"}  # the example of a number; what the installation holds
    for model in apps.get_models():
        if model._meta.app_label in ("criteria", "jobs", "django_q", "axes", "contenttypes", "sessions"):
            continue
        columns = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField)
            and not field.choices
            and not field.primary_key
        ]
        for row in model.objects.values_list(*columns) if columns else ():
            texts = {text.strip() for value in row for text in strings_in(value) if len(text.strip()) > 1}
            told |= texts | {text.rstrip("。") for text in texts}  # a quotation goes without its last stop
    for fields in FormVersion.objects.values_list("fields", flat=True):  # what an office called its fields
        named = [
            one.get(name, "")
            for one in fields
            for name in ("code", "label", "label_en", "unit", "help", "help_en")
        ]
        told |= {text for text in named if len(text) > 1}
        told |= {
            text for one in fields for choice in one.get("choices", ()) for text in choice if len(text) > 1
        }
    # the names of parameters in the description of the API, tokens of a text, numbers of papers
    coded = rf"`[^`]+`|\{{[^{{}}]+\}}|{HAN}+〔\d{{4}}〕\d+号"
    return re.compile("|".join([coded, *map(re.escape, sorted(told, key=len, reverse=True))]))


@pytest.fixture
def pages(values) -> list[tuple[str, str, str]]:
    """Return (route, address, username) of every page, and of those that refuse something."""
    Person.objects.update(name="王建军")
    Post.objects.update(title="科长")
    from tests.architecture.test_access import addresses_of

    return [
        *pages_at(addresses_of(values)),
        *pages_outside(),
        ("sign-in", reverse("sign-in"), ""),
        ("not found", "/nowhere/", "county1"),
        ("no right", reverse("journal"), "inspector1"),
        ("bad number", reverse("hazards:list") + "?before=x", "county1"),
        ("bad choice", reverse("hazards:list") + "?state=x", "county1"),
    ]


def read(pages: list[tuple[str, str, str]], language: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (page, what it says) of every page in a language."""
    clients: dict[str, Client] = {}
    for route, address, username in pages:
        if username not in clients:
            clients[username] = client_of(username)
            clients[username].cookies["django_language"] = language
        answer: Any = clients[username].get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            assert isinstance(answer, HttpResponse)
            yield f"{route} ({username})", said(answer)


def test_no_english_word_stands_on_a_chinese_page(pages):
    data, strays = records(), {}

    for page, texts in read(pages, "zh-hans"):
        found = {word for text in texts for word in WORD.findall(data.sub("0", text))} - LATIN
        if found:
            strays[page] = sorted(found)

    assert not strays, "\n".join(f"{page}: {words}" for page, words in strays.items())


def test_no_chinese_word_stands_on_an_english_page(pages):
    data, strays = records(), {}

    for page, texts in read(pages, "en"):
        found = {word for text in texts for word in CHINESE.findall(data.sub(" ", text))}
        if found:
            strays[page] = sorted(found)

    assert not strays, "\n".join(f"{page}: {words}" for page, words in strays.items())


def test_chinese_pages_are_well_set(pages):
    """What templates join together is set as well as what the catalogue holds."""
    data, strays = records(), {}

    for page, texts in read(pages, "zh-hans"):
        found = {
            f"{what}: {text.strip()[:80]}"
            for text in texts
            for what, pattern in FAULTS.items()
            if what not in OF_TEXT and pattern.search(data.sub("X", text))
        }
        if found:
            strays[page] = sorted(found)

    assert not strays, "\n".join(f"{page}: {words}" for page, words in strays.items())
