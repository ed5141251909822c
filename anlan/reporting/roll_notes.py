"""The lifecycle of a note on a day's roll-up: written by the area's office, and written anew as the day goes on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.inputs import Number
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Day, Form, Text
from anlan.reporting import rollup, rules
from anlan.reporting.demand import MOST_TURNS
from anlan.reporting.demand_inputs import AREA
from anlan.reporting.demand_inputs import FORM as FORM_CODE
from anlan.reporting.roll_models import NoteState, RollNote

NOTE = Text(name="note", label=gettext_lazy("Note of this level"), max_length=1_000, lines=3)
SILENT = Choice(
    name="silent",
    label=gettext_lazy("Reports below are missing"),
    choices=(("said", gettext_lazy("I send it all the same, and it says how many are missing")),),
    required=False,
)
_OF_A_DAY = (
    AREA,
    Day(name="day", label=gettext_lazy("Day")),
    FORM_CODE,
    Number(
        name="turn", label=gettext_lazy("Which report of the day"), required=False, least=1, most=MOST_TURNS
    ),
)


def _sound(day: Any, due: int, missing: int, taken: Taken) -> Decision:
    if day > clock.local_day(taken.now or taken.at):
        return denied(_("The day lies ahead: there is nothing to note yet"), code="roll_up.ahead")
    if not due:
        return denied(_("No unit below this area owes this report on that day"), code="roll_up.nobody")
    if missing and not taken.input["silent"]:
        return denied(
            _("%(missing)s of %(due)s units below have not reported: wait for them, or choose “%(choice)s”.")
            % {"missing": missing, "due": due, "choice": SILENT.choices[0][1]},
            code="report.silent_below",
        )
    return ALLOWED


def _count(area: int, day: Any, form: str, turn: int, taken: Taken) -> tuple[int, int]:
    return rollup.count_of(area, day, form, turn, taken.now or taken.at)


def note_is_sound(_note: None, taken: Taken) -> Decision:
    given = taken.input
    turn = given["turn"] or 1
    if RollNote.objects.filter(area=given["area"], day=given["day"], form=given["form"], turn=turn).exists():
        return denied(_("There is a note on this day already: amend it"), code="roll_up.twice")
    return _sound(given["day"], *_count(given["area"].pk, given["day"], given["form"], turn, taken), taken)


def amendment_is_sound(note: Any, taken: Taken) -> Decision:
    return _sound(note.day, *_count(note.area_id, note.day, note.form, note.turn, taken), taken)


def note_of(_note: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    given, turn = taken.input, taken.input["turn"] or 1
    due, missing = _count(given["area"].pk, given["day"], given["form"], turn, taken)
    return {
        "form": given["form"],
        "day": given["day"],
        "turn": turn,
        "area_id": given["area"].pk,
        "area_path": given["area"].path,
        "organisation_id": taken.via.organisation_id,
        "noted_by_id": taken.by.person_id,
        "note": given["note"],
        "due_count": due,
        "missing_count": missing,
    }


def amended(note: Any, taken: Taken) -> dict[str, Any]:
    due, missing = _count(note.area_id, note.day, note.form, note.turn, taken)
    return {
        "note": taken.input["note"],
        "noted_by_id": taken.by.person_id,
        "due_count": due,
        "missing_count": missing,
    }


NOTE_FLOW = Flow(
    "roll_up",
    model=RollNote,
    name=gettext_lazy("note on a roll-up"),
    states={s.value: s.label for s in NoteState},
    counted=Counted(day="day", sector=""),
    steps=[
        Step(
            name="note",
            label=gettext_lazy("Add a note to the roll-up"),
            done=gettext_lazy("added a note to the roll-up"),
            target=NoteState.NOTED,
            rule=rules.may_lay_down,
            form=Form((*_OF_A_DAY, NOTE, SILENT)),
            guard=note_is_sound,
            effect=note_of,
            looks_up=True,
        ),
        Step(
            name="amend",
            label=gettext_lazy("Write the note anew"),
            done=gettext_lazy("wrote the note anew"),
            sources=frozenset({NoteState.NOTED}),
            target=STAY,
            rule=rules.may_keep,
            form=Form((NOTE, SILENT)),
            guard=amendment_is_sound,
            effect=amended,
            looks_up=True,
        ),
    ],
)
