"""What must be so before a step of a hazard is taken: facts about the case alone, then about what was sent."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from anlan.hazards import visiting
from anlan.hazards.forms import FALSE, GRANT
from anlan.hazards.models import OPEN_STATES, RECTIFIED_STATES, Asked, Grade, Hazard
from anlan.hazards.rules import MOST_TRANSFERS
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken

MOST_DAYS = 365
MOST_EXTENSIONS = 2

# -- of the case alone: also what the page shows before anything is typed --------------------------------------


def is_not_signed_for(hazard: Hazard) -> Decision:
    if hazard.signed_for_at is not None:
        return denied(_("It is already signed for"), code=NOT_NOW)
    return ALLOWED


def is_major(hazard: Hazard) -> Decision:
    if hazard.grade != Grade.MAJOR:
        return denied(_("Only a major hazard needs a treatment plan"), code=NOT_NOW)
    return ALLOWED


def nothing_is_asked(hazard: Hazard) -> Decision:
    if hazard.asked:
        return denied(
            _("Another request waits for its decision: one thing at a time"), code="hazard.asked_already"
        )
    return ALLOWED


def extension_may_be_asked(hazard: Hazard) -> Decision:
    if hazard.extensions >= MOST_EXTENSIONS:
        return denied(_("It was already extended twice"), code="hazard.extended_twice")
    return nothing_is_asked(hazard)


def extension_is_asked(hazard: Hazard) -> Decision:
    return _waits(hazard, Asked.EXTENSION)


def regrade_is_asked(hazard: Hazard) -> Decision:
    return _waits(hazard, Asked.GRADE)


def void_is_asked(hazard: Hazard) -> Decision:
    return _waits(hazard, Asked.VOID)


def _waits(hazard: Hazard, asked: Asked) -> Decision:
    if hazard.asked != asked:
        return denied(_("Nobody has asked for it"), code=NOT_NOW)
    return ALLOWED


def may_be_voided(hazard: Hazard) -> Decision:
    if hazard.grade == Grade.MAJOR:
        return denied(
            _("A major hazard is never voided: change its grade first, with a second view"),
            code="hazard.major_stays",
        )
    return nothing_is_asked(hazard)


def may_be_transferred(hazard: Hazard) -> Decision:
    if hazard.transfers >= MOST_TRANSFERS:
        return denied(
            _("It was already transferred twice: now the city's office rules who is responsible"),
            code="hazard.transferred_twice",
        )
    return nothing_is_asked(hazard)


def is_not_sampled(hazard: Hazard) -> Decision:
    if hazard.sampled_in:
        return denied(_("It is drawn for a look-back already"), code=NOT_NOW)
    return ALLOWED


def is_from_ledger(hazard: Hazard) -> Decision:
    if not hazard.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


# -- of the case and what was sent -----------------------------------------------------------------------------


def finding_is_sound(_case: None, taken: Taken) -> Decision:
    visit, given = taken.input["visit"], taken.input
    if taken.at < visit.visited_at:
        return denied(_("A hazard cannot be found before its visit began"), code="hazard.before_visit")
    if not (fits := visiting.hazard_fits(visit, given["item"])):
        return fits
    if given.get("grade") is None and not (may := visiting.finder_may_accept(visit, taken)):
        return may
    criterion = visiting.criterion_of(given, taken)
    if given.get("grade") == Grade.MAJOR and criterion is None:
        return denied(
            _("A major hazard needs the official criterion by which it is one"), code="hazard.criterion"
        )
    if given.get("grade") == Grade.GENERAL and criterion is not None:
        return denied(
            _("What fulfils a criterion of major hazards is a major hazard"), code="hazard.criterion"
        )
    if criterion is not None and not criterion.pack.stands_on(clock.local_day(taken.at)):
        return denied(
            _("This criterion was not in force when the hazard was found"), code="hazard.criterion_force"
        )
    return relapse_is_sound(visit.premises_id, given.get("relapse_of"))


def relapse_is_sound(premises_id: int, former: Hazard | None) -> Decision:
    if former is None:
        return ALLOWED
    if former.premises_id != premises_id:
        return denied(_("A relapse lies on the same premises as the former hazard"), code="hazard.relapse")
    if former.state in OPEN_STATES:
        return denied(_("The former hazard is still open: it has not come back"), code="hazard.relapse")
    return ALLOWED


def deadline_is_sensible(hazard: Hazard, taken: Taken) -> Decision:
    due_at = taken.input["due_at"]
    if due_at <= taken.at:
        return denied(_("The deadline must lie after the assignment"), code="hazard.due_past")
    if due_at > taken.at + timedelta(days=MOST_DAYS):
        return denied(_("The deadline may lie at most 365 days ahead"), code="hazard.due_far")
    return ALLOWED


def extension_is_in_time(hazard: Hazard, taken: Taken) -> Decision:
    assert hazard.due_at is not None
    assert hazard.assigned_at is not None
    if taken.at >= hazard.due_at:
        return denied(
            _("The deadline has passed: an extension is asked for before it"), code="hazard.extension_late"
        )
    until = taken.input["until"]
    if until <= hazard.due_at:
        return denied(_("The new deadline must lie after the present one"), code="hazard.extension_back")
    if until > hazard.assigned_at + timedelta(days=MOST_DAYS):
        return denied(_("A deadline may lie at most 365 days after the assignment"), code="hazard.due_far")
    return ALLOWED


def extension_is_still_ahead(hazard: Hazard, taken: Taken) -> Decision:
    if taken.input["decision"] == GRANT and hazard.asked_until and hazard.asked_until <= taken.at:
        return denied(
            _("The deadline that was asked for has passed: it can only be refused"),
            code="hazard.extension_late",
        )
    return ALLOWED


def rectification_is_shown(hazard: Hazard, taken: Taken) -> Decision:
    """A claim needs evidence where there is something to compare it with, and always for a major hazard."""
    if hazard.grade == Grade.MAJOR and not hazard.plan_is_complete:
        return denied(
            _("The treatment plan (five fulfilments) is missing: send it first"), code="hazard.plan_missing"
        )
    shown = taken.input["after"] or taken.ledger
    if (hazard.is_pictured or hazard.grade == Grade.MAJOR) and not shown:
        return denied(
            _("A photograph after rectification is missing: this hazard needs one"), code="hazard.evidence"
        )
    return ALLOWED


def acceptance_is_whole(hazard: Hazard, taken: Taken) -> Decision:
    if hazard.grade == Grade.MAJOR:
        if not hazard.plan_is_complete:
            return denied(
                _("The treatment plan (five fulfilments) is not complete"), code="hazard.plan_missing"
            )
        if not taken.input["report"]:
            return denied(
                _("A major hazard is accepted with an acceptance report"), code="hazard.report_missing"
            )
    return ALLOWED


def look_back_is_shown(hazard: Hazard, taken: Taken) -> Decision:
    """What was drawn by lot is answered with evidence; so is the word that a rectification was false."""
    shown = taken.input["document"] or taken.ledger
    if not shown and (hazard.sampled_in or taken.input["result"] == FALSE):
        return denied(
            _(
                "A photograph of the look-back is missing: what was drawn, or was falsely rectified, needs one"
            ),
            code="hazard.evidence",
        )
    return ALLOWED


def owner_may_look_back(hazard: Hazard, taken: Taken) -> Decision:
    person = taken.input["person"]
    took_part = (hazard.found_by_id, hazard.rectified_by_id, hazard.accepted_by_id)
    if person is not None and person.pk in took_part:
        return denied(
            _("Finder, rectifier and acceptor do not look back: a fourth person does"), code="hazard.own_case"
        )
    return ALLOWED


def regrade_is_sound(hazard: Hazard, taken: Taken) -> Decision:
    grade, criterion = taken.input["grade"], taken.input["criterion"]
    if grade == hazard.grade and (criterion is None or criterion.pk == hazard.criterion_id):
        return denied(_("It has this grade already"), code="hazard.same_grade")
    if (grade == Grade.MAJOR) != (criterion is not None):
        return denied(
            _("A major hazard needs the official criterion by which it is one; a general one has none"),
            code="hazard.criterion",
        )
    if criterion is not None and not criterion.pack.stands_on(clock.local_day(taken.at)):
        return denied(_("This criterion is not in force"), code="hazard.criterion_force")
    return ALLOWED


def none_was_merged_into_it(hazard: Hazard, _taken: Taken) -> Decision:
    if Hazard.objects.filter(merged_into=hazard.id).exists():
        return denied(
            _("Others were merged into this one: merge them elsewhere first"), code="hazard.merge_chain"
        )
    return ALLOWED


def merge_is_sound(hazard: Hazard, taken: Taken) -> Decision:
    into = taken.input["into"]
    if into.pk == hazard.id:
        return denied(_("A hazard cannot be merged with itself"), code="hazard.merge_itself")
    if into.premises_id != hazard.premises_id:
        return denied(_("Only hazards of the same premises are merged"), code="hazard.merge_elsewhere")
    if not (like := _stands_alike(hazard.state, into.state)):
        return like
    if hazard.sampled_in:
        return denied(
            _("It is drawn for a look-back: it is merged once that is answered"), code="hazard.sampled"
        )
    if not (alone := none_was_merged_into_it(hazard, taken)):
        return alone
    if hazard.grade == Grade.MAJOR and into.grade != Grade.MAJOR:
        return denied(_("A major hazard is not merged into a general one"), code="hazard.merge_grade")
    return ALLOWED


def _stands_alike(state: str, into: str) -> Decision:
    """What is open is merged into what is open, what was accepted into what was accepted: no hazard is made good by
    merging, and none that was is opened again."""
    if state in OPEN_STATES and into not in OPEN_STATES:
        return denied(_("A hazard is merged into one that is still open"), code="hazard.merge_into_closed")
    if state in RECTIFIED_STATES and into not in RECTIFIED_STATES:
        return denied(
            _("What was accepted as rectified is merged into what was accepted too"),
            code="hazard.merge_into_open",
        )
    return ALLOWED


def merge_holds_still(hazard: Hazard, taken: Taken, _seq: int) -> None:
    """Look again once nobody else can write: of two that were merged into each other at one moment one is refused."""
    into = Hazard.objects.get(pk=taken.input["into"].pk)
    if (
        not _stands_alike(hazard.former_state, into.state)
        or Hazard.objects.filter(merged_into=hazard.id).exists()
    ):
        raise Conflict("hazard.merge_moved", _("One of the two was merged or settled at the same moment."))


def receiver_reaches_it(hazard: Hazard, taken: Taken) -> Decision:
    """Who is to follow it up has it in his area, or could do nothing with it."""
    if not hazard.area_path.startswith(taken.input["to"].area.path or "?"):
        return denied(
            _("A hazard goes only to an organisation in whose area it lies"), code="hazard.transfer_far"
        )
    return ALLOWED


def transfer_goes_elsewhere(hazard: Hazard, taken: Taken) -> Decision:
    to = taken.input["to"].pk
    assert taken.via is not None
    if to in (hazard.department_id, taken.via.organisation_id) and to == hazard.supervisor_id:
        return denied(_("It lies with this organisation already"), code="hazard.transfer_itself")
    if to == taken.via.organisation_id:
        return denied(_("A hazard is not transferred to oneself"), code="hazard.transfer_itself")
    return receiver_reaches_it(hazard, taken)


def exception_is_for_another(hazard: Hazard, taken: Taken) -> Decision:
    if taken.input["person"].pk in taken.by.identities:
        return denied(_("Nobody signs an exception for himself"), code="hazard.own_exception")
    return ALLOWED
