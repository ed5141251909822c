"""What the ledgers of publicity share: columns, and how their rows name areas, campaigns and people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports import lookup
from anlan.imports.kinds import Column, Row, Run
from anlan.lifecycle.inputs import Text
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.outreach.models import Campaign
from anlan.outreach.rules import ledger_post

RECORD_PUBLICITY = gettext_lazy("record publicity")
LABEL_TEXT = 200


def text(name: str, label: Any, header: str, also: tuple[str, ...] = (), **more: Any) -> Column:
    example = more.pop("example", "")
    return Column(
        input=Text(name=name, label=label, **{"required": False, "max_length": LABEL_TEXT, **more}),
        header=header,
        also=also,
        example=example,
    )


NUMBER = text("number", gettext_lazy("Number in the ledger"), "编号", ("序号", "记录编号"), max_length=60)
AREA = text(
    "area",
    gettext_lazy("Reporting area"),
    "所属区域",
    ("区域", "县区", "乡镇街道", "属地", "街道"),
    required=True,
    max_length=120,
    help=gettext_lazy("Code or exact name of the area."),
    example="老街街道",
)
OFFICER = text(
    "officer",
    gettext_lazy("Recorded by"),
    "填报人",
    ("经办人", "记录人", "入户人", "网格员", "负责人"),
    required=True,
    max_length=60,
    example="张三",
    help=gettext_lazy("User name, or the name of somebody who held a post then."),
)
BODY = text(
    "organisation",
    gettext_lazy("Organiser"),
    "组织单位",
    ("单位", "主办单位", "填报单位", "宣传单位"),
    max_length=120,
    help=gettext_lazy("Code or name; tells people of one name apart."),
    example="老街街道安全生产管理站",
)
CAMPAIGN = text(
    "campaign",
    gettext_lazy("Campaign"),
    "专项行动",
    ("活动名称", "宣传行动", "专项"),
    max_length=100,
    help=gettext_lazy("Its name or number; empty: none."),
)


def areas(run: Run, rows: Sequence[Row]) -> dict[str, list[Area]]:
    """Return text → areas of that code or name; kept for the run."""
    return lookup.areas(run, (row["area"] for row in rows))


def area_of(row: Row, run: Run, known: Mapping[str, Sequence[Area]]) -> Area | None:
    """Return the area that a row names, if the bringer takes ledgers in there; or note the fault."""
    found: Area | None = lookup.one(row, "area", row["area"], known.get(row["area"], ()), _("area"))
    if found is None:
        return None
    path = found.path or ""
    if not run.by.is_system and run.by.holds_in(Permission.LEDGER_IMPORT, area_path=path) is None:
        row.fault(
            "area",
            _("“%(text)s” does not lie in the area whose ledgers you take in.") % {"text": row["area"][:60]},
            "import.scope",
        )
        return None
    return found


def may_record(area: Area) -> Callable[[Actor], bool]:
    def may(actor: Actor) -> bool:
        return actor.holds_in(Permission.OUTREACH_RECORD, area_path=area.path or "") is not None

    return may


def campaign_of(row: Row, run: Run) -> Campaign | None:
    """Return the campaign that a row names by name or number; a name that nothing has is a fault."""
    text = row["campaign"]
    if not text:
        return None
    if "campaigns" not in run.memory:
        run.memory["campaigns"] = list(Campaign.objects.launched().order_by("-first_day", "-pk"))
    found = [one for one in run.memory["campaigns"] if text in (one.name, one.number)]
    if len(found) > 1:  # one name year after year: that of the day
        day = row["happened_at"].day
        found = [one for one in found if one.first_day <= day <= one.last_day] or found
    campaign: Campaign | None = lookup.one(row, "campaign", text, found, _("campaign"))
    return campaign


def who_and_where(row: Row, run: Run, known: Any, bodies: Any) -> tuple[Area, Actor, Campaign | None] | None:
    """Return area, recorder and campaign of a row; its faults are noted."""
    at: datetime = row["happened_at"].at
    if at > run.at:
        row.fault("happened_at", _("The day lies in the future."), "at.future")
    area, campaign = area_of(row, run, known), campaign_of(row, run)
    among = lookup.bodies_of(row, bodies)
    if area is None or not row.sound:
        return None
    officer = lookup.person(
        row, "officer", row["officer"], at, run, may=may_record(area), what=RECORD_PUBLICITY, bodies=among
    )
    if officer is None or not _is_ours(row, run, area, officer):
        return None
    return area, officer, campaign


def _is_ours(row: Row, run: Run, area: Area, officer: Actor) -> bool:
    """Tell whether the bringer takes in what this officer's organisation did; or note the fault."""
    path = area.path or ""
    post = officer.holds_in(Permission.OUTREACH_RECORD, area_path=path)
    assert post is not None
    if run.by.is_system or ledger_post(run.by, area_path=path, organisation_id=post.organisation_id):
        return True
    told = _("“%(name)s” belongs to another organisation: your ledgers hold what your own one did.")
    row.fault("officer", told % {"name": row["officer"][:40]}, "import.scope")
    return False
