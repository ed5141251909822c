"""The list of due reports: its filters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor
from anlan.reporting import formbook, letters, standing
from anlan.reporting.models import Axis, DueQuerySet
from anlan.reporting.standing import Standing

WAITING, SENT = LETTERS = ("waiting", "sent")
REPORTS = ListSpec(
    code="reports",
    label=_("Daily reports"),
    route="reporting:list",
    filters=("form", "standing", "axis", "area", "letter", "from", "to"),
)


def filtered(dues: DueQuerySet, query: Any) -> DueQuerySet:
    """Return what the filters of an address leave; a standing is that of now."""
    if word := parameters.choice(query, "standing", Standing.values):
        dues = dues.filter(standing.where(Standing(word), clock.now()))
    if form := parameters.words(query, "form"):
        dues = dues.filter(form=form)
    if axis := parameters.choice(query, "axis", Axis.values):
        dues = dues.filter(axis=axis)
    if letter := parameters.choice(query, "letter", LETTERS):
        dues = letters.waiting(dues) if letter == WAITING else dues.filter(letter_at__isnull=False)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return dues.filter(where_and_when(place, "day"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "form": [("", _("All forms")), *formbook.choices(clock.today())],
        "standing": [("", _("Every standing")), *Standing.choices],
        "axis": [("", _("Areas and departments")), *Axis.choices],
        "letter": [("", "—"), (WAITING, _("Waits for a signature")), (SENT, _("Sent"))],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
