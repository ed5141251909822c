"""Which placeholders a template may hold, and what stands in a paragraph: read at the upload, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.documents.relations import Words
from anlan.documents.templates.package import Package, W, place_of, refused
from anlan.documents.tokens import FigureToken, split

MOST = 400
"""Placeholders in one template."""


@dataclass(frozen=True, slots=True)
class Name:
    """A placeholder: its name in both languages, what it prints, and whether it fills paragraphs of its own."""

    code: str
    chinese: str
    told: Words
    is_block: bool = False
    takes: str = ""  # what stands behind the name: the code of a section or figure


NAMES: tuple[Name, ...] = (
    Name("masthead", "刊名", gettext_lazy("the name of the series")),
    Name("number", "期号", gettext_lazy("the number, as the series writes it")),
    Name("special", "专刊", gettext_lazy("the special series with its number; nothing if there is none")),
    Name("issuer", "编发单位", gettext_lazy("who issues it")),
    Name("date", "日期", gettext_lazy("the day of the signature, in full")),
    Name("title", "标题", gettext_lazy("the title, its clauses with a full-width space between them")),
    Name("draft", "拟稿", gettext_lazy("the mark of a draft; nothing once it is signed")),
    Name("editors", "编辑", gettext_lazy("the editors")),
    Name("reviewer", "审核", gettext_lazy("the reviewer")),
    Name("signer", "签发", gettext_lazy("the signer")),
    Name("report_to", "报", gettext_lazy("to whom it is reported")),
    Name("deliver_to", "送", gettext_lazy("to whom it is delivered")),
    Name("issue_to", "发", gettext_lazy("to whom it is issued")),
    Name("as_of", "统计截至", gettext_lazy("as of when and as known when the numbers are")),
    Name("address", "网址", gettext_lazy("the address of the issue's page; nothing where the site has none")),
    Name("body", "正文", gettext_lazy("the whole text with its headings and tables"), is_block=True),
    Name("section", "章节", gettext_lazy("the text of one section"), is_block=True, takes="hazards.loop"),
    Name("rest", "其余", gettext_lazy("the sections that stand nowhere else in the template"), is_block=True),
    Name(
        "annex",
        "数字对照",
        gettext_lazy("the sheet that leads from each number to its records"),
        is_block=True,
    ),
    Name(
        "figure",
        "数字",
        gettext_lazy("a figure; its span, area and “bare” are written as in a text"),
        takes="hazards.found",
    ),
)
_BY_NAME = {name: one for one in NAMES for name in (one.code, one.chinese)}
FOUND = re.compile(r"\{\{\s*([^{}\n\t]*?)\s*\}\}")
_SECTION = re.compile(r"^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$")
_PROGRAMME = re.compile(r"\{[%#]|[%#]\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder as it stands in a template: its name, what it is about, its words, and where."""

    name: Name
    about: str
    words: str
    where: str

    @property
    def token(self) -> FigureToken:
        """Of a figure: what is asked."""
        (token,) = split("{%s}" % self.about)  # noqa: UP031 -- braces are the token's own
        assert isinstance(token, FigureToken)
        return token


def lines(tree: Any) -> Iterator[tuple[Any, list[Any], str]]:
    """Yield each paragraph of a part with the texts that stand in it, not in a frame within it, and them together."""
    for paragraph in tree.iter(f"{W}p"):
        texts: list[Any] = []
        told = ""
        for one in _within(paragraph):
            if one.tag == f"{W}t":
                texts.append(one)
                told += one.text or ""
            elif one.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                texts.append(None)
                told += "\t"
        yield paragraph, texts, told


def _within(paragraph: Any) -> Iterator[Any]:
    """Yield what stands in a paragraph in order, leaving out paragraphs within it (frames have their own)."""
    for child in paragraph:
        if child.tag in (f"{W}p", f"{W}pPr", f"{W}rPr"):
            continue
        yield child
        yield from _within(child)


def read(package: Package) -> list[Placeholder]:
    """Return a template's placeholders in order. Raises Invalid, with place and words, for what is none."""
    found: list[Placeholder] = []
    for part, tree in package.texts.items():
        for number, (_paragraph, _texts, told) in enumerate(lines(tree), start=1):
            where = _("%(place)s, paragraph %(n)s") % {"place": place_of(part), "n": number}
            found += _of_line(told, where, in_text=part == "word/document.xml")
            if len(found) > MOST:
                raise refused(_("A template has at most %(n)s placeholders.") % {"n": MOST}, "template.long")
    _check_together(found)
    return found


def _of_line(told: str, where: str, *, in_text: bool) -> list[Placeholder]:
    if odd := _PROGRAMME.search(told):
        raise refused(
            _(
                "%(where)s: “%(words)s” is a command. A template runs nothing: no loops, conditions or includes. Take "
                "placeholders of the list."
            )
            % {"where": where, "words": told[odd.start() : odd.start() + 60]},
            "template.command",
        )
    left = FOUND.sub("", told)
    if "{{" in left or "}}" in left:
        at = max(left.find("{{"), left.find("}}"))
        raise refused(
            _("%(where)s: “%(words)s” is a placeholder that does not end or begin.")
            % {"where": where, "words": left[max(at - 20, 0) : at + 40]},
            "template.open",
        )
    found = [placeholder(hit.group(1), hit.group(0), where) for hit in FOUND.finditer(told)]
    for one in found:
        if one.name.is_block and (told.strip() != one.words or not in_text):
            raise refused(
                _("%(where)s: “%(words)s” stands in a paragraph of the text that holds nothing else.")
                % {"where": where, "words": one.words},
                "template.block",
            )
    return found


def placeholder(inside: str, words: str = "", where: str = "") -> Placeholder:
    """Return what stands between braces, read. Raises Invalid, with place and words, for what is none of the list."""
    named, _space, about = inside.partition(" ")
    name, about = _BY_NAME.get(named), about.strip()
    if name is None or bool(name.takes) != bool(about):
        raise refused(
            _(
                "%(where)s: there is no placeholder “%(words)s”. The guide lists them: {{ number }}, {{ body }} …"
            )
            % {"where": where, "words": words[:60]},
            "template.unknown",
        )
    if name.code == "section" and not _SECTION.match(about):
        raise refused(
            _("%(where)s: “%(words)s” names no section.") % {"where": where, "words": words[:60]},
            "template.unknown",
        )
    if name.code == "figure":
        parts = list(split("{%s}" % about))  # noqa: UP031 -- braces are the token's own
        if len(parts) != 1 or not isinstance(parts[0], FigureToken):
            raise refused(
                _("%(where)s: “%(words)s” names no figure.") % {"where": where, "words": words[:60]},
                "template.unknown",
            )
    return Placeholder(name, about, words, where)


def _check_together(found: list[Placeholder]) -> None:
    """Refuse a text that would be printed twice: so a template's file is never much longer than its issue."""
    seen: set[tuple[str, str]] = set()
    for one in found:
        key = (one.name.code, one.about)
        if one.name.is_block and key in seen:
            raise refused(
                _("%(where)s: “%(words)s” stands there already; a text is printed once.")
                % {"where": one.where, "words": one.words},
                "template.twice",
            )
        seen.add(key)
    blocks = {one.name.code for one in found if one.name.is_block}
    if "body" in blocks and blocks & {"section", "rest"}:
        raise refused(
            _(
                "The template holds the whole text and parts of it: take {{ body }}, or sections with {{ rest }}."
            ),
            "template.twice",
        )
    if "section" in blocks and "rest" not in blocks:
        raise refused(
            _(
                "The template has places for single sections and none for the others: put {{ rest }} where they go."
            ),
            "template.no_text",
        )
    if not blocks & {"body", "rest"}:
        raise refused(
            _("The template has no place for the text: put {{ body }} into a paragraph of its own."),
            "template.no_text",
        )
