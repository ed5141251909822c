"""The ledger of leaders' plans: a row is a part of a portfolio; the rows of one leader and first day are one plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.assignments.models import LeaderTerm
from anlan.imports import lookup
from anlan.imports.inputs import Date, Whole
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.models import Line
from anlan.imports.running import TAKEN
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org.models import Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.plans.flow import LEADER_PLAN_FLOW
from anlan.plans.leading import MOST_VISITS, Part
from anlan.plans.models import LeaderPlan
from anlan.plans.rules import may_set

IN_ONE = 2_000
"""Rows that are taken together, so that a plan is not cut in two."""
_HEAD = ("leader_title", "last_day", "basis", "account", "officer")
SET_PLANS = gettext_lazy("set leaders' plans")


def _text(name: str, label: Any, most: int, *, required: bool = False, told: Any = "") -> Text:
    return Text(name=name, label=label, max_length=most, required=required, help=told)


COLUMNS = (
    Column(input=_text("leader", gettext_lazy("Leader"), 60, required=True), header="领导姓名",
           also=("领导", "姓名", "带队领导"), example="程守安"),
    Column(input=_text("leader_title", gettext_lazy("Leader’s post"), 80,
                       told=gettext_lazy("Only where two leaders bear the name.")),
           header="领导职务", also=("职务", "岗位")),
    Column(input=Date(name="first_day", label=gettext_lazy("First day")), header="开始日期",
           also=("起始日期", "起"), example="2022-10-01"),
    Column(input=Date(name="last_day", label=gettext_lazy("Last day")), header="结束日期",
           also=("截止日期", "止"), example="2022-12-31"),
    Column(input=_text("sector", gettext_lazy("Sector"), 60, told=gettext_lazy("Code or name; empty: every sector.")),
           header="行业领域", also=("分管领域", "行业", "领域"), example="消防"),
    Column(input=_text("area", gettext_lazy("Area"), 60, told=gettext_lazy("Code or name; empty: everywhere.")),
           header="地区", also=("分管地区", "县区", "联系县区"), example="临颍县"),
    Column(input=Whole(name="visits", label=gettext_lazy("Visits due"), least=1, most=MOST_VISITS), header="计划次数",
           also=("检查次数", "次数"), example="2"),
    Column(input=_text("basis", gettext_lazy("Basis"), 200), header="文件依据", also=("依据", "文号")),
    Column(input=_text("account", gettext_lazy("Account of the leader"), 60,
                       told=gettext_lazy("User name: by it the leader sees the plan.")),
           header="领导账号", also=("账号",)),
    Column(input=_text("officer", gettext_lazy("Entered by"), 60), header="填报人", also=("登记人", "制定人")),
)  # fmt: skip


def natural(values: Mapping[str, Any]) -> str:
    part = f"{values['sector']}|{values['area']}"
    return f"{values['leader']}|{values['leader_title']}|{values['first_day']}|{part}"[:200]


def _grouped(rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["leader"], row["first_day"]), []).append(row)
    return groups


def resolve(rows: Sequence[Row], run: Run) -> None:
    waiting = Line.objects.filter(batch=run.batch).exclude(state__in=TAKEN).count()
    if waiting > len(run.chunk):
        for row in rows:
            told = _(
                "A ledger of leaders' plans is taken as a whole and has at most %(most)s rows: divide it."
            )
            row.fault("", told % {"most": f"{IN_ONE:,}"}, "leader_plan.cut")
        return
    known = (
        lookup.by_code_or_name(Sector.objects.all(), [row["sector"] for row in rows]),
        lookup.areas(run, [row["area"] for row in rows]),
    )
    everything = _grouped(row for row in run.chunk if row["leader"] and row["first_day"])
    for key, group in _grouped(rows).items():
        _one_plan(group, known, run)
        wrong = next((row for row in everything[key] if not row.sound), None)
        if wrong is not None:
            told = _("Row %(row)s of the same plan is at fault: a plan is taken as a whole.")
            for row in group:
                if row.sound:
                    row.fault("", told % {"row": wrong.number}, "plan.whole")


def _one_plan(group: Sequence[Row], known: Any, run: Run) -> None:
    """Make the rows of one plan ready: whose it is, who sets it, its parts; or note what is wrong with them."""
    first = group[0]
    leader, account = _leader(first), _account(first)
    by = _by(first, run, leader) if leader is not None else None
    seen: dict[tuple[Any, Any], int] = {}
    for row in group:
        _same_head(row, first)
        part = _part(row, *known)
        kind = (part.sector and part.sector.pk, part.area and part.area.pk)
        other = seen.setdefault(kind, row.number)
        if row.sound and other != row.number:
            told = _("The same part of the portfolio as in row %(row)s.") % {"row": other}
            row.fault("sector", told, "leader_plan.part_twice")
        if leader is not None and by is not None and row.sound:
            row.ready = (by, leader, account, part)


def _same_head(row: Row, first: Row) -> None:
    for name in _HEAD:
        if row[name] != first[name]:
            told = _("Differs from row %(row)s of the same plan.") % {"row": first.number}
            row.fault(name, told, "plan.head")


def _part(row: Row, sectors: Mapping[str, Any], areas: Mapping[str, Any]) -> Part:
    sector = area = None
    if row["sector"]:
        sector = lookup.one(row, "sector", row["sector"], sectors.get(row["sector"], ()), _("sector"))
    if row["area"]:
        area = lookup.one(row, "area", row["area"], areas[row["area"]], _("area"))
    return Part(sector, area, row["visits"])


def _leader(row: Row) -> LeaderTerm | None:
    """Return whom the register has by this name on the first day of the plan, or note the fault."""
    day = row["first_day"]
    named = (
        Q(name=row["leader"]) & (Q(last_day=None) | Q(last_day__gte=day)) & Q(first_day__lte=row["last_day"])
    )
    if row["leader_title"]:
        named &= Q(title=row["leader_title"])
    found: list[LeaderTerm] = list(LeaderTerm.objects.standing().filter(named).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    told = (
        _("Several leaders bear this name: give the post.")
        if found
        else _("The register has no leader of this name and post in these days.")
    )
    row.fault("leader", told, "leader_plan.leader")
    return None


def _account(row: Row) -> Person | None:
    if not row["account"]:
        return None
    found = Person.objects.filter(username=row["account"], is_active=True).first()
    if found is None:
        row.fault("account", _("There is no account of this user name."), "reference.unknown")
    return found


def _by(row: Row, run: Run, leader: LeaderTerm) -> Actor | None:
    """Return in whose name a plan is set: whom the row names, else who brings the file; or note the fault."""

    def may(actor: Actor) -> bool:
        return bool(may_set(actor, {"leader": leader}))

    if row["officer"]:
        return lookup.person(row, "officer", row["officer"], run.at, run, may=may, what=SET_PLANS)
    if run.by.is_system:
        row.fault("officer", _("Say who sets the plan: nobody brings this file."), "leader_plan.by")
        return None
    return run.by


def write(rows: Sequence[Row], run: Run) -> None:
    groups = list(_grouped(rows).values())
    acts = [_act(group, run) for group in groups]
    for group, result in zip(groups, door.apply_many(LEADER_PLAN_FLOW, "set", acts), strict=True):
        for row in group:
            row.became(result)


def _act(group: list[Row], run: Run) -> Act:
    by, leader, account, _part = group[0].ready
    given = {
        **{name: group[0][name] for name in ("first_day", "last_day", "basis")},
        "leader": leader,
        "account": account,
        "parts": [row.ready[3] for row in group],
    }
    return Act(by=by, input=given, at=run.at, key=run.key(group[0], "leader"), ledger=True)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Withdraw the plans that nobody changed since."""
    return take_back(
        LEADER_PLAN_FLOW, taken, run, step="withdraw", reason=str(_("Taken back with its ledger"))
    )


def existing(keys: Sequence[str]) -> dict[str, int]:
    """Return the rows whose leader has a plan from that day on: it is changed on its page."""
    names = {key.split("|")[0] for key in keys}
    rows = LeaderPlan.objects.standing().filter(leader__name__in=sorted(names)).order_by("pk")
    there = {f"{name}|{day}": pk for pk, name, day in rows.values_list("pk", "leader__name", "first_day")}
    return {key: there[at] for key in keys if (at := "|".join(key.split("|")[0:3:2])) in there}


LEADER_PLANS = Kind(
    code="leader_plans",
    label=gettext_lazy("Leaders’ plans"),
    order=96,
    columns=COLUMNS,
    permission=Permission.LEADER_PLAN,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    existing=existing,
    chunk=IN_ONE,
    fewest=IN_ONE,
    help=gettext_lazy(
        "Each row is a part of a leader's portfolio with its visits; the rows of one leader and first day are one "
        "plan. Take the register of leaders in first."
    ),
)
