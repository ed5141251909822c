"""The lifecycle of a draw: prepared with its pools, drawn by somebody else, made public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.draws import effects, forms, rules
from anlan.draws.models import Draw, DrawState
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step

DRAWS = "draws.draws"
PLACES = "draws.places"

STANDS = frozenset({DrawState.DRAWN, DrawState.PUBLISHED})

DRAW_FLOW = Flow(
    "draw",
    model=Draw,
    name=_("draw"),
    states={state.value: state.label for state in DrawState},
    counted=Counted(day="prepared_on", sector=""),
    counts=(Count(DRAWS, STANDS), Count(PLACES, STANDS, amount="wanted")),
    steps=[
        Step(
            name="prepare",
            label=_("Prepare a draw"),
            done=_("prepared the draw"),
            target=DrawState.PREPARED,
            rule=rules.may_prepare,
            form=forms.PREPARE,
            guard=effects.is_made_now,
            effect=effects.draw_of,
        ),
        Step(
            name="exclude",
            label=_("Exclude from the draw"),
            done=_("excluded from the draw"),
            sources=frozenset({DrawState.PREPARED}),
            target=STAY,
            rule=rules.may_change,
            form=forms.EXCLUDE,
            effect=effects.excluded,
        ),
        Step(
            name="take",
            label=_("Draw"),
            done=_("drew"),
            sources=frozenset({DrawState.PREPARED}),
            target=DrawState.DRAWN,
            rule=rules.may_draw,
            form=forms.TAKE,
            guard=effects.is_drawable,
            effect=effects.drawn,
        ),
        Step(
            name="publish",
            label=_("Make public"),
            done=_("made the draw public"),
            sources=frozenset({DrawState.DRAWN}),
            target=DrawState.PUBLISHED,
            rule=rules.may_change,
            form=forms.NOTHING,
            effect=effects.published,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the draw"),
            sources=frozenset({DrawState.PREPARED, DrawState.DRAWN}),
            target=DrawState.VOIDED,
            rule=rules.may_change,
            form=forms.BECAUSE,
            effect=effects.voided,
            corrects=True,
        ),
    ],
)
