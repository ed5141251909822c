"""Whether the facts allow a step of an issue; each no says what is wrong and what to do."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins import editing, subjects
from anlan.bulletins.models import Issue, SpecialSeries, Waiver, WaiverKind
from anlan.documents.compose import check_text
from anlan.documents.tokens import figure_tokens
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.flow import Taken
from anlan.org.models import Area

CONFLICT = "bulletin.conflict"


def can_be_drafted(_case: None, taken: Taken) -> Decision:
    given = taken.input
    return _fits(given["special"], given["series"].pk, given["on"], taken)


def head_fits(issue: Issue, taken: Taken) -> Decision:
    return _fits(taken.input["special"], issue.series_id, taken.input["on"], taken)


def _fits(special: SpecialSeries | None, series_id: int, on: Any, taken: Taken) -> Decision:
    if on > clock.local_day(taken.at):
        return denied(
            _("%(day)s lies in the future: a bulletin is composed from what has happened.")
            % {"day": on.isoformat()},
            code="bulletin.future",
        )
    if special is not None and special.series_id != series_id:
        return denied(_("This special series belongs to another series"), code="bulletin.special")
    if special is not None and (
        on < special.first_on or (special.last_on is not None and on > special.last_on)
    ):
        return denied(
            _("“%(name)s” does not run on %(day)s") % {"name": special.label, "day": on.isoformat()},
            code="bulletin.special_days",
        )
    return ALLOWED


def paragraph_is_as_seen(issue: Issue, taken: Taken) -> Decision:
    """Refuse to write over what somebody else wrote in between: the page then shows both texts."""
    row = editing.find(issue.passages, taken.input["paragraph"])
    if row is None:
        return denied(_("This paragraph is gone: somebody removed it"), code="bulletin.gone")
    if row["at"] > taken.input["seen"]:
        return denied(
            _("Somebody else wrote in this paragraph since you opened it. Nothing of either text is lost."),
            code=CONFLICT,
        )
    return ALLOWED


def can_be_written(issue: Issue, taken: Taken) -> Decision:
    seen = paragraph_is_as_seen(issue, taken)
    return seen and _readable(issue, taken)


def can_be_added(issue: Issue, taken: Taken) -> Decision:
    if len(issue.passages) >= editing.MOST_PASSAGES:
        return denied(
            _("An issue has at most %(n)s paragraphs") % {"n": editing.MOST_PASSAGES}, code="bulletin.long"
        )
    return _readable(issue, taken)


def can_be_moved(issue: Issue, taken: Taken) -> Decision:
    if editing.find(issue.passages, taken.input["paragraph"]) is None:
        return denied(_("This paragraph is gone: somebody removed it"), code="bulletin.gone")
    return ALLOWED


def _readable(issue: Issue, taken: Taken) -> Decision:
    text = taken.input["text"]
    if not (text or taken.input["first"] or taken.input["second"]):
        return denied(_("A paragraph without text and heading: remove it instead"), code="bulletin.empty")
    try:
        check_text(text, Area.objects.get(pk=issue.area_id))
    except AnlanError as error:
        return denied(str(error), code=error.code)
    return ALLOWED


def has_text(issue: Any) -> Decision:
    faults = [row for row in issue.passages if row.get("fault")]
    if faults:
        return denied(
            _("%(section)s could not be composed: write the paragraph or remove it first")
            % {"section": faults[0].get("section") or faults[0]["key"]},
            code="bulletin.fault",
        )
    if not issue.passages:
        return denied(_("The issue has no text yet"), code="bulletin.empty")
    return ALLOWED


def waiver_can_be_asked(issue: Issue, taken: Taken) -> Decision:
    given = taken.input
    if Waiver.objects.filter(
        issue=issue.id, kind=given["kind"], subject=given["subject"], is_open=True
    ).exists():
        return denied(_("This was asked for already"), code="bulletin.waiver_twice")
    if given["kind"] != WaiverKind.FIGURE:
        return ALLOWED
    if not given["text"]:
        return denied(_("Say what is printed instead of the figure"), code="bulletin.waiver_text")
    keys = {token.key for row in issue.passages for token in figure_tokens(row.get("text", ""))}
    if given["subject"] not in keys:
        return denied(
            _("The text quotes no figure “%(key)s”") % {"key": given["subject"]},
            code="bulletin.waiver_figure",
        )
    return ALLOWED


def waiver_is_anothers(issue: Issue, taken: Taken) -> Decision:
    waiver = taken.input["waiver"]
    if waiver.issue_id != issue.id:
        return denied(_("This was asked for in another issue"), code="bulletin.waiver_issue")
    if waiver.decided_at is not None and taken.input["decision"] == "grant":
        return denied(_("This was decided already"), code="bulletin.waiver_decided")
    if waiver.asked_by_id in taken.by.identities:
        return denied(_("Whoever asked for it does not grant it"), code="bulletin.waiver_own")
    return ALLOWED


def is_what_was_frozen(issue: Issue, taken: Taken) -> Decision:
    """Refuse a signature under anything but the issue as it stands."""
    frozen = taken.input["frozen"]
    if (frozen.issue_id, frozen.revision) != (issue.id, issue.revision):
        return denied(
            _("The issue changed while it was made ready for signature. Look at it again, then sign."),
            code="bulletin.moved",
        )
    return ALLOWED


def old_text_is_there(issue: Issue, taken: Taken) -> Decision:
    """Refuse a correction of what the issue does not say."""
    bare = re.sub(r"\s+", "", issue.text)
    if re.sub(r"\s+", "", taken.input["old"]) not in bare:
        return denied(
            _("“%(text)s” does not stand in the issue: copy what it says")
            % {"text": taken.input["old"][:60]},
            code="bulletin.correct_old",
        )
    if taken.input["old"] == taken.input["new"]:
        return denied(_("Old and new are the same"), code="bulletin.correct_same")
    value = subjects.number_of(issue.id, taken.input["subject"])
    if value is not None and value.printed not in taken.input["old"]:
        return denied(
            _("The issue prints “%(printed)s” for this figure: say that as what it said, then what is right")
            % {"printed": value.printed},
            code="bulletin.correct_figure",
        )
    return ALLOWED
