"""The lifecycle of a hand-over (交接班): written by who goes off duty, signed by who comes on."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.duty import inputs, rules
from anlan.duty.models import HandOver, HandOverState, OpenItem
from anlan.duty.rostering import ONE, Shift, running_shift, shifts
from anlan.duty.words import shift_words
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import STAY, Count, Counted, Flow, Step, Taken

HAND_OVERS = "duty.hand_overs"
NONE = frozenset({"none", "无", "没有", "无。", "none."})
EARLY_MINUTES = 60
"""A shift may be written up so long before it ends; after its end the one before still is what is handed over."""
_SETTLED = re.compile(r"#?(\d{1,9})[\s:：.、，,]+(.{2,300})")
MOST_ITEMS = 30
_TOLD = ("weather", "matters", "instructions", "equipment")


def ending_shift(room: Any, taken: Taken) -> Shift:
    """Return the shift that is handed over now: the running one near its end, else the one that ended last."""
    running = running_shift(room, taken.at)
    left = (running.ends_at - taken.at).total_seconds() / 60
    if left <= EARLY_MINUTES:
        return running
    return next(
        one for one in shifts(room, running.day - ONE, running.day) if one.ends_at == running.begins_at
    )


def lines(text: str) -> list[str]:
    """Return the items of a text, one a line; none where “none” is said."""
    if text.strip().lower() in NONE:
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def settled_lines(text: str) -> dict[int, str]:
    """Return number → how it was settled. Raises Invalid for a line without both."""
    found: dict[int, str] = {}
    for line in lines(text):
        match = _SETTLED.fullmatch(line)
        if match is None:
            raise Invalid(
                "hand_over.settled",
                _("“%(line)s” is no number with an outcome. Write it like: 12 repaired at 03:10")
                % {"line": line[:40]},
                field="settled",
            )
        found[int(match[1])] = match[2].strip()
    return found


def may_be_written(_case: None, taken: Taken) -> Decision:
    room = taken.input["room"]
    shift = ending_shift(room, taken)
    told = shift_words(shift.begins_at, shift.ends_at)
    if not rules.sits(room.pk, shift.begins_at, taken.by.person_id):
        return denied(
            _("Only who is on duty in the shift %(shift)s hands it over") % {"shift": told},
            code="hand_over.off_duty",
        )
    if HandOver.objects.filter(room=room.pk, begins_at=shift.begins_at).exists():
        return denied(
            _("The shift %(shift)s is written up already") % {"shift": told}, code="hand_over.double"
        )
    return _items_are_sound(room.pk, taken)


def _items_are_sound(room: int, taken: Taken) -> Decision:
    new = lines(taken.input["pending"])
    if len(new) > MOST_ITEMS or any(len(line) > 300 for line in new):
        return denied(
            _("At most %(most)s open items, of 300 characters each") % {"most": MOST_ITEMS},
            code="hand_over.items",
        )
    settled = settled_lines(taken.input["settled"])
    known = set(OpenItem.objects.filter(room=room, settled_in=None).values_list("pk", flat=True))
    if unknown := sorted(settled.keys() - known):
        return denied(
            _("No open item of this room has the number %(number)s") % {"number": unknown[0]},
            code="hand_over.items",
        )
    return ALLOWED


def hand_over_of(_case: None, taken: Taken) -> dict[str, Any]:
    room = taken.input["room"]
    shift = ending_shift(room, taken)
    settled = settled_lines(taken.input["settled"])
    open_now = OpenItem.objects.filter(room=room.pk, settled_in=None).count()
    return {
        **{name: taken.input[name] for name in (*_TOLD, "pending")},
        "room_id": room.pk,
        "organisation_id": room.organisation_id,
        "area_id": room.area_id,
        "area_path": room.area_path,
        "begins_at": shift.begins_at,
        "ends_at": shift.ends_at,
        "on_day": shift.day,
        "open_items": open_now - len(settled) + len(lines(taken.input["pending"])),
        "written_by_id": taken.by.person_id,
        "written_at": taken.at,
    }


def write_items(case: Any, taken: Taken, _seq: int) -> None:
    for key, outcome in settled_lines(taken.input["settled"]).items():
        OpenItem.objects.filter(pk=key, settled_in=None).update(settled_in=case.id, outcome=outcome)
    OpenItem.objects.bulk_create(
        OpenItem(room_id=case.room_id, opened_in_id=case.id, number=number, text=line)
        for number, line in enumerate(lines(taken.input["pending"]), start=1)
    )


def rewritten(_case: Any, taken: Taken) -> dict[str, Any]:
    return {name: taken.input[name] for name in _TOLD}


def taken_over(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"taken_by_id": taken.by.person_id, "taken_at": taken.at, "remark": taken.input["remark"]}


WRITTEN = frozenset({HandOverState.WRITTEN})

HAND_OVER_FLOW = Flow(
    "hand_over",
    model=HandOver,
    name=gettext_lazy("hand-over"),
    states={state.value: state.label for state in HandOverState},
    counted=Counted(day="on_day", sector=""),
    counts=(Count(HAND_OVERS, frozenset({HandOverState.SIGNED})),),
    steps=[
        Step(
            name="write",
            label=gettext_lazy("Write the hand-over"),
            done=gettext_lazy("wrote the hand-over"),
            target=HandOverState.WRITTEN,
            rule=rules.may_see,
            form=inputs.HAND_OVER,
            guard=may_be_written,
            effect=hand_over_of,
            projects=write_items,
            looks_up=True,
        ),
        Step(
            name="rewrite",
            label=gettext_lazy("Change it"),
            done=gettext_lazy("changed the hand-over"),
            sources=WRITTEN,
            target=STAY,
            rule=rules.may_rewrite,
            form=inputs.REWRITE,
            effect=rewritten,
        ),
        Step(
            name="sign",
            label=gettext_lazy("Take over"),
            done=gettext_lazy("took over"),
            sources=WRITTEN,
            target=HandOverState.SIGNED,
            rule=rules.may_take_over,
            form=inputs.SIGN,
            effect=taken_over,
            looks_up=True,
        ),
    ],
)
