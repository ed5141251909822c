"""What the references of the steps of enforcement may name, for the selects of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.assignments.models import LeaderTerm
from anlan.enforcement import daily_fines, inputs, wording
from anlan.enforcement.models import (
    HOLDING,
    Cured,
    Listing,
    ListingState,
    Measure,
    MeasureState,
    OrderedHazard,
    Penalty,
    PenaltyKind,
    Punished,
    SitePaper,
    SitePaperState,
)
from anlan.hazards.models import OPEN_STATES, Grade, Hazard
from anlan.inspections.models import MemberRole, Outcome, Qualification, QualificationKind, Visit
from anlan.kernel import clock
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.scope import Actor
from anlan.papers import serving
from anlan.premises.models import Premises

MOST = 60
WORDS = 40
Options = Mapping[str, Sequence[tuple[Any, Any]]]


def cut(text: str) -> str:
    return text if len(text) <= WORDS else text[: WORDS - 1] + "…"


def hazard_told(hazard: Hazard) -> str:
    return f"{hazard.number} {cut(hazard.description)}"


def visit_told(visit: Visit) -> str:
    return f"{visit.number} {visit.visited_on} {visit.premises.name}"


def fine_told(fine: Penalty) -> str:
    return f"{fine.number} {fine.premises.name} {inputs.told_yuan(fine.amount_fen)}"


def order_told(order: SitePaper) -> str:
    return f"{wording.name_of('site_paper', order.pk)} {order.counted_on}"


def visits_of(actor: Actor, **where: Any) -> list[Visit]:
    """Return the latest visits of the actor's bodies that may have papers."""
    rows = Visit.objects.within(actor.scope).recorded().filter(is_masked=False, outcome=Outcome.INSPECTED)
    rows = rows.filter(organisation__in=actor.organisation_ids(), **where)
    return list(rows.select_related("premises").order_by("-visited_on", "-pk")[:MOST])


def to_begin(kind: str, step: str, start: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Return the choices of an opening step that begins from what `start` names."""
    if kind == "site_paper":
        visit: Visit = start["visit"]
        chosen: dict[str, Any] = {"visit": [(visit.pk, visit_told(visit))]}
        if step == "issue_order":
            chosen["hazards"] = [(h.pk, hazard_told(h)) for h in _to_order(visit)]
        return chosen
    if kind == "listing":
        hazard: Hazard = start["hazard"]
        return {"hazard": [(hazard.pk, hazard_told(hazard))], "leader": _leaders(actor)}
    if step == "file_daily":
        fine: Penalty = start["penalty"]
        orders = [(one.pk, order_told(one)) for one in daily_fines.defied(fine)[:MOST]]
        return {"penalty": [(fine.pk, fine_told(fine))], "order": orders}
    place: Premises = start["premises"]
    chosen = {"premises": [(place.pk, place.name)]}
    visits = [(v.pk, visit_told(v)) for v in visits_of(actor, premises=place.pk)]
    open_ = (
        Hazard.objects.within(actor.scope).filter(premises=place.pk, state__in=OPEN_STATES).order_by("-pk")
    )
    hazards = [(h.pk, hazard_told(h)) for h in open_[:MOST]]
    match kind:
        case "measure":
            held = Measure.objects.within(actor.scope).filter(premises=place.pk, state__in=HOLDING)
            after = [(m.pk, f"{m.number} {cut(m.covers)}") for m in held.order_by("-pk")[:MOST]]
            imposed = Penalty.objects.within(actor.scope).standing().filter(premises=place.pk)
            imposed = imposed.filter(kind=PenaltyKind.SUSPENSION, served_at__isnull=False)
            penalty = [(p.pk, f"{p.number} {cut(p.facts)}") for p in imposed.order_by("-pk")[:MOST]]
            return chosen | {"visit": visits, "hazards": hazards, "after": after, "penalty": penalty}
        case "penalty":
            return chosen | {"visit": visits}
    return chosen | {"hazard": hazards, "receiver": _bodies(actor)}


def likely(step: str, record: Any) -> dict[str, Any]:
    """Return what most likely is meant: an order names the hazards that its visit found, a daily fine the last
    order that is not followed.
    """
    if step == "file_daily":
        orders = daily_fines.defied(record)
        return {"order": orders[0].pk} if orders else {}
    if step != "issue_order":
        return {}
    return {"hazards": [hazard.pk for hazard in _to_order(record) if hazard.visit_id == record.pk]}


def _to_order(visit: Visit) -> list[Hazard]:
    """Return the open hazards of a visit's place that stand in no order, those of the visit first."""
    ordered = OrderedHazard.objects.filter(is_standing=True).values("hazard")
    rows = Hazard.objects.filter(premises=visit.premises_id, state__in=OPEN_STATES).exclude(pk__in=ordered)
    return sorted(rows.order_by("-pk")[:MOST], key=lambda hazard: hazard.visit_id != visit.pk)


def _leaders(actor: Actor) -> list[tuple[int, str]]:
    terms = LeaderTerm.objects.within(actor.scope).standing().on(clock.today())
    return [(term.pk, str(term)) for term in terms.order_by("rank", "pk")[:MOST]]


def _bodies(actor: Actor) -> list[tuple[int, str]]:
    kinds = (OrganisationKind.DEPARTMENT, OrganisationKind.GOVERNMENT, OrganisationKind.OFFICE)
    rows = Organisation.objects.filter(kind__in=kinds, valid_to=None).exclude(pk__in=actor.organisation_ids())
    return [(body.pk, body.label) for body in rows.order_by("kind", "code")[:MOST]]


def of_step(case: Any, kind: str, step: str, actor: Actor) -> Options:
    """Return the choices of a later step. A paper is chosen where several wait for their service, else it is known."""
    if step == "serve":
        waiting = serving.unserved(kind, case.pk)
        return (
            {"paper": [(one.name, f"{one.name} {one.title}") for one in waiting]} if len(waiting) > 1 else {}
        )
    if step in ("recheck", "review"):
        since = case.served_at if step == "recheck" else case.resume_asked_at
        later = {"premises": case.premises_id, **({"visited_at__gte": since} if since else {})}
        return {"visit": [(v.pk, visit_told(v)) for v in visits_of(actor, **later)]}
    if kind == "listing" and step == "accept":
        experts = Qualification.objects.within(actor.scope).standing().on(clock.today())
        experts = experts.filter(kind=QualificationKind.EXPERT)
        return {"experts": [(one.pk, one.label) for one in experts.order_by("name", "pk")[:200]]}
    if step == "weigh_closure":
        asked = Measure.objects.within(actor.scope).filter(operator=case.operator_id, is_close=True)
        asked = asked.exclude(state__in=(MeasureState.VOIDED, MeasureState.REFUSED))
        return {"measure": [(m.pk, m.number) for m in asked.order_by("-pk")[:MOST]]}
    return {}


# -- from what a case begins ---------------------------------------------------------------------------------


def beginnings(first: str, step: str, words: str, actor: Actor) -> list[tuple[int, str]]:
    """Return what a case may begin from, as (key, words): visits, places or hazards, by the words that were typed."""
    if first == "visit":
        where = {"premises__name__contains": words} if words else {}
        officers = {"members__role": MemberRole.OFFICER}
        found = {v.pk: v for v in visits_of(actor, **where, **officers)}
        return [(key, visit_told(visit)) for key, visit in found.items()]
    if first == "penalty":
        return [(one.pk, fine_told(one)) for one in _fines(words, actor)]
    if first == "hazard":
        ended = (ListingState.DELISTED, ListingState.REFUSED, ListingState.VOIDED)
        listed = Listing.objects.exclude(state__in=ended).values("hazard")
        rows = Hazard.objects.within(actor.scope).filter(grade=Grade.MAJOR, state__in=OPEN_STATES)
        rows = rows.exclude(pk__in=listed).filter(premises__name__contains=words)
        return [(h.pk, hazard_told(h)) for h in rows.order_by("-pk")[:MOST]]
    if len(words) < 2:
        return []
    places = Premises.objects.within(actor.scope).filter(name__contains=words)
    return [(place.pk, f"{place.code} {place.name}") for place in places.order_by("pk")[:MOST]]


def _fines(words: str, actor: Actor) -> list[Penalty]:
    """Return the fines of the actor's bodies that may be imposed again: at a place where an order is not followed."""
    defied = SitePaper.objects.filter(result__in=(Cured.PART, Cured.NONE), state=SitePaperState.SERVED)
    rows = Penalty.objects.within(actor.scope).standing()
    rows = rows.filter(
        kind=PenaltyKind.FINE,
        punished=Punished.UNIT,
        is_daily=False,
        organisation__in=actor.organisation_ids(),
        premises__in=defied.values("premises"),
        premises__name__contains=words,
    )
    return list(rows.select_related("premises").order_by("-pk")[:MOST])


def start_of(first: str, key: int, actor: Actor) -> Any:
    """Return the record from which a case begins, if the actor sees it."""
    scope = actor.scope
    if first == "visit":
        return Visit.objects.within(scope).recorded().select_related("premises").filter(pk=key).first()
    if first == "penalty":
        return Penalty.objects.within(scope).standing().select_related("premises").filter(pk=key).first()
    if first == "hazard":
        return Hazard.objects.within(scope).filter(pk=key).first()
    return Premises.objects.within(scope).filter(pk=key).first()
