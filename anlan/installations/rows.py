"""Cases of installations as rows of tables, one way for page, figure and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.evidence.access import VISIBLE
from anlan.imports.inputs import told_degrees
from anlan.installations.duty_packs import duty_words
from anlan.installations.grading import shown
from anlan.installations.kinds import (
    KEPT,
    AlarmState,
    InstallationState,
    Level,
    LogState,
    ParkState,
    PostState,
    Role,
    Shift,
    SourceState,
    StationingState,
    TaskState,
    Unit,
)
from anlan.installations.models import (
    AlarmSource,
    ExpertLog,
    ExpertStationing,
    GuaranteePost,
    GuaranteeTask,
    Installation,
    Park,
    PlantAlarm,
)
from anlan.installations.reckoning import r_of
from anlan.installations.rows_of_plants import (
    alarm_cells,
    alarm_columns,
    brief_alarm_cells,
    brief_alarm_columns,
    brief_log_cells,
    brief_log_columns,
    brief_park_cells,
    brief_park_columns,
    log_cells,
    log_columns,
    stationing_columns,
)
from anlan.kernel.tellers import TELLERS
from anlan.lifecycle.told import Told as CaseTold

TONES: Mapping[str, str] = {
    ParkState.LISTED: "good",
    ParkState.STRUCK: "neutral",
    InstallationState.IDENTIFIED: "warn",
    InstallationState.FILED: "good",
    InstallationState.REMOVED: "neutral",
    InstallationState.VOIDED: "neutral",
    PostState.VACANT: "bad",
    PostState.APPOINTED: "warn",
    PostState.ACKNOWLEDGED: "good",
    PostState.CLOSED: "neutral",
    TaskState.DUE: "info",
    TaskState.DONE: "good",
    TaskState.MISSED: "bad",
    TaskState.DROPPED: "neutral",
    StationingState.STATIONED: "good",
    StationingState.ENDED: "neutral",
    LogState.WRITTEN: "warn",
    LogState.TAKEN_OVER: "good",
    AlarmState.RECEIVED: "bad",
    AlarmState.CHECKED: "warn",
    SourceState.OPEN: "good",
    SourceState.SHUT: "neutral",
}
Told = partial(CaseTold, page="installations:case", tones=TONES)
Columns = Sequence[tuple[str, str]]


class _ToldParks(CaseTold):
    """Parks are told with how many plants and installations stand in each."""

    def read(self, keys: Sequence[int]) -> list[Any]:
        kept = Q(installations__state__in=KEPT)
        rows = (
            self.model.objects.filter(pk__in=keys)
            .select_related(*self.related)
            .annotate(
                units=Count("installations", filter=kept),
                plants=Count("installations__premises", filter=kept, distinct=True),
            )
        )
        found = rows.in_bulk()
        return [found[key] for key in keys if key in found]


ToldParks = partial(_ToldParks, page="installations:case", tones=TONES)


def level_words(case: Installation) -> str:
    return str(Level(case.level).label)


def task_words(case: GuaranteeTask) -> str:
    """Return what a duty is called, with its occasion where it comes before an event."""
    words = duty_words(case.duty, case.pack)
    return f"{words}（{case.occasion}）" if case.occasion else words


def _installation_columns() -> Columns:
    return [
        (pgettext("installation", "Name of the unit"), "wide"),
        (_("Plant"), "name"),
        (_("Chemical park"), ""),
        (_("Area"), ""),
        (pgettext("installation", "Kind of unit"), ""),
        (_("What the unit holds at most by design"), "wide"),
        (pgettext("installation", "Level"), ""),
        ("R", "num"),
        (_("Residents within 500 m"), "num"),
        (_("Method"), "code"),
        (_("Assessed on"), "date"),
        (_("Next assessment by"), "date"),
        (_("Filing number"), "code"),
        (_("Filed on"), "date"),
        (_("Removed on"), "date"),
        (_("Latitude"), "code"),
        (_("Longitude"), "code"),
        (_("Datum of the coordinates"), "code"),
    ]


def _installation_cells(one: Installation) -> list[Any]:
    return [
        one.name,
        one.premises.name,
        one.park.label if one.park else None,
        one.area.short_label,
        Unit(one.unit).label,
        one.substances,
        level_words(one),
        shown(r_of(one)),
        one.residents,
        one.method,
        one.assessed_on,
        one.review_due_on,
        one.filed_number,
        one.filed_on,
        one.removed_on,
        told_degrees(one.lat_e6),
        told_degrees(one.lon_e6),
        "" if one.lat_e6 is None else "WGS84",
    ]


def _brief_installation_columns() -> Columns:
    return [
        (pgettext("installation", "Name of the unit"), "wide"),
        (_("Chemical park"), ""),
        (pgettext("installation", "Level"), ""),
        ("R", "num"),
        (_("Next assessment by"), "date"),
        (_("Filing number"), "code"),
    ]


def _brief_installation_cells(one: Installation) -> list[Any]:
    return [
        {"text": one.name, "sub": one.premises.name},
        one.park.label if one.park else one.area.short_label,
        level_words(one),
        shown(r_of(one)),
        one.review_due_on,
        one.filed_number,
    ]


def _post_columns() -> Columns:
    return [
        (_("Installation"), "wide"),
        (_("Plant"), "name"),
        (pgettext("guarantee", "Post"), ""),
        (pgettext("guarantee", "Who holds it"), ""),
        (_("Position in the enterprise"), ""),
        (_("Phone"), "code"),
        (_("From"), "date"),
        (_("To (the last day)"), "date"),
        (_("Acknowledged on"), "date"),
        (_("Who owes its filling"), "name"),
    ]


def _post_cells(one: GuaranteePost) -> list[Any]:
    return [
        one.installation.name,
        one.installation.premises.name,
        Role(one.role).label,
        one.holder,
        one.title,
        one.phone,
        one.from_day,
        one.to_day,
        one.acknowledged_on,
        one.keeper.label,
    ]


def _brief_post_columns() -> Columns:
    return [
        (_("Installation"), "wide"),
        (pgettext("guarantee", "Post"), ""),
        (pgettext("guarantee", "Who holds it"), ""),
        (_("From"), "date"),
        (_("To (the last day)"), "date"),
        (_("Acknowledged on"), "date"),
    ]


def _brief_post_cells(one: GuaranteePost) -> list[Any]:
    return [
        {"text": one.installation.name, "sub": one.installation.premises.name},
        Role(one.role).label,
        {"text": one.holder or "—", "sub": one.phone},
        one.from_day,
        one.to_day,
        one.acknowledged_on,
    ]


def _task_columns() -> Columns:
    return [
        (pgettext("guarantee", "Duty"), "wide"),
        (_("Plant"), "name"),
        (_("Installation"), ""),
        (pgettext("guarantee", "Post"), ""),
        (_("First day"), "date"),
        (_("Last day"), "date"),
        (_("Due at"), "date"),
        (pgettext("guarantee", "Done at"), "date"),
        (pgettext("guarantee", "Late"), ""),
        (_("Done by"), ""),
        (_("Hazards found"), "num"),
        (_("What was done and found"), "wide"),
    ]


def late_words(one: GuaranteeTask) -> str:
    return (
        "" if one.state != TaskState.DONE else pgettext("guarantee", "Late") if one.is_late else _("In time")
    )


def _task_cells(one: GuaranteeTask) -> list[Any]:
    return [
        task_words(one),
        one.premises.name,
        one.installation.name if one.installation else None,
        Role(one.role).label,
        one.first_day,
        one.last_day,
        one.due_at,
        one.performed_at,
        late_words(one),
        one.holder,
        one.hazards_found,
        one.result,
    ]


def _brief_task_columns() -> Columns:
    return [
        (pgettext("guarantee", "Duty"), "wide"),
        (_("Installation"), "name"),
        (_("Due at"), "date"),
        (pgettext("guarantee", "Done at"), "date"),
        (_("In time"), ""),
    ]


def _brief_task_cells(one: GuaranteeTask) -> list[Any]:
    where = one.installation.name if one.installation else _("the whole plant")
    return [
        {"text": task_words(one), "sub": Role(one.role).label},
        {"text": one.premises.name, "sub": where},
        one.due_at,
        one.performed_at,
        late_words(one),
    ]


KINDS: Mapping[str, CaseTold] = {
    told.kind: told
    for told in (
        Told(
            "installation",
            Installation,
            _installation_columns,
            _installation_cells,
            ("area", "premises", "park", "organisation"),
            lambda one: f"{one.premises.name} · {one.name}",
            _brief_installation_columns,
            _brief_installation_cells,
        ),
        ToldParks(
            "park",
            Park,
            lambda: [
                (pgettext("park", "Name of the park"), "wide"),
                (_("Area"), ""),
                (pgettext("park", "Document of its recognition"), ""),
                (_("Entered on"), "date"),
            ],
            lambda one: [one.label, one.area.short_label, one.approval, one.entered_on],
            ("area", "organisation"),
            lambda one: one.label,
            brief_park_columns,
            brief_park_cells,
        ),
        Told(
            "guarantee_post",
            GuaranteePost,
            _post_columns,
            _post_cells,
            ("area", "installation__premises", "keeper", "organisation"),
            lambda one: f"{one.installation.name} · {Role(one.role).label}",
            _brief_post_columns,
            _brief_post_cells,
        ),
        Told(
            "guarantee_task",
            GuaranteeTask,
            _task_columns,
            _task_cells,
            ("area", "installation", "premises", "organisation"),
            lambda one: f"{one.premises.name} · {task_words(one)}",
            _brief_task_columns,
            _brief_task_cells,
        ),
        Told(
            "expert_stationing",
            ExpertStationing,
            stationing_columns,
            lambda one: [
                one.name,
                one.premises.name,
                Shift(one.shift).label,
                one.first_day,
                one.last_day,
                one.phone,
                one.task,
            ],
            ("area", "premises", "organisation"),
            lambda one: f"{one.premises.name} · {one.name}",
        ),
        Told(
            "expert_log",
            ExpertLog,
            log_columns,
            log_cells,
            ("area", "premises", "organisation"),
            lambda one: f"{one.premises.name} · {one.writer} · {one.day}",
            brief_log_columns,
            brief_log_cells,
        ),
        Told(
            "plant_alarm",
            PlantAlarm,
            alarm_columns,
            alarm_cells,
            ("area", "installation", "source", "organisation"),
            lambda one: f"{one.installation.name} · {one.tag}",
            brief_alarm_columns,
            brief_alarm_cells,
        ),
        Told(
            "alarm_source",
            AlarmSource,
            lambda: [
                (pgettext("alarm source", "Name of the system"), "wide"),
                (_("Plant"), "name"),
                (_("Opened on"), "date"),
                (_("Turn of its key"), "num"),
            ],
            lambda one: [one.name, one.premises.name, one.opened_on, one.turn],
            ("area", "premises", "organisation"),
            lambda one: f"{one.premises.name} · {one.name}",
        ),
    )
}

NAMES = {
    "installation": gettext_lazy("Major hazard installations"),
    "park": gettext_lazy("Chemical parks"),
    "guarantee_post": gettext_lazy("Guarantee posts"),
    "guarantee_task": gettext_lazy("Guarantee duties"),
    "expert_stationing": gettext_lazy("Experts in plants"),
    "expert_log": gettext_lazy("Logs of experts"),
    "plant_alarm": gettext_lazy("Alarms of plants"),
    "alarm_source": gettext_lazy("Sources of alarms"),
}


for _kind, _told in KINDS.items():
    TELLERS[_kind] = _told.tell
VISIBLE["guarantee_task"] = lambda actor, pk: GuaranteeTask.objects.within(actor.scope).filter(pk=pk).exists()
