"""The ledger of plans: a row is a place; the rows of one title and first day are one plan, drafted as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.models import Line
from anlan.imports.running import TAKEN
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area, Organisation
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.plans.flow import PLAN_FLOW
from anlan.plans.inputs import MOST_PLACES, MOST_VISITS
from anlan.plans.leader_imports import LEADER_PLANS
from anlan.plans.models import ChosenBy, Counts, Doer, Plan, PlanKind, PlanState
from anlan.premises.models import Premises

__all__ = ["LEADER_PLANS", "PLANS"]
IN_ONE = MOST_PLACES
"""Rows that are taken together, so that a plan is not cut in two."""
_HEAD = ("kind", "first_day", "last_day", "area", "basis", "target_percent", "drafted_by")


def _text(name: str, label: Any, most: int, *, required: bool = False, told: Any = "") -> Text:
    return Text(name=name, label=label, max_length=most, required=required, help=told)


COLUMNS = (
    Column(
        input=_text("title", gettext_lazy("Title"), 120, required=True),
        header="计划名称",
        also=("名称", "专项行动名称", "行动名称", "标题"),
        example="2022年度安全生产执法检查计划",
    ),
    Column(
        input=Named(
            name="kind",
            label=gettext_lazy("Kind"),
            choices=tuple((kind.value, kind.label) for kind in PlanKind),
            also=(
                ("年度计划", "annual"),
                ("年度", "annual"),
                ("专项行动", "special"),
                ("专项", "special"),
                ("季度计划", "periodic"),
                ("月度计划", "periodic"),
            ),
        ),
        header="计划类别",
        also=("类别", "类型"),
        example="年度计划",
    ),
    Column(
        input=Date(name="first_day", label=gettext_lazy("First day")),
        header="开始日期",
        also=("起始日期", "开始时间", "起"),
        example="2022-01-01",
    ),
    Column(
        input=Date(name="last_day", label=gettext_lazy("Last day")),
        header="结束日期",
        also=("截止日期", "结束时间", "止"),
        example="2022-12-31",
    ),
    Column(
        input=_text(
            "area", gettext_lazy("Area"), 60, told=gettext_lazy("Code or name; empty: the area of your post.")
        ),
        header="所在区划",
        also=("区划", "地区", "县区"),
    ),
    Column(
        input=_text("basis", gettext_lazy("Basis"), 200),
        header="文件依据",
        also=("依据", "文号"),
        example="安委办〔2022〕12号",
    ),
    Column(
        input=Whole(
            name="target_percent",
            label=gettext_lazy("To be visited (percent)"),
            required=False,
            least=1,
            most=100,
        ),
        header="覆盖率目标",
        also=("目标覆盖率", "覆盖目标"),
        example="100",
    ),
    Column(
        input=_text("premises", gettext_lazy("Premises"), 120, required=True,
                    told=gettext_lazy("Code, or exact name.")),
        header="场所编码",
        also=("编码", "企业编码", "单位编码", "场所名称", "企业名称", "单位名称"),
        example="P000123",
    ),
    Column(
        input=Whole(
            name="visits", label=gettext_lazy("Visits due"), required=False, least=1, most=MOST_VISITS
        ),
        header="检查次数",
        also=("次数", "计划次数"),
        example="1",
    ),
    Column(
        input=Date(name="due_on", label=gettext_lazy("Due by"), required=False),
        header="完成时限",
        also=("时限", "完成日期"),
    ),
    Column(
        input=_text(
            "organisation",
            gettext_lazy("Who goes there"),
            120,
            told=gettext_lazy("Code or name of the body; empty: whoever makes the plan."),
        ),
        header="检查单位",
        also=("责任单位", "承办单位", "执法单位"),
        example="市应急管理局",
    ),
    Column(
        input=_text("drafted_by", gettext_lazy("Drafted by"), 60,
                    told=gettext_lazy("User name, or the name of somebody with the right; empty: whoever brings the "
                                      "ledger.")),
        header="起草人",
        also=("填报人", "制定人", "编制人"),
    ),
)  # fmt: skip
MAKE_PLANS = gettext_lazy("make inspection plans")


def _plan_of(row: Row) -> tuple[Any, ...]:
    return row["title"], row["first_day"]


def natural(values: Mapping[str, Any]) -> str:
    return f"{values['title']}|{values['first_day']}|{values['premises']}"


def _grouped(rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(_plan_of(row), []).append(row)
    return groups


def resolve(rows: Sequence[Row], run: Run) -> None:
    waiting = Line.objects.filter(batch=run.batch).exclude(state__in=TAKEN).count()
    if waiting > len(run.chunk):
        for row in rows:
            told = _("A ledger of plans is taken as a whole and has at most %(most)s rows: divide it.")
            row.fault("", told % {"most": IN_ONE}, "plan.cut")
        return
    places = lookup.by_code_or_name(
        Premises.objects.filter(is_active=True), [row["premises"] for row in rows]
    )
    bodies = lookup.by_code_or_name(
        Organisation.objects.filter(valid_to=None), [row["organisation"] for row in rows]
    )
    everything = _grouped(row for row in run.chunk if row["title"] and row["first_day"])
    for group in _grouped(rows).values():
        by = _drafter(group[0], run)
        area = _area(group[0], by) if by else None
        for row in group:
            _same_head(row, group[0])
            place = lookup.one(row, "premises", row["premises"], places.get(row["premises"], ()), _("place"))
            body = None
            if row["organisation"]:
                found = bodies.get(row["organisation"], ())
                body = lookup.one(row, "organisation", row["organisation"], found, _("organisation"))
            if place is not None and area is not None:
                row.ready = (by, area, place, body)
                _fits_the_plan(row, group)
        whole = everything[_plan_of(group[0])]
        wrong = next((row for row in whole if not row.sound), None)
        if wrong is not None:
            for row in group:
                if row.sound:
                    told = _("Row %(row)s of the same plan is at fault: a plan is taken as a whole.")
                    row.fault("", told % {"row": wrong.number}, "plan.whole")


def _fits_the_plan(row: Row, group: Sequence[Row]) -> None:
    """Note at its cell what the draft would refuse of a place: it is told by the row of the file, not of the plan."""
    _by, area, place, _body = row.ready
    if not place.area_path.startswith(area.path):
        row.fault("premises", _("This place lies outside the area of the plan."), "plan.outside")
    if row["due_on"] and not row["first_day"] <= row["due_on"] <= row["last_day"]:
        row.fault("due_on", _("The deadline lies outside the days of the plan."), "plan.due")
    for other in group:
        if other is row:
            return
        if other.ready and other.ready[2].pk == place.pk:
            told = _("The same place as in row %(row)s of this plan.") % {"row": other.number}
            row.fault("premises", told, "plan.place_twice")
            return


def _same_head(row: Row, first: Row) -> None:
    for name in _HEAD:
        if row[name] != first[name]:
            told = _("Differs from row %(row)s of the same plan.") % {"row": first.number}
            row.fault(name, told, "plan.head")


def _drafter(row: Row, run: Run) -> Actor | None:
    """Return in whose name the plan is drafted; the system itself makes none."""
    if row["drafted_by"]:
        return lookup.person(
            row, "drafted_by", row["drafted_by"], run.at, run,
            may=lambda actor: actor.may(Permission.PLAN_MAKE), what=MAKE_PLANS,
        )  # fmt: skip
    if run.by.is_system:
        row.fault("drafted_by", _("Say who drafts the plan."), "plan.drafter")
        return None
    return run.by


def _area(row: Row, by: Actor) -> Area | None:
    if row["area"]:
        found: Area | None = lookup.one(row, "area", row["area"], naming.areas().find(row["area"]), _("area"))
        return found
    post = next((post for post in by.posts if Permission.PLAN_MAKE in post.permissions), None)
    if post is None:
        row.fault("", _("You have no right to plan inspections in this area and these sectors"), "plan.make")
        return None
    return Area.objects.get(pk=post.area_id)


def write(rows: Sequence[Row], run: Run) -> None:
    groups = list(_grouped(rows).values())
    acts = [_act(group, run) for group in groups]
    for group, result in zip(groups, door.apply_many(PLAN_FLOW, "draft", acts), strict=True):
        for row in group:
            row.became(result)


def _act(group: list[Row], run: Run) -> Act:
    first = group[0]
    given = {
        **{name: first[name] for name in ("title", "kind", "first_day", "last_day", "basis")},
        "area": first.ready[1],
        "target_percent": first["target_percent"] or 100,
        "chosen_by": ChosenBy.NAMED.value,
        "doer": Doer.ISSUER.value,
        "counts": Counts.DOERS.value,
        "visits_each": 1,
        "places": [_place(row) for row in group],
    }
    return Act(by=first.ready[0], input=given, at=run.at, key=run.key(first, "plan"), ledger=True)


def _place(row: Row) -> dict[str, Any]:
    _by, _area, place, body = row.ready
    told = {"premises": place.code, "visits": row["visits"], "due_on": row["due_on"]}
    return {
        **{name: value for name, value in told.items() if value},
        **({"organisation": body.code} if body else {}),
    }


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Withdraw the plans that nobody went on with."""
    return take_back(PLAN_FLOW, taken, run)


def existing(keys: Sequence[str]) -> dict[str, int]:
    """Return the rows whose plan is there already: it is changed on its page."""
    plans = {key.rsplit("|", 1)[0] for key in keys}
    titles = {plan.rsplit("|", 1)[0] for plan in plans}
    rows = Plan.objects.filter(title__in=titles).exclude(state=PlanState.WITHDRAWN)
    there = {f"{title}|{day}": pk for pk, title, day in rows.values_list("pk", "title", "first_day")}
    return {key: there[plan] for key in keys if (plan := key.rsplit("|", 1)[0]) in there}


PLANS = Kind(
    code="plans",
    label=gettext_lazy("Inspection plans"),
    order=58,
    columns=COLUMNS,
    permission=Permission.PLAN_MAKE,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    existing=existing,
    chunk=IN_ONE,
    fewest=IN_ONE,
    help=gettext_lazy(
        "Each row is a place; the rows of one title and first day are drafted together as one plan, which another "
        "person then approves."
    ),
)
