"""Figures about publicity: what a second person verified, in its own measure word; what is not is counted apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.outreach.flow import ACTIVITIES, ACTIVITY_FLOW, MEASURES, UNVERIFIED
from anlan.outreach.kinds import ActivityKind
from anlan.outreach.models import Activity, ActivityQuerySet, Household, HouseholdQuerySet, HouseholdVisit
from anlan.outreach.rows import tell_activities, tell_households

COUNTS = {count.measure: count for count in ACTIVITY_FLOW.counts}
REGISTRY.group("outreach", _("Publicity"))
for _measure in COUNTS:
    REGISTRY.measure(_measure)

Rows = Callable[[Cut, Period, Known, Scope], ActivityQuerySet]


def counted(rows: ActivityQuerySet, measure: str, cut: Cut, period: Period, known: Known) -> ActivityQuerySet:
    """Return those of the rows that counted in a measure, in the period and as it was known."""
    count = COUNTS[measure]
    counts = Q(state__in=count.states) & (Q(**{count.when: count.equals}) if count.when else Q())
    found: Any = standing(
        rows,
        here=cut.where(graded=False) & Q(happened_on__range=(period.first, period.last)),
        counts=counts,
        plus=(measure,),
        cut=cut,
        period=period,
        known=known,
    )
    return found  # type: ignore[no-any-return]


def _in(measure: str) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> ActivityQuerySet:
        return counted(Activity.objects.within(scope), measure, cut, period, known)

    return rows


def _figure(code: str, name: Promise, definition: Promise, unit: str, *, step: int = 1_000) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(code),
            plus=(code,),
            step=step,
            graded=False,
            sectored=False,
            tell=tell_activities,
        )
    )


_figure(
    MEASURES[ActivityKind.MEDIA_ITEM],
    _("Media items"),
    _(
        "Reports, articles and broadcasts on work safety that media published in the period, as many as the activities "
        "say that another person than their recorder verified by the end of the period."
    ),
    "篇（条）",
)
_figure(
    MEASURES[ActivityKind.SHORT_VIDEO],
    _("Short videos"),
    _("Cartoons and short videos published in the period on own channels, verified by another person."),
    "条",
)
_figure(
    MEASURES[ActivityKind.FIVE_ENTRIES],
    _("Five-entries activities"),
    _(
        "Times that work safety was explained in enterprises, villages, communities, schools or families in the "
        "period, verified."
    ),
    "次",
)
_figure(
    MEASURES[ActivityKind.LEAFLET],
    _("Leaflets handed out"),
    _(
        "Leaflets and other printed matter handed out in the period, verified. Mostly an estimate: each activity says "
        "from what it was estimated; printed to 10 000."
    ),
    "份",
    step=10_000,
)
_figure(
    MEASURES[ActivityKind.SMS],
    _("Text messages sent"),
    _(
        "Text messages sent to residents in the period, never more than the operator's receipt confirms, verified; one "
        "resident may have got several. Printed to a million."
    ),
    "条",
    step=1_000_000,
)
_figure(
    MEASURES[ActivityKind.HOUSEHOLD_VISIT],
    _("Visits to households"),
    _(
        "Doors knocked at in the period, summed over the verified rounds: a household visited in two rounds "
        "counts twice. How many households that were is another figure."
    ),
    "户次",
)
_figure(
    ACTIVITIES,
    _("Verified activities"),
    _("Records of publicity in the period, of every kind, that another person verified."),
    "项",
)
_figure(
    UNVERIFIED,
    _("Activities not verified"),
    _(
        "Records of publicity in the period that nobody verified yet, or that were sent back. They count in no other "
        "figure."
    ),
    "项",
)


def rounds(cut: Cut, period: Period, known: Known) -> ActivityQuerySet:
    """Return the verified rounds of the period; a figure counts everything in its cut."""
    return counted(Activity.objects.all(), MEASURES[ActivityKind.HOUSEHOLD_VISIT], cut, period, known)


def households(cut: Cut, period: Period, known: Known, scope: Scope) -> HouseholdQuerySet:
    """Return the households that a verified round of the period visited."""
    visited = HouseholdVisit.objects.filter(activity__in=rounds(cut, period, known))
    return Household.objects.within(scope).filter(pk__in=visited.values("household"))


def distinct_households(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
    """Return the number of distinct households: one pass over the visits of the period's rounds."""
    visited = HouseholdVisit.objects.filter(activity__in=rounds(cut, period, known))
    return visited.aggregate(n=Count("household", distinct=True))["n"], None


REGISTRY.add(
    Figure(
        code="outreach.households",
        name=_("Households visited"),
        definition=_(
            "Distinct households at whose door a verified round of the period knocked, each counted once however "
            "often it was visited. A household is told by area, grid cell and door; beside it stands the number of "
            "visits."
        ),
        unit="户",
        rows=households,
        over=distinct_households,
        graded=False,
        sectored=False,
        tell=tell_households,
    )
)
