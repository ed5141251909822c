"""What the steps of a checklist take in: a version with its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.checklists.lookup import criterion_name, find_checklist, read_criterion
from anlan.checklists.models import ALL_SECTORS, Checklist, ItemGrade, Method
from anlan.criteria.models import Criterion
from anlan.imports.inputs import Named, Number, Whole
from anlan.imports.kinds import split_names
from anlan.lifecycle.inputs import Day, Form, Input, Reference, Text
from anlan.lifecycle.many import Rows
from anlan.org.models import Area, Sector

MOST_ITEMS = 200


@dataclass(frozen=True, kw_only=True)
class SectorCodes(Input):
    """Some sectors by code or Chinese name, with commas between them; * is all of them."""

    kind = "text"

    def parse(self, raw: Any) -> tuple[str, ...]:
        if isinstance(raw, (list, tuple)):
            raw = ",".join(map(str, raw))
        if not isinstance(raw, str):
            raise self.wrong_type(_("a list of codes"))
        names = split_names(raw)
        if names in ([ALL_SECTORS], ["全部"]):
            return (ALL_SECTORS,)
        known = {name: row.code for row in Sector.objects.all() for name in (row.name, row.code)}
        for name in names:
            if name not in known:
                raise self.invalid(
                    "sector",
                    _("There is no sector “%(sector)s”.") % {"sector": name[:40].replace("\x00", "")},
                )
        return tuple(dict.fromkeys(known[name] for name in names))

    def journal(self, value: tuple[str, ...] | None) -> Any:
        return ", ".join(value) if value else None


@dataclass(frozen=True, kw_only=True)
class CriterionName(Input):
    """A criterion of major hazards: the code of its document, a blank, its article."""

    kind = "text"

    def parse(self, raw: Any) -> Criterion:
        found = raw if isinstance(raw, Criterion) else read_criterion(str(raw)[:120].replace("\x00", ""))
        if found is None:
            raise self.invalid(
                "criterion",
                _(
                    "“%(value)s” is no criterion. Write the code of the document, a blank and the article, "
                    "like “industry-2023 第十二条第（一）项”."
                )
                % {"value": str(raw)[:60].replace("\x00", "")},
            )
        return found

    def journal(self, value: Criterion | None) -> Any:
        return criterion_name(value) or None


ITEM_INPUTS = (
    Text(name="code", label=gettext_lazy("Item code"), max_length=20),
    Text(name="text", label=gettext_lazy("What is looked at"), max_length=300, min_length=2),
    Text(name="text_en", label=gettext_lazy("The same in English"), required=False, max_length=500),
    Text(name="law", label=gettext_lazy("Law"), required=False, max_length=120),
    Text(name="article", label=gettext_lazy("Article"), required=False, max_length=60),
    Text(
        name="quote",
        label=gettext_lazy("Words of the article"),
        required=False,
        max_length=600,
        help=gettext_lazy("In the very words; leave it empty where they are not at hand."),
    ),
    Named(
        name="method",
        label=gettext_lazy("Way of checking"),
        choices=tuple((m.value, m.label) for m in Method),
        also=(("查看", "look"), ("询问", "ask"), ("测量", "measure"), ("测试", "test")),
    ),
    Text(name="applies_if", label=gettext_lazy("Applies if"), required=False, max_length=200),
    Text(name="evidence", label=gettext_lazy("Evidence wanted"), required=False, max_length=200),
    Named(
        name="default_grade",
        label=gettext_lazy("Grade of the hazard"),
        choices=tuple((g.value, g.label) for g in ItemGrade),
        also=(("一般", "general"), ("重大", "major")),
    ),
    Whole(name="default_days", label=gettext_lazy("Days given to rectify"), least=1, most=365),
    CriterionName(name="criterion", label=gettext_lazy("Criterion"), required=False),
    Text(name="penalty", label=gettext_lazy("Penalty reference"), required=False, max_length=120),
)
ITEM = Form(ITEM_INPUTS)
ITEMS = Rows(name="items", label=gettext_lazy("Items"), form=ITEM, most=MOST_ITEMS, least=1)


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


HEAD_INPUTS = (
    Text(
        name="code",
        label=gettext_lazy("Code of the list"),
        max_length=40,
        min_length=2,
        help=gettext_lazy("The same code with a higher version replaces the list from its first day."),
    ),
    Number(name="version", label=gettext_lazy("Version"), least=1, most=9_999),
    Text(name="title", label=gettext_lazy("Title of the list"), max_length=80, min_length=2),
    Text(name="title_en", label=gettext_lazy("Title in English"), required=False, max_length=120),
    SectorCodes(
        name="sectors",
        label=gettext_lazy("Sectors"),
        help=gettext_lazy("Codes or names with commas between them; * for all."),
    ),
    Day(name="effective_from", label=gettext_lazy("In force from")),
    Day(
        name="effective_to",
        label=gettext_lazy("In force to"),
        required=False,
        help=gettext_lazy("Leave it empty to have no end in sight."),
    ),
    Text(
        name="note",
        label=gettext_lazy("What is missing"),
        required=False,
        max_length=400,
        lines=2,
        help=gettext_lazy("Needed where an item has no law or no words of it."),
    ),
)
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area)
ISSUE = Form((*HEAD_INPUTS, AREA, ITEMS))
WITHDRAW = Form((Text(name="reason", label=gettext_lazy("Reason"), max_length=300, min_length=4, lines=2),))
RETIRE = Form(
    (
        Reference(name="checklist", label=gettext_lazy("Checklist"), find=find_checklist, model=Checklist),
        *WITHDRAW.inputs,
    )
)
