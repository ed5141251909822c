"""What texts claim about publicity, and the facts that decide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Predicate, Ruling, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.outreach.flow import ACTIVITIES, MEASURES
from anlan.outreach.kinds import ActivityKind

LEAFLETS = MEASURES[ActivityKind.LEAFLET]
ENTRIES = MEASURES[ActivityKind.FIVE_ENTRIES]


def partly_estimated(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether any of the leaflets counted were estimated: a number that holds an estimate says so (§1.7)."""
    values = figures(area, period, known, LEAFLETS)
    rows = REGISTRY[LEAFLETS].rows(Cut.of(area), period, known, EVERYTHING)
    estimated = rows.filter(is_estimated=True).count()
    told = Fact.counted(
        "outreach.estimates", _("Records of leaflets that are estimates"), estimated, unit="项"
    )
    return Ruling(estimated > 0, (*facts(values), told))


def several(code: str) -> Predicate:
    """Return the predicate that a figure is two or more."""

    def holds(area: Area, period: Period, known: Known) -> Ruling:
        values = figures(area, period, known, code)
        return Ruling(values[code].count >= 2, facts(values))

    holds.__doc__ = f"Tell whether {code} is two or more."
    return holds


CLAIMS.claim(
    "outreach.entries_several",
    name=_("Five-entries activities were held several times"),
    zh=[r"(?:多次|多轮次|多频次)[^，。；]{0,12}?“?五进”?", r"“?五进”?[^，。；]{0,8}?(?:多次|多轮次)"],
    en=[r"\b(?:repeated|several|many) five[- ]entries\b"],
    predicate=several(ENTRIES),
    weaker=Wording(
        "开展“五进”活动{outreach.five_entries}", "five-entries activities: {outreach.five_entries}"
    ),
)
CLAIMS.claim(
    "outreach.several_times",
    name=_("Publicity was made several times"),
    zh=[r"(?:多次|多轮次|多频次)[^，。；]{0,12}?(?:宣传|宣讲|科普)"],
    en=[r"\b(?:repeated|several|many) (?:activities of publicity|campaigns)\b"],
    predicate=several(ACTIVITIES),
    weaker=Wording(
        "经核实的宣传教育活动{outreach.activities}", "verified activities of publicity: {outreach.activities}"
    ),
)
CLAIMS.claim(
    "outreach.estimated",
    name=_("The number of leaflets is partly estimated"),
    zh=[r"宣传(?:资料|单|品)[^，。；]{0,20}（?含估算数）?", r"（含估算数）"],
    en=[r"\bleaflets [^.;]{0,30}\(partly estimated\)", r"\bpartly estimated\b"],
    predicate=partly_estimated,
    weaker=Wording("发放宣传资料{outreach.leaflets}", "{outreach.leaflets} leaflets handed out"),
)
