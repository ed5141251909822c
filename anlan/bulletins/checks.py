"""What stands against signing an issue, with where it is and what to do: the same for page and signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins.composing import Written
from anlan.bulletins.contradictions import contradictions
from anlan.bulletins.models import Issue, Waiver, WaiverKind
from anlan.bulletins.obstacles import Obstacle
from anlan.bulletins.wording import claims
from anlan.documents.rendering import fonts
from anlan.documents.unmarked import unmarked

Check = Callable[[Issue, Written], Sequence[Obstacle]]


def obstacles(issue: Issue, written: Written) -> list[Obstacle]:
    """Return everything that stands, or stood and was waived, against an issue as it is composed now."""
    waivers = {
        (row.kind, row.subject): row
        for row in Waiver.objects.filter(issue=issue.pk, is_open=True).select_related(
            "asked_by", "decided_by"
        )
    }
    found = [one for check in CHECKS for one in check(issue, written)]
    told = [_with(one, waivers) for one in found]
    return told + _undecided(waivers.values())


def _with(one: Obstacle, waivers: dict[tuple[str, str], Waiver]) -> Obstacle:
    waiver = waivers.get((one.kind, one.subject)) if one.can_be_waived else None
    if waiver is None:
        return one
    return Obstacle(
        one.kind, one.text, one.todo, one.paragraph, one.subject, one.words, one.start, one.end, waiver
    )


def _undecided(waivers: Any) -> list[Obstacle]:
    """Return the overrides of figures that nobody has decided on: signing waits for it."""
    return [
        Obstacle(
            "waiver",
            _("It was asked that %(figure)s print “%(text)s”: nobody has decided on that.")
            % {"figure": row.subject, "text": row.text},
            _("A reviewer or signer grants or refuses it."),
            subject=row.subject,
            waiver=row,
        )
        for row in waivers
        if row.kind == WaiverKind.FIGURE and row.decided_at is None
    ]


def _faults(issue: Issue, written: Written) -> list[Obstacle]:
    return [
        Obstacle(
            "fault",
            _("%(section)s could not be composed: %(reason)s")
            % {"section": one.section, "reason": one.reason},
            _("Write the paragraph by hand, or remove it."),
            paragraph=one.section,
        )
        for one in written.composed.faults
    ]


def _typed(issue: Issue, written: Written) -> list[Obstacle]:
    return [
        Obstacle(
            "typed",
            _("“%(number)s” was typed by hand and is not marked.") % {"number": one.text},
            _("Quote the figure, or mark it with its source: {typed:%(number)s|source}.")
            % {"number": one.text},
            paragraph=row["key"],
            words=one.text,
            start=one.start,
            end=one.end,
        )
        for row in issue.passages
        for one in unmarked(row.get("text", ""))
    ]


def _glyphs(issue: Issue, written: Written) -> list[Obstacle]:
    return [
        Obstacle(
            "glyph",
            _(
                "No font has the character “%(char)s” (U+%(code)s): paper would show an empty box. It stands in "
                "“%(around)s”."
            )
            % {"char": one.char, "code": f"{ord(one.char):04X}", "around": one.where},
            _("Write it in another way, or put a font that has it into the fonts folder."),
        )
        for one in fonts.missing(written.document)
    ]


CHECKS: list[Check] = [_faults, claims, contradictions, _typed, _glyphs]
