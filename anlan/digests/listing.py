"""The list of digests: its filters, its rows, and how other pages tell of one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.digests.models import Digest, DigestQuerySet
from anlan.evidence.access import VISIBLE
from anlan.figures.cut import where_and_when
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

DIGESTS = ListSpec(
    code="digests", label=_("Daily digests"), route="digests:list", filters=("area", "from", "to")
)


def filtered(digests: DigestQuerySet, query: Any) -> DigestQuerySet:
    place = {name: query[name] for name in DIGESTS.filters if query.get(name)}
    return digests.filter(where_and_when(place, "day"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {"area": [("", _("All areas")), *area_choices(areas_of(actor.scope))]}


def columns() -> list[dict[str, Any]]:
    return [
        {"label": gettext("Number"), "kind": "code"},
        {"label": gettext("Day"), "kind": "date"},
        {"label": gettext("Area"), "kind": "name"},
        {"label": gettext("Edition"), "kind": "num"},
        {"label": gettext("Made at")},
    ]


def tell_digests(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of digests with these keys, in their order. One query."""
    found = Digest.objects.filter(pk__in=keys).select_related("area").in_bulk()
    rows = [
        [
            {"text": one.number, "href": reverse("digests:detail", args=[key])},
            one.day.isoformat(),
            one.area.label,
            str(one.edition),
            f"{one.made_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        ]
        for key in keys
        if (one := found.get(key)) is not None
    ]
    return columns(), rows


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which lists of other apps tell of digests. One query."""
    rows = Digest.objects.filter(pk__in=keys).select_related("area")
    return {
        one.pk: CaseWords(
            gettext("Daily digest of %(day)s") % {"day": one.day},
            one.area.label,
            reverse("digests:detail", args=[one.pk]),
            one.number,
        )
        for one in rows
    }


TELLERS["digest"] = tell_cases
VISIBLE["digest"] = lambda actor, pk: Digest.objects.within(actor.scope).filter(pk=pk).exists()
