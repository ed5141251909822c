"""Replay: every number of a signed issue counted anew from what was known then, and compared with what was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins import archive, freeze
from anlan.bulletins.models import Archived, Issue, Signed, SignedValue
from anlan.documents.rendering.renderer import renderer
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import Value, evaluate_all, trace
from anlan.figures.registry import REGISTRY
from anlan.journal.models import Entry
from anlan.journal.snapshot import snapshot
from anlan.kernel.period import Period

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One number: as it was signed, as it is now counted, and every difference in words."""

    signed: SignedValue
    value: Value | None
    differences: tuple[str, ...]


@dataclass
class Replayed:
    """What a replay found."""

    issue: Issue
    signed: Signed
    numbers: list[Compared] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the whole: digests, numbers, files
    files: list[str] = field(default_factory=list)  # formats that were made again, byte by byte the same
    notes: list[str] = field(default_factory=list)  # what differs for a reason that is no fault

    @property
    def equal(self) -> bool:
        return not self.faults and not any(one.differences for one in self.numbers)

    @property
    def proven_rows(self) -> int:
        """How many rows were counted anew and found to be the same ones."""
        return sum(one.signed.row_count or 0 for one in self.numbers if not one.differences)


def replay(issue: Issue, *, progress: Progress | None = None) -> Replayed:
    """Rebuild a signed issue's numbers from the journal as known then. Reads the keys of all rows that it counted."""
    signed = Signed.objects.get(pk=issue.pk)
    found = Replayed(issue, signed)
    with snapshot():
        known = _known(signed)
        values = list(SignedValue.objects.filter(signed=signed).order_by("position"))
        for number, one in enumerate(values, start=1):
            found.numbers.append(_compare(one, known))
            if progress:
                progress(number, len(values))
        found.faults += _digests(signed, values)
        found.faults += _numbering(issue, signed)
    for file in Archived.objects.filter(signed=signed).order_by("format"):
        _again(file, signed, found)
    return found


def _known(signed: Signed) -> Known:
    now = Known.now()
    return Known(signed.known_seq, signed.known_at, signed.known_seq == now.seq)


def _compare(one: SignedValue, known: Known) -> Compared:
    if one.code not in {figure.code for figure in REGISTRY}:
        return Compared(one, None, (_("the figure %(code)s no longer exists") % {"code": one.code},))
    figure = REGISTRY[one.code]
    sectors = tuple(int(key) for key in one.sectors.split(",") if key)
    cut, period = Cut(one.area_id, one.area_path, sectors), Period(one.first_on, one.last_on)
    value = evaluate_all([one.code], cut=cut, period=period, known=known)[one.code]
    pairs: list[tuple[str, Any, Any]] = [
        (_("value"), one.count, value.count),
        (_("divided by"), one.base, value.base),
        (_("text"), one.text, value.text),
        (_("with measure word"), one.phrase, value.phrase),
    ]
    if one.row_digest:
        proof = trace(value)
        pairs += [(_("rows"), one.row_count, proof.rows), (_("digest of rows"), one.row_digest, proof.digest)]
    told = [
        _("%(what)s: signed %(then)s, now %(now)s") % {"what": what, "then": then, "now": now}
        for what, then, now in pairs
        if then != now
    ]
    if figure.revision != one.revision:
        told.append(
            _("the definition changed: revision %(then)s when signed, %(now)s now")
            % {"then": one.revision, "now": figure.revision}
        )
    return Compared(one, value, tuple(told))


_KEPT = (
    "position", "key", "code", "revision", "area_code", "area_id", "area_path", "first_on", "last_on", "count", "base",
    "text", "phrase", "printed", "origin", "row_count", "row_digest",
)  # fmt: skip


def _digests(signed: Signed, values: list[SignedValue]) -> list[str]:
    """Compare the digest of what is kept with the one that was signed."""
    rows = [
        {name: getattr(one, name) for name in _KEPT} | ({"sectors": one.sectors} if one.sectors else {})
        for one in values
    ]
    content = freeze.content_of(signed.composition, rows, signed.known_seq, signed.known_at, signed.template)
    root = bytes(signed.seal_root)
    whole = freeze.digest_of(signed.algorithm, freeze.whole_of(content, signed.seal_number, root))
    if whole == bytes(signed.digest):
        return []
    return [
        _("what is kept has another digest than what was signed: %(now)s, not %(then)s")
        % {"now": whole.hex(), "then": bytes(signed.digest).hex()}
    ]


def _numbering(issue: Issue, signed: Signed) -> list[str]:
    """Compare with the journal: the entry of the signature, and the digest that it holds."""
    entry = Entry.objects.filter(seq=signed.seq, case_id=issue.pk, step="sign").first()
    if entry is None:
        return [_("the journal has no entry %(seq)s that signs this issue") % {"seq": signed.seq}]
    if bytes(signed.content_digest).hex() not in entry.input:
        return [_("the journal's entry %(seq)s was made for another content") % {"seq": signed.seq}]
    return []


def _again(file: Archived, signed: Signed, found: Replayed) -> None:
    """Make a file again. One that differs is a fault where the same renderer made it, else a note: what was signed is
    proven by its digest, the archived bytes by theirs."""
    kept = hashlib.sha256(bytes(file.content)).hexdigest()
    if kept != file.sha256:
        found.faults.append(_("the archived %(format)s was changed") % {"format": file.format})
        return
    made = archive.render(signed, file.format)
    if hashlib.sha256(made).hexdigest() == file.sha256:
        found.files.append(file.format)
        return
    now = renderer(file.format)
    if file.made_by == now:
        found.faults.append(
            _("the %(format)s, made again by the same renderer, differs from the archived one")
            % {"format": file.format}
        )
        return
    found.notes.append(
        _("the %(format)s, made again, looks different: the renderer changed from “%(then)s” to “%(now)s”")
        % {"format": file.format, "then": file.made_by or _("unknown"), "now": now}
    )
