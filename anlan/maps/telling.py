"""The words by which the journal and lists tell sets of borders."""

from __future__ import annotations

from django.urls import reverse

from anlan.kernel.tellers import CaseWords
from anlan.maps.models import BoundarySet


def tell_sets(keys: list[int]) -> dict[int, CaseWords]:
    rows = BoundarySet.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(one.title, one.area.short_label, reverse("maps:set", args=[one.pk]), one.number)
        for one in rows
    }
