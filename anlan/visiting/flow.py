"""The lifecycle of an arranged visit: arranged by a person out of a proposal, made as one visit, or called off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.lifecycle.flow import Count, Counted, Flow, Step
from anlan.visiting import effects, forms, rules
from anlan.visiting.models import ArrangedState, ArrangedVisit

VISITS_MADE, VISITS_SAVED = "visiting.visits_made", "visiting.visits_saved"
OPEN = frozenset({ArrangedState.ARRANGED})
DONE = frozenset({ArrangedState.MADE})

ARRANGED_FLOW = Flow(
    "arranged_visit",
    model=ArrangedVisit,
    name=_("arranged visit"),
    states={state.value: state.label for state in ArrangedState},
    counted=Counted(day="planned_on"),
    counts=(Count(VISITS_MADE, DONE), Count(VISITS_SAVED, DONE, amount="saved")),
    steps=[
        Step(
            name="arrange",
            label=_("Arrange the visit"),
            done=_("arranged the visit"),
            target=ArrangedState.ARRANGED,
            rule=rules.may_arrange,
            form=forms.ARRANGE,
            guard=effects.is_sound,
            effect=effects.arranged,
            projects=effects.write_checks,
            looks_up=True,
        ),
        Step(
            name="put_down",
            label=_("Put down the visit"),
            done=_("put down the visit that was made"),
            sources=OPEN,
            target=ArrangedState.MADE,
            rule=rules.may_go_on,
            form=forms.MADE,
            guard=effects.visit_fits,
            effect=effects.made,
            projects=effects.free_checks,
            looks_up=True,
        ),
        Step(
            name="call_off",
            label=_("Call off"),
            done=pgettext_lazy("arranged visit", "called the visit off"),
            sources=OPEN,
            target=ArrangedState.CALLED_OFF,
            rule=rules.may_go_on,
            form=forms.BECAUSE,
            effect=effects.called_off,
            projects=effects.free_checks,
            looks_up=True,
        ),
        Step(
            name="lapse",
            label=_("Let it lapse"),
            done=_("let the visit lapse: its day passed"),
            sources=OPEN,
            target=ArrangedState.LAPSED,
            rule=rules.may_lapse,
            applies=effects.has_passed,
            projects=effects.free_checks,
        ),
    ],
)
