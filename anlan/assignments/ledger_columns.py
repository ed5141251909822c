"""What the ledgers of leaders, meetings, activities and tasks share: columns, areas, who records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.assignments import rules
from anlan.assignments.forms import YES_NO
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, When
from anlan.imports.kinds import Column, Row, Run
from anlan.lifecycle.inputs import Text
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

KEEP = gettext_lazy("keep the register of meetings")


def text(name: str, label: Any, header: str, *also: str, example: str = "", **more: Any) -> Column:
    most = more.pop("most", 200)
    given = {"required": False, "max_length": most, "lines": 3 if most > 200 else 1, **more}
    return Column(input=Text(name=name, label=label, **given), header=header, also=also, example=example)


def when(name: str, label: Any, header: str, *also: str, example: str = "", required: bool = False) -> Column:
    field = When(name=name, label=label, required=required)
    return Column(input=field, header=header, also=also, example=example)


def day(name: str, label: Any, header: str, *also: str, example: str = "", required: bool = False) -> Column:
    field = Date(name=name, label=label, required=required)
    return Column(input=field, header=header, also=also, example=example)


def named(
    name: str,
    label: Any,
    header: str,
    *also: str,
    choices: Any,
    names: Mapping[str, str] | None = None,
    example: str = "",
    required: bool = True,
    hint: Any = "",
) -> Column:
    """Return a column of one choice out of a few; `names` are further names → code."""
    field = Named(
        name=name,
        label=label,
        choices=tuple(choices),
        also=tuple((names or {}).items()),
        required=required,
        help=hint,
    )
    return Column(input=field, header=header, also=also, example=example)


NUMBER = text(
    "number",
    gettext_lazy("Number in the ledger"),
    "编号",
    "记录编号",
    most=60,
    help=gettext_lazy("The ledger's own number; with it a row is recognised again."),
)
AREA = text(
    "area",
    gettext_lazy("Area of the register"),
    "所属地区",
    "所属区域",
    "地区",
    "区域",
    "属地",
    most=120,
    help=gettext_lazy("Code or exact name of the area. Empty: the area of whoever records it."),
)
OFFICER = text(
    "officer",
    gettext_lazy("Recorded by"),
    "填报人",
    "记录人",
    "登记人",
    most=60,
    help=gettext_lazy("User name or name of somebody at the office. Empty: whoever takes the ledger in."),
)
IS_SAFETY = named(
    "is_safety",
    gettext_lazy("On work safety"),
    "是否安全生产",
    "涉及安全生产",
    choices=YES_NO,
    names={"是": "yes", "否": "no", "有": "yes", "无": "no", "Y": "yes", "N": "no"},
    required=False,
    example="是",
    hint=gettext_lazy("Empty: yes."),
)


class Recording(NamedTuple):
    """By whom a row is recorded and in the register of which area."""

    by: Actor
    area: Area


def recording(row: Row, run: Run, known: Mapping[str, Sequence[Area]]) -> Recording | None:
    """Return who records a row and where; its faults are noted."""
    by = _recorder(row, run)
    if by is None:
        return None
    area = _area(row, run, by, known)
    if area is None:
        return None
    path = area.path or ""
    if by.holds_in(Permission.MEETING_RECORD, area_path=path) is None:
        no = _("“%(name)s” has no right to keep the register of meetings of %(area)s.")
        row.fault("officer", no % {"name": by.name, "area": area.short_label}, "person.no_right")
        return None
    if not run.by.is_system and rules.brings_for(run.by, Permission.MEETING_RECORD, path) is None:
        no = _("“%(text)s” does not lie in the area whose ledgers you take in.")
        row.fault("area", no % {"text": (row["area"] or area.short_label)[:60]}, "import.scope")
        return None
    return Recording(by, area)


def _recorder(row: Row, run: Run) -> Actor | None:
    if row["officer"]:
        return lookup.person(
            row,
            "officer",
            row["officer"],
            run.at,
            run,
            may=lambda actor: actor.may(Permission.MEETING_RECORD),
            what=KEEP,
        )
    if run.by.is_system:
        no = _("Say who records it: a ledger taken in by the system itself needs a name here.")
        row.fault("officer", no, "officer.missing")
        return None
    return run.by


def _area(row: Row, run: Run, by: Actor, known: Mapping[str, Sequence[Area]]) -> Area | None:
    if row["area"]:
        found: Area | None = lookup.one(row, "area", row["area"], known.get(row["area"], ()), _("area"))
        return found
    own: dict[int, Area] = run.memory.setdefault("own areas", {})
    key = next((post.area_id for post in by.posts if Permission.MEETING_RECORD in post.permissions), None)
    if key is None:
        row.fault("area", _("Say of which area's register it is."), "area.missing")
        return None
    if key not in own:
        own[key] = Area.objects.get(pk=key)
    return own[key]
