"""What a page asks of administration: one call an act, also where a loaded row is first taken into the journal."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.access import sessions
from anlan.access.models import Outcome as Ending
from anlan.administration.flow import ACCOUNT_FLOW, APPOINTMENT_FLOW, REORGANISATION_FLOW, RULING_FLOW
from anlan.administration.models import Ruling
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Flow
from anlan.org import filters
from anlan.org.models import Area, Person, Post, Sector
from anlan.org.scope import Actor

# without letters and digits that are taken for one another
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
FIRST_STEP = {"rule": "decide", "claim": "contest", "revoke": "clear"}
"""Step of a ruling → the step that does the same on a cell which was never ruled on."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What came of an act on a password: shown once. None when the act had been done before: it was shown then."""

    outcome: Outcome
    person: Person
    password: str | None


def open_account(*, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Secret:
    """Open an account with a one-time password, which no journal keeps."""
    with transaction.atomic():
        outcome = _first(ACCOUNT_FLOW, "create", by=by, given=given, key=key)
        person = Person.objects.get(account_seq=outcome.case_id)
        return _with_password(outcome, person)


def reset_password(person: Person, *, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Secret:
    """Give an account a new one-time password; sessions that are open with the old one end."""
    with transaction.atomic():
        outcome = take_account(person, "reset_password", by=by, given=given, key=key)
        person.refresh_from_db()
        return _with_password(outcome, person)


def _with_password(outcome: Outcome, person: Person) -> Secret:
    if outcome.replayed:
        return Secret(outcome, person, None)
    password = one_time_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    sessions.end_all(person.pk, why=Ending.ADMINISTRATOR, at=clock.real_now())
    return Secret(outcome, person, password)


def one_time_password() -> str:
    """Return four groups of four signs: 75 bits, easy to read out over the telephone."""
    groups = ["".join(secrets.choice(_LETTERS + _SIGNS) for _sign in range(3)) for _group in range(4)]
    return "-".join(secrets.choice(_LETTERS) + group for group in groups)


def take_account(
    person: Person, step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None
) -> Outcome:
    """Take a person's account through a step."""
    with transaction.atomic():
        case = _locked(Person, person.pk, "account_seq")
        if case is None:
            case = _first(ACCOUNT_FLOW, "enrol", by=by, given={"person": person}).case_id
        return door.apply(ACCOUNT_FLOW, case, step, by=by, input=given, key=key)


def take_post(
    post: Post, step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None
) -> Outcome:
    """Take a post through a step (`end`, `withdraw`)."""
    with transaction.atomic():
        case = _locked(Post, post.pk, "appointment_seq")
        if case is None:
            case = _first(APPOINTMENT_FLOW, "enrol", by=by, given={"post": post}).case_id
        return door.apply(APPOINTMENT_FLOW, case, step, by=by, input=given, key=key)


def _locked(model: type[Person] | type[Post], key: int, column: str) -> int | None:
    """Return the case of a row and hold the row: of two first steps at once, the second waits for the first."""
    rows: Any = model._default_manager.select_for_update(no_key=True).filter(pk=key)
    found: int | None = rows.values_list(column, flat=True).get()
    return found


def appoint(*, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    return _first(APPOINTMENT_FLOW, "appoint", by=by, given=given, key=key)


def deputise(post: Post, *, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    """Lend a post to a deputy between two days."""
    return _first(APPOINTMENT_FLOW, "deputise", by=by, given={**given, "post": post}, key=key)


def rule(
    sector: Sector,
    area: Area,
    step: str,
    *,
    by: Actor,
    given: Mapping[str, Any],
    key: str | None = None,
) -> Outcome:
    """Take a cell of the matrix through a step (`rule`, `claim`, `revoke`), the first one opens its case."""
    case = Ruling.objects.filter(sector=sector, area=area).values_list("pk", flat=True).first()
    if case is None or _opened_by(case, by, key):
        whole = {**given, "sector": sector, "area": area}
        return _first(RULING_FLOW, FIRST_STEP[step], by=by, given=whole, key=key)
    return door.apply(RULING_FLOW, case, step, by=by, input=given, key=key)


def _opened_by(case: int, by: Actor, key: str | None) -> bool:
    """Tell whether this very call opened the case before: a retry goes the same way."""
    return key is not None and Entry.objects.filter(seq=case, actor_id=by.person_id, key=key).exists()


def reorganise(step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    """Change the tree or a body in it."""
    outcome = _first(REORGANISATION_FLOW, step, by=by, given=given, key=key)
    filters.forget()
    return outcome


def _first(flow: Flow, step: str, *, by: Actor, given: Mapping[str, Any], key: str | None = None) -> Outcome:
    """Open a case; where another did the same at the same moment, the database's refusal becomes a readable one."""
    try:
        with transaction.atomic():
            return door.open_case(flow, step, by=by, input=given, key=key)
    except IntegrityError as error:
        raise Conflict(
            "case.first", _("Somebody else did the same at the same moment. Load the page again.")
        ) from error
