"""The lifecycles of a superior's form (brought, bound) and of what is filled of it (filled, sent, received)."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.exchange import bindings as bound
from anlan.exchange import effects, rules
from anlan.exchange.account import Filled
from anlan.exchange.carried import Brought, Carried, Returned
from anlan.exchange.models import Cadence, Filling, FillingState, FormState, SuperiorForm
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.org.models import Area

FILLED, SENT, AGREED = "exchange.filled", "exchange.sent", "exchange.agreed"
MOST_JSON = 60_000
USE = frozenset({FormState.IN_USE})
FILE = Carried(name="file", label=_("Blank form"), model=Brought)


def _json(name: str, label: Any, *, required: bool = True, most: int = 4_000) -> Text:
    return Text(name=name, label=label, required=required, max_length=most)


FORM_FLOW = Flow(
    "superior_form",
    model=SuperiorForm,
    name=_("superior’s form"),
    states={s.value: s.label for s in FormState},
    counted=Counted(day="opened_on", sector=""),
    steps=[
        Step(
            name="bring",
            label=_("Bring a form"),
            done=_("brought a form"),
            target=FormState.IN_USE,
            rule=rules.may_bring,
            form=Form(
                (
                    Reference(name="area", label=_("Area"), find=effects.find_area, model=Area),
                    Text(name="code", label=_("Code"), min_length=2, max_length=40),
                    Text(name="name", label=_("Name of the form"), min_length=2, max_length=80),
                    Text(name="receiver", label=_("Receiver"), min_length=2, max_length=80),
                    FILE,
                )
            ),
            guard=effects.code_is_free,
            effect=effects.brought,
            projects=effects.keep_file,
            looks_up=True,
        ),
        Step(
            name="replace",
            label=_("Bring a new version"),
            done=_("brought a new version"),
            sources=USE,
            target=STAY,
            rule=rules.may_change,
            form=Form((FILE,)),
            guard=effects.bindings_fit,
            effect=effects.replaced,
            projects=effects.keep_file,
        ),
        Step(
            name="bind",
            label=_("Bind a cell"),
            done=_("bound a cell"),
            sources=USE,
            target=STAY,
            rule=rules.may_change,
            form=Form((_json("binding", _("What the cell takes")),)),
            effect=effects.bound_cell,
            looks_up=True,
        ),
        Step(
            name="unbind",
            label=_("Unbind a cell"),
            done=_("unbound a cell"),
            sources=USE,
            target=STAY,
            rule=rules.may_change,
            form=Form((Text(name="at", label=_("Cell"), max_length=60),)),
            effect=effects.unbound_cell,
        ),
        Step(
            name="bind_all",
            label=_("Bind all cells"),
            done=_("bound all cells"),
            sources=USE,
            target=STAY,
            rule=rules.may_change,
            form=Form((_json("bindings", _("What the cells take"), most=MOST_JSON),)),
            effect=effects.bound_all,
            looks_up=True,
        ),
        Step(
            name="plan",
            label=_("Say when it is filled"),
            done=_("said when it is filled"),
            sources=USE,
            target=STAY,
            rule=rules.may_change,
            form=Form(
                (
                    Choice(
                        name="cadence",
                        label=_("Filled by itself"),
                        choices=(("never", Cadence.NEVER.label), *(c for c in Cadence.choices if c[0])),
                    ),
                    Choice(
                        name="fill_day",
                        label=_("Day after the period’s end"),
                        choices=tuple((str(n), str(n)) for n in range(1, 29)),
                    ),
                )
            ),
            effect=effects.planned,
        ),
        Step(
            name="retire",
            label=_("Retire the form"),
            done=_("retired the form"),
            sources=USE,
            target=FormState.RETIRED,
            rule=rules.may_change,
        ),
    ],
)

LIVE = frozenset({FillingState.FILLED, FillingState.SENT, FillingState.AGREED, FillingState.DIFFERS})
FILLING_FLOW = Flow(
    "form_filling",
    model=Filling,
    name=_("filled form"),
    states={s.value: s.label for s in FillingState},
    counted=Counted(day="filled_on", sector=""),
    counts=(
        Count(FILLED, LIVE),
        Count(SENT, LIVE - {FillingState.FILLED}),
        Count(AGREED, frozenset({FillingState.AGREED})),
    ),
    steps=[
        Step(
            name="fill",
            label=_("Fill the form"),
            done=_("filled the form"),
            target=FillingState.FILLED,
            rule=rules.may_fill,
            form=Form(
                (
                    Reference(name="form", label=_("Form"), find=effects.find_form, model=SuperiorForm),
                    Carried(name="made", label=_("Filled form"), model=Filled),
                )
            ),
            guard=effects.is_first_of_its_period,
            effect=effects.filled,
            projects=effects.keep_filled,
            looks_up=True,
        ),
        Step(
            name="send",
            label=_("Note that it was sent"),
            done=_("noted that it was sent"),
            sources=frozenset({FillingState.FILLED}),
            target=FillingState.SENT,
            rule=rules.may_change,
            form=Form(
                (
                    Text(
                        name="how",
                        label=_("How it was sent, and its number there"),
                        min_length=2,
                        max_length=200,
                    ),
                )
            ),
            applies=effects.sums_agree,
            effect=effects.sent,
        ),
        Step(
            name="receive",
            label=_("Compare with what came back"),
            done=_("compared with what came back"),
            sources=frozenset({FillingState.SENT, FillingState.DIFFERS}),
            target=effects.agrees_or_differs,
            targets=frozenset({FillingState.AGREED, FillingState.DIFFERS}),
            rule=rules.may_change,
            form=Form(
                (Carried(name="returned", label=_("The form as the superior has it"), model=Returned),)
            ),
            effect=effects.received,
            projects=effects.keep_returned,
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the filled form"),
            sources=LIVE,
            target=FillingState.VOIDED,
            rule=rules.may_change,
            form=Form((Text(name="reason", label=_("Reason"), min_length=4, max_length=300, lines=2),)),
            effect=effects.voided,
            corrects=True,
        ),
    ],
)


def binding_json(**given: Any) -> str:
    """Return a binding as the step takes it."""
    return json.dumps(
        {name: value for name, value in given.items() if value not in ("", None)}, ensure_ascii=False
    )


__all__ = ["FILLING_FLOW", "FORM_FLOW", "binding_json", "bound"]
