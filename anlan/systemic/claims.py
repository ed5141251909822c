"""What texts claim about systemic problems: 一批 is three or more (domain brief 2.2k), each word of a kind has one."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Predicate, Ruling, Weaker, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.systemic.figures import SOLVED
from anlan.systemic.flow import FOUND, OF_KIND
from anlan.systemic.kinds import EN_KINDS, ZH_KINDS, ProblemKind

MANY = 3
_OF = (
    r"(?:(?:区域性|行业性|阶段性|系统性|突出|重点|共性|普遍性)[、和及]?)+(?:的)?(?:突出|重点|安全|难点)*问题"
)
_BATCH = r"a (?:large )?(?:number|batch|series) of"
_PROBLEMS = r"(?= (?:(?:systemic|regional|sectoral|temporary|pressing),? (?:and )?)+problems\b"


def _at_least(code: str, least: int) -> Predicate:
    def holds(area: Area, period: Period, known: Known) -> Ruling:
        values = figures(area, period, known, code)
        return Ruling(values[code].count >= least, facts(values))

    holds.__doc__ = f"Tell whether {code} is {least} or more."
    return holds


def _or_none(code: str, some: Wording, none: Wording) -> Weaker:
    def weaker(known: Mapping[str, Fact]) -> Wording:
        return some if known[code].number else none

    return weaker


CLAIMS.claim(
    "systemic.a_batch_solved",
    name=_("A number of systemic problems was solved"),
    zh=[rf"(?:解决|整治|治理|消除|化解)了?一大?批(?={_OF})"],
    en=[
        rf"\b(?:solved|resolved) {_BATCH}{_PROBLEMS})",
        rf"\b{_BATCH}{_PROBLEMS} (?:was|were) (?:solved|resolved))",
    ],
    predicate=_at_least(SOLVED, MANY),
    weaker=_or_none(
        SOLVED,
        Wording("解决{systemic.solved}", "{systemic.solved} solved:"),
        Wording("尚未解决", "not solved yet:"),
    ),
)
CLAIMS.claim(
    "systemic.a_batch_identified",
    name=_("A number of systemic problems was identified"),
    zh=[rf"(?:研判|梳理|查找|确定|排查|发现|找准|查摆)出?了?一大?批(?={_OF})"],
    en=[
        rf"\b(?:found|identified) {_BATCH}{_PROBLEMS})",
        rf"\b{_BATCH}{_PROBLEMS} (?:was|were) (?:found|identified))",
    ],
    predicate=_at_least(FOUND, MANY),
    weaker=_or_none(
        FOUND,
        Wording("研判出{systemic.identified}", "{systemic.identified} identified:"),
        Wording("尚未确定", "none identified:"),
    ),
)
for _kind, _name in (
    (ProblemKind.REGIONAL, _("There is a regional problem")),
    (ProblemKind.SECTORAL, _("There is a sectoral problem")),
    (ProblemKind.PERIODIC, _("There is a temporary problem")),
):
    CLAIMS.claim(
        OF_KIND[_kind],
        name=_name,
        zh=[rf"{ZH_KINDS[_kind]}(?![（(])(?=[^，。；]{{0,16}}问题)"],
        en=[rf"\b{EN_KINDS[_kind]}(?! \()(?=[^.;]{{0,40}}\bproblems\b)"],
        predicate=_at_least(OF_KIND[_kind], 1),
        weaker=Wording(
            f"{ZH_KINDS[_kind]}（{{{OF_KIND[_kind]}}}）", f"{EN_KINDS[_kind]} ({{{OF_KIND[_kind]}}})"
        ),
    )
