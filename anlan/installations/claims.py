"""What texts claim about guarantee responsibility: “全面落实” only when every post is filled and acknowledged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Ruling, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.installations.register_flow import REGISTERED
from anlan.installations.task_flow import MISSED
from anlan.kernel.period import Period
from anlan.org.models import Area

GUARANTEED, GAPS = "installations.guaranteed", "installations.gaps"


def guaranteed_all(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there are installations that ask for posts, and each post of each is held and acknowledged."""
    values = figures(area, period, known, REGISTERED, GUARANTEED, GAPS)
    holds = values[GUARANTEED].count > 0 and values[GAPS].count == 0
    return Ruling(holds, facts(values))


def never_missed(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether duties fell due and none was missed."""
    values = figures(area, period, known, "installations.duties", "installations.duties_done", MISSED)
    holds = values["installations.duties"].count > 0 and values[MISSED].count == 0
    return Ruling(holds, facts(values))


CLAIMS.claim(
    "installations.guaranteed_all",
    name=_("Guarantee responsibility is wholly in place"),
    zh=[
        r"全面落实[^，。；]{0,10}?包保责任(?!制度)",
        r"包保责任[^，。；]{0,6}?(?:全面|全部)(?:落实|到位)",
        r"包保[^，。；]{0,8}?全覆盖",
    ],
    en=[
        r"\bguarantee (?:responsibilit(?:y|ies)|posts?)[^,.;]{0,30}\b(?:fully|wholly|all)\b[^,.;]{0,20}",
        r"\b(?:fully|wholly)\b[^,.;]{0,30}\bguarantee responsibilit(?:y|ies)\b",
    ],
    predicate=guaranteed_all,
    weaker=Wording(
        "{installations.guaranteed}重大危险源的包保责任人已明确并签收，{installations.gaps}尚有空缺或未签收",
        "of {installations.registered} major hazard installations {installations.guaranteed} have their posts filled "
        "and acknowledged, {installations.gaps} have a gap",
    ),
)
CLAIMS.claim(
    "installations.duties_kept",
    name=_("No guarantee duty was missed"),
    zh=[r"包保(?:责任人)?履职[^，。；]{0,8}?(?:无遗漏|无缺项|全部完成)"],
    en=[r"\bno guarantee dut(?:y|ies)[^,.;]{0,20}\bmissed\b"],
    predicate=never_missed,
    weaker=Wording(
        "应履职{installations.duties}，完成{installations.duties_done}，漏履职{installations.duties_missed}",
        "{installations.duties_done} of {installations.duties} guarantee duties done, "
        "{installations.duties_missed} missed",
    ),
)
