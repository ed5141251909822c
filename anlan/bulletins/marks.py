"""The marks of an issue that was corrected or withdrawn, on everything that is given out of it from then on.

What was signed and its archived files stay as they are; who opens the issue gets it with its marks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.bulletins import subjects
from anlan.bulletins.models import Correction, Issue, Signed, State
from anlan.documents.model import Block, Composition, Heading, Paragraph, Text, from_data
from anlan.journal.models import Entry
from anlan.kernel import clock

MARKED = frozenset({State.CORRECTED, State.WITHDRAWN})


def marked(signed: Signed, issue: Issue) -> Composition:
    """Return the document of a signed issue with the marks that it bears today; what was signed, if it bears none."""
    document = from_data(signed.composition)
    corrections = list(Correction.objects.filter(issue=issue.pk).order_by("number"))
    if issue.state not in MARKED and not corrections:
        return document
    with override("zh-hans" if issue.language == "zh" else "en"):
        stamps = [*_withdrawn(issue), *_corrected(corrections)]
        return replace(document, stamps=tuple(stamps), annex=(*_notes(issue, corrections), *document.annex))


def lines(issue: Issue) -> list[str]:
    """Return the marks of an issue in the reader's language; none for one that stands as it was signed."""
    corrections = list(Correction.objects.filter(issue=issue.pk).order_by("number"))
    return [*_withdrawn(issue), *_corrected(corrections)]


def _day(at: datetime) -> str:
    return clock.local_day(at).isoformat()


def _withdrawn(issue: Issue) -> list[str]:
    if issue.withdrawn_at is None:
        return []
    entry = (
        Entry.objects.filter(case_id=issue.pk, step="withdraw").order_by("-seq").values_list("seq", flat=True)
    )
    told = {"day": _day(issue.withdrawn_at), "seq": entry.first() or "—"}
    return [_("WITHDRAWN on %(day)s: do not use it (journal entry %(seq)s)") % told]


def _corrected(corrections: list[Correction]) -> list[str]:
    """Return one line for the last correction; with how many there are, if there are several."""
    if not corrections:
        return []
    last = corrections[-1]
    told = {"day": _day(last.at), "n": last.number, "seq": last.seq, "old": last.old, "new": last.new}
    if len(last.old) + len(last.new) > 40:
        return [_("CORRECTED on %(day)s: correction %(n)s, see the last page (journal entry %(seq)s)") % told]
    return [
        _("CORRECTED on %(day)s: correction %(n)s, “%(old)s” reads “%(new)s” (journal entry %(seq)s)") % told
    ]


def _notes(issue: Issue, corrections: list[Correction]) -> tuple[Block, ...]:
    """Return the sheet that tells every correction, and why an issue was withdrawn."""
    blocks: list[Block] = []
    if issue.withdrawn_at is not None:
        blocks += [
            Heading(_("Withdrawn")),
            Paragraph((Text(_("Reason: %(why)s") % {"why": issue.withdrawn_why}),)),
        ]
    if corrections:
        blocks.append(Heading(_("Corrections")))
    for one in corrections:
        told = _("%(n)s. %(day)s, %(subject)s: “%(old)s” reads “%(new)s”. Reason: %(why)s") % {
            "n": one.number,
            "day": _day(one.at),
            "subject": subjects.named(issue, one.subject),
            "old": one.old,
            "new": one.new,
            "why": one.why,
        }
        blocks.append(Paragraph((Text(told),)))
    return tuple(blocks)
