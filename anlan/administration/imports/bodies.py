"""The ledgers of organisations and of the sectors that their departments lead."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.administration.flows.addresses import MAIL
from anlan.administration.imports.acts import carry_out, paper, take_back
from anlan.administration.inputs import BODIES
from anlan.administration.usernames import from_name
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area, Organisation, OrganisationKind, Sector
from anlan.org.roles import Permission

SINCE = Column(
    input=Date(
        name="valid_from",
        label=_("From"),
        required=False,
        help=_("If it is left empty: as long as its area or department."),
    ),
    header="启用日期",
    also=("成立日期", "设立日期", "生效日期"),
    example="2020-01-01",
)
BODY_COLUMNS = (
    Column(
        input=Text(
            name="code",
            label=_("Code"),
            max_length=40,
            required=False,
            help=_("If it is left empty: made from the name."),
        ),
        header="单位编码",
        also=("编码", "代码", "机构编码", "机构代码"),
        example="yingji",
    ),
    Column(
        input=Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=120),
        header="单位名称",
        also=("名称", "机构名称", "部门名称", "成员单位"),
        example="海东市应急管理局",
    ),
    Column(
        input=Text(name="name_en", label=_("Name in English"), max_length=160, required=False),
        header="英文名称",
        also=("英文名",),
        example="Emergency Management Bureau",
    ),
    Column(
        input=Named(
            name="kind",
            label=_("Kind"),
            choices=tuple((k.value, k.label) for k in OrganisationKind),
            also=(
                *((name, "office") for name in ("市安委办", "安委办")),
                *((name, "department") for name in ("部门", "行业部门", "市直部门", "监管部门")),
                *(
                    (name, "government")
                    for name in (
                        "县区",
                        "功能区",
                        "功能区机构",
                        "政府",
                        "县区安委办",
                        "功能区安委办",
                        "县区政府",
                    )
                ),
                *((name, "station") for name in ("安监站", "镇街", "乡镇", "应急所", "安全生产管理站")),
                *((name, "business") for name in ("企业", "单位", "经营单位")),
            ),
        ),
        header="单位类型",
        also=("类型", "机构类型", "单位性质"),
        example="成员单位",
    ),
    Column(
        input=Text(
            name="area",
            label=_("Area"),
            max_length=60,
            required=False,
            help=_("Code or name. If it is left empty: the whole city."),
        ),
        header="所在区划",
        also=("区划", "所属区划", "县区", "区域"),
        example="",
    ),
    Column(input=MAIL, header="电子邮箱", also=("邮箱", "邮件地址", "电子邮件"), example="yingji@example.cn"),
    SINCE,
)


def _made(values: Mapping[str, Any], *parts: str) -> str:
    """Return a code made from a name: pinyin, and what tells it from another that sounds the same."""
    said = "|".join(naming.plain(values[part]) for part in parts)
    return f"{from_name(values['name'])[:30]}-{hashlib.sha256(said.encode()).hexdigest()[:4]}"


def body_key(values: Mapping[str, Any]) -> str:
    return str(values["code"]).strip() or _made(values, "name", "area")


def bodies_there(keys: Sequence[str]) -> dict[str, int]:
    return dict(Organisation.objects.filter(code__in=list(keys), valid_to=None).values_list("code", "pk"))


def resolve_bodies(rows: Sequence[Row], run: Run) -> None:
    areas = naming.areas()
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    known = naming.bodies()
    for row in rows:
        text, area = row["area"], root
        if text:
            area = lookup.one(row, "area", text, areas.find(text), gettext("area"))
        if area is None:
            if row.sound:
                row.fault("", gettext("No city is set up yet: run “anlan init” first."), "city.none")
            continue
        same = [
            body for body in known.find(row["name"]) if body.area_id == area.pk and body.kind == row["kind"]
        ]
        if same:
            told = gettext("An organisation of this name is there already (%(code)s). Is it the same?")
            row.warn("name", told % {"code": same[0].code}, "organisation.double")
        row.ready = (area, row["valid_from"] or area.valid_from)


def write_bodies(rows: Sequence[Row], run: Run) -> None:
    given = [
        {
            "area": row.ready[0],
            "name": row["name"],
            "name_en": row["name_en"],
            "code": row.key,
            "kind": row["kind"],
            "mail": row["mail"],
            "effective_on": row.ready[1],
            **paper(run),
        }
        for row in rows
    ]
    carry_out("open_body", rows, given, run, "new_organisation")


def undo_bodies(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(taken, run, "new_organisation")


# -- sectors -----------------------------------------------------------------------------------------------

SECTOR_COLUMNS = (
    Column(
        input=Text(
            name="code",
            label=_("Code"),
            max_length=40,
            required=False,
            help=_("Small letters, digits, dash. If it is left empty: made from the name."),
        ),
        header="行业领域编码",
        also=("编码", "代码", "行业编码"),
        example="hazardous-chemicals",
    ),
    Column(
        input=Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=40),
        header="行业领域",
        also=("名称", "行业", "领域", "监管行业领域", "行业领域名称"),
        example="危险化学品",
    ),
    Column(
        input=Text(name="name_en", label=_("Name in English"), max_length=80, required=False),
        header="英文名称",
        also=("英文名",),
        example="Hazardous chemicals",
    ),
    Column(
        input=Text(name="department", label=_("Lead department"), max_length=120, help=_("Code or name.")),
        header="牵头部门",
        also=("牵头单位", "主管部门", "行业主管部门", "监管部门"),
        example="海东市应急管理局",
    ),
    Column(
        input=Whole(name="position", label=_("Place in lists"), required=False, most=999),
        header="序号",
        also=("排序",),
        example="1",
    ),
    SINCE,
)


def sector_key(values: Mapping[str, Any]) -> str:
    return str(values["code"]).strip() or _made(values, "name")


def sectors_there(keys: Sequence[str]) -> dict[str, int]:
    return dict(Sector.objects.filter(code__in=list(keys)).values_list("code", "pk"))


def resolve_sectors(rows: Sequence[Row], run: Run) -> None:
    known = naming.bodies()
    for row in rows:
        text = row["department"]
        found = [body for body in known.find(text) if body.kind in BODIES]
        body = lookup.one(row, "department", text, found, gettext("department"))
        if body is not None:
            row.ready = (body, row["valid_from"] or body.valid_from)


def write_sectors(rows: Sequence[Row], run: Run) -> None:
    """Open the sectors one after the other: each takes the next place, and two of one name are told."""
    for row in rows:
        given = {
            "code": row.key,
            "name": row["name"],
            "name_en": row["name_en"],
            "position": "" if row["position"] is None else str(row["position"]),
            "department": row.ready[0],
            "effective_on": row.ready[1],
            **paper(run),
        }
        carry_out("open_sector", [row], [given], run, "sector")


def undo_sectors(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(taken, run, "sector")


ORGANISATIONS = Kind(
    code="organisations",
    label=_("Organisations"),
    order=20,
    columns=BODY_COLUMNS,
    permission=Permission.ORG_MANAGE,
    natural=body_key,
    existing=bodies_there,
    resolve=resolve_bodies,
    write=write_bodies,
    undo=undo_bodies,
    help=_("Departments, area offices, stations. Businesses come with their premises."),
)
SECTORS = Kind(
    code="sectors",
    label=_("Sectors"),
    order=30,
    columns=SECTOR_COLUMNS,
    permission=Permission.ORG_MANAGE,
    natural=sector_key,
    existing=sectors_there,
    resolve=resolve_sectors,
    write=write_sectors,
    undo=undo_sectors,
    help=_("Each with its lead department, which is there already."),
)
