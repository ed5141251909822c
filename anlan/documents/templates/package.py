"""A DOCX as it comes from outside: unpacked within bounds, and refused if it holds what could act or reach out.

What is refused, each with its place: zip bombs, macros, embedded objects, external relationships (linked files and
pictures, remote templates), entities, fields that read files or change by themselves, tracked changes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from anlan.kernel.errors import Invalid

MOST_BYTES = 4 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_OF_XML = 8 * 2**20
MOST_PARTS = 400
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ACTIVE = re.compile(
    r"vbaproject|vbadata|/activex/|/embeddings/|/afchunk|\.bin$|\.ole$|\.(?:exe|dll|js|vbs|hta)$",
    re.IGNORECASE,
)
_TEXTS = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
FIELDS = frozenset("PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF TOC SEQ STYLEREF".split())
"""Fields that count pages or point within the document. INCLUDETEXT, LINK, DDE read files; DATE changes by itself."""
_CHANGES = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


@dataclass(slots=True)
class Package:
    """A template unpacked: every part as it is, those that hold text as trees."""

    parts: dict[str, bytes]
    texts: dict[str, Any]


def refused(why: str, code: str = "template.refused") -> Invalid:
    return Invalid(code, why, field="file")


def opened(content: bytes) -> Package:
    """Return an uploaded DOCX. Raises Invalid, with the place, for everything that a template must not hold."""
    parts = _unpacked(content)
    _check_kind(parts)
    texts: dict[str, Any] = {}
    for name, data in sorted(parts.items()):
        lowered = name.lower()  # to Word the case of a name means nothing
        if not lowered.endswith((".xml", ".rels")):
            continue
        tree = _tree(name, data)
        if lowered.endswith(".rels"):
            _check_relations(name, tree)
        elif lowered == "[content_types].xml":
            _check_types(tree)
        else:  # whatever it is called: which part is a header, its relations say
            _check_text(name, tree)
        if _TEXTS.match(name):
            texts[name] = tree
    return Package(parts, texts)


def place_of(part: str) -> str:
    """Return how people call a part that holds text."""
    stem = part.removeprefix("word/").removesuffix(".xml")
    number = stem.lstrip("abcdefghijklmnopqrstuvwxyz")
    match stem.rstrip("0123456789"):
        case "document":
            return _("main text")
        case "header":
            return _("header %(n)s") % {"n": number}
        case "footer":
            return _("footer %(n)s") % {"n": number}
        case "footnotes":
            return _("footnotes")
        case "endnotes":
            return _("endnotes")
    return part


def _unpacked(content: bytes) -> dict[str, bytes]:
    if len(content) > MOST_BYTES:
        raise refused(
            _("A template has at most %(most)s MB.") % {"most": MOST_BYTES // 2**20}, "template.size"
        )
    parts: dict[str, bytes] = {}
    lowered: set[str] = set()
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise _bomb()
            for entry in entries:
                name = entry.filename
                if entry.is_dir():
                    continue
                seen = name.lower() in lowered  # to Word a name in capitals is the same part
                if name.startswith("/") or ".." in name.split("/") or "\\" in name or seen:
                    raise refused(_("The file holds a part with the name “%(name)s”.") % {"name": name[:60]})
                most = min(left, MOST_OF_XML) if name.lower().endswith((".xml", ".rels")) else left
                with package.open(entry) as part:
                    data = part.read(most + 1)
                if len(data) > most:
                    raise _bomb()
                left -= len(data)
                parts[name] = data
                lowered.add(name.lower())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise refused(
            _("The file cannot be read as a Word document (%(why)s). Save it as .docx and send that.")
            % {"why": str(error)[:80]},
            "template.broken",
        ) from None
    return parts


def _bomb() -> Invalid:
    return refused(
        _("Unpacked, the file is larger than %(most)s MB or has too many parts: it is not read.")
        % {"most": MOST_UNPACKED // 2**20},
        "template.bomb",
    )


def _check_kind(parts: dict[str, bytes]) -> None:
    active = next((name for name in parts if _ACTIVE.search(name)), "")
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if active or "macroEnabled" in types:
        raise refused(
            _(
                "The file holds macros or embedded objects (%(part)s): nothing in a template may act. Save it as .docx."
            )
            % {"part": active or ".docm"},
            "template.macros",
        )
    if "word/document.xml" not in parts or MAIN not in types:
        raise refused(_("The file is no Word document (.docx)."), "template.kind")


def _tree(name: str, data: bytes) -> Any:
    """Return a part's tree. Nothing is fetched and no entity is resolved."""
    flat = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise refused(
            _("%(part)s declares entities: they are not read.") % {"part": name}, "template.entities"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refused(
            _("%(part)s cannot be read: %(why)s") % {"part": name, "why": str(error)[:100]}, "template.broken"
        ) from None


def _check_types(tree: Any) -> None:
    """Refuse a text under a name by which it would not be read here."""
    for kind in tree.iter(f"{_TYPES}Override", f"{_TYPES}Default"):
        name = kind.get("PartName") or f".{kind.get('Extension') or ''}"
        if "wordprocessingml" in (kind.get("ContentType") or "").lower() and not name.lower().endswith(
            ".xml"
        ):
            raise refused(
                _("The file holds a part with the name “%(name)s”.") % {"name": name[:60]}, "template.kind"
            )


def _check_relations(name: str, tree: Any) -> None:
    for relation in tree.iter(_RELATIONSHIPS):
        if (relation.get("TargetMode") or "").lower() == "external":
            raise refused(
                _(
                    "%(part)s leads outside of the file, to “%(target)s”: a template stands by itself. Remove the "
                    "link, or put the picture into the file."
                )
                % {"part": name, "target": (relation.get("Target") or "")[:80]},
                "template.external",
            )


def _check_text(name: str, tree: Any) -> None:
    for number, paragraph in enumerate(tree.iter(f"{W}p"), start=1):
        where = {"place": place_of(name), "n": number}
        for code in _field_codes(paragraph):
            word = code.split()[0].upper() if code.split() else ""
            if word not in FIELDS:
                raise refused(
                    _(
                        "%(place)s, paragraph %(n)s: the field “%(field)s” reads or changes by itself. Remove it."
                    )
                    % {**where, "field": code.strip()[:60]},
                    "template.field",
                )
        if any(True for _one in paragraph.iter(*_CHANGES)):
            raise refused(
                _("%(place)s, paragraph %(n)s: it holds tracked changes. Accept or reject them first.")
                % where,
                "template.changes",
            )
    for _chunk in tree.iter(f"{W}altChunk", f"{W}subDoc"):
        raise refused(
            _("%(place)s draws in another file: a template stands by itself.") % {"place": place_of(name)},
            "template.external",
        )


def _field_codes(paragraph: Any) -> list[str]:
    """Return the codes of a paragraph's fields, each whole, whatever runs it was cut into."""
    codes = [one.get(f"{W}instr") or "" for one in paragraph.iter(f"{W}fldSimple")]
    gathered: list[list[str]] = []
    for one in paragraph.iter(f"{W}fldChar", f"{W}instrText"):
        if one.tag == f"{W}instrText":
            if not gathered:
                gathered.append([])  # the code of a field that began in an earlier paragraph
            gathered[-1].append(one.text or "")
        elif one.get(f"{W}fldCharType") == "begin":
            gathered.append([])
        elif one.get(f"{W}fldCharType") == "end" and gathered:
            codes.append("".join(gathered.pop()))
    return [*codes, *("".join(some) for some in gathered if some)]


def packed(package: Package, *, at: tuple[int, int, int]) -> bytes:
    """Return the file with its parts in one order, each dated by the document's own day: the same bytes every time."""
    parts = dict(package.parts)
    for name, tree in package.texts.items():
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    first = {"[Content_Types].xml": 0, "_rels/.rels": 1}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name in sorted(parts, key=lambda part: (first.get(part, 2), part)):
            entry = zipfile.ZipInfo(name, date_time=(*at, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            made.writestr(entry, parts[name])
    return out.getvalue()
