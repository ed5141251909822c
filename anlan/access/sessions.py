"""Sessions with limits: how many an account may have, how long one may stand unused, how long at all.

The store behind SESSION_ENGINE. Reading a session costs the one query it always did; when it was last used is
written at most every five minutes, so an unused one ends up to that much before its limit. What time does to a session
is worked out when it is read, a job writes it into the history ([0016](docs/adr/0016-sessions-and-looks.md)).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest

from anlan.access.address import browser_of, client_address
from anlan.access.models import Outcome, Session, SignIn
from anlan.kernel import clock
from anlan.org.models import Person

TOUCH = timedelta(minutes=5)
STARTED, ADDRESS, BROWSER = "_started", "_address", "_browser"
VOUCHED = "_vouched"
"""In the session of whom the city's identity provider let in: no password of ours has to be changed first."""


def idle_limit() -> timedelta:
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def longest() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def ending(row: Session, now: datetime) -> str:
    """Return why a session no longer stands at a moment, "" while it does."""
    if row.ended_at is not None:
        return row.ended_why
    if now >= row.started_at + longest():
        return Outcome.TOO_LONG
    return Outcome.IDLE if now >= row.seen_at + idle_limit() else ""


class SessionStore(DatabaseStore):
    """Reads and writes `access.Session`; `ended` says why the session in the cookie no longer stands."""

    ended = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        row = Session.objects.filter(session_key=self.session_key).first()
        if row is None:
            self._session_key = None
            return {}
        now = clock.real_now()
        self.ended = ending(row, now)
        if self.ended:  # the key stays, so that the cookie does, so that the page after can say why
            return {}
        if row.person_id and now - row.seen_at >= TOUCH:
            Session.objects.filter(pk=row.pk, ended_at=None).update(seen_at=now)
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        columns = self._columns(data)
        if must_create:
            try:
                with transaction.atomic():
                    Session.objects.create(session_key=self.session_key, **columns)
            except IntegrityError as error:
                raise CreateError from error
            return
        # one that was ended meanwhile stays ended: its next request is told why
        if not Session.objects.filter(pk=self.session_key, ended_at=None).update(**columns):
            if not self.exists(self.session_key):
                raise UpdateError
            self.ended = self.ended or Outcome.ELSEWHERE

    def _columns(self, data: dict[str, Any]) -> dict[str, Any]:
        now = clock.real_now()
        started = datetime.fromisoformat(data[STARTED]) if STARTED in data else now
        if SESSION_KEY in data:
            data.setdefault(STARTED, now.isoformat())
        return {
            "session_data": self.encode(data),
            "expire_date": started + longest() if SESSION_KEY in data else self.get_expiry_date(),
            "person_id": int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            "started_at": started,
            "seen_at": now,
            "address": data.get(ADDRESS, ""),
            "browser": data.get(BROWSER, ""),
        }

    @classmethod
    def clear_expired(cls) -> None:
        """Drop sessions a day after their last moment; until then they can be told why they ended."""
        Session.objects.filter(expire_date__lt=clock.real_now() - timedelta(days=1)).delete()


def begin(request: HttpRequest, person: Person, *, at: datetime) -> int:
    """Count the session that has just signed in, end the oldest beyond the limit; return how many were ended.

    Called in the transaction of the sign-in. The person's row is locked, so that two sign-ins at a time cannot both
    find room.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    request.session[STARTED] = at.isoformat()
    request.session[ADDRESS], request.session[BROWSER] = client_address(request), browser_of(request)
    request.session.save()
    living = of_person(person.pk, at=at).exclude(pk=request.session.session_key)
    beyond = living.order_by("-started_at", "session_key")[max(0, settings.SESSIONS_PER_ACCOUNT - 1) :]
    return end(Session.objects.filter(pk__in=[row.pk for row in beyond]), why=Outcome.NEWER, at=at)


def of_person(person_id: int, *, at: datetime) -> Any:
    """Return the sessions of a person that stand at a moment."""
    return Session.objects.filter(
        person_id=person_id, ended_at=None, started_at__gt=at - longest(), seen_at__gt=at - idle_limit()
    )


def end_all(person_id: int, *, why: Outcome, at: datetime, but: str | None = None) -> int:
    """End the sessions of a person, except the one with the key `but`; return how many.

    For a change of password (why=PASSWORD), a deactivation (INACTIVE) or an administrator's decision (ADMINISTRATOR).
    """
    return end(of_person(person_id, at=at).exclude(pk=but or ""), why=why, at=at)


def end(sessions: Any, *, why: Outcome, at: datetime) -> int:
    """End sessions with their next request and write it into the history, in one transaction."""
    with transaction.atomic():
        rows = list(sessions.select_related("person").select_for_update(of=("self",)))
        Session.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=at, ended_why=why)
        _write_down([(row, why, at) for row in rows])
    return len(rows)


def sweep(*, at: datetime) -> int:
    """End what time has ended and write it into the history, each with the moment of its limit; return how many."""
    with transaction.atomic():
        over = Q(started_at__lte=at - longest()) | Q(seen_at__lte=at - idle_limit())
        rows = list(
            Session.objects.filter(over, ended_at=None, person__isnull=False)
            .select_related("person")
            .select_for_update(of=("self",))
        )
        ended = [(row, Outcome(ending(row, at)), _limit(row)) for row in rows]
        for row, why, moment in ended:
            Session.objects.filter(pk=row.pk).update(ended_at=moment, ended_why=why)
        _write_down(ended)
    return len(ended)


def _limit(row: Session) -> datetime:
    return min(row.started_at + longest(), row.seen_at + idle_limit())


def _write_down(ended: list[tuple[Session, Outcome, datetime]]) -> None:
    SignIn.objects.bulk_create(
        SignIn(
            person=row.person, name=row.person.username, at=moment, outcome=why,
            address=row.address, browser=row.browser,
        )
        for row, why, moment in ended
        if row.person is not None
    )  # fmt: skip
