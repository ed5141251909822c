"""What texts claim about visits, and the facts that decide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.inspections.figures import premises_visited
from anlan.kernel import numerals
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.scope import EVERYTHING
from anlan.premises.models import Premises

LED, FOUR = "inspections.leader_expert", "inspections.four_haves"
VISITS, VISITED = "inspections.visits", "inspections.premises_visited"
A_LEADER = r"(?:书记|市长|区长|县长|局长|主任|镇长|领导|[Mm]ayor|[Ss]ecretary|[Dd]irector)[^，。；]*$"


def several(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there were two visits or more (domain brief §1.3, 1.2d)."""
    values = figures(area, period, known, VISITS)
    return Ruling(values[VISITS].count >= 2, facts(values))


def led_with_expert(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether leader and expert went together at least once (domain brief §1.4, 2.2c)."""
    values = figures(area, period, known, LED)
    return Ruling(values[LED].count >= 1, facts(values))


def four_haves(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there was a visit and every one had the four (domain brief §1.4, 2.3d)."""
    values = figures(area, period, known, VISITS, FOUR)
    return Ruling(0 < values[VISITS].count == values[FOUR].count, facts(values))


def everywhere(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether each place in the register, as it is now, was visited in the period."""
    register = Premises.objects.filter(below(area.path or ""), is_active=True)
    visited = premises_visited(Cut.of(area), period, known, EVERYTHING).filter(pk__in=register.values("pk"))
    there, seen = register.count(), visited.count()
    share = numerals.rate(seen, there)
    return Ruling(
        0 < there == seen,
        (
            Fact.counted("premises.visited", _("Registered places visited"), seen, unit="家"),
            Fact.counted("premises.registered", _("Places in the register"), there, unit="家"),
            Fact(
                "premises.coverage", _("Share of the register visited"), None, share, share, is_figure=False
            ),
        ),
    )


CLAIMS.claim(
    "inspections.several_times",
    name=_("Visited several times"),
    zh=[r"多次[^，。；、]{0,10}?(?:检查|督查|督导|暗访|暗查|巡查|排查)"],
    en=[
        r"\b(?:repeatedly|several times|many times) (?:inspected|visited)\b",
        r"\b(?:inspected|visited)[^,.;]{0,30}(?:repeatedly|several times|many times|on several occasions)\b",
    ],
    predicate=several,
    weaker=Wording("检查{inspections.visits}", "visits made: {inspections.visits}"),
    unless=A_LEADER,
)
CLAIMS.claim(
    "inspections.everywhere",
    name=_("Every place was visited"),
    zh=[
        "不留(?:任何)?(?:盲区|死角|空白)",
        "(?:无|零|没有)(?:盲区|死角)",
        "全覆盖",
        r"(?<![安完健齐])(?:全面|全覆盖)(?:开展|组织|进行)?(?:安全|[^，。；、全]){0,6}?(?:检查|排查|覆盖)",
        r"(?:所有|全部|每家|各家)(?:生产经营)?(?:企业|单位|场所)(?:均|都|全部)?(?:已经?|已?完成)?(?:检查|排查|走访)",
        r"(?:检查|排查|走访)了?(?:全部|所有)的?(?:生产经营)?(?:企业|单位|场所)",
        r"无一(?:家|处)?(?:企业|单位|场所)?(?:漏查|遗漏|漏检)",
    ],
    en=[
        r"\bno blind spots?\b",
        r"\b(?:full|complete|total) coverage\b",
        r"\b(?:all|every) (?:of )?(?:the )?(?:business(?: units?|es)?|premises|places)[^,.;]{0,9}(?:visit|inspect)ed\b",
        r"\bcomprehensive(?:ly)? (?:inspections?|inspected|checks?)\b",
    ],
    predicate=everywhere,
    weaker=Wording(
        "已检查{premises.visited}，占登记在册{premises.registered}的{premises.coverage}",
        "visited {premises.visited} of {premises.registered} places in the register ({premises.coverage})",
    ),
)
CLAIMS.claim(
    "inspections.leader_and_expert",
    name=_("Leaders and experts inspected together"),
    zh=[r"“?领导\s*[+＋]\s*专家”?"],
    en=[r"\bleaders? (?:and|\+|plus|with) experts?\b"],
    predicate=led_with_expert,
    weaker=Wording(
        "开展专家参与的检查{inspections.leader_expert}",
        "inspections with an expert: {inspections.leader_expert}",
    ),
)
CLAIMS.claim(
    "inspections.four_haves",
    name=_("Every visit has the four haves"),
    zh=[r"(?:按照|落实|达到|符合|严格)[^，。；]{0,6}[“\"]?四有[”\"]?(?:标准|要求)?"],
    en=[r"\bfour haves\b"],
    predicate=four_haves,
    weaker=Wording(
        "检查{inspections.visits}，其中“四有”{inspections.four_haves}",
        "visits made: {inspections.visits}, with the four haves: {inspections.four_haves}",
    ),
)
