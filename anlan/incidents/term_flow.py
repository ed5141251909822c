"""Terms of the statutory clocks that the city's office lays down from a day on, and withdraws."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports.inputs import Number
from anlan.incidents import rules
from anlan.incidents.forms import BECAUSE, text
from anlan.incidents.kinds import IncidentKind
from anlan.incidents.models import ClockTerm, TermState
from anlan.incidents.terms import LABELS, MAY_BE_NONE
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form

MOST = 100_000
SET = Form(
    (
        Choice(name="code", label=pgettext_lazy("clock", "Term"), choices=tuple(LABELS.items())),
        Choice(
            name="kind",
            label=gettext_lazy("Kind of incident"),
            choices=tuple((kind.value, kind.label) for kind in IncidentKind),
            required=False,
            help=gettext_lazy("Empty: of every kind."),
        ),
        Number(name="number", label=gettext_lazy("Value"), least=0, most=MOST),
        Day(name="first_day", label=gettext_lazy("Holds from")),
        text(
            "basis",
            gettext_lazy("Basis"),
            200,
            least=4,
            required=True,
            hint=gettext_lazy("The law or rule that gives it, with its article."),
        ),
    )
)


def may_be_laid_down(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if not given["number"] and given["code"] not in MAY_BE_NONE:
        return denied(_("A clock runs for one at least"), code="term.nothing")
    twin = ClockTerm.objects.standing().filter(
        code=given["code"], kind=given["kind"], first_day=given["first_day"]
    )
    if twin.exists():
        return denied(
            _("This term has a number from that day on already: withdraw it first"), code="term.twice"
        )
    return ALLOWED


def term_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, via = taken.input, taken.via
    return {
        **{name: given[name] for name in ("code", "kind", "first_day", "basis")},
        "number_given": given["number"],
        "area_id": via.area_id,
        "area_path": via.area_path,
        "organisation_id": via.organisation_id,
        "laid_down_by_id": taken.by.person_id,
    }


TERM_FLOW = Flow(
    "clock_term",
    model=ClockTerm,
    name=gettext_lazy("term of a clock"),
    states={state.value: state.label for state in TermState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="lay_down",
            label=gettext_lazy("Lay down a term"),
            done=gettext_lazy("laid down the term"),
            target=TermState.LAID_DOWN,
            rule=rules.may_set_term,
            form=SET,
            guard=may_be_laid_down,
            effect=term_of,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            done=gettext_lazy("withdrew the term"),
            sources=frozenset({TermState.LAID_DOWN}),
            target=TermState.WITHDRAWN,
            rule=rules.may_withdraw_term,
            form=BECAUSE,
        ),
    ],
)
