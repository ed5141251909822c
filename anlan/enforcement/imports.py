"""Ledgers of what was decided before or outside of this system: measures (关停), penalties, listed supervision.

A row happened, and counts, on the day of its decision; who brings the file stands in the journal. The numbers of its
papers are those of the ledger: none is issued here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.enforcement import ledger_columns as columns
from anlan.enforcement.flow import LISTING_FLOW, MEASURE_FLOW, PENALTY_FLOW, REFERRAL_FLOW
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.imports import lookup
from anlan.imports.kinds import Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.inspections.imports import place_of, places
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.flow import Flow
from anlan.org.models import Organisation
from anlan.org.roles import Permission
from anlan.org.scope import Actor

ENFORCE = gettext_lazy("enforce")


def _ahead(row: Row, run: Run, *names: str) -> None:
    for name in names:
        if row[name] is not None and row[name].at > run.at:
            row.fault(name, _("The day lies in the future."), "at.future")


def _at_places(ledger: str, days: tuple[str, ...]) -> Callable[[Sequence[Row], Run], None]:
    def resolve(rows: Sequence[Row], run: Run) -> None:
        known = places(run, rows)
        bodies = lookup.organisations(run, (row["organisation"] for row in rows))
        for row in rows:
            _ahead(row, run, *days)
            place = place_of(row, run, known, ledger)
            by = _by(row, run, bodies, place) if place is not None else None
            row.ready = (place, by)

    return resolve


def _by(row: Row, run: Run, bodies: Mapping[str, Sequence[Any]], where: Any) -> Actor | None:
    """Return in whose name a row is entered: whom it names, else who brings the file; or note the fault."""
    among = lookup.bodies_of(row, bodies)
    if not row["officer"]:
        if run.by.is_system:
            row.fault("officer", _("Say whose decision it was: who of the body enters it."), "enforcement.by")
            return None
        return run.by

    def may(actor: Actor) -> bool:
        reached = {"area_path": where.area_path, "sector_id": where.sector_id}
        return actor.holds(Permission.ENFORCEMENT_ACT, **reached) is not None

    return lookup.person(
        row, "officer", row["officer"], row["decided_at"].at, run, may=may, what=ENFORCE, bodies=among
    )


def _writer(flow: Flow, given: Callable[[Row], dict[str, Any]]) -> Callable[[Sequence[Row], Run], None]:
    def write(rows: Sequence[Row], run: Run) -> None:
        acts = [
            Act(
                by=row.ready[1],
                input=given(row),
                at=row["decided_at"].at,
                key=run.key(row, "entered"),
                ledger=True,
            )
            for row in rows
        ]
        for row, result in zip(rows, door.apply_many(flow, "enter", acts), strict=True):
            row.became(result)

    return write


def _undoer(flow: Flow) -> Callable[[Mapping[int, int | None], Run], dict[int, AnlanError]]:
    return lambda taken, run: take_back(flow, taken, run)


# -- measures ------------------------------------------------------------------------------------------------


def natural_measure(values: Mapping[str, Any]) -> str:
    return f"{values['document']}|{values['kind']}|{values['premises']}"


def _measure(row: Row) -> dict[str, Any]:
    names = ("kind", "covers", "facts", "basis", "document", "until_on", "ground", "counterpart")
    lifted = row["lifted_at"]
    return {
        **{name: row[name] for name in names},
        "premises": row.ready[0],
        "lifted_at": lifted.after(row["decided_at"].at) if lifted else None,
    }


# -- penalties -----------------------------------------------------------------------------------------------


def natural_penalty(values: Mapping[str, Any]) -> str:
    return f"{values['document']}|{values['premises']}|{values['person_name']}|{values['kind']}"


def _penalty(row: Row) -> dict[str, Any]:
    names = (
        "kind", "person_name", "facts", "violates", "basis", "amount", "document", "paid", "paid_on", "surcharge",
        "surcharge_paid", "appeal",
    )  # fmt: skip
    public, served = row["published_at"], row["served_at"]
    return {
        **{name: row[name] for name in names},
        "punished": row["punished"] or ("person" if row["person_name"] else "unit"),
        "premises": row.ready[0],
        "published_at": public.after(row["decided_at"].at) if public else None,
        "served_at": served.after(row["decided_at"].at) if served else None,
    }


# -- listed supervision --------------------------------------------------------------------------------------


def natural_listing(values: Mapping[str, Any]) -> str:
    return f"{values['hazard']}|{values['decided_at'].day}"


def resolve_listings(rows: Sequence[Row], run: Run) -> None:
    """Find each row's hazard by its number, among those that the bringer sees."""
    hazards = _by_number(run, (row["hazard"] for row in rows))
    bodies = lookup.organisations(run, (row["organisation"] for row in rows))
    for row in rows:
        _ahead(row, run, "decided_at")
        hazard = hazards.get(row["hazard"].strip())
        row.ready = (hazard, _by(row, run, bodies, hazard) if hazard else None)
        if hazard is None:
            row.fault(
                "hazard",
                _("“%(text)s” is the number of no hazard that you see. Write it like YH2022-0000123.")
                % {"text": row["hazard"][:40]},
                "reference.unknown",
            )


def _by_number(run: Run, numbers: Iterable[str]) -> dict[str, Hazard]:
    keys = {
        int(text.strip().partition("-")[2]) for text in numbers if text.strip().partition("-")[2].isdecimal()
    }
    seen = Hazard.objects.within(run.by.scope).exclude(state__in=GONE_STATES)
    return {hazard.number: hazard for hazard in seen.filter(pk__in=[key for key in keys if key < 2**63])}


def _listing(row: Row) -> dict[str, Any]:
    names = ("level", "leader_name", "leader_title", "due_on", "demands", "basis")
    return {**{name: row[name] for name in names}, "hazard": row.ready[0]}


# -- hand-overs ----------------------------------------------------------------------------------------------

_at_referrals = _at_places("referrals", ("decided_at", "received_at", "answered_at"))


def natural_referral(values: Mapping[str, Any]) -> str:
    return f"{values['premises']}|{values['decided_at'].day}|{values['kind']}|{values['facts']}"


def resolve_referrals(rows: Sequence[Row], run: Run) -> None:
    """Find the receiver: an organisation here by code or name, else an authority that has no account here."""
    _at_referrals(rows, run)
    bodies = lookup.by_code_or_name(
        Organisation.objects.filter(valid_to=None), [row["receiver"] for row in rows]
    )
    hazards = _by_number(run, (row["hazard"] for row in rows))
    for row in rows:
        found = bodies.get(row["receiver"], ())
        hazard = hazards.get(row["hazard"].strip()) if row["hazard"] else None
        if row["hazard"] and hazard is None:
            row.fault("hazard", _("There is no hazard of this number that you see."), "reference.unknown")
        row.ready = (*(row.ready or (None, None)), found[0] if len(found) == 1 else None, hazard)


def _referral(row: Row) -> dict[str, Any]:
    sent = row["decided_at"].at
    names = ("kind", "facts", "reason", "basis", "enclosures", "received_by", "receipt_number", "outcome")
    place, _actor, receiver, hazard = row.ready
    return {
        **{name: row[name] for name in (*names, "outcome_text", "outcome_document")},
        "premises": place,
        "receiver": receiver,
        "receiver_name": "" if receiver else row["receiver"],
        "hazard": hazard,
        **{name: row[name].after(sent) if row[name] else None for name in ("received_at", "answered_at")},
    }


MEASURES = Kind(
    code="measures",
    label=gettext_lazy("Measures of enforcement"),
    order=72,
    columns=columns.MEASURE_COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural_measure,
    resolve=_at_places("measures", ("decided_at", "lifted_at")),
    write=_writer(MEASURE_FLOW, _measure),
    undo=_undoer(MEASURE_FLOW),
    help=gettext_lazy(
        "Each row is a measure that was decided: a suspension, a cut, a seal, a closure; lifted since or not."
    ),
)
PENALTIES = Kind(
    code="penalties",
    label=gettext_lazy("Penalties"),
    order=74,
    columns=columns.PENALTY_COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural_penalty,
    resolve=_at_places("penalties", ("decided_at", "published_at", "served_at")),
    write=_writer(PENALTY_FLOW, _penalty),
    undo=_undoer(PENALTY_FLOW),
    help=gettext_lazy(
        "Each row is a penalty that was decided, with its amount, its payment and when it was made public."
    ),
)
LISTINGS = Kind(
    code="listings",
    label=gettext_lazy("Listed supervision"),
    order=76,
    columns=columns.LISTING_COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural_listing,
    resolve=resolve_listings,
    write=_writer(LISTING_FLOW, _listing),
    undo=_undoer(LISTING_FLOW),
    help=gettext_lazy("Each row is a major hazard on record that was listed and is not delisted yet."),
)
REFERRALS = Kind(
    code="referrals",
    label=gettext_lazy("Hand-overs to authorities"),
    order=77,
    columns=columns.REFERRAL_COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural_referral,
    resolve=resolve_referrals,
    write=_writer(REFERRAL_FLOW, _referral),
    undo=_undoer(REFERRAL_FLOW),
    help=gettext_lazy(
        "Each row is a hand-over that was sent, with its receipt and its outcome as far as there are."
    ),
)
