"""What texts claim about publicity, and the facts that decide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.outreach.flow import MEASURES
from anlan.outreach.kinds import ActivityKind

LEAFLETS = MEASURES[ActivityKind.LEAFLET]


def partly_estimated(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether any of the leaflets counted were estimated: a number that holds an estimate says so (§1.7)."""
    values = figures(area, period, known, LEAFLETS)
    rows = REGISTRY[LEAFLETS].rows(Cut.of(area), period, known, EVERYTHING)
    estimated = rows.filter(is_estimated=True).count()
    told = Fact.counted(
        "outreach.estimates", _("Records of leaflets that are estimates"), estimated, unit="项"
    )
    return Ruling(estimated > 0, (*facts(values), told))


CLAIMS.claim(
    "outreach.estimated",
    name=_("The number of leaflets is partly estimated"),
    zh=[r"宣传(?:资料|单|品)[^，。；]{0,20}（?含估算数）?", r"（含估算数）"],
    en=[r"\bleaflets [^.;]{0,30}\(partly estimated\)", r"\bpartly estimated\b"],
    predicate=partly_estimated,
    weaker=Wording("发放宣传资料{outreach.leaflets}", "{outreach.leaflets} leaflets handed out"),
)
