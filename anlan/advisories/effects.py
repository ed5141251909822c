"""What the steps of an advisory and of its receipts write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.advisories.choosing import recipients
from anlan.advisories.inputs import WHO
from anlan.advisories.kinds import Answer
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import Taken

MOST_RECIPIENTS = 20_000
_KEPT = ("category", "level", "title", "starts_at", "ends_at", "matters", "measures", "least_staff", "ack_minutes",
         "measures_hours")  # fmt: skip


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


def updated(advisory: Any, taken: Taken) -> dict[str, Any]:
    return {
        **{name: taken.input[name] for name in ("level", "title", "ends_at", "matters", "measures")},
        "message": advisory.message + 1,
        "sent_before_at": advisory.sent_at,
        "sent_at": taken.at,
    }


def lifted(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at, "end_reason": taken.input["reason"]}


def expired(_advisory: Any, taken: Taken) -> dict[str, Any]:
    return {"ended_at": taken.at}


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
        **_NOT_ACKNOWLEDGED,
        "calls": 0,
        "was_called": False,
        "answer": "",
        "measures": "",
        "has_measures": False,
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
