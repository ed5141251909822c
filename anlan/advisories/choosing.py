"""To whom an advisory goes: governments, departments, stations, and operators of places chosen by attributes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from anlan.org.models import Organisation, OrganisationKind, Sector
from anlan.org.models.areas import below
from anlan.org.models.people import NOBODY
from anlan.plans.choosing import chosen


def recipients(advisory: Any) -> QuerySet[Organisation]:
    """Return the bodies that an advisory goes to as the registers are now; its issuer is none of them."""
    here, told = below(advisory.area_path, "area__path"), NOBODY
    if advisory.to_offices:
        told |= here & Q(kind__in=(OrganisationKind.GOVERNMENT, OrganisationKind.OFFICE))
    if advisory.to_stations:
        told |= here & Q(kind=OrganisationKind.STATION)
    if advisory.to_departments:
        departments = here & Q(kind=OrganisationKind.DEPARTMENT)
        if advisory.sectors:
            leads = Sector.objects.filter(code__in=advisory.sectors.split(",")).values("lead")
            departments &= Q(pk__in=leads)
        told |= departments
    if advisory.to_places:
        told |= Q(pk__in=chosen(advisory).values("operator"))
    return Organisation.objects.filter(told, valid_to=None).exclude(pk=advisory.organisation_id)
