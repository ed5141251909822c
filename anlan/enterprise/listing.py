"""The staff's lists of codes, self-found hazards and messages; and what of them waits on the to-do page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anlan.enterprise.models import AdmissionState, CheckState, Letter, LetterState
from anlan.figures.cut import where_and_when
from anlan.hazards.models import Grade
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.obligations.inbox import INBOX, Waiting
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.roles import Permission
from anlan.org.scope import Actor

VALID, RUN_OUT = "valid", "run_out"
PLACE = ("area", "sector", "from", "to")
CODES = ListSpec(
    code="enterprise-codes",
    label=_("Codes of enterprises"),
    route="enterprises:list",
    filters=("state", *PLACE),
    sorts=(Sort("day", Order(("given_on",)), index="admission_by_day"),),
)
CHECKS = ListSpec(
    code="self-checks",
    label=_("Self-found hazards"),
    route="enterprises:checks",
    filters=("state", "grade", *PLACE),
    sorts=(Sort("day", Order(("found_on",)), index="self_check_by_day"),),
)
LETTERS = ListSpec(
    code="letters",
    label=_("Messages of enterprises"),
    route="enterprises:letters",
    filters=("state", *PLACE),
    sorts=(Sort("day", Order(("written_on",)), index="letter_by_day"),),
)


def _placed(rows: Any, query: Any, day: str) -> Any:
    place = {name: query[name] for name in PLACE if query.get(name)}
    return rows.filter(where_and_when(place, day))


def codes_filtered(rows: Any, query: Any) -> Any:
    state = parameters.choice(query, "state", [VALID, RUN_OUT, AdmissionState.REVOKED])
    now = clock.now()
    if state == AdmissionState.REVOKED:
        rows = rows.filter(state=state)
    elif state:
        rows = rows.filter(state=AdmissionState.GIVEN)
        rows = rows.filter(expires_at__gt=now) if state == VALID else rows.filter(expires_at__lte=now)
    return _placed(rows, query, "given_on")


def checks_filtered(rows: Any, query: Any) -> Any:
    for name, values in (("state", CheckState.values), ("grade", Grade.values)):
        if chosen := parameters.choice(query, name, values):
            rows = rows.filter(**{name: chosen})
    return _placed(rows, query, "found_on")


def letters_filtered(rows: Any, query: Any) -> Any:
    if state := parameters.choice(query, "state", LetterState.values):
        rows = rows.filter(state=state)
    return _placed(rows, query, "written_on")


def choices(actor: Actor, states: Choices) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *states],
        "grade": [("", _("All grades")), *Grade.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
        "sector": [("", _("All sectors")), *sector_choices()],
    }


def code_choices(actor: Actor) -> dict[str, Choices]:
    states = [
        (VALID, _("Valid")),
        (RUN_OUT, _("Run out")),
        (AdmissionState.REVOKED.value, AdmissionState.REVOKED.label),
    ]
    return choices(actor, states)


def check_choices(actor: Actor) -> dict[str, Choices]:
    return choices(actor, CheckState.choices)


def letter_choices(actor: Actor) -> dict[str, Choices]:
    return choices(actor, LetterState.choices)


def waiting(actor: Actor) -> list[Waiting]:
    """Return how many messages of enterprises wait for an answer in somebody's scope. One query."""
    if not actor.may(Permission.ENTERPRISE_ADMIT):
        return []
    count = Letter.objects.within(actor.scope).filter(state=LetterState.ASKED).order_by().count()
    if not count:
        return []
    text = ngettext("%(n)s message of an enterprise waits", "%(n)s messages of enterprises wait", count)
    return [Waiting(text % {"n": count}, reverse("enterprises:letters") + f"?state={LetterState.ASKED}")]


INBOX.append(waiting)
