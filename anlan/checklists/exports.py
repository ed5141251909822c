"""Checklists as a file, an item a row, in the columns in which the ledger of checklists takes them in again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.checklists.lookup import criterion_name
from anlan.checklists.models import ALL_SECTORS, Checklist, ChecklistItem, ItemGrade, Method
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.sheets import CODE, DAY, NAME, NUMBER, WIDE, Column, Line, Sheet, Teller
from anlan.org.choices import sector_choices
from anlan.org.models import Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def rows(_actor: Actor, query: Mapping[str, Any]) -> QuerySet[ChecklistItem]:
    """Return the items that the filters leave: the same for every reader."""
    found = ChecklistItem.objects.all()
    if words := parameters.words(query, "q"):
        found = found.filter(Q(text__icontains=words) | Q(text_en__icontains=words) | Q(law__icontains=words))
    if wanted := parameters.choice(query, "sector", list(Sector.objects.values_list("code", flat=True))):
        lists = [row.pk for row in Checklist.objects.all() if row.is_about(wanted)]
        found = found.filter(checklist__in=lists)
    if one := parameters.whole(query, "checklist"):
        found = found.filter(checklist=one)
    if on := parameters.day(query, "on"):
        found = found.filter(checklist__in=Checklist.objects.in_force(on))
    return found


def columns() -> list[Column]:
    return [
        Column(_("Code of the list"), CODE),
        Column(_("Version"), NUMBER),
        Column(_("Title of the list"), NAME),
        Column(_("Title in English"), NAME),
        Column(_("Sectors"), NAME),
        Column(_("In force from"), DAY),
        Column(_("In force to"), DAY),
        Column(_("What is missing"), WIDE),
        Column(_("Withdrawn on"), DAY),
        Column(_("Item code"), CODE),
        Column(_("What is looked at"), WIDE),
        Column(_("The same in English"), WIDE),
        Column(_("Law"), NAME),
        Column(_("Article"), CODE),
        Column(_("Words of the article"), WIDE),
        Column(_("Way of checking")),
        Column(_("Applies if"), NAME),
        Column(_("Evidence wanted"), NAME),
        Column(_("Grade of the hazard")),
        Column(_("Days given to rectify"), NUMBER),
        Column(_("Criterion"), NAME),
        Column(_("Penalty reference"), NAME),
    ]


def teller() -> Teller:
    sectors = {sector.code: sector.label for sector in Sector.objects.all()}
    methods = {code: str(label) for code, label in Method.choices}
    grades = {code: str(label) for code, label in ItemGrade.choices}

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        found = ChecklistItem.objects.filter(pk__in=keys).select_related("checklist", "criterion__pack")
        for one in found:
            told = one.checklist
            about = "、".join(
                code if code == ALL_SECTORS else sectors.get(code, code) for code in told.sectors
            )
            yield (
                one.pk,
                (
                    told.code,
                    told.version,
                    told.title,
                    told.title_en,
                    about,
                    told.effective_from,
                    told.effective_to,
                    told.note,
                    told.withdrawn_on,
                    one.code,
                    one.text,
                    one.text_en,
                    one.law,
                    one.article,
                    one.quote,
                    methods[one.method],
                    one.applies_if,
                    one.evidence,
                    grades[one.default_grade],
                    one.default_days,
                    criterion_name(one.criterion),
                    one.penalty,
                ),
            )

    return tell


def choices(_actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    return {"sector": list(sector_choices())}


Sheet(
    code="checklists",
    label=gettext_lazy("Checklists"),
    route="checklists:list",
    permission=Permission.HAZARD_READ,
    rows=rows,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("q", "sector", "on", "checklist"),
    order=Order((), descending=False),
)
