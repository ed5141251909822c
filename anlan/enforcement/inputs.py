"""Inputs that several steps of enforcement take: money, service of a paper, records by number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.enforcement.models import Measure, Penalty, SitePaper, SitePaperKind
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.inspections.models import Qualification, Visit
from anlan.lifecycle.inputs import Choice, Form, Input, Reference, Text
from anlan.lifecycle.many import Many
from anlan.org.models import Organisation
from anlan.papers.models import Method
from anlan.premises.models import Premises

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
MOST_YUAN = Decimal(100_000_000)
"""Fines after an accident end at twenty million, five times as much at the most (art. 114)."""
_MONEY = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?")


@dataclass(frozen=True, kw_only=True)
class Money(Input):
    """An amount in yuan with fen: 20000, 20,000.50, 2万元. Cleaned to a Decimal of two places."""

    kind = "text"

    def parse(self, raw: Any) -> Decimal:
        text = str(raw).strip().replace(",", "").replace("，", "").removesuffix("元").strip()
        times = 10_000 if text.endswith("万") else 1
        found = _MONEY.fullmatch(text.removesuffix("万").strip())
        amount = Decimal(found.group(0)) * times if found else None
        if amount is None or amount > MOST_YUAN:
            raise self.invalid(
                "money",
                _("“%(value)s” is not an amount in yuan for “%(field)s”. Write it like 20000 or 20000.50.")
                % {"value": str(raw)[:40].replace("\x00", ""), "field": self.label},
            )
        return amount

    def journal(self, value: Decimal | None) -> str | None:
        return None if value is None else f"{value:.2f}"


def fen(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


def whole_yuan(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def told_yuan(fen_: int) -> str:
    """Return an amount as a paper prints it: 20000元, 20000.50元."""
    whole, rest = divmod(fen_, 100)
    return f"{whole}.{rest:02d}元" if rest else f"{whole}元"


# -- records -------------------------------------------------------------------------------------------------


def find_visit(key: int) -> Visit | None:
    return Visit.objects.recorded().select_related("premises").filter(pk=key).first()


def find_hazards(keys: Collection[int]) -> Mapping[int, Hazard]:
    return Hazard.objects.exclude(state__in=GONE_STATES).in_bulk(list(keys))


def find_hazard(key: int) -> Hazard | None:
    return Hazard.objects.exclude(state__in=GONE_STATES).filter(pk=key).first()


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


def find_order(key: int) -> SitePaper | None:
    return SitePaper.objects.standing().filter(pk=key, kind=SitePaperKind.ORDER).first()


def find_measure(key: int) -> Measure | None:
    return Measure.objects.standing().filter(pk=key).first()


def find_penalty(key: int) -> Penalty | None:
    return Penalty.objects.standing().filter(pk=key).first()


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key, valid_to=None).first()


def find_qualified(keys: Collection[int]) -> Mapping[int, Qualification]:
    return Qualification.objects.in_bulk(list(keys))


def words(name: str, label: Any, most: int, *, lines: int = 1, least: int = 0, **more: Any) -> Text:
    return Text(name=name, label=label, max_length=most, min_length=least, lines=lines, **more)


def of(labels: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.value, one.label) for one in labels if one.value)


@dataclass(frozen=True, kw_only=True)
class PaperName(Text):
    """The number of a paper of the case. Where one only can be meant, a page does not ask."""

    kind = "known"


VISIT = Reference(name="visit", label=gettext_lazy("Visit"), find=find_visit, model=Visit)
PREMISES = Reference(name="premises", label=gettext_lazy("Premises"), find=find_premises, model=Premises)
HAZARD = Reference(name="hazard", label=gettext_lazy("Hazard"), find=find_hazard, model=Hazard)
HAZARDS = Many(name="hazards", label=gettext_lazy("Hazards"), find=find_hazards, model=Hazard)
REASON = words("reason", gettext_lazy("Reason"), 300, lines=2, least=4)
BECAUSE = Form((REASON,))
NOTHING = Form()
DECISION = Choice(
    name="decision",
    label=gettext_lazy("Decision"),
    choices=(("approve", gettext_lazy("Approve")), ("refuse", gettext_lazy("Do not approve"))),
)
NOTE = words("note", gettext_lazy("Remark"), 500, lines=2, required=False)
DECIDE = Form((DECISION, NOTE))
SERVE = Form(
    (
        PaperName(
            name="paper",
            label=gettext_lazy("Paper that was served"),
            max_length=60,
            required=False,
            help=gettext_lazy("Its number. Empty: the only one of this case that is not served yet."),
        ),
        Choice(name="method", label=gettext_lazy("How it was served"), choices=tuple(Method.choices)),
        Choice(
            name="signature",
            label=gettext_lazy("Signature"),
            choices=(("signed", gettext_lazy("Signed for")), ("refused", gettext_lazy("Refused to sign"))),
        ),
        words("receiver", gettext_lazy("Who received it"), 60, required=False),
        words(
            "witness",
            gettext_lazy("Witness"),
            60,
            required=False,
            help=gettext_lazy("Of a refusal to sign: name and organisation."),
        ),
    )
)
