"""The lifecycles of rates (set, withdrawn before they begin) and of samples (prepared, drawn, handed out)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.hazards.effects import ON_LOOKED_BACK, ON_OVERTAKEN, ON_SAMPLED
from anlan.lifecycle.flow import ALL, STAY, Counted, Flow, Owed, Step, Taken
from anlan.lookbacks import effects, forms, rules
from anlan.lookbacks.models import Rate, RateState, Sample, SampleState
from anlan.obligations.models import Kind
from anlan.org.calendar import in_working_days

DRAW_WORKING_DAYS = 2


def to_draw(sample: Sample, taken: Taken) -> Owed:
    """The office draws soon: the pool is that of its week."""
    legal = in_working_days(taken.at, DRAW_WORKING_DAYS)
    return Owed(Kind.DRAW_SAMPLE, sample.organisation_id, legal.due_at, legal.computation)


RATE_FLOW = Flow(
    "lookback_rate",
    model=Rate,
    name=_("rate of look-backs"),
    states={s.value: s.label for s in RateState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="set",
            label=_("Set rates"),
            done=_("set the rates of look-backs"),
            target=RateState.SET,
            rule=rules.may_set,
            form=forms.SET,
            guard=effects.rate_is_sound,
            effect=effects.rate_of,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew the rates"),
            sources=frozenset({RateState.SET}),
            target=RateState.WITHDRAWN,
            rule=rules.may_change,
            form=forms.BECAUSE,
            guard=effects.has_not_begun,
        ),
    ],
)

SAMPLE_FLOW = Flow(
    "lookback_sample",
    model=Sample,
    name=_("sample of look-backs"),
    states={s.value: s.label for s in SampleState},
    counted=Counted(day="week", sector=""),
    steps=[
        Step(
            name="prepare",
            label=_("Prepare the sample of the week"),
            done=_("prepared the sample"),
            target=SampleState.PREPARED,
            rule=rules.may_prepare,
            form=forms.PREPARE,
            guard=effects.week_is_open,
            effect=effects.sample_of,
            opens=(to_draw,),
            looks_up=True,
        ),
        Step(
            name="draw",
            label=_("Draw"),
            done=_("drew the sample"),
            sources=frozenset({SampleState.PREPARED}),
            target=SampleState.DRAWN,
            rule=rules.may_draw,
            form=forms.DRAW,
            guard=effects.sample_is_drawable,
            effect=effects.drawn,
            discharges=(Kind.DRAW_SAMPLE,),
            looks_up=True,
        ),
        Step(
            name="hand_out",
            label=_("Hand out"),
            done=_("handed out what was drawn"),
            sources=frozenset({SampleState.DRAWN}),
            target=STAY,
            rule=rules.may_hand_out,
            form=forms.HANDED,
            applies=effects.is_not_handed_out,
            effect=effects.handed_out,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the sample"),
            sources=frozenset({SampleState.PREPARED}),
            target=SampleState.VOIDED,
            rule=rules.may_change,
            form=forms.BECAUSE,
            discharges=(ALL,),
        ),
    ],
)

ON_SAMPLED.append(effects.was_sampled)
ON_LOOKED_BACK.append(effects.was_looked_back)
ON_OVERTAKEN.append(effects.was_overtaken)
