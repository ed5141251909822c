"""The five registers of enforcement as data: what a list, a page, a file and the API tell of a case of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from anlan.enforcement import arrears
from anlan.enforcement.flow import LISTING_FLOW, MEASURE_FLOW, PENALTY_FLOW, REFERRAL_FLOW, SITE_PAPER_FLOW
from anlan.enforcement.models import (
    STANDS,
    Appeal,
    Cured,
    Ground,
    Level,
    ListingState,
    MeasureKind,
    MeasureState,
    PenaltyKind,
    PenaltyState,
    Punished,
    ReferralKind,
    ReferralOutcome,
    ReferralState,
    SitePaperKind,
    SitePaperState,
)
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.lifecycle.flow import Flow
from anlan.listings.sheets import CODE, DAY, MOMENT, NUMBER, WIDE

TONES = {
    SitePaperState.ISSUED: "warn", SitePaperState.SERVED: "info", SitePaperState.RECHECKED: "good",
    MeasureState.PROPOSED: "warn", MeasureState.NOTIFIED: "warn", MeasureState.REQUESTED: "warn",
    MeasureState.IN_FORCE: "bad", MeasureState.RESUMING: "info", MeasureState.REVIEWED: "info",
    MeasureState.LIFTED: "good", MeasureState.CLOSED: "bad",
    PenaltyState.FILED: "warn", PenaltyState.TOLD: "warn", PenaltyState.DECIDED: "info", PenaltyState.ENDED: "good",
    ListingState.LISTED: "bad", ListingState.ACCEPTING: "info", ListingState.ACCEPTED: "info",
    ListingState.DELISTED: "good",
    ReferralState.PREPARED: "warn", ReferralState.SENT: "info", ReferralState.RECEIVED: "info",
    ReferralState.ANSWERED: "good", ReferralState.RETURNED: "bad",
}  # fmt: skip
"""State → the tone of its words; what ended without effect is neutral."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told of a case: under which code and label, how it is read off the case, as what a file holds it."""

    code: str
    label: str | Promise
    read: Callable[[Any], Any]
    form: str = ""  # of the column of a file
    is_listed: bool = False  # stands in the list too
    kind: str = ""  # of the column of the list


KEYS = frozenset({"hazard", "penalty", "daily_of"})
"""Items that are for programmes: a page leads there instead."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A register: its lifecycle, what its page is called, what it tells, which steps begin a case and from what."""

    flow: Flow
    label: str | Promise
    lead: str | Promise
    states: Any
    kinds: Any
    kind_of: Callable[[Any], str]
    items: tuple[Item, ...]
    begins: tuple[tuple[str, str], ...]  # (step, what is chosen first: visit, premises, hazard, penalty)
    icon: str

    @property
    def name(self) -> str:
        """The last word of the addresses of its pages: site-paper."""
        return self.flow.kind.replace("_", "-")

    @property
    def list_route(self) -> str:
        return f"enforcement:{self.name}s" if self.name != "penalty" else "enforcement:penalties"

    @property
    def route(self) -> str:
        return f"enforcement:{self.name}"

    @property
    def path(self) -> str:
        return self.list_route.partition(":")[2]

    def rows(self) -> Any:
        return self.flow.model.objects  # type: ignore[attr-defined]

    def with_names(self, keys: Sequence[int]) -> dict[int, Any]:
        """Return the cases with these keys and what their names stand in. One query."""
        related = ("premises", "operator", "area", "sector", "organisation")
        found: dict[int, Any] = self.rows().filter(pk__in=keys).select_related(*related).in_bulk()
        return found


def chosen(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def money(fen: int) -> str:
    """Return an amount of which a case need not have any: nothing where it has none."""
    return yuan(fen) if fen else ""


def parts_told(parts: Sequence[Sequence[Any]]) -> str:
    """Return the parts of a fine in words: 2022-12-01 5,000.00."""
    return _(", ").join(f"{day} {yuan(fen)}" for day, fen in parts)


def owing_told(case: Any) -> str:
    """Return what is left to pay of a penalty that stands."""
    return money(arrears.owing(case, clock.today()).whole) if case.state in STANDS else ""


def shown(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


SITE_PAPERS = Desk(
    flow=SITE_PAPER_FLOW,
    label=gettext_lazy("Papers of visits"),
    lead=gettext_lazy(
        "Inspection records and rectification orders, composed from the visit, numbered and served."
    ),
    states=SitePaperState,
    kinds=SitePaperKind,
    kind_of=lambda case: case.kind,
    items=(
        Item("items", gettext_lazy("Problems ordered"), lambda c: c.items, NUMBER, True, "num"),
        Item("due_on", gettext_lazy("Deadline"), lambda c: c.due_on, DAY, True, "date"),
        Item("served_at", gettext_lazy("Served at"), lambda c: c.served_at, MOMENT),
        Item("rechecks", gettext_lazy("Re-check opinions"), lambda c: c.rechecks, NUMBER),
        Item("cured", gettext_lazy("Problems rectified"), lambda c: c.cured, NUMBER),
        Item(
            "result",
            gettext_lazy("Result of the last re-check"),
            lambda c: chosen(Cured, c.result),
            is_listed=True,
        ),
        Item("remark", gettext_lazy("Further demands"), lambda c: c.remark, WIDE),
    ),
    begins=(("issue_record", "visit"), ("issue_order", "visit")),
    icon="file-text",
)
MEASURES = Desk(
    flow=MEASURE_FLOW,
    label=gettext_lazy("Measures"),
    lead=gettext_lazy(
        "Suspensions, cuts of power, seals and closures, each with its law, its term, and who decided it."
    ),
    states=MeasureState,
    kinds=MeasureKind,
    kind_of=lambda case: case.kind,
    items=(
        Item("covers", gettext_lazy("What it covers"), lambda c: c.covers, WIDE, True, "wide"),
        Item("facts", gettext_lazy("Problems found"), lambda c: c.facts, WIDE),
        Item("basis", gettext_lazy("Law with its article"), lambda c: c.basis, WIDE),
        Item("ground", gettext_lazy("Ground of the closure"), lambda c: chosen(Ground, c.ground)),
        Item("penalty", gettext_lazy("Key of the penalty that suspends it"), lambda c: c.penalty_id, NUMBER),
        Item("until_on", gettext_lazy("In force until"), lambda c: c.until_on, DAY, True, "date"),
        Item("counterpart", gettext_lazy("Supplier, or government that closes"), lambda c: c.counterpart),
        Item("decided_at", gettext_lazy("Decided at"), lambda c: c.decided_at, MOMENT),
        Item("decision_note", gettext_lazy("Remark on the decision"), lambda c: c.decision_note, WIDE),
        Item("served_at", gettext_lazy("Served at"), lambda c: c.served_at, MOMENT),
        Item("effective_at", gettext_lazy("In force since"), lambda c: c.effective_at, MOMENT),
        Item("resume_asked_at", gettext_lazy("Resumption asked for at"), lambda c: c.resume_asked_at, MOMENT),
        Item("resume_reason", gettext_lazy("What was rectified"), lambda c: c.resume_reason, WIDE),
        Item("reviewed_at", gettext_lazy("Re-inspected at"), lambda c: c.reviewed_at, MOMENT),
        Item("review_note", gettext_lazy("Opinion of the re-inspection"), lambda c: c.review_note, WIDE),
        Item("lifted_at", gettext_lazy("Lifted at"), lambda c: c.lifted_at, MOMENT),
        Item("closed_at", gettext_lazy("Closed at"), lambda c: c.closed_at, MOMENT),
        Item("closed_by_document", gettext_lazy("Number of the government’s decision"),
             lambda c: c.closed_by_document, CODE),
    ),
    begins=(("propose", "premises"),),
    icon="alert-triangle",
)  # fmt: skip
PENALTIES = Desk(
    flow=PENALTY_FLOW,
    label=gettext_lazy("Penalties"),
    lead=gettext_lazy(
        "Each penalty from its filing to its payment; seven working days after the decision it is public."
    ),
    states=PenaltyState,
    kinds=PenaltyKind,
    kind_of=lambda case: case.kind,
    items=(
        Item("punished", gettext_lazy("Who is punished"), lambda c: chosen(Punished, c.punished)),
        Item("person_name", gettext_lazy("Name of the person"), lambda c: c.person_name),
        Item("amount", gettext_lazy("Amount (yuan)"), lambda c: yuan(c.amount_fen), CODE, True, "num"),
        Item("paid", gettext_lazy("Paid (yuan)"), lambda c: yuan(c.paid_fen), CODE, True, "num"),
        Item("paid_on", gettext_lazy("Last payment on"), lambda c: c.paid_on, DAY),
        Item("pay_by_on", gettext_lazy("To be paid by"), lambda c: c.pay_by_on, DAY),
        Item("schedule", gettext_lazy("Paid in parts"), lambda c: parts_told(c.schedule), WIDE),
        Item("asked_parts", gettext_lazy("Time to pay asked for"), lambda c: parts_told(c.asked_parts), WIDE),
        Item("asked_reason", gettext_lazy("Why it cannot be paid in time"), lambda c: c.asked_reason, WIDE),
        Item("surcharge", gettext_lazy("Surcharge for late payment (yuan)"),
             lambda c: money(arrears.accrued(c, clock.today())), CODE),
        Item("surcharge_paid", gettext_lazy("Surcharge paid (yuan)"), lambda c: money(c.surcharge_paid_fen), CODE),
        Item("surcharge_waived", gettext_lazy("Surcharge waived (yuan)"),
             lambda c: money(c.surcharge_waived_fen), CODE),
        Item("owing", gettext_lazy("Left to pay today (yuan)"), owing_told, CODE),
        Item("refund", gettext_lazy("To be given back (yuan)"), lambda c: money(c.refund_fen), CODE),
        Item("refunded", gettext_lazy("Given back (yuan)"), lambda c: money(c.refunded_fen), CODE),
        Item("daily_of", gettext_lazy("Key of the fine that is imposed again"), lambda c: c.daily_of_id, NUMBER),
        Item("daily_from_on", gettext_lazy("Daily fine from"), lambda c: c.daily_from_on, DAY),
        Item("daily_until_on", gettext_lazy("Daily fine until"), lambda c: c.daily_until_on, DAY),
        Item("reminded_at", gettext_lazy("Reminded at"), lambda c: c.reminded_at, MOMENT),
        Item("court", gettext_lazy("Court"), lambda c: c.court),
        Item("court_at", gettext_lazy("Court asked at"), lambda c: c.court_at, MOMENT),
        Item("facts", gettext_lazy("Facts and evidence"), lambda c: c.facts, WIDE),
        Item("violates", gettext_lazy("Law that was broken, with its article"), lambda c: c.violates, WIDE),
        Item("basis", gettext_lazy("Law by which it is punished, with its article"), lambda c: c.basis, WIDE),
        Item("is_summary", gettext_lazy("On the spot"), lambda c: c.is_summary),
        Item("document", gettext_lazy("Number in the ledger"), lambda c: c.file_number, CODE),
        Item("statement", gettext_lazy("What was said in reply"), lambda c: c.statement, WIDE),
        Item("decided_at", gettext_lazy("Decided at"), lambda c: c.decided_at, MOMENT),
        Item("appeal", gettext_lazy("Appeal"), lambda c: chosen(Appeal, c.appeal)),
        Item("publish_by_on", gettext_lazy("To be made public by"), lambda c: c.publish_by_on, DAY),
        Item("published_at", gettext_lazy("Made public at"), lambda c: c.published_at, MOMENT, True, "date"),
        Item("is_repeated", gettext_lazy("Reaches a count of art. 113"), lambda c: c.is_repeated),
    ),
    begins=(("file", "premises"), ("file_daily", "penalty")),
    icon="gavel",
)  # fmt: skip
LISTINGS = Desk(
    flow=LISTING_FLOW,
    label=gettext_lazy("Listed supervision"),
    lead=gettext_lazy(
        "Major hazards under listed supervision: leader, deadline, progress, and delisting by the level that listed."
    ),
    states=ListingState,
    kinds=Level,
    kind_of=lambda case: case.level,
    items=(
        Item(
            "leader",
            gettext_lazy("Responsible leader"),
            lambda c: f"{c.leader_title} {c.leader_name}",
            "",
            True,
        ),
        Item("due_on", gettext_lazy("Deadline"), lambda c: c.due_on, DAY, True, "date"),
        Item("percent", gettext_lazy("Done (per cent)"), lambda c: c.percent, NUMBER, True, "num"),
        Item("hazard", gettext_lazy("Key of the hazard"), lambda c: c.hazard_id, NUMBER),
        Item("demands", gettext_lazy("What is demanded"), lambda c: c.demands, WIDE),
        Item("basis", gettext_lazy("Basis"), lambda c: c.basis, WIDE),
        Item("listed_at", gettext_lazy("Listed at"), lambda c: c.listed_at, MOMENT),
        Item("publish_by_on", gettext_lazy("To be made public by"), lambda c: c.publish_by_on, DAY),
        Item("published_at", gettext_lazy("Made public at"), lambda c: c.published_at, MOMENT),
        Item("plan_by_on", gettext_lazy("Treatment plan by"), lambda c: c.plan_by_on, DAY),
        Item("plan", gettext_lazy("Treatment plan"), lambda c: c.plan, WIDE),
        Item("progress", gettext_lazy("Progress"), lambda c: c.progress, WIDE),
        Item("progress_at", gettext_lazy("Progress reported at"), lambda c: c.progress_at, MOMENT),
        Item("asked_until_on", gettext_lazy("Extension asked until"), lambda c: c.asked_until_on, DAY),
        Item("extensions", gettext_lazy("Extensions"), lambda c: c.extensions, NUMBER),
        Item("acceptance", gettext_lazy("Opinion of the experts"), lambda c: c.acceptance, WIDE),
        Item("accepted_at", gettext_lazy("Accepted at"), lambda c: c.accepted_at, MOMENT),
        Item("delisted_at", gettext_lazy("Delisted at"), lambda c: c.delisted_at, MOMENT),
        Item(
            "end_published_at", gettext_lazy("Delisting made public at"), lambda c: c.end_published_at, MOMENT
        ),
    ),
    begins=(("propose", "hazard"),),
    icon="flag",
)
REFERRALS = Desk(
    flow=REFERRAL_FLOW,
    label=gettext_lazy("Hand-overs to authorities"),
    lead=gettext_lazy("What was handed over to another authority, its receipt, and what came of it."),
    states=ReferralState,
    kinds=ReferralKind,
    kind_of=lambda case: case.kind,
    items=(
        Item("receiver", gettext_lazy("To whom"), lambda c: c.receiver_name, "", True),
        Item("facts", gettext_lazy("Problems found"), lambda c: c.facts, WIDE),
        Item("reason", gettext_lazy("Why it is handed over"), lambda c: c.reason, WIDE),
        Item("basis", gettext_lazy("Law with its article"), lambda c: c.basis, WIDE),
        Item("enclosures", gettext_lazy("Enclosures"), lambda c: c.enclosures, WIDE),
        Item("sent_at", gettext_lazy("Sent at"), lambda c: c.decided_at, MOMENT),
        Item("received_at", gettext_lazy("Signed for at"), lambda c: c.received_at, MOMENT),
        Item("received_by", gettext_lazy("Who signed for it"), lambda c: c.received_by),
        Item("receipt_number", gettext_lazy("Number of the receipt"), lambda c: c.receipt_number, CODE),
        Item(
            "outcome",
            pgettext_lazy("referral", "Outcome"),
            lambda c: chosen(ReferralOutcome, c.outcome),
            "",
            True,
        ),
        Item("outcome_text", gettext_lazy("What was done"), lambda c: c.outcome_text, WIDE),
        Item("outcome_document", gettext_lazy("Number of the document"), lambda c: c.outcome_document, CODE),
        Item("answered_at", gettext_lazy("Outcome told at"), lambda c: c.answered_at, MOMENT),
    ),
    begins=(("prepare", "premises"),),
    icon="external-link",
)
DESKS: dict[str, Desk] = {
    desk.flow.kind: desk for desk in (SITE_PAPERS, MEASURES, PENALTIES, LISTINGS, REFERRALS)
}


# -- rows of lists -------------------------------------------------------------------------------------------


def columns(desk: Desk) -> list[dict[str, Any]]:
    listed = [item for item in desk.items if item.is_listed]
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Level") if desk is LISTINGS else _("Kind")},
        {"label": _("Premises"), "kind": "name"},
        {"label": _("State")},
        *({"label": str(item.label), "kind": item.kind or "text"} for item in listed),
        {"label": _("Area")},
        {"label": _("Day"), "kind": "date", "sort": "day"},
    ]


def cell(value: Any) -> Any:
    """Return a value as a list shows it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "tzinfo"):
        return shown(value)
    return "—" if value in (None, "") else str(value)


def tell(desk: Desk, keys: Sequence[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the cases with these keys, in their order. One query."""
    cases = desk.with_names(keys)
    chinese = (get_language() or "zh").startswith("zh")
    listed = [item for item in desk.items if item.is_listed]
    rows = [
        [
            {"text": case.number, "href": reverse(desk.route, args=[case.pk])},
            chosen(desk.kinds, desk.kind_of(case)),
            {"text": case.premises.name, "lang": "zh-Hans"},
            {"text": chosen(desk.states, case.state), "tone": TONES.get(case.state, "neutral")},
            *(cell(item.read(case)) for item in listed),
            case.area.short_name if chinese else case.area.name_en,
            f"{case.counted_on}",
        ]
        for case in (cases[key] for key in keys if key in cases)
    ]
    return columns(desk), rows


def _teller(desk: Desk) -> Callable[[list[int]], dict[int, CaseWords]]:
    def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
        """Return the words by which to-do lists and notices tell these cases. One query."""
        return {
            case.pk: CaseWords(
                f"{case.premises.name} · {chosen(desk.kinds, desk.kind_of(case))}",
                case.area.short_label,
                reverse(desk.route, args=[case.pk]),
                case.number,
            )
            for case in desk.with_names(keys).values()
        }

    return tell_cases


for _desk in DESKS.values():
    TELLERS[_desk.flow.kind] = _teller(_desk)
