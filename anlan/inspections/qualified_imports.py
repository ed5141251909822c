"""The ledger of experts and enforcement officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.inspections.forms import CORRECT, choices
from anlan.inspections.models import QualificationKind
from anlan.inspections.qualified import QUALIFICATION_FLOW
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.models import Area, Person
from anlan.org.roles import Permission
from anlan.org.scope import Actor

_SAME = {item.name: item for item in CORRECT.inputs}
COLUMNS = (
    Column(
        input=Named(
            name="kind",
            label=gettext_lazy("Kind"),
            choices=choices(QualificationKind),
            also=(("专家", "expert"), ("执法人员", "officer"), ("执法员", "officer")),
        ),
        header="类别",
        also=("类型", "人员类别"),
        example="专家",
    ),
    Column(input=_SAME["name"], header="姓名", also=("名字",), example="李四"),
    Column(
        input=Text(
            name="account",
            label=gettext_lazy("Account"),
            required=False,
            max_length=40,
            help=gettext_lazy("User name, if there is an account here."),
        ),
        header="账号",
        also=("用户名",),
    ),
    Column(input=_SAME["field"], header="专业领域", also=("专业", "领域", "专家领域"), example="化工"),
    Column(
        input=_SAME["number"], header="证件号码", also=("证书编号", "执法证号", "执法证件号", "证号"),
        example="豫L20220001",
    ),
    Column(input=_SAME["body"], header="工作单位", also=("单位", "所在单位"), example="市应急管理局"),
    Column(
        input=Date(name="first_day", label=gettext_lazy("Valid from")),
        header="有效期起",
        also=("发证日期", "聘任日期", "起始日期"),
        example="2022-01-01",
    ),
    Column(
        input=Date(name="last_day", label=gettext_lazy("Valid to"), required=False),
        header="有效期止",
        also=("有效期至", "截止日期", "聘期至"),
    ),
    Column(
        input=Text(
            name="area",
            label=gettext_lazy("Area"),
            required=False,
            max_length=60,
            help=gettext_lazy("Code or name; empty: the whole area of the office that keeps the register."),
        ),
        header="地区",
        also=("所属地区", "适用地区"),
    ),
    Column(
        input=Text(
            name="officer",
            label=gettext_lazy("Entered by"),
            required=False,
            max_length=60,
            help=gettext_lazy("User name, or the name of somebody of the office; empty: whoever brings the ledger."),
        ),
        header="登记人",
        also=("填报人",),
    ),
)  # fmt: skip
_TOLD = ("kind", "name", "field", "number", "body", "first_day", "last_day")
KEEP = gettext_lazy("keep the register of experts and officers")


def natural(values: Mapping[str, Any]) -> str:
    which = values["number"] or f"{values['name']}|{values['field']}|{values['body']}"
    return f"{values['kind']}|{which}"


def _may_keep(actor: Actor) -> bool:
    return Permission.CHECKLIST_ISSUE in actor.permissions


def resolve(rows: Sequence[Row], run: Run) -> None:
    accounts = {row["account"] for row in rows if row["account"]}
    people = {one.username: one for one in Person.objects.filter(username__in=accounts)}
    areas = lookup.by_code_or_name(Area.objects.filter(valid_to=None), (row["area"] for row in rows))
    for row in rows:
        if row["account"] and row["account"] not in people:
            lookup.one(row, "account", row["account"], (), _("account"))
        area = (
            lookup.one(row, "area", row["area"], areas.get(row["area"], ()), _("area"))
            if row["area"]
            else None
        )
        by = _by(row, run)
        if row.sound and by is not None:
            post = next(post for post in by.posts if Permission.CHECKLIST_ISSUE in post.permissions)
            row.ready = (by, area.pk if area else post.area_id, people.get(row["account"]))


def _by(row: Row, run: Run) -> Actor | None:
    if row["officer"]:
        return lookup.person(row, "officer", row["officer"], run.at, run, may=_may_keep, what=KEEP)
    if not _may_keep(run.by):
        row.fault("officer", _("Say who enters it."), "qualification.by")
        return None
    return run.by


def write(rows: Sequence[Row], run: Run) -> None:
    acts = []
    for row in rows:
        by, area, person = row.ready
        given = {name: row[name] for name in _TOLD if row[name] not in (None, "")}
        given |= {"area": area, **({"person": person.pk} if person else {})}
        acts.append(Act(by=by, input=given, at=run.at, key=run.key(row, "qualified"), ledger=True))
    for row, result in zip(rows, door.apply_many(QUALIFICATION_FLOW, "enter", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(QUALIFICATION_FLOW, taken, run)


QUALIFICATIONS = Kind(
    code="qualifications",
    label=gettext_lazy("Experts and officers"),
    order=56,
    columns=COLUMNS,
    permission=Permission.CHECKLIST_ISSUE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is an expert with a field, or an officer with a certificate, between two days."
    ),
)
