"""Acts on issues that are more than one step, or that need work before the door is passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.bulletins import archive, checks, composing, series
from anlan.bulletins.deliveries import DELIVERY_FLOW, WITH_RECIPIENT
from anlan.bulletins.flow import BULLETIN_FLOW
from anlan.bulletins.freeze import freeze
from anlan.bulletins.models import Delivery, Group, Issue, Signed, WaiverKind
from anlan.bulletins.signatures import checked, read_file
from anlan.journal.models import Entry
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict, Refused
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import Organisation
from anlan.org.scope import Actor


def sign(issue: Issue, *, by: Actor, key: str | None = None, revision: int | None = None) -> Outcome:
    """Freeze an issue and sign it; then make its files. Raises Refused where somebody may not, or something stands
    against it; then nothing is written and no number is taken."""
    if (known := _answered(by, key, issue.pk)) is not None:
        return known
    step = BULLETIN_FLOW.steps["sign"]
    may = step.rule(by, issue)
    if not may:  # before the work of freezing; the door asks again
        raise Refused(may.code or "denied", may.reason, http=403)
    if issue.state not in step.sources:
        raise Conflict(
            "state.wrong",
            _("“%(step)s” is not possible: the issue is “%(state)s”.")
            % {"step": step.label, "state": BULLETIN_FLOW.states[issue.state]},
            state=issue.state,
        )
    frozen = freeze(issue)
    outcome = door.apply(
        BULLETIN_FLOW, issue.pk, "sign", by=by, input={"frozen": frozen}, key=key, revision=revision
    )
    archive.keep(Signed.objects.get(pk=issue.pk), at=clock.now())
    return outcome


def _answered(by: Actor, key: str | None, case_id: int) -> Outcome | None:
    """Return the outcome of a signature that this key already gave: what is frozen anew would have another digest."""
    if key is None:
        return None
    entry = Entry.objects.filter(actor_id=by.person_id, key=key, case_id=case_id, step="sign").first()
    if entry is None:
        return None
    return Outcome(case_id, entry.seq, entry.to_state, entry.n, entry.recorded_at, replayed=True)


def ask_waiver(
    issue: Issue,
    given: Mapping[str, Any],
    *,
    by: Actor,
    key: str | None = None,
    revision: int | None = None,
) -> Outcome:
    """Ask for an exception from one of the problems that the issue has now, or from the text of a figure.

    Raises Refused where there is no such problem: an exception from nothing would only look like a permission.
    """
    kind, subject = str(given.get("kind", "")), str(given.get("subject", ""))
    if kind in (WaiverKind.CLAIM, WaiverKind.CONTRADICTION):
        with snapshot():
            found = checks.obstacles(issue, composing.of_issue(issue))
        if subject not in {one.subject for one in found if one.kind == kind}:
            raise Refused(
                "bulletin.waiver_nothing",
                _("The issue has no such problem any more: look at what stands before its signature."),
            )
    return door.apply(BULLETIN_FLOW, issue.pk, "ask_waiver", by=by, input=given, key=key, revision=revision)


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending out led to."""

    outcome: Outcome
    to: int


def recipients(issue: Issue, *, at: datetime) -> dict[int, tuple[str, Organisation]]:
    """Return to whom an issue goes, as its groups stand at a moment: organisation key → (line, organisation)."""
    found: dict[int, tuple[str, Organisation]] = {}
    on = clock.local_day(at)
    groups = Group.objects.on(on).select_related("series__area").filter(series=issue.series_id)
    for group in groups.order_by("line", "position", "id"):
        for organisation in series.members(group, on):
            found.setdefault(organisation.pk, (group.line, organisation))
    return found


def attach(issue: Issue, name: str, content: bytes, *, by: Actor, key: str | None = None) -> Outcome:
    """Keep a detached signature beside an issue, verified as far as this machine can. Raises Invalid for one that was
    made over another file than the archived PDF."""
    step = BULLETIN_FLOW.steps["attach"]
    may = step.rule(by, issue)
    if not may:  # nobody else has a file read
        raise Refused(may.code or "denied", may.reason, http=403)
    file = read_file(name, content)
    signed = Signed.objects.filter(pk=issue.pk).first()
    if signed is not None:
        file = checked(file, archive.given(signed, "pdf"))
    return door.apply(BULLETIN_FLOW, issue.pk, "attach", by=by, input={"signature": file}, key=key)


def distribute(issue: Issue, *, by: Actor, key: str | None = None, revision: int | None = None) -> Sent:
    """Send a signed issue to the organisations of its groups, in one transaction; each delivery is a case."""
    with transaction.atomic():
        outcome = door.apply(BULLETIN_FLOW, issue.pk, "distribute", by=by, key=key, revision=revision)
        if outcome.replayed:
            return Sent(outcome, Delivery.objects.filter(issue=issue.pk).count())
        to = recipients(issue, at=clock.now())
        acts = [
            Act(by=by, input={"issue": issue.pk, "organisation": organisation, "line": line})
            for line, organisation in to.values()
        ]
        _all(door.apply_many(DELIVERY_FLOW, "send", acts))
    return Sent(outcome, len(to))


def correct(issue: Issue, given: Mapping[str, Any], *, by: Actor, key: str | None = None) -> Outcome:
    """Correct an issue that is out, and tell everybody who has it: each must sign for the correction anew."""
    with transaction.atomic():
        outcome = door.apply(BULLETIN_FLOW, issue.pk, "correct", by=by, input=given, key=key)
        if not outcome.replayed:
            _each(issue, "tell", by)
    return outcome


def withdraw(issue: Issue, given: Mapping[str, Any], *, by: Actor, key: str | None = None) -> Outcome:
    """Withdraw a signed issue and recall it from everybody who has it."""
    with transaction.atomic():
        outcome = door.apply(BULLETIN_FLOW, issue.pk, "withdraw", by=by, input=given, key=key)
        if not outcome.replayed:
            _each(issue, "recall", by)
    return outcome


def _each(issue: Issue, step: str, by: Actor) -> None:
    rows = Delivery.objects.filter(issue=issue.pk, state__in=sorted(WITH_RECIPIENT)).order_by("pk")
    acts = [Act(by=by, case_id=key) for key in rows.values_list("pk", flat=True)]
    _all(door.apply_many(DELIVERY_FLOW, step, acts))


def _all(results: list[Outcome | AnlanError]) -> None:
    """Let one refusal take back the whole transaction."""
    for result in results:
        if isinstance(result, AnlanError):
            raise result


def remind(issue: Issue, *, by: Actor) -> int:
    """Remind everybody who has not signed for an issue and was not reminded within the hour; return how many."""
    rows = Delivery.objects.filter(issue=issue.pk, state="sent").order_by("pk")
    acts = [Act(by=by, case_id=key) for key in rows.values_list("pk", flat=True)]
    results = door.apply_many(DELIVERY_FLOW, "remind", acts) if acts else []
    return sum(isinstance(result, Outcome) for result in results)


def receive(issue: Issue, *, by: Actor, key: str | None = None) -> Outcome | None:
    """Sign for an issue in the name of an organisation of the reader's that has not yet; None where there is none."""
    own = sorted(by.organisation_ids())
    delivery = (
        Delivery.objects.filter(issue=issue.pk, organisation__in=own, state="sent").order_by("pk").first()
    )
    if delivery is None:
        return None
    return door.apply(DELIVERY_FLOW, delivery.pk, "receive", by=by, key=key)
