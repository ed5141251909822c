"""What must be so before a step of an advisory or of a receipt is taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.advisories.effects import words_asked
from anlan.advisories.held import advisory_with
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import AdvisoryKind, AdvisoryState, Change
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import NOT_NOW, Taken

LONGEST = timedelta(days=90)


def _level(kind: str, level: str) -> Decision:
    if kind == AdvisoryKind.WARNING and not level:
        return denied(_("A warning has a level: red, orange, yellow or blue"), code="advisory.level")
    if kind == AdvisoryKind.ADVISORY and level:
        return denied(
            _("An advisory has no level: make it a warning, or leave the level empty"), code="advisory.level"
        )
    return ALLOWED


def _times(starts_at: Any, ends_at: Any, at: Any) -> Decision:
    if ends_at <= starts_at:
        return denied(_("It ends before it begins"), code="advisory.times")
    if ends_at <= at:
        return denied(_("Its validity is over already: give a later end"), code="advisory.over")
    if ends_at - starts_at > LONGEST:
        return denied(
            _("It is valid for %(days)s days at most: issue another then") % {"days": LONGEST.days},
            code="advisory.long",
        )
    return ALLOWED


def _sound(kind: str, taken: Taken) -> Decision:
    given = taken.input
    level = _level(kind, given["level"])
    if not level:
        return level
    if not any(given[name] == "yes" for name in WHO):
        return denied(_("Say to whom it goes: at least one group"), code="advisory.nobody")
    if given["to_places"] != "yes" and (given["tags"] or given["kinds"] or given["least_staff"]):
        return denied(
            _(
                "Tags, kinds and staff choose places: say that it goes to their operators, or leave them empty"
            ),
            code="advisory.places",
        )
    via = taken.via
    if via is not None and via.sector_ids is not None:
        keys = {sector.pk for sector in given["sectors"]}
        if not keys or not keys <= via.sector_ids:
            return denied(_("Choose among the sectors of your post"), code="advisory.sectors")
    return _times(given["starts_at"], given["ends_at"], taken.at)


def draft_is_sound(_case: Any, taken: Taken) -> Decision:
    return _sound(taken.input["kind"], taken)


def amends_soundly(advisory: Any, taken: Taken) -> Decision:
    return _sound(advisory.kind, taken)


def may_go_out(advisory: Any, taken: Taken) -> Decision:
    return _times(advisory.starts_at, advisory.ends_at, taken.at)


def update_is_sound(advisory: Any, taken: Taken) -> Decision:
    level = _level(advisory.kind, taken.input["level"])
    if not level:
        return level
    same = ("level", "title", "ends_at", "matters", "measures")
    if all(taken.input[name] == getattr(advisory, name) for name in same):
        return denied(_("Nothing would change"), code="advisory.same")
    return _times(advisory.starts_at, taken.input["ends_at"], taken.at)


def has_ended_outside(_case: Any, taken: Taken) -> Decision:
    """Take into the register what has ended; what still holds is drafted here and issued by its steps."""
    given = taken.input
    level = _level(given["kind"], given["level"])
    if not level:
        return level
    if given["ends_at"] <= given["starts_at"]:
        return denied(_("It ends before it begins"), code="advisory.times")
    over = given["ended_at"] or given["ends_at"]
    if over > (taken.now or taken.at):
        return denied(
            _("It has not ended: what still holds is drafted and issued here"), code="advisory.holds"
        )
    if given["issued_at"] > over:
        return denied(_("It was issued after its end"), code="advisory.times")
    if not any(given[name] == "yes" for name in WHO):
        return denied(_("Say to whom it goes: at least one group"), code="advisory.nobody")
    return ALLOWED


def nothing_is_asked(advisory: Any) -> Decision:
    if advisory.asked:
        return denied(_("Something was asked already: decide on that first"), code="advisory.asked")
    return ALLOWED


def update_is_asked(advisory: Any) -> Decision:
    return _is_asked(advisory, Change.UPDATE)


def lift_is_asked(advisory: Any) -> Decision:
    return _is_asked(advisory, Change.LIFT)


def _is_asked(advisory: Any, what: str) -> Decision:
    if advisory.asked != what:
        return denied(_("It was not asked for: one person asks, another decides"), code=NOT_NOW)
    return ALLOWED


def something_is_asked(advisory: Any) -> Decision:
    if not advisory.asked:
        return denied(_("Nothing was asked"), code=NOT_NOW)
    return ALLOWED


def still_fits(advisory: Any, taken: Taken) -> Decision:
    """Refuse an update whose new end has passed while it waited."""
    return _times(advisory.starts_at, words_asked(advisory)["ends_at"], taken.at)


def is_from_ledger(advisory: Any) -> Decision:
    if not advisory.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


def asks_for_checks(receipt: Any) -> Decision:
    if receipt.checks_due_at is None or receipt.checks_at is not None:
        return denied(_("No extra checks are asked for, or they were told"), code=NOT_NOW)
    return ALLOWED


def asks_for_duty(receipt: Any) -> Decision:
    if receipt.duty_due_at is None:
        return denied(_("No leader on duty is asked for"), code=NOT_NOW)
    return ALLOWED


def asks_for_reports(receipt: Any) -> Decision:
    if receipt.report_hours is None:
        return denied(_("No reports are asked for"), code=NOT_NOW)
    return ALLOWED


def is_over(advisory: Any, taken: Taken) -> Decision:
    if taken.at < advisory.ends_at:
        return denied(_("It is still valid"), code=NOT_NOW)
    return ALLOWED


def is_late(receipt: Any, taken: Taken) -> Decision:
    if taken.at < receipt.due_at or receipt.escalated_at is not None:
        return denied(_("It is not late, or was escalated already"), code=NOT_NOW)
    return ALLOWED


def has_none_yet(receipt: Any) -> Decision:
    if receipt.has_measures:
        return denied(_("The measures taken were told"), code=NOT_NOW)
    return ALLOWED


def is_from(receipt: Any, taken: Taken) -> Decision:
    """Nothing is sent of what is not in force."""
    advisory = taken.input["advisory"]
    if advisory.state != AdvisoryState.ISSUED:
        return denied(_("It is not in force: nothing of it is sent"), code="advisory.unsent")
    if advisory.organisation_id == taken.input["organisation"].pk:
        return denied(_("It does not go to the body that issues it"), code="advisory.self")
    return ALLOWED


def is_behind(receipt: Any) -> Decision:
    """An update is sent once, after the warning itself was updated: never to one body alone."""
    if receipt.message >= advisory_with(receipt.advisory_id).message:
        return denied(_("The body has its last message"), code=NOT_NOW)
    return ALLOWED


def has_ended(receipt: Any) -> Decision:
    """A receipt ends with its warning, for every body at once: nobody is let off alone."""
    if advisory_with(receipt.advisory_id).state == AdvisoryState.ISSUED:
        return denied(_("The warning is in force"), code=NOT_NOW)
    return ALLOWED
