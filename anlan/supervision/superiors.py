"""Who supervises whom: the nearest office or area government at or above an organisation's own area."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from anlan.org.models import Organisation, OrganisationKind


class Superiors:
    """The offices of the tree as they are on a day: one query, made when the first one is asked for."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._offices: dict[int, Organisation] | None = None

    def of(self, owner: Organisation) -> Organisation | None:
        """Return who supervises `owner`; the office at the top has nobody above it and is given itself."""
        offices = self._by_area()
        for area_id in reversed(owner.area.ancestor_ids()):
            office = offices.get(area_id)
            if office is not None and office.pk != owner.pk:
                return office
        return owner if any(office.pk == owner.pk for office in offices.values()) else None

    def at(self, area_path: str) -> Organisation | None:
        """Return the nearest office at or above an area."""
        offices = self._by_area()
        keys = [int(key) for key in area_path.strip("/").split("/")]
        return next((offices[key] for key in reversed(keys) if key in offices), None)

    def _by_area(self) -> dict[int, Organisation]:
        if self._offices is None:
            rows = (
                Organisation.objects.filter(
                    kind__in=[OrganisationKind.OFFICE, OrganisationKind.GOVERNMENT],
                    valid_from__lte=self.day,
                )
                .filter(Q(valid_to=None) | Q(valid_to__gte=self.day))
                .select_related("area")
                .order_by("-id")
            )
            self._offices = {office.area_id: office for office in rows}  # of two in one area, the elder
        return self._offices
