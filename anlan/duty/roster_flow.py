"""The lifecycles of a roster and of a swap."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from anlan.duty import inputs, roster_effects, roster_facts, rules
from anlan.duty.models import Roster, RosterState, Swap, SwapState
from anlan.duty.notices import replanned
from anlan.lifecycle.flow import STAY, Counted, Flow, Step

DRAFT = frozenset({RosterState.DRAFT})
STANDING = frozenset({RosterState.DRAFT, RosterState.PUBLISHED})

ROSTER_FLOW = Flow(
    "roster",
    model=Roster,
    name=gettext_lazy("duty roster"),
    states={state.value: state.label for state in RosterState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="draft",
            label=gettext_lazy("Draft a roster"),
            done=gettext_lazy("drafted the roster"),
            target=RosterState.DRAFT,
            rule=rules.may_draft,
            form=inputs.DRAFT,
            guard=roster_facts.may_be_drafted,
            effect=roster_effects.roster_of,
            projects=roster_effects.write_seats,
            looks_up=True,
        ),
        Step(
            name="plan",
            label=gettext_lazy("Fill the seats"),
            done=gettext_lazy("had the seats filled"),
            sources=DRAFT,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.PLAN,
            effect=roster_effects.planned,
            projects=roster_effects.fill_seats,
            looks_up=True,
        ),
        Step(
            name="seat",
            label=gettext_lazy("Seat somebody"),
            done=gettext_lazy("seated somebody"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_keep,
            form=inputs.SIT,
            guard=roster_facts.may_be_seated,
            projects=roster_effects.seat_person,
            looks_up=True,
        ),
        Step(
            name="publish",
            label=gettext_lazy("Publish"),
            done=gettext_lazy("published the roster"),
            sources=DRAFT,
            target=RosterState.PUBLISHED,
            rule=rules.may_keep,
            form=inputs.NOTHING,
            guard=roster_facts.may_be_published,
            effect=roster_effects.published,
            projects=roster_effects.make_live,
            looks_up=True,
        ),
        Step(
            name="take_over",
            label=gettext_lazy("Take over now"),
            done=gettext_lazy("had a duty taken over"),
            sources=frozenset({RosterState.PUBLISHED}),
            target=STAY,
            rule=rules.may_keep,
            form=inputs.TAKE_OVER,
            guard=roster_facts.may_be_taken_over,
            projects=roster_effects.seat_person,
            looks_up=True,
        ),
        Step(
            name="follow",
            label=gettext_lazy("Follow the level"),
            done=gettext_lazy("planned the roster anew for the level"),
            sources=STANDING,
            target=STAY,
            rule=rules.may_follow,
            guard=roster_facts.has_days_left,
            effect=roster_effects.planned,
            projects=roster_effects.follow_level,
            tells=(replanned,),
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            done=gettext_lazy("withdrew the roster"),
            sources=STANDING,
            target=RosterState.WITHDRAWN,
            rule=rules.may_keep,
            form=inputs.BECAUSE,
            guard=roster_facts.has_days_left,
            projects=roster_effects.take_out,
        ),
    ],
)

PROPOSED = frozenset({SwapState.PROPOSED})

SWAP_FLOW = Flow(
    "swap",
    model=Swap,
    name=gettext_lazy("swap of duty"),
    states={state.value: state.label for state in SwapState},
    counted=Counted(day="proposed_on", sector=""),
    steps=[
        Step(
            name="propose",
            label=gettext_lazy("Propose a swap"),
            done=gettext_lazy("proposed the swap"),
            target=SwapState.PROPOSED,
            rule=rules.may_propose,
            form=inputs.SWAP,
            guard=roster_facts.may_be_swapped,
            effect=roster_effects.swap_of,
            looks_up=True,
        ),
        Step(
            name="agree",
            label=gettext_lazy("Agree"),
            done=gettext_lazy("agreed to the swap"),
            sources=PROPOSED,
            target=roster_effects.done_when_both,
            targets=frozenset({SwapState.DONE, SwapState.PROPOSED}),
            rule=rules.may_answer_swap,
            guard=roster_facts.may_still_be_swapped,
            effect=roster_effects.agreed,
            projects=roster_effects.exchange,
            looks_up=True,
        ),
        Step(
            name="refuse",
            label=gettext_lazy("Refuse"),
            done=gettext_lazy("refused the swap"),
            sources=PROPOSED,
            target=SwapState.REFUSED,
            rule=rules.may_answer_swap,
            form=inputs.BECAUSE,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            done=gettext_lazy("withdrew the swap"),
            sources=PROPOSED,
            target=SwapState.WITHDRAWN,
            rule=rules.may_withdraw_swap,
            form=inputs.BECAUSE,
        ),
    ],
)
