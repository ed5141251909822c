"""The lifecycle of a tip-off: taken in, sorted, looked into, answered, closed; talked about and rewarded on the way.

What the informant says stands in the tables of this app alone: the journal keeps keyed digests. Steps of the informant
are taken by the page for everybody, which holds no account.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step
from anlan.tipoffs import effects, forms, rules
from anlan.tipoffs.models import ANSWERED_STATES, AT_WORK, TipOff, TipState

RECEIVED = "tips.received"
ANSWERED = "tips.answered"
IN_TIME = "tips.answered_in_time"
CONFIRMED = "tips.confirmed"
REFUSED = "tips.refused"
REWARDED = "tips.rewarded"
REWARD = "tips.reward_yuan"

ALL_STATES = frozenset(TipState.values) - {TipState.WITHDRAWN}
"""Those that count; what was taken back with its ledger never was there."""
INFORMANT_STEPS = frozenset({"send", "add", "receive_reward"})
"""Taken on the page for everybody, with the receipt code."""

_OPENING = [
    Step(
        name="send",
        label=pgettext_lazy("tip-off", "Send"),
        done=_("received the tip-off"),
        target=TipState.RECEIVED,
        rule=rules.may_send,
        form=forms.SEND,
        guard=effects.receipt_is_a_code,
        effect=effects.tip_of,
        looks_up=True,
    ),
    Step(
        name="record",
        label=_("Take a tip-off in"),
        done=_("took the tip-off in"),
        target=TipState.RECEIVED,
        rule=rules.may_record,
        form=forms.RECORD,
        guard=effects.receipt_is_a_code,
        effect=effects.tip_of,
        looks_up=True,
    ),
]
_SORTING = [
    Step(
        name="triage",
        label=pgettext_lazy("tip-off", "Assign"),
        done=_("assigned the tip-off"),
        sources=frozenset({TipState.RECEIVED, TipState.ASSIGNED}),
        target=TipState.ASSIGNED,
        rule=rules.may_sort,
        form=forms.TRIAGE,
        guard=effects.handler_is_apart,
        effect=effects.sorted_out,
        looks_up=True,
    ),
    Step(
        name="refuse",
        label=pgettext_lazy("tip-off", "Refuse"),
        done=_("refused the tip-off"),
        sources=frozenset({TipState.RECEIVED, TipState.ASSIGNED}),
        target=TipState.REFUSED,
        rule=rules.may_sort,
        form=forms.REFUSE,
        guard=effects.refusal_is_sound,
        effect=effects.refused,
        looks_up=True,
    ),
    Step(
        name="take_back",
        label=_("Take back"),
        done=_("took back what was entered from a ledger"),
        sources=frozenset({TipState.RECEIVED}),
        target=TipState.WITHDRAWN,
        rule=rules.may_take_back,
        form=forms.NOTHING,
        applies=effects.is_from_ledger,
        corrects=True,
    ),
    Step(
        name="extend",
        label=_("Extend the term"),
        done=_("extended the term"),
        sources=AT_WORK,
        target=STAY,
        rule=rules.may_sort,
        form=forms.BECAUSE,
        applies=effects.is_not_extended,
        effect=effects.extended,
    ),
]
_WORK = [
    Step(
        name="visit",
        label=_("Link the visit"),
        done=_("linked the visit"),
        sources=AT_WORK,
        target=TipState.VISITED,
        rule=rules.may_handle,
        form=forms.VISIT,
        guard=effects.visit_belongs,
        effect=effects.visited,
        looks_up=True,
    ),
    Step(
        name="answer",
        label=pgettext_lazy("tip-off", "Answer"),
        done=_("answered the tip-off"),
        sources=AT_WORK,
        target=TipState.ANSWERED,
        rule=rules.may_handle,
        form=forms.ANSWER,
        guard=effects.answer_is_shown,
        effect=effects.answered,
    ),
    Step(
        name="send_back",
        label=_("Send the answer back"),
        done=_("sent the answer back"),
        sources=frozenset({TipState.ANSWERED}),
        target=effects.back_to_work,
        targets=AT_WORK,
        rule=rules.may_sort,
        form=forms.BECAUSE,
        applies=effects.is_not_rewarded,
        effect=effects.unanswered,
    ),
    Step(
        name="close",
        label=_("Close the tip-off"),
        done=_("closed the tip-off"),
        sources=frozenset({TipState.ANSWERED}),
        target=TipState.CLOSED,
        rule=rules.may_close,
        form=forms.NOTHING,
        effect=effects.closed,
    ),
]
_TALK = [
    Step(
        name="say",
        label=_("Write to the informant"),
        done=_("wrote to the informant"),
        sources=ALL_STATES - {TipState.CLOSED},
        target=STAY,
        rule=rules.may_speak,
        form=forms.SAY,
        projects=effects.from_staff,
    ),
    Step(
        name="add",
        label=_("Add something"),
        done=_("received more from the informant"),
        sources=ALL_STATES - {TipState.CLOSED},
        target=STAY,
        rule=rules.may_add,
        form=forms.ADD,
        projects=effects.from_informant,
    ),
]
_REWARDING = [
    Step(
        name="reward",
        label=_("Decide on a reward"),
        done=_("decided on a reward"),
        sources=ANSWERED_STATES,
        target=STAY,
        rule=rules.may_reward,
        form=forms.REWARD,
        applies=effects.may_be_rewarded,
        guard=effects.reward_is_lawful,
        effect=effects.rewarded,
    ),
    Step(
        name="receive_reward",
        label=_("I have received the reward"),
        done=_("was told that the reward was received"),
        sources=ANSWERED_STATES,
        target=STAY,
        rule=rules.may_add,
        form=forms.NOTHING,
        applies=effects.reward_waits,
        effect=effects.reward_received,
    ),
    Step(
        name="open",
        label=_("Read who informed"),
        done=_("read who informed"),
        sources=ALL_STATES,
        target=STAY,
        rule=rules.may_open,
        form=forms.OPEN,
        applies=effects.is_sealed,
        effect=effects.opened,
        looks_up=True,
    ),
]

TIP_FLOW = Flow(
    "tip_off",
    model=TipOff,
    name=_("tip-off"),
    states={state.value: state.label for state in TipState},
    counted=Counted(day="received_on", sector=""),
    counts=(
        Count(RECEIVED, ALL_STATES),
        Count(ANSWERED, ANSWERED_STATES),
        Count(IN_TIME, ANSWERED_STATES, when="is_in_time"),
        Count(CONFIRMED, ANSWERED_STATES, when="is_confirmed"),
        Count(REFUSED, frozenset({TipState.REFUSED})),
        Count(REWARDED, ANSWERED_STATES, when="is_rewarded"),
        Count(REWARD, ANSWERED_STATES, amount="reward"),
    ),
    steps=[*_OPENING, *_SORTING, *_WORK, *_TALK, *_REWARDING],
)
