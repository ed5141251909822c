"""What the steps of an advisory and of its receipts write."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.advisories.choosing import recipients
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import Answer, Change
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import Taken

MOST_RECIPIENTS = 20_000
_KEPT = ("category", "level", "title", "starts_at", "ends_at", "matters", "measures", "least_staff", "ack_minutes",
         "measures_hours", "checks_hours", "duty_hours", "report_hours")  # fmt: skip


def _told(taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **{name: given[name] for name in _KEPT},
        **{name: given[name] == "yes" for name in WHO},
        "sectors": ",".join(sorted(sector.code for sector in given["sectors"])),
        "tags": "\n".join(given["tags"]),
        "kinds": "\n".join(given["kinds"]),
        "is_public": given["public"] == "yes",
    }


def advisory_of(_case: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    area = taken.input["area"]
    return {
        **_told(taken),
        "kind": taken.input["kind"],
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "drafted_by_id": taken.by.person_id,
        "drafted_for_id": taken.via.for_person_id,
        "drafted_on": clock.local_day(taken.at),
        "message": 0,
        "recipients": 0,
        "end_reason": "",
        "reference": "",
        "is_from_ledger": taken.ledger,
        **UNASKED,
    }


def amended(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def approved(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return {"approved_by_id": taken.by.person_id, "approved_at": taken.at}


def sent_back(_advisory: Any, _taken: Taken) -> dict[str, Any]:
    return {"approved_by_id": None, "approved_at": None}


def issued(advisory: Any, taken: Taken) -> dict[str, Any]:
    """Return its moment and to how many bodies it goes. Raises Invalid where it would reach nobody, or too many."""
    count = recipients(advisory).count()
    if not count:
        raise Invalid("advisory.nobody", _("No body fits: it would reach nobody. Change to whom it goes."))
    if count > MOST_RECIPIENTS:
        raise Invalid(
            "advisory.many",
            _("It would go to %(count)s bodies; at most %(most)s. Divide it by area.")
            % {"count": f"{count:,}", "most": f"{MOST_RECIPIENTS:,}"},
        )
    return {
        "issued_at": taken.at,
        "issued_on": clock.local_day(taken.at),
        "sent_at": taken.at,
        "message": 1,
        "recipients": count,
    }


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return what was issued outside of this system and has ended, as it stands in a ledger."""
    assert taken.via is not None
    given, area = taken.input, taken.input["area"]
    return {
        **{name: given[name] for name in ("kind", "category", "level", "title", "starts_at", "ends_at")},
        **{name: given[name] for name in ("matters", "measures", "least_staff", "issued_at", "reference")},
        **{name: given[name] == "yes" for name in WHO},
        "sectors": ",".join(sorted(sector.code for sector in given["sectors"])),
        "tags": "\n".join(given["tags"]),
        "kinds": "\n".join(given["kinds"]),
        "is_public": False,
        "ack_minutes": 60,
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "drafted_by_id": taken.by.person_id,
        "drafted_on": clock.local_day(given["issued_at"]),
        "issued_on": clock.local_day(given["issued_at"]),
        "sent_at": given["issued_at"],
        "message": 1,
        "recipients": given["recipients"] or 0,
        "ended_at": given["ended_at"] or given["ends_at"],
        "end_reason": given["reason"],
        "is_from_ledger": True,
        **UNASKED,
    }


UNASKED: dict[str, Any] = {
    "asked": "", "asked_by_id": None, "asked_for_id": None, "asked_at": None, "asked_reason": "", "asked_words": "",
}  # fmt: skip


def _asked(taken: Taken, what: str) -> dict[str, Any]:
    return {
        "asked": what,
        "asked_by_id": taken.by.person_id,
        "asked_for_id": taken.via.for_person_id if taken.via is not None else None,
        "asked_at": taken.at,
        "asked_reason": taken.input["reason"],
    }


def update_asked(_advisory: Any, taken: Taken) -> dict[str, Any]:
    words = {name: taken.input[name] for name in ("level", "title", "matters", "measures")}
    words |= {"ends_at": taken.input["ends_at"].isoformat(), "anew": taken.input["anew"] or "no"}
    return _asked(taken, Change.UPDATE) | {"asked_words": json.dumps(words, ensure_ascii=False)}


def lift_asked(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return _asked(taken, Change.LIFT) | {"asked_words": ""}


def declined(_advisory: Any, _taken: Taken) -> dict[str, Any]:
    return dict(UNASKED)


def words_asked(advisory: Any) -> dict[str, Any]:
    """Return the new words of an update that was asked for; `anew`: whether it is to be acknowledged anew."""
    words: dict[str, Any] = json.loads(advisory.asked_words)
    return words | {"ends_at": datetime.fromisoformat(words["ends_at"])}


def updated(advisory: Any, taken: Taken) -> dict[str, Any]:
    words = words_asked(advisory)
    return {
        **{name: words[name] for name in ("level", "title", "ends_at", "matters", "measures")},
        **UNASKED,
        "asked_reason": advisory.asked_reason,  # the paper of the update tells it
        "message": advisory.message + 1,
        "sent_before_at": advisory.sent_at,
        "sent_at": taken.at,
    }


def taken_back(_advisory: Any, _taken: Taken) -> dict[str, Any]:
    return {"issued_at": None, "issued_on": None, "sent_at": None, "message": 0, "ended_at": None}


def lifted(advisory: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at, "end_reason": advisory.asked_reason, **UNASKED}


def expired(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at, **UNASKED}


# -- receipts ----------------------------------------------------------------------------------------------------------

_NOT_ACKNOWLEDGED: dict[str, Any] = {
    "acknowledged_at": None, "acknowledged_by_id": None, "seconds": None, "in_time": False, "by_phone": False,
}  # fmt: skip


def receipt_of(_case: None, taken: Taken) -> dict[str, Any]:
    advisory, body = taken.input["advisory"], taken.input["organisation"]
    hours = advisory.measures_hours
    return {
        "advisory_id": advisory.pk,
        "organisation_id": body.pk,
        "area_id": body.area_id,
        "area_path": body.area.path,
        "message": advisory.message,
        "sent_at": taken.at,
        "sent_on": clock.local_day(taken.at),
        "due_at": taken.at + timedelta(minutes=advisory.ack_minutes),
        "measures_due_at": taken.at + timedelta(hours=hours) if hours else None,
        "checks_due_at": _later(taken, advisory.checks_hours),
        "duty_due_at": _later(taken, advisory.duty_hours),
        "report_due_at": _later(taken, advisory.report_hours),
        "report_hours": advisory.report_hours,
        "places_checked": 0,
        "hazards_found": 0,
        "checks_note": "",
        "duty_leader": "",
        "duty_phone": "",
        "reports": 0,
        "situation": "",
        **_NOT_ACKNOWLEDGED,
        "calls": 0,
        "was_called": False,
        "answer": "",
        "measures": "",
        "has_measures": False,
    }


def _later(taken: Taken, hours: int | None) -> datetime | None:
    return taken.at + timedelta(hours=hours) if hours else None


def checked(_receipt: Any, taken: Taken) -> dict[str, Any]:
    return {
        "checks_at": taken.at,
        "places_checked": taken.input["places_checked"],
        "hazards_found": taken.input["hazards_found"],
        "checks_note": taken.input["note"],
    }


def guarded(_receipt: Any, taken: Taken) -> dict[str, Any]:
    return {"duty_at": taken.at, **{name: taken.input[name] for name in ("duty_leader", "duty_phone")}}


def situation_told(receipt: Any, taken: Taken) -> dict[str, Any]:
    """The rhythm stays when a report was late: the next is due at its own hour, as far ahead as it takes."""
    due = receipt.report_due_at
    while due is not None and due <= taken.at:
        due += timedelta(hours=receipt.report_hours)
    if due is not None and due == receipt.report_due_at:
        due += timedelta(hours=receipt.report_hours)
    return {
        "reports": receipt.reports + 1,
        "situation": taken.input["situation"],
        "situation_at": taken.at,
        "report_due_at": due,
    }


def acknowledged(receipt: Any, taken: Taken, *, by_phone: bool = False) -> dict[str, Any]:
    return {
        "acknowledged_at": taken.at,
        "acknowledged_by_id": taken.by.person_id,
        "by_phone": by_phone,
        "seconds": int((taken.at - receipt.sent_at).total_seconds()),
        "in_time": taken.at <= receipt.due_at,
    }


def called(receipt: Any, taken: Taken) -> dict[str, Any]:
    """One more call; where the body acknowledged by telephone, that is its acknowledgement."""
    answer = taken.input["answer"]
    told = {"calls": receipt.calls + 1, "was_called": True, "called_at": taken.at, "answer": answer}
    return told | acknowledged(receipt, taken, by_phone=True) if answer == Answer.ACKNOWLEDGED else told


def escalated(_receipt: Any, taken: Taken) -> dict[str, Any]:
    return {"escalated_at": taken.at, "escalated_to_id": taken.input["to"].pk}


def reported(_receipt: Any, taken: Taken) -> dict[str, Any]:
    return {"measures": taken.input["measures"], "measures_at": taken.at, "has_measures": True}


def sent_again(receipt: Any, taken: Taken) -> dict[str, Any]:
    """A message that must be acknowledged anew begins the clock anew; one that need not leaves it."""
    told: dict[str, Any] = {"message": receipt.message + 1}
    if taken.input["anew"] != "yes":
        return told
    return told | {
        **_NOT_ACKNOWLEDGED,
        "sent_at": taken.at,
        "due_at": taken.at + (receipt.due_at - receipt.sent_at),
        "escalated_at": None,
        "escalated_to_id": None,
    }
