"""The register of experts and enforcement officers: entered, corrected, voided."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.inspections import forms
from anlan.inspections.effects import BEFORE_EXPERTS, ON_EXPERTS
from anlan.inspections.models import (
    MemberRole,
    Qualification,
    QualificationKind,
    QualificationState,
    VisitMember,
)
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import NOT_NOW, STAY, Counted, Flow, Step, Taken
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor

RECORDED = frozenset({QualificationState.RECORDED})


def may_enter(actor: Actor, draft: dict[str, Any]) -> Decision:
    return _in(actor, draft["area"].path or "?")


def may_change(actor: Actor, one: Any) -> Decision:
    """Whoever belongs to the office that entered it, or the city's office."""
    if actor.is_system:
        return ALLOWED
    for post in actor.posts:
        own = post.organisation_id == one.organisation_id or post.role == Role.OFFICE
        if Permission.CHECKLIST_ISSUE in post.permissions and own:
            return allowed(via=post)
    return denied(
        _("Only the office that entered it, or the city's office, changes it"), code="qualification.change"
    )


def _in(actor: Actor, path: str) -> Decision:
    post = actor.holds_in(Permission.CHECKLIST_ISSUE, area_path=path)
    if post is None:
        return denied(
            _("You have no right to keep the register of experts and officers of this area"),
            code="qualification.keep",
        )
    return allowed(via=post)


def it_is_sound(case: Any, taken: Taken) -> Decision:
    given = taken.input
    kind = case.kind if case else given["kind"]
    if given["last_day"] is not None and given["last_day"] < given["first_day"]:
        return denied(_("The last day lies before the first"), code="days.order")
    if kind == QualificationKind.EXPERT and not given["field"]:
        return denied(_("An expert has a field"), code="qualification.field")
    if kind == QualificationKind.OFFICER and not given["number"]:
        return denied(_("An enforcement officer has a certificate number"), code="qualification.number")
    if given["number"]:
        same = Qualification.objects.standing().filter(kind=kind, number=given["number"])
        if same.exclude(pk=case.id if case else 0).exists():
            return denied(_("This certificate number is on record already"), code="qualification.twice")
    return ALLOWED


def is_from_ledger(one: Any) -> Decision:
    if not one.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def took_part_in_none(one: Any, _taken: Taken) -> Decision:
    if VisitMember.objects.filter(qualification=one.id).exists():
        return denied(
            _("Took part in visits: give the last day instead of voiding it"), code="qualification.used"
        )
    return ALLOWED


def _told(given: Any) -> dict[str, Any]:
    person = given["person"]
    kept = ("name", "field", "number", "body", "first_day", "last_day")
    return {**{name: given[name] for name in kept}, "person_id": person.pk if person else None}


def of_input(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    assert taken.via is not None
    return {
        **_told(given),
        "kind": given["kind"],
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "organisation_id": taken.via.organisation_id,
        "is_from_ledger": taken.ledger,
    }


def corrected(_case: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken.input)


def correction_is_sound(one: Any, taken: Taken) -> Decision:
    sound = it_is_sound(one, taken)
    visits = _expert_of(one.id) if sound else []
    for hold in BEFORE_EXPERTS if visits else ():
        hold(visits)
    return sound


def tell_of_account(one: Any, _taken: Taken, _seq: int) -> None:
    """Tell whoever keeps experts apart: the account that a visit's expert has may be another one now."""
    visits = _expert_of(one.id)
    for tell in ON_EXPERTS if visits else ():
        tell(visits)


def _expert_of(qualification: int) -> list[int]:
    members = VisitMember.objects.filter(qualification=qualification, role=MemberRole.EXPERT)
    return list(members.order_by("visit").values_list("visit", flat=True))


QUALIFICATION_FLOW = Flow(
    "qualification",
    model=Qualification,
    name=_("expert or officer"),
    states={s.value: s.label for s in QualificationState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="enter",
            label=_("Enter an expert or officer"),
            done=_("entered the expert or officer"),
            target=QualificationState.RECORDED,
            rule=may_enter,
            form=forms.ENTER,
            guard=it_is_sound,
            effect=of_input,
            looks_up=True,
        ),
        Step(
            name="correct",
            label=_("Correct"),
            done=_("corrected the expert or officer"),
            sources=RECORDED,
            target=STAY,
            rule=may_change,
            form=forms.CORRECT,
            guard=correction_is_sound,
            effect=corrected,
            projects=tell_of_account,
            looks_up=True,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the expert or officer"),
            sources=RECORDED,
            target=QualificationState.VOIDED,
            rule=may_change,
            form=forms.REASON,
            guard=took_part_in_none,
            corrects=True,
            looks_up=True,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=RECORDED,
            target=QualificationState.VOIDED,
            rule=may_change,
            applies=is_from_ledger,
            guard=took_part_in_none,
            corrects=True,
            looks_up=True,
        ),
    ],
)
