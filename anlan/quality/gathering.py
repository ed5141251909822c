"""What the tests are given: reports and visits of some days, within a reader's scope."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef

from anlan.hazards.models import Hazard, State
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import Scope
from anlan.quality.probing import Sent, Unit
from anlan.reporting.models import Axis, Due, ReportKind

FORM = "daily"


def gathered(scope: Scope, period: Period) -> list[Unit]:
    """Return the units that owed daily reports in a period, with what they sent and found. Four queries."""
    units: dict[int, Unit] = {}
    areas: dict[int, int] = {}
    rows = Due.objects.within(scope).filter(
        form=FORM, day__range=(period.first, period.last), received_at__isnull=False
    )
    columns = ("organisation", "axis", "area", "first_kind", "received_at", "situation")
    for body, axis, area, kind, at, text in rows.order_by("day", "pk").values_list(*columns):
        unit = units.setdefault(body, Unit(body, axis))
        local = at.astimezone(clock.SHANGHAI)
        unit.sent.append(Sent(kind == ReportKind.ZERO, local.second, text))
        if axis != Axis.DEPARTMENT:
            areas[area] = body
    for area, (own, external) in _visits(scope, period, areas).items():
        units[areas[area]].own, units[areas[area]].external = own, external
    return [units[key] for key in sorted(units)]


Shares = tuple[tuple[int, int], tuple[int, int]]


def _visits(scope: Scope, period: Period, wanted: dict[int, int]) -> dict[int, Shares]:
    """Return, by area, (with hazards, all) of its own visits and of those by bodies from outside of it."""
    paths = dict(Area.objects.values_list("pk", "path"))
    counted = Hazard.objects.filter(visit=OuterRef("pk")).exclude(state__in=(State.VOIDED, State.MERGED))
    rows = (
        Visit.objects.within(scope)
        .recorded()
        .filter(visited_on__range=(period.first, period.last))
        .annotate(hit=Exists(counted))
        .order_by()
        .values_list("area", "organisation__area", "hit")
        .annotate(n=Count("pk"))
    )
    tally: dict[tuple[int, bool], list[int]] = defaultdict(lambda: [0, 0])
    for area, body_area, hit, n in rows:
        path = paths.get(area) or ""
        for unit in wanted:
            mine = paths.get(unit) or "/"
            if path.startswith(mine):
                own = (paths.get(body_area) or "").startswith(mine)
                tally[unit, own][0] += n * bool(hit)
                tally[unit, own][1] += n
    return {
        unit: ((tally[unit, True][0], tally[unit, True][1]), (tally[unit, False][0], tally[unit, False][1]))
        for unit in wanted
    }
