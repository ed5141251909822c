"""The numbers of a candidate in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.systemic.kinds import ProblemKind


def share(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,} = {100 * part / whole:.1f}%" if whole else "—"


def rest_words(kind: str) -> str:
    return {
        ProblemKind.REGIONAL: _("The other parts of the area"),
        ProblemKind.SECTORAL: _("The other sectors"),
        ProblemKind.PERIODIC: _("The periods before it"),
    }[ProblemKind(kind)]


def chance_words(chance: float) -> str:
    return "< 0.0001" if chance < 0.0001 else f"{chance:.4f}"


def times_words(times: float | None) -> str:
    return _("only here") if times is None else f"{times:.1f}"
