"""What the pages of an app's kinds of cases do alike: find one that the reader sees, show it, take it by an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import door
from anlan.lifecycle.asking import Through
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import FLOWS
from anlan.lifecycle.pages import StepForm, trail
from anlan.lifecycle.told import Told
from anlan.org.doors import ActedRequest
from anlan.org.scope import Actor

MadeBy = Callable[..., Outcome]
"""An act of more than one passage: case (0 opens one), input, actor, key, and the revision that was seen."""


def visible(request: ActedRequest, kinds: Mapping[str, Told], kind: str, pk: int) -> Any:
    """Return a case that the reader sees. Raises Unknown for a stranger's as for none."""
    if kind not in kinds:
        raise Unknown("case.kind", _("There is nothing of this kind."))
    told, found = kinds[kind], None
    if pk <= parameters.BIGGEST:
        rows = told.model.objects.within(request.actor.scope).select_related(*told.related)
        found = rows.filter(pk=pk).first()
    if found is None:
        raise Unknown("case.unknown", _("There is nothing with this number in your area."))
    return found


def shown(told: Told, case: Any, forms: Sequence[StepForm]) -> dict[str, Any]:
    """Return what the page of a case shows of every kind: its facts, the steps that lead on, what happened."""
    flow = FLOWS[told.kind]
    return {
        "case": case,
        "kind": told.kind,
        "title": told.words(case),
        "facts_shown": told.facts(case),
        "state_label": flow.states[case.state],
        "tone": told.tones[case.state],
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(flow, case),
    }


def taken_by(act: MadeBy | None) -> Through:
    """Return what takes a case on: an act, or the door where there is none."""
    if act is None:
        return door.apply

    def through(_flow: Any, case: int, _step: str, *, by: Actor, key: str | None, **given: Any) -> Outcome:
        return act(case, given["input"], by, key, given["revision"])

    return through


def opened_by(act: MadeBy | None) -> Through:
    """Return what opens a case: an act, or the door where there is none."""
    if act is None:
        return door.open_case

    def through(_flow: Any, _step: str, *, by: Actor, key: str | None, **given: Any) -> Outcome:
        return act(0, given["input"], by, key, None)

    return through
