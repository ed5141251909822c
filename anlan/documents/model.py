"""What a document is when it is composed, before it is a page, a PDF, a DOCX or text.

A document is a frame (what stands around the text: masthead, number, issuer, day, colophon) and blocks (the text).
It is plain data: `as_data` and `from_data` turn it into JSON and back, so that what was signed is kept and printed
again exactly, without asking a figure anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Style(StrEnum):
    """How a run of text is set. Headings of a bulletin are run in: they stand at the head of their paragraph."""

    BODY = ""
    FIRST = "first"  # 一、 in 黑体
    SECOND = "second"  # （一） in 楷体
    STRONG = "strong"


class Origin(StrEnum):
    """Where a printed number comes from."""

    FIGURE = "figure"  # evaluated from records
    OVERRIDE = "override"  # printed instead of the true value, with a reason and an approver
    TYPED = "typed"  # written by hand and marked as such


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Quote:
    """A printed number: its text as printed (with measure word), the figure's code, and what it was exactly.

    `number` is the exact value as text (“102”, “99.8747”); `href` the page that opens its records; `mark` the short
    code by which paper leads there; `title` the figure's name.
    """

    text: str
    code: str
    number: str = ""
    origin: Origin = Origin.FIGURE
    href: str = ""
    mark: str = ""
    title: str = ""


Run = Text | Quote


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs, its first line set in by two characters."""

    runs: tuple[Run, ...]
    key: str = ""  # names the paragraph of a section: stays the same over versions of an issue


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a line of its own (reports, annexes)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: text, and of a number where it leads and what it is exactly, for a workbook."""

    text: str
    code: str = ""
    href: str = ""
    align: str = "start"  # start, end
    number: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header row; `widths` are shares of the line, all equal if empty."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A section that could not be composed: says which and why, where its text would stand."""

    section: str
    reason: str


Block = Paragraph | Heading | Table | Fault


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The frame of a bulletin (简报): domain brief §5.2. A line that is empty is not printed."""

    masthead: str
    issue_line: str = ""  # 第49期
    special_line: str = ""  # （安全生产大检查专刊 第32期）
    issuer: str = ""
    day: str = ""  # 2022年10月24日
    title: tuple[str, ...] = ()  # its clauses: a line breaks between them
    people: tuple[tuple[str, str], ...] = ()  # (编辑, 甲 乙), (审核, 丙), (签发, 丁)
    report_to: str = ""  # 报
    deliver_to: str = ""  # 送
    issue_to: str = ""  # 发
    copies: str = ""  # 共印50份
    draft: str = ""  # 拟: printed beside the number, large and grey, on each page
    secrecy: str = ""
    address: str = ""  # where the issue's numbers open; printed as a QR code in the colophon
    is_brief: bool = False  # one page: a small masthead, small type


@dataclass(frozen=True, slots=True)
class Letter:
    """The frame of a paper with a number (公文, a letter of supervision, an order): domain brief §5.1."""

    masthead: str  # name of the authority
    number: str = ""  # 漯安办督〔2022〕3号
    title: tuple[str, ...] = ()
    addressee: str = ""
    issuer: str = ""
    day: str = ""
    copies_to: str = ""  # 抄送
    printed_by: str = ""  # 印发机关
    printed_on: str = ""
    draft: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Writ:
    """The frame of a paper of enforcement (执法文书): its lines of facts, its lines to be signed (domain brief §7.4).

    A line is one or two pairs of label and value; an empty value is a blank to be written on by hand. What is `sealed`
    bears issuer and day at its end.
    """

    masthead: str  # name of the authority
    number: str = ""  # 责改指令〔2022〕3号
    title: tuple[str, ...] = ()  # 责令限期整改指令书
    facts: tuple[tuple[tuple[str, str], ...], ...] = ()
    addressee: str = ""
    signatures: tuple[tuple[tuple[str, str], ...], ...] = ()
    issuer: str = ""
    day: str = ""
    is_sealed: bool = True
    note: str = ""  # 本文书一式两份……
    draft: str = ""
    address: str = ""


Frame = Bulletin | Letter | Writ


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed document. `as_of` tells under the text as of when and as known when its numbers are."""

    frame: Frame
    blocks: tuple[Block, ...]
    language: str = "zh"
    as_of: str = ""
    annex: tuple[Block, ...] = field(default=())
    stamps: tuple[
        str, ...
    ] = ()  # 已更正, 已撤回: printed at the head of every page; never part of what is signed

    @property
    def quotes(self) -> Iterator[Quote]:
        """Every printed number in its order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from (run for run in block.runs if isinstance(run, Quote))


_BLOCKS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Paragraph, Heading, Table, Fault)}
_RUNS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Text, Quote)}
_FRAMES: dict[str, type[Any]] = {kind.__name__: kind for kind in (Bulletin, Letter, Writ)}


def as_data(document: Composition) -> dict[str, Any]:
    """Return the document as plain JSON data, kinds named by `is`."""
    stamps = {"stamps": list(document.stamps)} if document.stamps else {}  # what has none keeps its digest
    return {
        **stamps,
        "frame": {"is": type(document.frame).__name__, **asdict(document.frame)},
        "blocks": [_block_data(block) for block in document.blocks],
        "annex": [_block_data(block) for block in document.annex],
        "language": document.language,
        "as_of": document.as_of,
    }


def from_data(data: dict[str, Any]) -> Composition:
    """Return the document that `as_data` wrote."""
    frame = dict(data["frame"])
    kind = _FRAMES[frame.pop("is")]
    return Composition(
        frame=kind(**{name: _tuples(value) for name, value in frame.items()}),
        blocks=tuple(_block(each) for each in data["blocks"]),
        annex=tuple(_block(each) for each in data["annex"]),
        language=data["language"],
        as_of=data["as_of"],
        stamps=tuple(data.get("stamps", ())),
    )


def _block_data(block: Block) -> dict[str, Any]:
    data = {"is": type(block).__name__, **asdict(block)}
    if isinstance(block, Paragraph):
        data["runs"] = [{"is": type(run).__name__, **asdict(run)} for run in block.runs]
    return data


def _block(data: dict[str, Any]) -> Block:
    data = dict(data)
    kind = _BLOCKS[data.pop("is")]
    if kind is Paragraph:
        data["runs"] = tuple(_run(each) for each in data["runs"])
    elif kind is Table:
        data["rows"] = tuple(tuple(Cell(**cell) for cell in row) for row in data["rows"])
        data["header"], data["widths"] = tuple(data["header"]), tuple(data["widths"])
    block: Block = kind(**data)
    return block


def _run(data: dict[str, Any]) -> Run:
    data = dict(data)
    if _RUNS[data.pop("is")] is Text:
        return Text(data["text"], Style(data["style"]))
    return Quote(**{**data, "origin": Origin(data["origin"])})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list | tuple) else value
