"""Three short lifecycles: the code of a place, a hazard found by the enterprise itself, a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.enterprise import from_ledgers
from anlan.enterprise.holders import end_holder, make_holder
from anlan.enterprise.models import (
    Admission,
    AdmissionState,
    CheckState,
    Letter,
    LetterState,
    SelfCheck,
    place_columns,
)
from anlan.hazards.models import Category, Grade
from anlan.imports.inputs import Number
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.lifecycle.flow import Count, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.lifecycle.photos import Photos
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

FOUND, RECTIFIED = "self_checks.found", "self_checks.rectified"
LONGEST_DAYS, USUAL_DAYS = 90, 30
MOST_A_DAY, MOST_LETTERS = 100, 20
LONGEST_TERM = timedelta(days=366)


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


PLACE = Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises)
_DIGEST = Text(name="digest", label=_("Digest of the code"), min_length=64, max_length=64)
_CODE = (
    Text(
        name="holder",
        label=_("Who gets it"),
        min_length=2,
        max_length=40,
        help=_("The person in charge of safety there."),
    ),
    Number(name="days", label=_("Valid for so many days"), least=1, most=LONGEST_DAYS),
    _DIGEST,
)
_AFTER = Photos(name="after", label=_("Photographs after rectification"), role="after", least=1)
CHECK = Form(
    (
        PLACE,
        Text(name="description", label=_("What is dangerous"), min_length=4, max_length=500, lines=3),
        Choice(name="category", label=_("Category"), choices=tuple((c.value, c.label) for c in Category)),
        Choice(
            name="grade",
            label=_("Grade"),
            choices=tuple((g.value, g.label) for g in Grade),
            help=_(
                "A major hazard must also be reported to the department that supervises you (Work Safety Law, "
                "article 41)."
            ),
        ),
        Text(
            name="measure",
            label=_("What keeps people safe until then"),
            required=False,
            max_length=300,
            lines=2,
        ),
        Day(name="due_on", label=_("To be rectified by")),
        Photos(name="before", label=_("Photographs before rectification"), role="before"),
    )
)
RECTIFY = Form(
    (Text(name="rectification", label=_("What was done"), min_length=4, max_length=500, lines=3), _AFTER)
)
BECAUSE = Form((Text(name="reason", label=_("Reason"), min_length=4, max_length=300, lines=2),))
WRITE = Form(
    (
        PLACE,
        Text(name="text", label=pgettext_lazy("letter", "Message"), min_length=2, max_length=1_000, lines=4),
    )
)
ANSWER = Form(
    (Text(name="answer", label=pgettext_lazy("letter", "Answer"), min_length=2, max_length=1_000, lines=4),)
)


# -- who may -----------------------------------------------------------------------------------------------


def _admits(actor: Actor, place: Any) -> Decision:
    post = actor.holds(Permission.ENTERPRISE_ADMIT, area_path=place.area_path, sector_id=place.sector_id)
    if post is None:
        return denied(
            _("You have no right to deal with enterprises in this area and sector"), code="enterprise.admit"
        )
    return allowed(via=post)


def may_give(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _admits(actor, draft["premises"])


def may_change(actor: Actor, case: Any) -> Decision:
    return _admits(actor, case)


def _runs(actor: Actor, operator_id: int) -> Decision:
    post = next(
        (
            post
            for post in actor.posts
            if post.own_only
            and post.organisation_id == operator_id
            and Permission.HAZARD_CLAIM in post.permissions
        ),
        None,
    )
    if post is None:
        return denied(_("Only the enterprise itself does this"), code="enterprise.own")
    return allowed(via=post)


def may_check(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    return _runs(actor, draft["premises"].operator_id)


def may_go_on(actor: Actor, case: Any) -> Decision:
    return _runs(actor, case.operator_id)


# -- codes -------------------------------------------------------------------------------------------------


def place_has_no_code(_case: None, taken: Taken) -> Decision:
    if Admission.objects.filter(premises=taken.input["premises"]).exists():
        return denied(_("This place has a code already: renew it on its page"), code="enterprise.code_there")
    return ALLOWED


def _given(taken: Taken) -> dict[str, Any]:
    return {
        "holder": taken.input["holder"],
        "digest": taken.input["digest"],
        "given_at": taken.at,
        "given_on": clock.local_day(taken.at),
        "given_by_id": taken.by.person_id,
        "expires_at": taken.at + timedelta(days=taken.input["days"]),
        "revoked_at": None,
        "revoked_by_id": None,
    }


def admission_of(_case: None, taken: Taken) -> dict[str, Any]:
    return {**place_columns(taken.input["premises"]), **_given(taken)}


def renewed(_case: Any, taken: Taken) -> dict[str, Any]:
    return _given(taken)


def revoked(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"revoked_at": taken.at, "revoked_by_id": taken.by.person_id}


ADMISSION_FLOW = Flow(
    "admission",
    model=Admission,
    name=_("code of an enterprise"),
    states={state.value: state.label for state in AdmissionState},
    counted=Counted(day="given_on"),
    steps=[
        Step(
            name="give",
            label=_("Give a code"),
            done=_("gave the enterprise a code"),
            target=AdmissionState.GIVEN,
            rule=may_give,
            form=Form((PLACE, *_CODE)),
            guard=place_has_no_code,
            effect=admission_of,
            projects=make_holder,
            looks_up=True,
        ),
        Step(
            name="renew",
            label=_("Give a new code"),
            done=_("gave the enterprise a new code"),
            sources=frozenset(AdmissionState.values),
            target=AdmissionState.GIVEN,
            rule=may_change,
            form=Form(_CODE),
            effect=renewed,
            projects=make_holder,
            looks_up=True,
        ),
        Step(
            name="revoke",
            label=_("Revoke the code"),
            done=_("revoked the code of the enterprise"),
            sources=frozenset({AdmissionState.GIVEN}),
            target=AdmissionState.REVOKED,
            rule=may_change,
            form=BECAUSE,
            effect=revoked,
            projects=end_holder,
            looks_up=True,
        ),
    ],
)


# -- what it found itself ------------------------------------------------------------------------------------


def check_is_sound(_case: None, taken: Taken) -> Decision:
    due, on = taken.input["due_on"], clock.local_day(taken.at)
    if due < on:
        return denied(
            _("The day by which it is to be rectified lies before the finding"), code="self_check.due"
        )
    if due - on > LONGEST_TERM:
        return denied(
            _("What takes longer than a year needs a plan: write to the office"), code="self_check.long"
        )
    today = SelfCheck.objects.filter(premises=taken.input["premises"], found_on=on).count()
    if today >= MOST_A_DAY:
        return denied(
            _("At most %(most)s a day: write to the office") % {"most": MOST_A_DAY}, code="self_check.many"
        )
    return ALLOWED


def check_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **place_columns(given["premises"]),
        **{name: given[name] for name in ("category", "grade", "description", "measure", "due_on")},
        "found_at": taken.at,
        "found_on": clock.local_day(taken.at),
        "found_by_id": taken.by.person_id,
    }


def rectified(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "rectification": taken.input["rectification"],
        "rectified_at": taken.at,
        "rectified_by_id": taken.by.person_id,
    }


CHECK_FLOW = Flow(
    "self_check",
    model=SelfCheck,
    name=_("self-found hazard"),
    states={state.value: state.label for state in CheckState},
    counted=Counted(day="found_on"),
    counts=(
        Count(FOUND, frozenset({CheckState.FOUND, CheckState.RECTIFIED})),
        Count(RECTIFIED, frozenset({CheckState.RECTIFIED})),
    ),
    steps=[
        Step(
            name="report",
            label=_("Record what was found"),
            done=_("found a hazard itself"),
            target=CheckState.FOUND,
            rule=may_check,
            form=CHECK,
            guard=check_is_sound,
            effect=check_of,
            looks_up=True,
        ),
        Step(
            name=from_ledgers.ENTER,
            label=_("Enter from a ledger"),
            done=_("entered what the enterprise found itself from a ledger"),
            target=from_ledgers.state_of,
            targets=frozenset({CheckState.FOUND, CheckState.RECTIFIED}),
            rule=from_ledgers.may_enter,
            form=from_ledgers.form(PLACE),
            guard=from_ledgers.is_sound,
            effect=from_ledgers.entered,
            looks_up=True,
        ),
        Step(
            name="rectify",
            label=_("Record that it is rectified"),
            done=_("rectified what it found itself"),
            sources=frozenset({CheckState.FOUND}),
            target=CheckState.RECTIFIED,
            rule=may_go_on,
            form=RECTIFY,
            effect=rectified,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew what it had recorded"),
            sources=frozenset({CheckState.FOUND}),
            target=CheckState.WITHDRAWN,
            rule=may_go_on,
            form=BECAUSE,
            corrects=True,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=frozenset({CheckState.FOUND, CheckState.RECTIFIED}),
            target=CheckState.WITHDRAWN,
            rule=from_ledgers.may_take_back,
            applies=from_ledgers.is_from_ledger,
            effect=from_ledgers.taken_back,
            corrects=True,
            looks_up=True,
        ),
    ],
)


# -- what is written -----------------------------------------------------------------------------------------


def not_too_many(_case: None, taken: Taken) -> Decision:
    on = clock.local_day(taken.at)
    sent = Letter.objects.filter(
        premises=taken.input["premises"], written_on=on, is_from_office=False
    ).count()
    if sent >= MOST_LETTERS:
        return denied(_("At most %(most)s messages a day") % {"most": MOST_LETTERS}, code="letter.many")
    return ALLOWED


def _written(taken: Taken, *, by_office: bool) -> dict[str, Any]:
    return {
        **place_columns(taken.input["premises"]),
        "text": taken.input["text"],
        "written_at": taken.at,
        "written_on": clock.local_day(taken.at),
        "written_by_id": taken.by.person_id,
        "is_from_office": by_office,
    }


def asked(_case: None, taken: Taken) -> dict[str, Any]:
    return _written(taken, by_office=False)


def told(_case: None, taken: Taken) -> dict[str, Any]:
    return _written(taken, by_office=True)


def answered(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"answer": taken.input["answer"], "answered_at": taken.at, "answered_by_id": taken.by.person_id}


LETTER_FLOW = Flow(
    "letter",
    model=Letter,
    name=_("message of an enterprise"),
    states={state.value: state.label for state in LetterState},
    counted=Counted(day="written_on"),
    steps=[
        Step(
            name="ask",
            label=_("Write to the office"),
            done=_("wrote to the office"),
            target=LetterState.ASKED,
            rule=may_check,
            form=WRITE,
            guard=not_too_many,
            effect=asked,
            looks_up=True,
        ),
        Step(
            name="tell",
            label=_("Write to the enterprise"),
            done=_("wrote to the enterprise"),
            target=LetterState.TOLD,
            rule=may_give,
            form=WRITE,
            effect=told,
        ),
        Step(
            name="answer",
            label=pgettext_lazy("letter", "Answer"),
            done=_("answered the enterprise"),
            sources=frozenset({LetterState.ASKED}),
            target=LetterState.ANSWERED,
            rule=may_change,
            form=ANSWER,
            effect=answered,
        ),
        Step(
            name="read",
            label=pgettext_lazy("letter", "I have read it"),
            done=_("read the message of the office"),
            sources=frozenset({LetterState.TOLD}),
            target=LetterState.READ,
            rule=may_go_on,
        ),
    ],
)
