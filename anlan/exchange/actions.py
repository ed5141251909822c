"""Forms brought, filled and compared: what is made ready before the door."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.exchange import bindings as bound
from anlan.exchange import shipped
from anlan.exchange.account import Blank, Filled
from anlan.exchange.carried import Brought, Returned
from anlan.exchange.effects import file_of
from anlan.exchange.filling import fill
from anlan.exchange.flow import FILLING_FLOW, FORM_FLOW
from anlan.exchange.models import Cadence, FilledFile, Filling, FillingState, SuperiorForm
from anlan.exchange.opening import kind_of, opened
from anlan.exchange.receipts import compare
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.period import Period, month_end
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.org.scope import SYSTEM, Actor


def read(name: str, content: bytes) -> Brought:
    """Return an uploaded blank form, read and found sound. Raises Invalid."""
    kind = kind_of(name)
    return Brought(name, kind, content, opened(content, kind).grids())


def adopt(code: str, area: Area, *, by: Actor, key: str | None = None) -> Outcome:
    """Take a form that comes with the product into an area, bound as it is."""
    one = shipped.find(code)
    given = {
        "area": area,
        "code": one.code,
        "name": one.name,
        "receiver": one.receiver,
        "file": one.brought(),
    }
    return door.open_case(FORM_FLOW, "bring", by=by, input=given, key=key)


def blank_of(form: SuperiorForm) -> Blank:
    return Blank(form.name, form.receiver, form.kind, bytes(file_of(form).content), bound.read(form.bindings))


def made(form: SuperiorForm, period: Period, *, by: Actor, known_at: datetime | None = None) -> Filled:
    """Return a form filled for a period, nothing kept yet. Raises Invalid with every cell that cannot be filled."""
    issuer = form.organisation.name if form.organisation else ""
    return fill(blank_of(form), by=by, area=form.area, period=period, issuer=issuer, known_at=known_at)


def fill_for(
    form: SuperiorForm,
    period: Period,
    *,
    by: Actor,
    key: str | None = None,
    known_at: datetime | None = None,
) -> Outcome:
    """Fill a form for a period and keep it. Asked twice with one key it is the same."""
    if key is not None:
        entry = Entry.objects.filter(
            actor_id=by.person_id, key=key, kind=FILLING_FLOW.kind, step="fill"
        ).first()
        if entry is not None:
            return Outcome(
                entry.case_id, entry.seq, entry.to_state, entry.n, entry.recorded_at, replayed=True
            )
    may = FILLING_FLOW.steps["fill"].rule(by, {"form": form})
    if not may:  # before the work; the door asks again
        raise Refused(may.code or "denied", may.reason, http=403)
    given = {"form": form, "made": made(form, period, by=by, known_at=known_at)}
    return door.open_case(FILLING_FLOW, "fill", by=by, input=given, key=key)


def sent_file(filling: Filling) -> FilledFile:
    return FilledFile.objects.get(filling=filling, what="sent")


def returned(filling: Filling, name: str, content: bytes) -> Returned:
    """Return a form that came back, compared with what was sent. Raises Invalid."""
    sent = sent_file(filling)
    kind = filling.form.kind
    if kind_of(name) != kind:
        raise Invalid(
            "form.kind",
            _("What was sent is a .%(kind)s: compare it with one.") % {"kind": kind},
            field="returned",
        )
    return Returned(content, compare(bytes(sent.content), content, kind, sent.account, name))


# -- of its own accord -----------------------------------------------------------------------------------------------


def last_period(cadence: str, today: date) -> Period | None:
    """Return the last whole week (from Monday), month, quarter or year before a day; None for what has no rhythm."""
    if cadence == Cadence.WEEKLY:
        last = today - timedelta(days=today.weekday() + 1)
        return Period(last - timedelta(days=6), last)
    months = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}.get(Cadence(cadence))
    if months is None:
        return None
    begin = (today.year * 12 + today.month - 1) // months * months - months
    first = date(begin // 12, begin % 12 + 1, 1)
    end = begin + months - 1
    return Period(first, month_end(date(end // 12, end % 12 + 1, 1)))


def fill_due(today: date) -> tuple[int, list[str]]:
    """Fill what is due by its rhythm and not filled yet; return how many, and what kept others back. By the clock."""
    number, faults = 0, []
    for form in (
        SuperiorForm.objects.in_use()
        .exclude(cadence="")
        .select_related("area", "organisation")
        .order_by("pk")
    ):
        period = last_period(form.cadence, today)
        if (
            period is None
            or today < period.last + timedelta(days=form.fill_day)
            or period.last < form.opened_on
        ):
            continue
        before = Filling.objects.filter(form=form, first=period.first, last=period.last)
        if before.exclude(state=FillingState.VOIDED).exists():
            continue
        try:
            fill_for(form, period, by=SYSTEM)
        except AnlanError as error:
            faults.append(f"{form.code}: {error}")
        else:
            number += 1
    return number, faults


def current(filling: Filling) -> dict[str, Any]:
    """Return the account of a filled form: its lines, what was compared, what is left to the hand."""
    return dict(sent_file(filling).account)
