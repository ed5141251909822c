"""Words of an issue that claim more than the records show, with the facts and what may be said instead."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.bulletins.composing import Written
from anlan.bulletins.models import Issue, WaiverKind
from anlan.bulletins.obstacles import Obstacle
from anlan.documents.claims import Finding, check
from anlan.documents.compose import Composed, Setting
from anlan.documents.model import Paragraph, Quote


def claims(issue: Issue, written: Written) -> list[Obstacle]:
    return claims_in(written.composed, written.composed.setting)


def claims_in(composed: Composed, setting: Setting) -> list[Obstacle]:
    """Return the untrue and unproven claims of every paragraph. Cost: the predicates of the claims that occur."""
    return [
        _obstacle(block.key, one)
        for block in composed.blocks
        if isinstance(block, Paragraph)
        for one in _findings(block, setting)
        if not one.holds
    ]


def _findings(block: Paragraph, setting: Setting) -> list[Finding]:
    text, quotes = "", []
    for run in block.runs:
        if isinstance(run, Quote):
            quotes.append((len(text), len(text) + len(run.text)))
        text += run.text
    return check(
        text,
        area=setting.area,
        period=setting.period,
        known=setting.known,
        language=setting.language,
        quotes=quotes,
    )


def _obstacle(key: str, one: Finding) -> Obstacle:
    if one.weaker:
        todo = _("Write instead: %(weaker)s") % {"weaker": one.weaker}
    else:
        todo = _("Leave the word out, or ask for an exception with a reason.")
    return Obstacle(
        WaiverKind.CLAIM,
        one.message,
        todo,
        paragraph=key,
        subject=f"{key}:{one.claim.code}:{one.word}"[:200],
        words=one.word,
        start=one.start,
        end=one.end,
    )
