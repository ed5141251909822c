"""Making an issue ready for signature: everything evaluated in one snapshot, checked, and held fast.

It happens before the door is passed, so that the journal's head is not held while rows are counted: what is frozen is
known up to a number of the journal, and stays the same however much is recorded until the signature. The door then
gives numbers and day (flow.py, effects.py), and one digest is made over all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from anlan.bulletins import checks, composing, templates
from anlan.bulletins.models import Issue, Series, SpecialSeries, TemplateVersion
from anlan.documents.compose import Composed
from anlan.documents.model import (
    Block,
    Bulletin,
    Cell,
    Composition,
    Origin,
    Paragraph,
    Quote,
    Table,
    Text,
    as_data,
)
from anlan.documents.text import render
from anlan.documents.tokens import read_key
from anlan.figures import quoting
from anlan.figures.cut import Known
from anlan.figures.evaluation import Traces, Value, trace
from anlan.journal.digest import hasher
from anlan.journal.models import Head, Seal
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.identity import canonical
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Frozen:
    """An issue made ready: its document without numbers, every value, and how much was known."""

    issue_id: int
    revision: int
    version: int
    document: Composition
    values: tuple[dict[str, Any], ...]
    known: Known
    text: str
    algorithm: str
    series: Series
    special: SpecialSeries | None
    template: TemplateVersion | None

    @property
    def digest_text(self) -> str:
        """The digest of what is signed, in hexadecimal: the journal's entry of the signature holds it."""
        return self.content_digest.hex()

    @property
    def content_digest(self) -> bytes:
        return digest_of(
            self.algorithm,
            content_of(as_data(self.document), self.values, self.known.seq, self.known.at, self.template),
        )

    def finished(
        self, case: Any, *, by: Actor, seq: int
    ) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
        """Return the row of the signed issue, its document with numbers and day, and the rows of its values."""
        frame = self.document.frame
        assert isinstance(frame, Bulletin)
        framed = composing.signed_frame(frame, case, series=self.series, special=self.special)
        document = as_data(replace(self.document, frame=framed))
        seal = Seal.objects.order_by("-number").first()
        root = bytes(seal.root) if seal else b""
        number = seal.number if seal else None
        whole = whole_of(
            content_of(document, self.values, self.known.seq, self.known.at, self.template), number, root
        )
        row = {
            "issue_id": case.id,
            "seq": seq,
            "version": self.version,
            "composition": document,
            "known_seq": self.known.seq,
            "known_at": self.known.at,
            "seal_number": number,
            "seal_root": root,
            "algorithm": self.algorithm,
            "content_digest": self.content_digest,
            "digest": digest_of(self.algorithm, whole),
            "template": self.template,
        }
        return row, self.values


def content_of(
    document: dict[str, Any],
    values: Any,
    known_seq: int,
    known_at: datetime,
    template: TemplateVersion | None = None,
) -> dict[str, Any]:
    """Return everything that a signed issue says and stands on, as plain data.

    With the digest of the template, if one makes its file too: that file is then a function of what is digested.
    """
    content = {
        "document": document,
        "values": [_plain(value) for value in values],
        "known_seq": known_seq,
        "known_at": known_at.isoformat(),
    }
    return {**content, "template": template.sha256} if template else content


def whole_of(content: dict[str, Any], seal_number: int | None, seal_root: bytes) -> dict[str, Any]:
    return {**content, "seal": seal_number, "seal_root": seal_root.hex()}


def digest_of(algorithm: str, content: dict[str, Any]) -> bytes:
    return hasher(algorithm)(canonical(content).encode("utf-8"))


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {name: each.isoformat() if hasattr(each, "isoformat") else each for name, each in value.items()}


def freeze(issue: Issue) -> Frozen:
    """Return the issue made ready for signature. Raises Refused, with everything that stands against it, if it is not.

    Cost: the keys of all rows counted by its figures are read once, for their digests.
    """
    with snapshot():
        known = Known.now()
        written = composing.of_issue(issue, known=known)
        found = checks.obstacles(issue, written)
        if standing := [one for one in found if one.blocks]:
            raise Refused(
                "bulletin.obstacles",
                " ".join(f"{n}. {one.text}" for n, one in enumerate(standing, start=1)),
                obstacles=[one.text for one in standing],
            )
        values = tuple(_values(issue, written.composed))
        template = templates.newest(issue.series)
        algorithm = Head.objects.values_list("digest", flat=True).get(pk=1)
    with override("zh-hans" if issue.language == "zh" else "en"):
        document = marked(written)
    return Frozen(
        issue.pk,
        issue.revision,
        issue.version,
        document,
        values,
        known,
        plain_text(document),
        algorithm,
        issue.series,
        issue.special,
        template,
    )


def marked(written: composing.Written) -> Composition:
    """Return the document with a permanent short code at each figure that it prints, by which paper leads to it.

    A code outlives a signature that is not made after all: it opens what was asked, whoever asks it.
    """
    at = clock.now()
    composed = written.composed
    codes = {
        quote_.href: quoting.written(quoting.quote(composed.values[key], at=at).code)
        for key, quote_ in composed.prints.items()
    }
    blocks = [
        replace(
            block,
            runs=tuple(
                replace(run, mark=codes.get(run.href, "")) if isinstance(run, Quote) else run
                for run in block.runs
            ),
        )
        if isinstance(block, Paragraph)
        else block
        for block in written.document.blocks
    ]
    return replace(written.document, blocks=tuple(blocks), annex=_register(written, codes))


def _register(written: composing.Written, codes: dict[str, str]) -> tuple[Block, ...]:
    """Return the sheet at the end by which a number on paper is looked up: as printed, what it is, its short code.

    Nothing for an issue that prints no figure. Domain brief §9.1: a small annex leads from paper to the records.
    """
    prints, values = written.composed.prints, written.composed.values
    rows = tuple(
        (
            Cell(one.text),
            Cell(str(values[key].figure.name)),
            Cell(f"{values[key].period.first} – {values[key].period.last}"),
            Cell(codes[one.href], align="end"),
        )
        for key, one in prints.items()
    )
    if not rows:
        return ()
    header = (_("As printed"), _("Figure"), _("Period"), pgettext("short address", "Code"))
    told = _("Open %(site)s/f/CODE to see what a number means and the records behind it.") % {
        "site": settings.SITE or _("(address of this system)")
    }
    table = Table(header, rows, caption=_("Where the numbers come from"), widths=(3, 4, 5, 3))
    return table, Paragraph((Text(told),))


def plain_text(document: Composition) -> str:
    """Return title and text as the search and corrections read them."""
    frame = document.frame
    return "\n".join([composing.CLAUSES.join(frame.title), render(document.blocks)])


def _values(issue: Issue, composed: Composed) -> list[dict[str, Any]]:
    """Return every number that the issue prints, in order: of the text with the digest of its rows, then of tables."""
    quotes, seen = composed.prints, Traces()
    rows = [
        _value(
            n,
            key,
            composed.values[key],
            quote.text,
            quote.origin,
            trace(composed.values[key], seen=seen),
            read_key(key).area or issue.series.area.code,
        )
        for n, (key, quote) in enumerate(quotes.items())
    ]
    for cell in composed.cells:
        rows.append(_value(len(rows), cell.key, cell.value, cell.text, Origin.FIGURE, None, cell.area_code))
    return rows


def _value(
    position: int, key: str, value: Value, printed: str, origin: Origin, proof: Any, area_code: str
) -> dict[str, Any]:
    return {
        "position": position,
        "key": key,
        "code": value.figure.code,
        "revision": value.figure.revision,
        "area_code": area_code,
        "area_id": value.cut.area_id,
        "area_path": value.cut.area_path,
        "first_on": value.period.first,
        "last_on": value.period.last,
        "count": value.count,
        "base": value.base,
        "text": value.text,
        "phrase": value.phrase,
        "printed": printed,
        "origin": origin.value,
        "row_count": proof.rows if proof else None,
        "row_digest": proof.digest if proof else "",
        **sectors_of(value),
    }


def sectors_of(value: Value) -> dict[str, str]:
    """Return the sectors that a value is cut to, for its row; nothing of one that is not: it has the digest it
    always had."""
    keys = ",".join(map(str, value.cut.sector_ids))
    return {"sectors": keys} if keys else {}
