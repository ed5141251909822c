"""The lifecycle of a photo flag: raised by the system, decided by a person with a reason, taken up again if need be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.evidence.models import Attachment
from anlan.imports.inputs import Number
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Count, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Reference, Text
from anlan.scrutiny import rules, subjects
from anlan.scrutiny.models import FlagState, PhotoFlag
from anlan.scrutiny.reasons import REUSE, Reason

FLAGGED, CONFIRMED_REUSE = "evidence.flagged", "evidence.confirmed_reuse"
MOST = 2**31 - 1
DECISIONS = (
    (FlagState.CONFIRMED.value, _("Confirmed: it does not prove what it was attached for")),
    (FlagState.EXPLAINED.value, _("Explained: there is a good reason")),
    (FlagState.APART.value, _("Not the same: the two photographs differ")),
)


def find_attachment(key: int) -> Attachment | None:
    return Attachment.objects.filter(pk=key).first()


class Measured(Number):
    """A number that the page tells in words, beside what it was measured against."""

    def told(self, value: Any) -> Any:
        return None


class Detail(Text):
    """A code that the page tells in words."""

    def told(self, value: Any) -> Any:
        return None


RAISE = Form(
    (
        Reference(
            name="attachment", label=_("Photograph"), find=find_attachment, model=Attachment, tells=False
        ),
        Choice(name="reason", label=_("Reason"), choices=tuple(Reason.choices)),
        Reference(
            name="other",
            label=_("The other photograph"),
            find=find_attachment,
            model=Attachment,
            required=False,
            tells=False,
        ),
        Measured(name="value", label=_("Measured"), most=MOST),
        Measured(name="bound", label=pgettext_lazy("photo flag", "Limit"), most=MOST),
        Detail(name="detail", label=_("Detail"), required=False, max_length=20),
    )
)
DECIDE = Form(
    (
        Choice(name="decision", label=pgettext_lazy("photo flag", "Decision"), choices=DECISIONS),
        Text(
            name="reason",
            label=_("Reason"),
            min_length=4,
            max_length=500,
            lines=3,
            help=_("What you compared, whom you asked, what was found. It stays in the journal."),
        ),
    )
)
REOPEN = Form((Text(name="reason", label=_("Reason"), min_length=4, max_length=500, lines=2),))


def flag_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return the columns of a new flag: the two photographs, and where its case lies today."""
    given, attachment = taken.input, taken.input["attachment"]
    subject = subjects.subject(attachment.case_kind, attachment.case_id)
    other = given["other"]
    entries = Entry.objects.in_bulk([attachment.seq, *([other.seq] if other else [])])
    entry = entries[attachment.seq]
    return {
        "attachment_id": attachment.pk,
        "file_id": attachment.file_id,
        "case_kind": attachment.case_kind,
        "case_id": attachment.case_id,
        "role": attachment.role,
        "place": subject.place[:120],
        "area_id": subject.area_id,
        "area_path": subject.area_path,
        "sector_id": subject.sector_id,
        "reason": given["reason"],
        "is_reuse": given["reason"] in REUSE,
        "value": given["value"],
        "bound": given["bound"],
        "detail": given["detail"],
        "other_id": other.case_id if other else None,
        "other_attachment_id": other.pk if other else None,
        "other_file_id": other.file_id if other else None,
        "other_kind": other.case_kind if other else "",
        "attached_by": entry.actor_id,
        "other_by": entries[other.seq].actor_id if other else None,
        "attached_at": entry.occurred_at,
        "flagged_at": taken.at,
        "flagged_on": clock.local_day(taken.at),
    }


def has_another(flag: Any, taken: Taken) -> Decision:
    if taken.input["decision"] == FlagState.APART and not flag.is_reuse:
        return denied(
            _("There is no other photograph to tell it apart from: choose “Explained”"),
            code="photo_flag.alone",
        )
    return ALLOWED


def decided(_flag: Any, taken: Taken) -> dict[str, Any]:
    return {
        "decided_at": taken.at,
        "decided_by_id": taken.by.person_id,
        "decision": taken.input["reason"],
    }


def undecided(_flag: Any, _taken: Taken) -> dict[str, Any]:
    return {"decided_at": None, "decided_by_id": None, "decision": ""}


_DECIDED = frozenset({FlagState.CONFIRMED, FlagState.EXPLAINED, FlagState.APART})
FLAG_FLOW = Flow(
    "photo_flag",
    model=PhotoFlag,
    name=_("photo flag"),
    states={s.value: s.label for s in FlagState},
    counted=Counted(day="flagged_on"),
    counts=(
        Count(FLAGGED, frozenset(FlagState.values)),
        Count(CONFIRMED_REUSE, frozenset({FlagState.CONFIRMED}), when="is_reuse"),
    ),
    steps=[
        Step(
            name="raise",
            label=_("Flag a photograph"),
            done=_("flagged a photograph"),
            target=FlagState.OPEN,
            rule=rules.by_the_system,
            form=RAISE,
            effect=flag_of,
            looks_up=True,
        ),
        Step(
            name="decide",
            label=pgettext_lazy("photo flag", "Decide"),
            done=_("decided on the photograph"),
            sources=frozenset({FlagState.OPEN}),
            target=lambda _flag, taken: str(taken.input["decision"]),
            targets=_DECIDED,
            rule=rules.may_decide,
            form=DECIDE,
            guard=has_another,
            effect=decided,
        ),
        Step(
            name="reopen",
            label=pgettext_lazy("photo flag", "Take up again"),
            done=_("took the photograph up again"),
            sources=_DECIDED,
            target=FlagState.OPEN,
            rule=rules.may_decide,
            form=REOPEN,
            effect=undecided,
        ),
    ],
)
