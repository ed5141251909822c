"""What is owed on a hazard, by whom, by when, and how that was worked out (domain brief §2.5).

Hours and days are the product's defaults. A step that goes upwards looks the superior office up: those are rare.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Subquery

from anlan.hazards.forms import CLEARED, GRANT
from anlan.hazards.models import Grade, Hazard, State
from anlan.hazards.rules import MOST_TRANSFERS
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import ALL, Owed, Taken
from anlan.obligations.models import Kind, Obligation
from anlan.org.calendar import Deadline, in_days, in_hours, in_working_days
from anlan.org.models import Organisation, OrganisationKind
from anlan.supervision.superiors import Superiors

ASSIGN_HOURS = 24
SIGN_FOR_WORKING_DAYS = 1
DECIDE_WORKING_DAYS = 2
EXTENSION_WORKING_DAYS = 10
RECEIVE_WORKING_DAYS = 2
ACCEPT_WORKING_DAYS = 3
CLOSE_OUT_WORKING_DAYS = 3
LOOK_BACK_WORKING_DAYS = 15
LOOK_BACK_MAJOR_DAYS = 30
DEFAULT_DAYS = 7


def _owed(kind: Kind, owner_id: int, clock_: Deadline) -> Owed:
    return Owed(kind, owner_id, clock_.due_at, clock_.computation)


def superior_of(organisation_id: int, taken: Taken) -> int:
    """Return the office above an organisation; the city's office has nobody above it. Two queries."""
    owner = Organisation.objects.select_related("area").get(pk=organisation_id)
    above = Superiors(clock.local_day(taken.at)).of(owner)
    return above.pk if above else organisation_id


def assign(hazard: Hazard, taken: Taken) -> Owed:
    return _owed(Kind.ASSIGN, hazard.supervisor_id, in_hours(taken.at, ASSIGN_HOURS))


def sign_for(hazard: Hazard, taken: Taken) -> Owed:
    return _owed(Kind.SIGN_FOR, hazard.operator_id, in_working_days(taken.at, SIGN_FOR_WORKING_DAYS))


def rectify(hazard: Hazard, taken: Taken) -> Owed:
    """The deadline that was set, with the default beside it when it is another."""
    assert hazard.due_at is not None
    usual = in_days(taken.at, DEFAULT_DAYS)
    if usual.due_at == hazard.due_at:
        return _owed(Kind.RECTIFY, hazard.operator_id, usual)
    told = {
        "from": f"{taken.at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}",
        "set_by": taken.by.person_id,
        "due": f"{hazard.due_at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}",
    }
    return Owed(Kind.RECTIFY, hazard.operator_id, hazard.due_at, canonical(told))


def hear_refusal(hazard: Hazard, taken: Taken) -> Owed:
    above = superior_of(hazard.supervisor_id, taken)
    return _owed(Kind.HEAR_REFUSAL, above, in_working_days(taken.at, DECIDE_WORKING_DAYS))


def after_refusal(hazard: Hazard, taken: Taken) -> Owed:
    return assign(hazard, taken) if taken.input["decision"] == GRANT else rectify(hazard, taken)


def sign_after_refusal(hazard: Hazard, taken: Taken) -> Owed | None:
    return None if taken.input["decision"] == GRANT else sign_for(hazard, taken)


def who_extends(hazard: Hazard, taken: Taken) -> int:
    """Return who decides on an extension: who follows it up, or the office above (a station has no right to)."""
    owner = hazard.supervisor_id
    stations = Organisation.objects.filter(pk=owner, kind=OrganisationKind.STATION)
    if hazard.grade == Grade.MAJOR or hazard.extensions or stations.exists():
        return superior_of(owner, taken)
    return owner


def decide_extension(hazard: Hazard, taken: Taken) -> Owed:
    """Within ten working days, and before the present deadline passes."""
    assert hazard.due_at is not None
    owner = who_extends(hazard, taken)
    legal = in_working_days(taken.at, EXTENSION_WORKING_DAYS)
    if hazard.due_at < legal.due_at:
        told = canonical({"before_deadline": f"{hazard.due_at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"})
        return Owed(Kind.DECIDE_EXTENSION, owner, hazard.due_at, told)
    return _owed(Kind.DECIDE_EXTENSION, owner, legal)


def rectify_if_extended(hazard: Hazard, taken: Taken) -> Owed | None:
    return rectify(hazard, taken) if taken.input["decision"] == GRANT else None


def rectify_ends_if_extended(_hazard: Hazard, taken: Taken) -> str | None:
    return Kind.RECTIFY if taken.input["decision"] == GRANT else None


def second_view(hazard: Hazard, taken: Taken) -> Owed:
    return _owed(Kind.SECOND_VIEW, hazard.department_id, in_working_days(taken.at, DECIDE_WORKING_DAYS))


def decide_void(hazard: Hazard, taken: Taken) -> Owed:
    above = superior_of(hazard.supervisor_id, taken)
    return _owed(Kind.DECIDE_VOID, above, in_working_days(taken.at, DECIDE_WORKING_DAYS))


def all_if_granted(_hazard: Hazard, taken: Taken) -> str | None:
    return ALL if taken.input["decision"] == GRANT else None


def accept(hazard: Hazard, taken: Taken) -> Owed:
    return _owed(Kind.ACCEPT, hazard.supervisor_id, in_working_days(taken.at, ACCEPT_WORKING_DAYS))


def after_acceptance(hazard: Hazard, taken: Taken) -> Owed:
    """Look back where the hazard is due for it, else close out."""
    if hazard.state != State.LOOK_BACK:
        return close_out(hazard, taken)
    legal = (
        in_days(taken.at, LOOK_BACK_MAJOR_DAYS)
        if hazard.grade == Grade.MAJOR
        else in_working_days(taken.at, LOOK_BACK_WORKING_DAYS)
    )
    return _owed(Kind.LOOK_BACK, hazard.supervisor_id, legal)


def sampled_look_back(_hazard: Hazard, taken: Taken) -> Owed:
    """Owed by an organisation of which somebody may look back who took no part (anlan/lookbacks chooses it)."""
    return _owed(Kind.LOOK_BACK, taken.input["owner"].pk, _as_the_sample_says(taken))


def _as_the_sample_says(taken: Taken) -> Deadline:
    return in_working_days(taken.at, taken.input["days"])


def close_out(hazard: Hazard, taken: Taken) -> Owed:
    return _owed(Kind.CLOSE_OUT, hazard.supervisor_id, in_working_days(taken.at, CLOSE_OUT_WORKING_DAYS))


def after_look_back(hazard: Hazard, taken: Taken) -> Owed | None:
    """What follows: rectification anew, closing out unless it is owed already, nothing where it was closed. A query."""
    if hazard.state == State.ASSIGNED:
        return rectify(hazard, taken)
    if hazard.state != State.ACCEPTED or _is_owed(hazard, Kind.CLOSE_OUT):
        return None
    return close_out(hazard, taken)


def _is_owed(hazard: Hazard, kind: Kind) -> bool:
    return Obligation.objects.open().filter(case_id=hazard.id, kind=kind).exists()


def close_out_ends_if_still(_hazard: Hazard, taken: Taken) -> str | None:
    return Kind.CLOSE_OUT if taken.input["result"] != CLEARED else None


def sign_if_opened_again(hazard: Hazard, taken: Taken) -> Owed | None:
    return sign_for(hazard, taken) if hazard.state == State.ASSIGNED else None


def _stood(place: int) -> Callable[[Hazard, Taken], Owed | None]:
    """Return what gives back one of the duties that a merge ended, with its former deadline. One query each."""

    def duty(hazard: Hazard, taken: Taken) -> Owed | None:
        """What was owed before the merge, with its former deadline."""
        merges = Entry.objects.filter(case_id=hazard.id, step="merge").order_by("-n").values("seq")[:1]
        ended = Obligation.objects.filter(case_id=hazard.id, discharged_seq=Subquery(merges))
        found = ended.order_by("pk")[place : place + 1]
        return next((Owed(one.kind, one.owner_id, one.due_at, one.computation) for one in found), None)

    duty.__name__ = f"stood_{place + 1}"
    return duty


STOOD = tuple(map(_stood, range(5)))
"""What was owed before a merge that is undone: at most five duties stand on a hazard at a time."""


def receive_transfer(hazard: Hazard, taken: Taken) -> Owed:
    assert hazard.transfer_to_id is not None
    return _owed(
        Kind.RECEIVE_TRANSFER, hazard.transfer_to_id, in_working_days(taken.at, RECEIVE_WORKING_DAYS)
    )


def standing(hazard: Hazard, taken: Taken) -> Owed | None:
    """What is owed in the state to which a refused transfer or an undone merge leads back."""
    match hazard.state:
        case State.FOUND:
            return assign(hazard, taken)
        case State.ASSIGNED:
            return rectify(hazard, taken)
        case State.CLAIMED:
            return accept(hazard, taken)
    return None


def standing_receipt(hazard: Hazard, taken: Taken) -> Owed | None:
    """The receipt of an assignment to which it leads back unsigned."""
    unsigned = hazard.state == State.ASSIGNED and hazard.signed_for_at is None
    return sign_for(hazard, taken) if unsigned else None


def rule_after_two(hazard: Hazard, taken: Taken) -> Owed | None:
    """After the second transfer was declined the city's office owes a ruling."""
    if hazard.transfers < MOST_TRANSFERS:
        return None
    above = superior_of(hazard.supervisor_id, taken)
    return _owed(
        Kind.RULE_TRANSFER, superior_of(above, taken), in_working_days(taken.at, DECIDE_WORKING_DAYS)
    )
