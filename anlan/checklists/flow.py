"""The life of a checklist's version: issued with its items, withdrawn for a reason. Nothing in it ever changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.checklists import forms, rules
from anlan.checklists.lists import ITEM_COLUMNS, digest_of
from anlan.checklists.lookup import criterion_name
from anlan.checklists.models import Checklist, ChecklistItem, Issuing, IssuingState
from anlan.kernel import clock
from anlan.lifecycle.flow import Counted, Flow, Step, Taken


def issuing_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    assert taken.via is not None
    return {
        "code": given["code"],
        "version": given["version"],
        "title": given["title"],
        "issued_on": clock.local_day(taken.at),
        "issued_by_id": taken.by.person_id,
        "organisation_id": taken.via.organisation_id,
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "is_from_ledger": taken.ledger,
    }


def write_version(case: Any, taken: Taken, seq: int) -> None:
    """Write the version with its items; the former of its code ends on the day before it begins."""
    rules.still_follows(case, taken, seq)
    given = taken.input
    begins = given["effective_from"]
    former = Checklist.objects.filter(Q(effective_to=None) | Q(effective_to__gte=begins), code=given["code"])
    former.update(effective_to=begins - timedelta(days=1))
    items = [{**item, "criterion": criterion_name(item["criterion"])} for item in given["items"]]
    checklist = Checklist.objects.create(
        code=given["code"],
        version=given["version"],
        title=given["title"],
        title_en=given["title_en"],
        sectors=list(given["sectors"]),
        effective_from=begins,
        effective_to=given["effective_to"],
        complete=rules.are_complete(given["items"]) and not given["note"],
        note=given["note"],
        digest=digest_of(items),
        owner_id=case.organisation_id,
        area_path=case.area_path,
        issuing_seq=case.id,
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist,
            position=position,
            criterion=item["criterion"],
            **{name: item[name] for name in ITEM_COLUMNS},
        )
        for position, item in enumerate(given["items"])
    )


def end_version(case: Any, taken: Taken, _seq: int) -> None:
    _end(Checklist.objects.filter(issuing_seq=case.id), taken, taken.input["reason"])


def take_version_back(case: Any, taken: Taken, _seq: int) -> None:
    told = _("Taken back with the ledger that brought it")
    _end(Checklist.objects.filter(issuing_seq=case.id), taken, str(told))


def _end(rows: Any, taken: Taken, reason: str) -> None:
    rows.update(withdrawn_on=clock.local_day(taken.at), withdrawn_reason=reason)


def retiring_of(_case: None, taken: Taken) -> dict[str, Any]:
    checklist: Checklist = taken.input["checklist"]
    assert taken.via is not None
    return {
        "code": checklist.code,
        "version": checklist.version,
        "title": checklist.title,
        "issued_on": clock.local_day(taken.at),
        "issued_by_id": taken.by.person_id,
        "organisation_id": taken.via.organisation_id,
        "area_id": taken.via.area_id,
        "area_path": taken.via.area_path,
    }


def retire_version(case: Any, taken: Taken, _seq: int) -> None:
    rows = Checklist.objects.filter(pk=taken.input["checklist"].pk)
    _end(rows, taken, taken.input["reason"])
    rows.update(issuing_seq=case.id)


CHECKLIST_FLOW = Flow(
    "checklist",
    model=Issuing,
    name=_("checklist version"),
    states={s.value: s.label for s in IssuingState},
    counted=Counted(day="issued_on", sector=""),
    steps=[
        Step(
            name="issue",
            label=_("Issue a checklist"),
            done=_("issued the checklist"),
            target=IssuingState.ISSUED,
            rule=rules.may_issue,
            form=forms.ISSUE,
            guard=rules.version_is_sound,
            effect=issuing_of,
            projects=write_version,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw the checklist"),
            done=_("withdrew the checklist"),
            sources=frozenset({IssuingState.ISSUED}),
            target=IssuingState.WITHDRAWN,
            rule=rules.may_withdraw,
            form=forms.WITHDRAW,
            projects=end_version,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=frozenset({IssuingState.ISSUED}),
            target=IssuingState.WITHDRAWN,
            rule=rules.may_withdraw,
            applies=rules.is_from_ledger,
            projects=take_version_back,
        ),
        Step(
            name="retire",
            label=_("Withdraw a list that came with the product"),
            done=_("withdrew a list that came with the product"),
            target=IssuingState.WITHDRAWN,
            rule=rules.may_retire,
            form=forms.RETIRE,
            guard=rules.is_shipped,
            effect=retiring_of,
            projects=retire_version,
        ),
    ],
)
