"""What must be so for the steps of an incident: times in order, numbers that go down explained, nothing left open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.assignments.models import AssignedTask
from anlan.incidents import rules, terms
from anlan.incidents.forms import MOST_EXTENDED_DAYS, YES
from anlan.incidents.grading import last_day_of_change
from anlan.incidents.kinds import IncidentState, RecommendationState
from anlan.incidents.models import CasualtyCount, Incident, Recommendation
from anlan.incidents.models.incident import STANDING
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken

COUNTED = ("deaths", "missing", "serious", "minor", "loss_yuan")
KIND_OF_RECOMMENDATION = "recommendation"


def call_is_sound(_case: None, taken: Taken) -> Decision:
    """Nothing is in the future, and nothing was reported before it happened."""
    received = taken.input["received_at"] or taken.at
    return _in_order(taken.input["occurred_at"] or received, received, taken)


def _in_order(occurred: datetime, received: datetime, taken: Taken) -> Decision:
    now = taken.now or taken.at
    if max(occurred, received) > now:
        return denied(_("An incident cannot lie in the future"), code="incident.future")
    if occurred > received:
        return denied(_("It cannot be reported before it happened"), code="incident.order")
    return ALLOWED


def amendment_is_sound(incident: Any, taken: Taken) -> Decision:
    return _in_order(taken.input["occurred_at"], incident.received_at, taken)


def entry_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if not taken.ledger:
        return denied(
            _("What happens now is taken as a call; this step is for ledgers of the past"),
            code="incident.ledger",
        )
    sent = given["first_sent_at"]
    if sent is not None and sent < given["received_at"]:
        return denied(_("It cannot be reported on before the call came"), code="incident.order")
    return _in_order(given["occurred_at"], given["received_at"], taken)


# -- numbers -----------------------------------------------------------------------------------------------------


def count_is_sound(incident: Any, taken: Taken) -> Decision:
    """A count that goes down says why; one that becomes official is answered for by who may, with a reason if it
    changes something."""
    given = taken.input
    as_of = given["as_of"] or taken.at
    if all(given[name] is None for name in COUNTED):
        return denied(_("Give one number at least"), code="count.empty")
    if not incident.occurred_at <= as_of <= (taken.now or taken.at):
        return denied(_("Numbers are as of a moment between the incident and now"), code="count.moment")
    lower = _lower_than_before(incident, given)
    if lower and not given["reason"]:
        return denied(
            _("“%(what)s” goes down from %(before)s to %(now)s: say why") % lower, code="count.lower"
        )
    if given["adopt"] != YES:
        return ALLOWED
    return _adoption(incident, taken, given, as_of, given["reason"])


def _lower_than_before(incident: Any, given: Any) -> dict[str, Any] | None:
    """Return the first number that is lower than the same source's last one or, if adopted, the official one."""
    last = CasualtyCount.objects.filter(incident=incident.id, source=given["source"]).order_by("-n").first()
    formers = [last] if last is not None else []
    if given["adopt"] == YES:
        formers.append(incident)
    for name in COUNTED:
        for former in formers:
            before, now = getattr(former, name), given[name]
            if before is not None and now is not None and now < before:
                return {"what": LABELS[name], "before": before, "now": now}
    return None


LABELS = {
    "deaths": gettext_lazy("Dead"),
    "missing": pgettext_lazy("incident", "Missing"),
    "serious": gettext_lazy("Seriously injured"),
    "minor": gettext_lazy("Slightly injured"),
    "loss_yuan": gettext_lazy("Direct loss (yuan)"),
}


def _adoption(incident: Any, taken: Taken, numbers: Any, as_of: datetime, why: str) -> Decision:
    may = rules.may_rule(taken.by, incident)
    if not may:
        return may
    changed = any(numbers[name] is not None and numbers[name] != getattr(incident, name) for name in COUNTED)
    if changed and not why:
        return denied(_("The official numbers change: say why these are taken"), code="count.reason")
    days = terms.of(incident.kind, clock.local_day(incident.occurred_at)).change_days
    last = last_day_of_change(incident.occurred_at, days)
    people = any(
        numbers[name] is not None and numbers[name] != getattr(incident, name) for name in COUNTED[:4]
    )
    if people and clock.local_day(as_of) > last:
        return denied(
            _(
                "What became of people after %(last)s, the %(days)sth day, does not change the numbers of the incident "
                "(decree 493, art. 13). It is kept beside."
            )
            % {"last": last, "days": days},
            code="count.too_late",
        )
    return ALLOWED


def is_on_record(incident: Any, taken: Taken) -> Decision:
    """Tell whether there is such a count, and whether it may become the official one."""
    found = CasualtyCount.objects.filter(incident=incident.id, n=taken.input["n"]).first()
    if found is None:
        return denied(_("There are no numbers of this entry"), code="count.unknown")
    if found.n == incident.official_n:
        return denied(_("These are the official numbers already"), code="count.same")
    numbers = {name: getattr(found, name) for name in COUNTED}
    return _adoption(incident, taken, numbers, found.as_of, taken.input["reason"])


# -- reports and clocks ------------------------------------------------------------------------------------------


def first_is_open(incident: Any) -> Decision:
    return ALLOWED if incident.first_sent_at is None else denied(_("The first report was sent"), code=NOT_NOW)


def first_was_sent(incident: Any) -> Decision:
    if incident.first_sent_at is None:
        return denied(_("The first report comes first"), code="report.first")
    return ALLOWED


def final_is_open(incident: Any) -> Decision:
    if incident.final_sent_at is not None:
        return denied(_("The final report was sent"), code=NOT_NOW)
    return first_was_sent(incident)


def phone_is_owed(incident: Any) -> Decision:
    if incident.phone_due_at is None or incident.phoned_at is not None:
        return denied(_("Nobody has to be told by telephone"), code=NOT_NOW)
    return ALLOWED


def passing_on_is_owed(incident: Any) -> Decision:
    if incident.pass_on_due_at is None or incident.passed_on_at is not None:
        return denied(_("Nothing is to be passed on"), code=NOT_NOW)
    return ALLOWED


def investigation_is_owed(incident: Any) -> Decision:
    if incident.investigation_due_at is None or incident.investigated_at is not None:
        return denied(_("No investigation report is owed"), code=NOT_NOW)
    return ALLOWED


def extension_fits(incident: Any, taken: Taken) -> Decision:
    if incident.extended_days + taken.input["days"] > MOST_EXTENDED_DAYS:
        return denied(
            _("Sixty days more at most: %(days)s were granted already") % {"days": incident.extended_days},
            code="investigation.extended",
        )
    return ALLOWED


def reply_is_owed(incident: Any) -> Decision:
    if incident.reply_due_at is None or incident.replied_at is not None:
        return denied(_("No reply is owed"), code=NOT_NOW)
    return ALLOWED


def nothing_is_open(incident: Any, taken: Taken) -> Decision:
    """Close only what was reported to its end, investigated where that is owed, with every recommendation followed."""
    if incident.first_sent_at is None or incident.final_sent_at is None:
        return denied(_("First and final report come before closing"), code="close.reports")
    if incident.investigation_due_at is not None and incident.replied_at is None:
        return denied(
            _("The investigation report and the reply to it come before closing"), code="close.investigation"
        )
    left = unfollowed(incident.id)
    if left:
        return denied(
            _("Recommendation %(number)s is neither a task nor a hazard yet") % {"number": left[0].number},
            code="close.recommendation",
        )
    return ALLOWED


def unfollowed(incident_id: int) -> list[Recommendation]:
    """Return the recommendations of an incident that are neither a task nor a hazard, nor dropped. Two queries."""
    open_ = list(
        Recommendation.objects.filter(incident=incident_id, state=RecommendationState.OPEN).order_by("pk")
    )
    tasks = AssignedTask.objects.standing().filter(
        origin_kind=KIND_OF_RECOMMENDATION, origin_id__in=[one.pk for one in open_]
    )
    followed = set(tasks.values_list("origin_id", flat=True))
    return [one for one in open_ if one.pk not in followed]


# -- duplicates --------------------------------------------------------------------------------------------------


def merge_is_sound(incident: Any, taken: Taken) -> Decision:
    into = taken.input["into"]
    if into.pk == incident.id:
        return denied(_("An incident cannot be merged with itself"), code="incident.merge_itself")
    if into.is_real != incident.is_real:
        return denied(_("A drill and a real incident are never merged"), code="incident.merge_drill")
    if into.state not in STANDING:
        return denied(_("An incident is merged into one that stands"), code="incident.merge_into")
    if not rules.may_rule(taken.by, into):
        return denied(
            _("You have no right to decide about the incident that stays"), code="incident.merge_elsewhere"
        )
    return nothing_is_merged_into_it(incident, taken)


def nothing_is_merged_into_it(incident: Any, _taken: Taken) -> Decision:
    if Incident.objects.filter(merged_into=incident.id).exists():
        return denied(_("Others were merged into this one: undo that first"), code="incident.merge_chain")
    return ALLOWED


def merge_holds_still(incident: Any, taken: Taken, _seq: int) -> None:
    """Look again once nobody else can write: of two that were merged into each other at one moment one is refused."""
    into = Incident.objects.filter(pk=incident.merged_into_id, state__in=STANDING)
    if not into.exists() or Incident.objects.filter(merged_into=incident.id).exists():
        raise Conflict(
            "incident.merge_moved", _("One of the two was merged or dismissed at the same moment.")
        )


def is_from_ledger(incident: Any) -> Decision:
    if not incident.is_from_ledger or incident.state != IncidentState.CLOSED:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED
