"""What each step of an issue writes: columns of the case, and rows beside it."""

from __future__ import annotations

from typing import Any

from anlan.bulletins import editing, mails, numbering, subjects
from anlan.bulletins.models import (
    Correction,
    Delivery,
    DeliveryState,
    Issue,
    Signed,
    SignedValue,
    Version,
    Waiver,
)
from anlan.bulletins.searching import SOURCE
from anlan.bulletins.series import period_of
from anlan.documents.compose import Setting, draft
from anlan.documents.sections import sections
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.search.indexing import touch


def drafted(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a new issue: its text from the section files of its series, conditions weighed as of now."""
    given = taken.input
    series, on = given["series"], given["on"]
    setting = Setting(series.area, period_of(series, on), Known.now(), given["language"], series.cycle)
    rows = editing.begun(draft(sections(series.sections, given["language"]), setting))
    return {
        "series_id": series.pk,
        "special_id": given["special"].pk if given["special"] else None,
        "area_id": series.area_id,
        "area_path": series.area.path,
        "issuer_id": series.issuer_id,
        "language": given["language"],
        "title": given["title"],
        "on": on,
        "opened_on": clock.local_day(taken.at),
        "passages": rows,
        "version": 1,
        "editors": _with(taken, []),
        "corrects_id": given["corrects"].pk if given["corrects"] else None,
    }


def _with(taken: Taken, editors: list[int]) -> list[int]:
    """Return the editors with who writes now: the person, and whom the person deputises for."""
    acting = [taken.by.person_id]
    if taken.via is not None and taken.via.for_person_id is not None:
        acting.append(taken.via.for_person_id)
    return [*editors, *(key for key in acting if key not in editors)]


def _next(case: Issue, taken: Taken, rows: list[editing.Row]) -> dict[str, Any]:
    return {"passages": rows, "version": case.version + 1, "editors": _with(taken, case.editors)}


def written(case: Issue, taken: Taken) -> dict[str, Any]:
    given = taken.input
    text = {name: given[name] for name in ("text", "first", "second")}
    return _next(case, taken, editing.written(case.passages, given["paragraph"], at=case.version + 1, **text))


def added(case: Issue, taken: Taken) -> dict[str, Any]:
    given = taken.input
    text = {name: given[name] for name in ("text", "first", "second")}
    return _next(case, taken, editing.added(case.passages, given["after"], at=case.version + 1, **text))


def removed(case: Issue, taken: Taken) -> dict[str, Any]:
    return _next(case, taken, editing.removed(case.passages, taken.input["paragraph"]))


def moved(case: Issue, taken: Taken) -> dict[str, Any]:
    steps = -1 if taken.input["to"] == "up" else 1
    return _next(case, taken, editing.moved(case.passages, taken.input["paragraph"], steps))


def headed(case: Issue, taken: Taken) -> dict[str, Any]:
    given = taken.input
    head = {
        "title": given["title"],
        "on": given["on"],
        "special_id": given["special"].pk if given["special"] else None,
    }
    return _next(case, taken, case.passages) | head


def keep_version(case: Issue, taken: Taken, seq: int) -> None:
    """Keep the text as the step left it."""
    Version.objects.create(
        issue_id=case.id,
        number=case.version,
        seq=seq,
        by_id=None if taken.by.is_system else taken.by.person_id,
        at=taken.at,
        title=case.title,
        on=case.on,
        passages=case.passages,
    )


def submitted(case: Issue, taken: Taken) -> dict[str, Any]:
    return {"submitted_at": taken.at, "returned_why": ""}


def returned(case: Issue, taken: Taken) -> dict[str, Any]:
    return {"returned_why": taken.input["reason"], "reviewed_by_id": None, "reviewed_at": None}


def reviewed(case: Issue, taken: Taken) -> dict[str, Any]:
    return {"reviewed_by_id": taken.by.person_id, "reviewed_at": taken.at}


def signed(case: Issue, taken: Taken) -> dict[str, Any]:
    """Give the issue its numbers and its day; from now on the database refuses to change its text."""
    on = clock.local_day(taken.at)
    number, special = numbering.take(case.series_id, case.special_id, on.year)
    return {
        "signed_by_id": taken.by.person_id,
        "signed_at": taken.at,
        "signed_on": on,
        "year": on.year,
        "number": number,
        "special_number": special,
        "text": taken.input["frozen"].text,
    }


def keep_signed(case: Issue, taken: Taken, seq: int) -> None:
    """Keep what was signed: the document with its numbers, the values, and one digest over all of it."""
    row, values = taken.input["frozen"].finished(case, by=taken.by, seq=seq)
    signed = Signed.objects.create(**row)
    SignedValue.objects.bulk_create(SignedValue(signed=signed, **value) for value in values)
    touch(SOURCE.kind, [case.id])


def asked(case: Issue, taken: Taken, seq: int) -> None:
    given = taken.input
    Waiver.objects.create(
        issue_id=case.id,
        kind=given["kind"],
        subject=given["subject"],
        text=given["text"],
        why=given["reason"],
        asked_by_id=taken.by.person_id,
        asked_at=taken.at,
        asked_seq=seq,
    )


def decided(case: Issue, taken: Taken, seq: int) -> None:
    granted = taken.input["decision"] == "grant"
    Waiver.objects.filter(pk=taken.input["waiver"].pk).update(
        decided_by=taken.by.person_id, decided_at=taken.at, is_granted=granted, is_open=granted
    )


def distributed(case: Issue, taken: Taken) -> dict[str, Any]:
    return {"distributed_at": taken.at}


def withdrawn(case: Issue, taken: Taken) -> dict[str, Any]:
    return {"withdrawn_at": taken.at, "withdrawn_why": taken.input["reason"]}


def corrected(case: Issue, taken: Taken, seq: int) -> None:
    """Keep a correction with how many organisations have the issue: they are told in the same transaction."""
    given = taken.input
    number = Correction.objects.filter(issue=case.id).count() + 1
    value = subjects.number_of(case.id, given["subject"])
    told = Delivery.objects.filter(issue=case.id).exclude(state=DeliveryState.RECALLED).count()
    Correction.objects.create(
        issue_id=case.id,
        number=number,
        seq=seq,
        by_id=taken.by.person_id,
        at=taken.at,
        subject=value.key if value else given["subject"],
        old=given["old"],
        new=given["new"],
        why=given["reason"],
        told=told,
    )
    mails.correction_to_groups(case, taken, seq, of=number)
