"""The lifecycles of spot checks (查岗): a round whose digest is told before it is drawn, and each check."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import inputs, rules
from anlan.duty.inputs import YES
from anlan.duty.kinds import ANSWER_SECONDS
from anlan.duty.models import (
    CheckState,
    DutyRoom,
    RoomState,
    RoundState,
    Seat,
    SpotCheck,
    SpotRound,
)
from anlan.duty.notices import check_failed
from anlan.kernel import clock, draws
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.draws import Candidate
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind
from anlan.org.models.areas import below

CHECKS, PASSED, FAILED = "duty.checks", "duty.checks_passed", "duty.checks_failed"
CORRECT_HOURS = 24


def on_duty_rooms(area_path: str, at: datetime) -> list[DutyRoom]:
    """Return the open rooms below an area in which somebody is on duty at a moment. One query."""
    seated = Seat.objects.at(at).filter(person__isnull=False).values("room")
    rooms = DutyRoom.objects.filter(below(area_path), state=RoomState.OPEN, pk__in=seated)
    return list(rooms.select_related("area").order_by("pk"))


def commitment(nonce: str) -> str:
    """Return what is told of the secret before the draw: `printf %s NONCE | sha256sum`."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def told(rooms: Iterable[DutyRoom]) -> str:
    return "".join(f"{room.pk}\t{room.area.short_name}\t{room.name}\n" for room in rooms)


def pool_of(text: str) -> list[Candidate]:
    return [Candidate(line.split("\t")[0]) for line in text.splitlines()]


def round_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a round: its list of rooms as they are on duty now, and the digest of a secret that nobody has seen."""
    assert taken.via is not None
    area = taken.input["area"]
    rooms = on_duty_rooms(area.path, taken.at)
    if taken.input["wanted"] > len(rooms):
        raise Invalid(
            "round.pool",
            _("Only %(there)s duty rooms have somebody on duty there now.") % {"there": len(rooms)},
            field="wanted",
        )
    pool, nonce = told(rooms), secrets.token_hex(16)
    return {
        "title": taken.input["title"],
        "wanted": taken.input["wanted"],
        "rooms_in": len(rooms),
        "pool": pool,
        "pool_digest": draws.pool_digest(pool_of(pool)),
        "nonce": nonce,
        "commitment": commitment(nonce),
        "committed_on": clock.local_day(taken.at),
        "committed_by_id": taken.by.person_id,
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
    }


def drawn(case: Any, taken: Taken) -> dict[str, Any]:
    """Return the round with its seed and what it drew."""
    text = taken.input["public_text"]
    seed = f"{case.nonce} {text}"
    lots = draws.draw(seed, pool_of(case.pool), case.wanted)
    result = "".join(f"{one.rank}\t{one.candidate.key}\t{one.lot}\n" for one in lots if one.is_drawn)
    return {"public_text": text, "seed": seed, "result": result, "drawn_at": taken.at}


def drawn_rooms(result: str) -> list[int]:
    return [int(line.split("\t")[1]) for line in result.splitlines()]


def all_are_made(case: Any, _taken: Taken) -> Decision:
    waiting = SpotCheck.objects.filter(round=case.id, state=CheckState.WAITING).count()
    if waiting:
        return denied(
            _("%(count)s checks are still to be made: until then nobody may know who was drawn")
            % {"count": waiting},
            code="round.waiting",
        )
    return ALLOWED


ROUND_FLOW = Flow(
    "spot_round",
    model=SpotRound,
    name=gettext_lazy("round of spot checks"),
    states={state.value: state.label for state in RoundState},
    counted=Counted(day="committed_on", sector=""),
    steps=[
        Step(
            name="commit",
            label=gettext_lazy("Publish the digest of a round"),
            done=gettext_lazy("published the digest of the round"),
            target=RoundState.COMMITTED,
            rule=rules.may_raise,
            form=inputs.COMMIT,
            effect=round_of,
            looks_up=True,
        ),
        Step(
            name="draw",
            label=gettext_lazy("Draw"),
            done=gettext_lazy("drew"),
            sources=frozenset({RoundState.COMMITTED}),
            target=RoundState.DRAWN,
            rule=rules.may_order,
            form=inputs.DRAW,
            effect=drawn,
        ),
        Step(
            name="publish",
            label=gettext_lazy("Make public"),
            done=gettext_lazy("made the round public"),
            sources=frozenset({RoundState.DRAWN}),
            target=RoundState.PUBLISHED,
            rule=rules.may_order,
            guard=all_are_made,
            looks_up=True,
        ),
        Step(
            name="void",
            label=gettext_lazy("Void"),
            done=gettext_lazy("voided the round"),
            sources=frozenset({RoundState.COMMITTED}),
            target=RoundState.VOIDED,
            rule=rules.may_order,
            form=inputs.BECAUSE,
            corrects=True,
        ),
    ],
)


def check_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return the check of a room; `round` is set by the draw alone."""
    assert taken.via is not None
    room = taken.input["room"]
    return {
        "round_id": None,
        "room_id": room.pk,
        "checking_id": taken.via.organisation_id,
        "organisation_id": room.organisation_id,
        "area_id": room.area_id,
        "area_path": room.area_path,
        "drawn_on": clock.local_day(taken.at),
    }


def check_drawn(_case: None, taken: Taken) -> dict[str, Any]:
    return {**check_of(None, taken), "round_id": taken.input["round"].pk}


def answers_fit(_check: Any, taken: Taken) -> Decision:
    given = taken.input
    if given["is_answered"] == YES and given["seconds"] is None:
        return denied(_("Say in how many seconds somebody answered"), code="check.seconds")
    if given["is_answered"] != YES and (given["seconds"] is not None or given["answered_by"]):
        return denied(_("Nobody answered: there are no seconds, and no name"), code="check.seconds")
    if given["is_answered"] != YES and any(given[n] == YES for n in ("on_post", "leader_present")):
        return denied(
            _("Nobody answered: whether they are there is not known. Say no, or go there."),
            code="check.unseen",
        )
    return ALLOWED


def recorded(check: Any, taken: Taken) -> dict[str, Any]:
    """Return what was found; whether who answered is on the roster is looked up, not typed."""
    given = taken.input
    names = set(
        Seat.objects.at(taken.at)
        .filter(room=check.room_id, person__isnull=False)
        .values_list("person__name", flat=True)
    )
    answered = given["is_answered"] == YES
    found = {
        **{name: given[name] == YES for name in ("on_post", "leader_present", "knows_situation")},
        "is_answered": answered,
        "on_roster": answered and given["answered_by"] in names,
    }
    return {
        **found,
        "method": given["method"],
        "dialled": given["dialled"] or "",
        "seconds": given["seconds"],
        "answered_by": given["answered_by"],
        "note": given["note"],
        "checker_id": taken.by.person_id,
        "checked_at": taken.at,
    }


def has_passed(check: Any) -> bool:
    return bool(
        check.is_answered
        and check.seconds is not None
        and check.seconds <= ANSWER_SECONDS
        and check.on_roster
        and check.on_post
        and check.leader_present
        and check.knows_situation
    )


def judged(check: Any, _taken: Taken) -> str:
    return CheckState.PASSED if has_passed(check) else CheckState.FAILED


def correction(check: Any, taken: Taken) -> Owed | None:
    """Owe the correction within a day, where the check was failed."""
    if has_passed(check):
        return None
    due = taken.at + timedelta(hours=CORRECT_HOURS)
    return Owed(Kind.CORRECT_DUTY, check.organisation_id, due, canonical({"hours": CORRECT_HOURS}))


def corrected(_check: Any, taken: Taken) -> dict[str, Any]:
    return {"correction": taken.input["correction"]}


MADE = frozenset({CheckState.PASSED, CheckState.FAILED, CheckState.CORRECTED})

CHECK_FLOW = Flow(
    "spot_check",
    model=SpotCheck,
    name=gettext_lazy("spot check"),
    states={state.value: state.label for state in CheckState},
    counted=Counted(day="drawn_on", sector=""),
    counts=(
        Count(CHECKS, MADE),
        Count(PASSED, frozenset({CheckState.PASSED})),
        Count(FAILED, frozenset({CheckState.FAILED, CheckState.CORRECTED})),
    ),
    steps=[
        Step(
            name="open",
            label=gettext_lazy("Check a duty room"),
            done=gettext_lazy("set out to check the duty room"),
            target=CheckState.WAITING,
            rule=rules.may_check,
            form=inputs.CHECK,
            effect=check_of,
        ),
        Step(
            name="be_drawn",
            label=gettext_lazy("Drawn for a spot check"),
            done=gettext_lazy("drew the duty room for a spot check"),
            target=CheckState.WAITING,
            rule=rules.may_check,
            form=inputs.DRAWN,
            effect=check_drawn,
        ),
        Step(
            name="record",
            label=gettext_lazy("Record the check"),
            done=gettext_lazy("recorded the spot check"),
            sources=frozenset({CheckState.WAITING}),
            target=judged,
            targets=frozenset({CheckState.PASSED, CheckState.FAILED}),
            rule=rules.may_make_check,
            form=inputs.RECORD,
            guard=answers_fit,
            effect=recorded,
            opens=(correction,),
            tells=(check_failed,),
            looks_up=True,
        ),
        Step(
            name="correct",
            label=gettext_lazy("Say what was put right"),
            done=gettext_lazy("said what was put right"),
            sources=frozenset({CheckState.FAILED}),
            target=CheckState.CORRECTED,
            rule=rules.may_correct,
            form=inputs.CORRECT,
            effect=corrected,
            discharges=(Kind.CORRECT_DUTY,),
        ),
    ],
)
