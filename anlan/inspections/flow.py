"""The lifecycle of a visit: recorded with its premises, mode and outcome; then who took part, what was answered, what
followed; submitted as 四有 if it has all four. `forms` holds what a step takes in, `rules` who may, `facts` what must
be so, `effects` what it writes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.inspections import effects, facts, forms, rules
from anlan.inspections.models import Visit, VisitState
from anlan.inspections.qualified import QUALIFICATION_FLOW
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step

VISITS = "inspections.visits"
UNMET = "inspections.unmet"
LED_WITH_EXPERT = "inspections.leader_expert"
FOUR_HAVES = "inspections.four_haves"
FOUR_SUBMITTED = "inspections.four_haves_submitted"
ITEMS_APPLICABLE = "inspections.items_applicable"
ITEMS_ANSWERED = "inspections.items_answered"
ITEMS_FAILED = "inspections.items_failed"
__all__ = ["QUALIFICATION_FLOW", "VISIT_FLOW"]
RECORDED = frozenset({VisitState.RECORDED})

VISIT_FLOW = Flow(
    "visit",
    model=Visit,
    name=_("visit"),
    states={s.value: s.label for s in VisitState},
    counted=Counted(day="visited_on"),
    counts=(
        Count(VISITS, RECORDED, when="is_counted"),
        Count(UNMET, RECORDED, when="is_unmet"),
        Count(LED_WITH_EXPERT, RECORDED, when="is_led_with_expert"),
        Count(FOUR_HAVES, RECORDED, when="is_four"),
        Count(FOUR_SUBMITTED, RECORDED, when="is_four_submitted"),
        Count(ITEMS_APPLICABLE, RECORDED, when="is_counted", amount="items_applicable"),
        Count(ITEMS_ANSWERED, RECORDED, when="is_counted", amount="items_answered"),
        Count(ITEMS_FAILED, RECORDED, when="is_counted", amount="items_failed"),
    ),
    steps=[
        Step(
            name="record",
            label=_("Record"),
            done=_("recorded the visit"),
            target=VisitState.RECORDED,
            rule=rules.may_record,
            form=forms.RECORD_VISIT,
            guard=facts.visit_is_sound,
            effect=effects.visit_of,
        ),
        Step(
            name="attend",
            label=_("Say who took part"),
            done=_("said who took part"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_carry_on,
            form=forms.ATTEND,
            applies=facts.is_not_submitted,
            guard=facts.team_is_sound,
            effect=effects.attended,
            projects=effects.write_members,
        ),
        Step(
            name="check",
            label=_("Answer the checklist"),
            done=_("answered the checklist"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_carry_on,
            form=forms.CHECK,
            applies=facts.may_be_checked,
            guard=facts.answers_are_sound,
            effect=effects.checked,
            projects=effects.write_answers,
        ),
        Step(
            name="conclude",
            label=_("Put down what followed"),
            done=_("put down what followed"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_carry_on,
            form=forms.CONCLUDE,
            applies=facts.is_not_submitted,
            guard=facts.conclusion_is_sound,
            effect=effects.concluded,
        ),
        Step(
            name="submit",
            label=_("Submit as “four haves”"),
            done=_("submitted it as “four haves”"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_carry_on,
            form=forms.NOTHING,
            applies=facts.may_be_submitted,
            effect=effects.submitted,
        ),
        Step(
            name="unsubmit",
            label=_("Take the submission back"),
            done=_("took the submission back"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_carry_on,
            form=forms.REASON,
            applies=facts.is_submitted,
            effect=effects.unsubmitted,
        ),
        Step(
            name="release",
            label=_("Release the visit"),
            done=_("released the visit"),
            sources=RECORDED,
            target=STAY,
            rule=rules.may_release,
            form=forms.NOTHING,
            applies=facts.is_hidden,
            effect=effects.released,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=RECORDED,
            target=VisitState.VOIDED,
            rule=rules.may_take_back,
            applies=rules.is_from_ledger,
            guard=rules.nothing_hangs_on_it,
            projects=rules.still_nothing_hangs_on_it,
            corrects=True,
        ),
    ],
)
