"""What a guide says that a page says, the page says: labels in quotation marks, and the messages of refusals."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.architecture.test_guide import FENCE, GUIDE
from tests.architecture.test_house import ROOT, text

# quoted, and no label: a speaker's words, an example of the reader's own, a heading of the guide itself
OWN_WORDS = {
    "It was 102 last week, why is it 97?", "上周是102，为什么现在是97？", "是哪几条",
    "The same ledger next month", "下月再报同一台账", "24小时", "拟", "当时掌握的数",
    "1号楼 1单元101", "１号楼1单元101",
    "This year 111 234 visits, 81 562 hazards, 99.9% rectified, 102 outstanding",
}  # fmt: skip
REFUSED = {"": "## When it is refused", ".zh-CN": "## 办不了时"}
GUIDES = sorted(path.name.removesuffix(".zh-CN.md") for path in GUIDE.glob("*.zh-CN.md"))


@cache
def words(language: str) -> str:
    """Return all that pages say in a language."""
    with (ROOT / "anlan/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    said = [(one.id if language == "en" else one.string) for one in catalogue if one.id]
    return "\n".join(each for one in said for each in ([one] if isinstance(one, str) else one))


def pages() -> list[tuple[str, str]]:
    both = [(f"docs/guide/{name}{suffix}.md", suffix) for name in GUIDES for suffix in ("", ".zh-CN")]
    return [*both, ("README.md", ""), ("README.zh-CN.md", ".zh-CN")]


@pytest.mark.parametrize(("name", "suffix"), pages())
def test_what_stands_in_quotation_marks_stands_on_a_page(name, suffix):
    known = words("zh" if suffix else "en")
    quoted = [" ".join(one.split()) for one in re.findall(r"“([^”]+)”", FENCE.sub("", text(name)))]

    unknown = [
        one
        for one in quoted
        if one not in OWN_WORDS and not all(part.strip() in known for part in re.split("…+|→", one))
    ]

    assert not unknown


def refusals(name: str, suffix: str) -> list[str]:
    _head, found, tail = text(f"docs/guide/{name}{suffix}.md").partition(REFUSED[suffix])
    return re.findall(r"^\| ([^|]+) \|", tail, re.MULTILINE)[1:] if found else []


@pytest.mark.parametrize("name", GUIDES)
def test_a_refusal_is_told_in_its_own_words(name):
    """What begins with a capital letter in English is a message; the Chinese page has the same rows."""
    english, chinese = refusals(name, ""), refusals(name, ".zh-CN")

    assert len(english) == len(chinese)
    for one, other in zip(english, chinese, strict=True):
        if one[0].isupper():
            assert all(part.strip() in words("en") for part in re.split("…+|; ", one)), one
            assert all(part.strip() in words("zh") for part in re.split("…+|；", other)), other


def test_the_words_are_those_of_the_pages():
    assert Path(GUIDE / "tour.md").exists()
    assert "What you owe" in words("en")
    assert "我的待办" in words("zh")
