"""The ledger of past incidents: what happened where and when, with which numbers, and when it was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.assignments.ledger_columns import named, text, when
from anlan.imports import lookup
from anlan.imports.inputs import Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.incidents.facts import LABELS
from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.forms import MOST_PEOPLE, MOST_YUAN
from anlan.incidents.kinds import CallSource, IncidentKind
from anlan.incidents.models import Incident
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.models import Area
from anlan.org.roles import Permission

KIND_NAMES = {
    "生产安全事故": "production", "生产事故": "production", "工矿商贸事故": "production", "生产性事故": "production",
    "火灾": "fire", "火灾事故": "fire", "交通事故": "traffic", "道路交通事故": "traffic", "道路交通": "traffic",
    "突发事件": "emergency", "其他突发事件": "emergency", "公共事件": "emergency", "自然灾害": "disaster",
    "自然灾害事故": "disaster", "洪涝": "disaster",
}  # fmt: skip
SOURCE_NAMES = {
    "事发单位": "unit", "企业": "unit", "县区": "area", "属地": "area", "部门": "department", "12350": "hotline",
    "12345": "hotline", "热线": "hotline", "110": "police", "公安": "police", "119": "fire_service",
    "消防": "fire_service", "120": "ambulance", "群众": "public", "媒体": "media", "网络": "media", "其他": "other",
}  # fmt: skip


def _number(name: str, header: str, *also: str, most: int = MOST_PEOPLE, example: str = "") -> Column:
    return Column(
        input=Whole(name=name, label=LABELS[name], required=False, most=most),
        header=header,
        also=also,
        example=example,
    )


COLUMNS = (
    text("number", gettext_lazy("Number in the ledger"), "编号", "事故编号", "序号", most=60,
         help=gettext_lazy("The ledger's own number; with it a row is recognised again.")),
    named("kind", gettext_lazy("Kind of incident"), "事故类型", "类型", "事件类型", "类别",
          choices=[(k.value, k.label) for k in IncidentKind], names=KIND_NAMES, example="生产安全事故"),
    when("occurred_at", gettext_lazy("Happened at"), "发生时间", "事发时间", "事故时间", required=True,
         example="2022-03-12 09:40"),
    when("received_at", gettext_lazy("Call received at"), "接报时间", "报告时间", example="2022-03-12 10:05"),
    text("area", gettext_lazy("Area"), "所属地区", "地区", "县区", "属地", required=True, most=120, example="某县",
         help=gettext_lazy("Code or exact name of the area.")),
    text("place", pgettext_lazy("incident", "Place"), "事发地点", "地点", required=True, min_length=2,
         example="某镇某厂二车间"),
    text("what", pgettext_lazy("incident", "What happened"), "事件经过", "简要情况", "事故简况", "事故经过",
         required=True, most=500, min_length=2, example="检修时机械伤害"),
    named("source", gettext_lazy("Source"), "信息来源", "来源", choices=[(s.value, s.label) for s in CallSource],
          names=SOURCE_NAMES, required=False, hint=gettext_lazy("Empty: other.")),
    _number("deaths", "死亡人数", "死亡", example="1"),
    _number("missing", "下落不明", "失踪人数", "失联人数"),
    _number("serious", "重伤人数", "重伤"),
    _number("minor", "轻伤人数", "轻伤"),
    _number("loss_yuan", "直接经济损失（元）", "直接经济损失", "经济损失", most=MOST_YUAN),
    when("first_sent_at", gettext_lazy("First report sent at"), "首报时间", "上报时间"),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    """Return the ledger's own number, else what makes an incident this one: area, moment and place."""
    if values["number"]:
        return str(values["number"])
    return "|".join((values["area"], f"{values['occurred_at'].at:%Y%m%d%H%M}", values["place"]))


def resolve(rows: Sequence[Row], run: Run) -> None:
    """Find the area of each row, and whether the incident is on record already."""
    known = lookup.areas(run, (row["area"] for row in rows))
    for row in rows:
        area: Area | None = lookup.one(row, "area", row["area"], known.get(row["area"], []), _("area"))
        if area is None:
            continue
        if not run.by.is_system and not _brings(run, area):
            no = _("“%(text)s” does not lie in the area whose ledgers you take in.")
            row.fault("area", no % {"text": row["area"][:60]}, "import.scope")
            continue
        _times(row, run)
        if not row.sound:
            continue
        occurred = row["occurred_at"].at
        same = Incident.objects.real().standing().filter(area=area, occurred_at=occurred, place=row["place"])
        if key := same.values_list("pk", flat=True).first():
            row.wrote(key)
            row.warn("", _("It was there already; nothing was changed."), "row.there")
            continue
        row.ready = _given(row, area)


def _brings(run: Run, area: Area) -> bool:
    wanted = {Permission.LEDGER_IMPORT, Permission.INCIDENT_TAKE}
    return any(
        wanted <= post.permissions and not post.own_only and (area.path or "").startswith(post.area_path)
        for post in run.by.posts
    )


def _times(row: Row, run: Run) -> None:
    """Note times in the future and calls before the incident; a day alone is its first minute."""
    occurred = row["occurred_at"]
    for name in ("occurred_at", "received_at", "first_sent_at"):
        if row[name] is not None and row[name].at > run.at:
            row.fault(name, _("The day lies in the future."), "at.future")
    received = row["received_at"]
    if received is not None and received.after(occurred.at) < occurred.at:
        row.fault("received_at", _("It cannot be reported before it happened"), "incident.order")
    sent = row["first_sent_at"]
    start = received.after(occurred.at) if received else occurred.at
    if sent is not None and sent.after(start) < start:
        row.fault("first_sent_at", _("It cannot be reported on before the call came"), "incident.order")


def _given(row: Row, area: Area) -> dict[str, Any]:
    occurred = row["occurred_at"].at
    received = row["received_at"].after(occurred) if row["received_at"] else occurred
    sent = row["first_sent_at"].after(received) if row["first_sent_at"] else None
    kept = ("kind", "place", "what", "deaths", "missing", "serious", "minor", "loss_yuan")
    return {
        **{name: row[name] for name in kept},
        "source": row["source"] or CallSource.OTHER.value,
        "area": area,
        "occurred_at": occurred,
        "received_at": received,
        "first_sent_at": sent,
    }


def write(rows: Sequence[Row], run: Run) -> None:
    acts = [
        Act(by=run.by, input=row.ready, at=row.ready["received_at"], key=run.key(row), ledger=True)
        for row in rows
    ]
    for row, result in zip(rows, door.apply_many(INCIDENT_FLOW, "enter", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(INCIDENT_FLOW, taken, run)


Kind(
    code="incidents",
    label=gettext_lazy("Past incidents"),
    order=90,
    columns=COLUMNS,
    permission=Permission.INCIDENT_TAKE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is a real incident of the past: it counts on the day on which it happened. No drills."
    ),
)
