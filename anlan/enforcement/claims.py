"""What texts claim about enforcement (domain brief §1.4, 2.2f: “果断采取关、停措施”), and the facts that decide."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area

SUSPENDED, CLOSED = "enforcement.suspensions", "enforcement.closures"


def stopped_or_closed(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether anything was suspended or closed in the period."""
    values = figures(area, period, known, SUSPENDED, CLOSED)
    return Ruling(values[SUSPENDED].count + values[CLOSED].count > 0, facts(values))


def _weaker(known: Mapping[str, Fact]) -> Wording:
    return Wording("未采取关停措施", "nothing was suspended or closed")


CLAIMS.claim(
    "enforcement.stopped_or_closed",
    name=_("Suspended or closed"),
    zh=[
        r"采取[“\"]?(?:关|停)[、，]?(?:停|关)?[”\"]?等?(?:果断|强制|坚决)?措施",
        r"(?:果断|坚决|依法)(?:予以|实施)?(?:关停|关闭|停产停业)",
    ],
    en=[
        r"\b(?:suspended or closed|closed or suspended)\b",
        r"\b(?:resolutely|firmly) (?:closed|suspended)\b",
    ],
    predicate=stopped_or_closed,
    weaker=_weaker,
)
