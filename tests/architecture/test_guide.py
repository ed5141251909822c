"""The guides: in two languages, with pictures that exist, links that lead somewhere, and commands that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

from anlan.cli import build_parser
from tests.architecture.test_house import ROOT, files, text

GUIDE = ROOT / "docs" / "guide"
PICTURES = GUIDE / "pictures"
MOST_BYTES = 8_000_000
ROLES = (
    "inspector", "area-office", "department", "township", "business", "office", "leader", "bulletins", "auditor",
    "administrators",
)  # fmt: skip
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\w+=\S+ )*(?:\S+/bin/)?anlan ([a-z][^|#<>&;]*)")
MEANT = {"KIND": "hazards", "DATE": "2022-10-24", "SEQ": "1", "…": "x"}


def pages() -> list[str]:
    return files(".md")


def links(name: str) -> list[str]:
    found = LINK.findall(CODE.sub("", FENCE.sub("", text(name))))
    return [one or other for one, other in found if not (one or other).startswith(("http", "mailto:"))]


def anchors(path: Path) -> set[str]:
    """Return what the headings of a page are called in links, as GitHub calls them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower().strip()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", pages())
def test_every_link_of_a_page_leads_somewhere(name):
    broken = []
    for link in links(name):
        path, _hash, anchor = unquote(link).partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)

    assert not broken


def test_every_picture_is_shown_somewhere_and_all_are_light():
    shown = {Path(link).name for name in pages() for link in links(name) if link.endswith(".png")}
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}

    assert sorted(set(there) - shown) == []
    assert sum(there.values()) < MOST_BYTES


def test_every_guide_comes_in_both_languages_and_shows_pictures_of_its_own():
    english = {path.name.removesuffix(".md") for path in GUIDE.glob("*.md") if ".zh-CN" not in path.name}
    chinese = {path.name.removesuffix(".zh-CN.md") for path in GUIDE.glob("*.zh-CN.md")}
    pictures = {
        name: {re.sub(r"(\.en)?\.png$", "", link) for link in links(f"docs/guide/{name}") if ".png" in link}
        for name in (path.name for path in GUIDE.glob("*.md"))
    }

    assert english == chinese
    assert english >= set(ROLES)
    for name in english:
        assert pictures[f"{name}.md"] == pictures[f"{name}.zh-CN.md"], name
        assert all(
            link.endswith(".en.png") or not (GUIDE / link.replace(".png", ".en.png")).exists()
            for link in links(f"docs/guide/{name}.md")
            if link.endswith(".png")
        ), name
        assert not [link for link in links(f"docs/guide/{name}.zh-CN.md") if link.endswith(".en.png")], name


def test_the_contents_name_every_guide():
    for contents, suffix in (("README.md", ".md"), ("README.zh-CN.md", ".zh-CN.md")):
        named = {link for link in links(f"docs/guide/{contents}") if "/" not in link}
        there = {p.name for p in GUIDE.glob(f"*{suffix}") if (".zh-CN" in p.name) == (".zh-CN" in suffix)}

        assert there - named - {"README.md", "README.zh-CN.md"} == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_told_what_to_do_each_day_and_what_to_do_when_it_is_refused(role):
    assert "## When it is refused" in text(f"docs/guide/{role}.md")
    assert "## 办不了时" in text(f"docs/guide/{role}.zh-CN.md")


HANDBOOKS = [
    "README.md",
    "README.zh-CN.md",
    "docs/operations.md",
    *(f"docs/guide/{p.name}" for p in GUIDE.glob("*.md")),
]


def commands(name: str) -> list[str]:
    """Return what follows `anlan` in the code of a page: in its blocks, and between backticks."""
    page = text(name)
    blocks = [
        line for block in FENCE.findall(page) for line in re.split(r"\n|&&", block.replace("\\\n", " "))
    ]
    code = [*blocks, *CODE.findall(FENCE.sub("", page))]
    return [found[1].strip() for found in map(COMMAND.match, code) if found]


@pytest.mark.parametrize("name", sorted(HANDBOOKS))
def test_every_command_that_a_page_shows_is_understood(name, capsys):
    """Its options included; a name in capitals stands for what the reader gives."""
    wrong = [line for line in commands(name) if not _is_understood(line)]

    assert not wrong, capsys.readouterr().err


def test_the_pages_that_a_newcomer_reads_do_show_commands():
    shown = commands("README.md")

    assert len(shown) > 8
    assert {"demo reset", "figure hazards.outstanding", "journal verify"} <= set(shown)


def _is_understood(line: str) -> bool:
    words = [MEANT.get(word, word).strip("[]") for word in shlex.split(line)]
    return _ends_well(words) or _ends_well(
        [*words, "--help"]
    )  # a sentence may leave arguments out, not the command


def _ends_well(words: list[str]) -> bool:
    try:
        build_parser().parse_args(words)
    except SystemExit as end:
        return end.code == 0
    return True
