"""The criteria of major hazards as a file, one article a row, with the days between which each is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.criteria.models import ALL_SECTORS, Criterion, CriterionPack
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.sheets import CODE, DAY, NAME, WIDE, Column, Line, Sheet, Teller
from anlan.org.choices import sector_choices
from anlan.org.models import Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[Criterion]:
    """Return the articles that the filters leave: law, the same for every reader."""
    found = Criterion.objects.all()
    if words := parameters.words(query, "q"):
        found = found.filter(Q(text__icontains=words) | Q(article__icontains=words))
    if wanted := parameters.choice(query, "sector", list(Sector.objects.values_list("code", flat=True))):
        packs = [pack.pk for pack in CriterionPack.objects.all() if pack.is_about(wanted)]
        found = found.filter(pack__in=packs)
    if on := parameters.day(query, "on"):
        found = found.filter(pack__in=CriterionPack.objects.in_force(on))
    return found


def columns() -> list[Column]:
    return [
        Column(_("Document"), NAME),
        Column(_("Document number"), CODE),
        Column(_("Issued by"), NAME),
        Column(_("Sectors"), NAME),
        Column(_("In force from"), DAY),
        Column(_("In force to"), DAY),
        Column(_("Article"), CODE),
        Column(_("Its text"), WIDE),
    ]


def teller() -> Teller:
    sectors = {sector.code: sector.label for sector in Sector.objects.all()}
    every = _("All sectors")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        for one in Criterion.objects.filter(pk__in=keys).select_related("pack"):
            pack = one.pack
            about = (
                every if ALL_SECTORS in pack.sectors else "、".join(sectors.get(c, c) for c in pack.sectors)
            )
            yield (
                one.pk,
                (
                    pack.title,
                    pack.doc_no,
                    pack.issuer,
                    about,
                    pack.effective_from,
                    pack.effective_to,
                    one.article,
                    one.text,
                ),
            )

    return tell


def choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {"sector": list(sector_choices())}


Sheet(
    code="criteria",
    label=gettext_lazy("Criteria of major hazards"),
    route="criteria:list",
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("q", "sector", "on"),
    order=Order((), descending=False),
)
