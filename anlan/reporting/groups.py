"""Of whom a rule asks: the units of a group as the tree of areas and bodies stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Sector
from anlan.org.models.areas import below, standing_in
from anlan.reporting.kinds import AXIS_OF, Axis, Group

_KIND_AXIS = {
    OrganisationKind.DEPARTMENT: Axis.DEPARTMENT,
    OrganisationKind.OFFICE: Axis.DEPARTMENT,
    OrganisationKind.STATION: Axis.TOWNSHIP,
}
REPORTING = frozenset(
    {
        OrganisationKind.DEPARTMENT,
        OrganisationKind.GOVERNMENT,
        OrganisationKind.STATION,
        OrganisationKind.OFFICE,
    }
)
"""Kinds of body that report; a business owes its rectifications, not reports (burden, domain brief §6.6)."""


def members(group: str, area: Area, day: date) -> list[Organisation]:
    """Return the units of a group below an area on a day, in order of the tree; none are picked by hand. One query.

    Of two offices in one area the elder reports: an area owes one report.
    """
    standing = Organisation.objects.filter(standing_in(day, day)).select_related("area")
    match group:
        case Group.AREAS:
            rows = standing.filter(kind=OrganisationKind.GOVERNMENT, area__parent=area)
        case Group.DEPARTMENTS:
            rows = standing.filter(kind=OrganisationKind.DEPARTMENT, area=area)
        case Group.LEADS:
            leads = Sector.objects.values("lead")
            rows = standing.filter(kind=OrganisationKind.DEPARTMENT, area=area, pk__in=leads)
        case Group.TOWNSHIPS:
            rows = standing.filter(
                below(area.path or "", "area__path"),
                kind=OrganisationKind.STATION,
                area__kind=AreaKind.TOWNSHIP,
            )
        case _:
            return []
    found = list(rows.order_by("area__path", "id"))
    if group in (Group.DEPARTMENTS, Group.LEADS):
        return found
    return list({body.area_id: body for body in reversed(found)}.values())[::-1]


def axis_of(group: str, body: Organisation) -> Axis:
    """Return where a unit's report stands: by its group or, picked by hand, by its kind."""
    by_group = AXIS_OF.get(Group(group))
    return by_group or _KIND_AXIS.get(OrganisationKind(body.kind), Axis.AREA)


def find(codes: Iterable[str], day: date) -> dict[str, Organisation]:
    """Return the units with these codes or, where it is one's alone, names, that stand on a day. One query."""
    wanted = list(codes)
    rows = list(
        Organisation.objects.filter(Q(code__in=wanted) | Q(name__in=wanted), standing_in(day, day))
        .filter(kind__in=REPORTING)
        .select_related("area")
    )
    named = [row.name for row in rows]
    found = {row.name: row for row in rows if named.count(row.name) == 1}
    return {**found, **{row.code: row for row in rows}}
