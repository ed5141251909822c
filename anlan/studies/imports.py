"""The ledgers of risk studies: what a study found, and the four-colour register of risk levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.roles import Permission
from anlan.premises.models import Premises
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW, RATING_FLOW
from anlan.studies.kinds import Consequence, Likelihood, RatingState, RiskLevel, StudyState
from anlan.studies.models import RiskRating, RiskStudy
from anlan.studies.rating_flow import subject

LEVEL_NAMES = tuple(
    (name, level)
    for level, names in (
        ("1", "红 红色 重大 重大风险 一级 Ⅰ级 I级"),
        ("2", "橙 橙色 较大 较大风险 二级 Ⅱ级 II级"),
        ("3", "黄 黄色 一般 一般风险 三级 Ⅲ级 III级"),
        ("4", "蓝 蓝色 低 低风险 四级 Ⅳ级 IV级"),
    )
    for name in names.split()
)


def _text(
    name: str, label: Any, most: int, header: str, *also: str, example: str = "", **more: Any
) -> Column:
    item = Text(name=name, label=label, max_length=most, **{"required": False, **more})
    return Column(input=item, header=header, also=also, example=example)


def _degree(
    name: str, label: Any, choices: Any, header: str, *also: str, example: str, required: bool
) -> Column:
    item = Named(name=name, label=label, choices=tuple(choices.choices), required=required)
    return Column(input=item, header=header, also=also, example=example)


AREA = _text("area", gettext_lazy("Area"), 60, "县区", "区划", "地区", "属地", example="东江县")
PLACE = _text("premises", gettext_lazy("Premises"), 120, "场所", "场所编码", "企业", "单位名称", "场所名称")
FINDING_COLUMNS = (
    _text("study", gettext_lazy("Risk study"), 120, "研判会议", "研判编号", "会议名称",
          example="10月份安全风险研判会议", required=True),
    _text("sector", gettext_lazy("Sector"), 40, "行业领域", "行业", "领域", example="消防"),
    AREA,
    PLACE,
    _text("place", pgettext_lazy("finding", "Where"), 200, "部位", "地点", "位置", "具体部位"),
    _text("weakness", pgettext_lazy("finding", "Weakness"), 2_000, "风险隐患", "薄弱环节", "风险描述", "主要风险",
          example="部分商场安全出口锁闭", required=True),
    _degree("likelihood", gettext_lazy("Likelihood"), Likelihood, "可能性", "可能性等级", "L", example="4",
            required=True),
    _degree("consequence", gettext_lazy("Consequence"), Consequence, "后果", "后果严重性", "严重性", "S", example="4",
            required=True),
    _text("advice", pgettext_lazy("finding", "Advice"), 2_000, "建议", "管控建议", "措施建议"),
    _text("lead", pgettext_lazy("finding", "Body in charge"), 120, "责任单位", "牵头单位"),
)  # fmt: skip


def natural_finding(values: Mapping[str, Any]) -> str:
    parts = (
        values["study"],
        values["sector"],
        values["area"],
        values["premises"],
        values["place"],
        values["weakness"],
    )
    return "|".join(naming.plain(part or "") for part in parts)


def _studies(rows: Sequence[Row], run: Run) -> dict[str, list[RiskStudy]]:
    """Return title or number → the studies that run, as far as the bringer sees them."""
    names = {row["study"] for row in rows}
    there = RiskStudy.objects.within(run.by.scope) if not run.by.is_system else RiskStudy.objects.all()
    found: dict[str, list[RiskStudy]] = {}
    running = there.filter(state__in=(StudyState.PREPARED, StudyState.HELD)).select_related("area")
    keys = [int(name[-7:]) for name in names if name.upper().startswith("YP") and name[-7:].isdigit()]
    for one in running.filter(Q(title__in=names) | Q(pk__in=keys)):
        for name in {one.title, one.number} & names:
            found.setdefault(name, []).append(one)
    return found


def _places(rows: Sequence[Row]) -> dict[str, list[Premises]]:
    names = {row["premises"] for row in rows if row["premises"]}
    found: dict[str, list[Premises]] = {}
    there = Premises.objects.filter(is_active=True).select_related("reporting_area", "sector")
    for one in there.filter(Q(code__in=names) | Q(name__in=names)):
        for name in {one.code, one.name} & names:
            found.setdefault(name, []).append(one)
    return found


def resolve_findings(rows: Sequence[Row], run: Run) -> None:
    studies, places = _studies(rows, run), _places(rows)
    areas = lookup.areas(run, [row["area"] for row in rows if row["area"]])
    bodies = lookup.organisations(run, [row["lead"] for row in rows if row["lead"]])
    sectors = naming.sectors()
    for row in rows:
        ready: dict[str, Any] = {
            name: row[name] for name in ("place", "weakness", "likelihood", "consequence", "advice")
        }
        ready["study"] = lookup.one(
            row, "study", row["study"], studies.get(row["study"], ()), _("risk study")
        )
        for name, found, what in (
            ("sector", sectors.find, _("sector")),
            ("area", lambda text: areas.get(text, ()), _("area")),
            ("premises", lambda text: places.get(text, ()), _("premises")),
            ("lead", lambda text: bodies.get(text, ()), _("organisation")),
        ):
            ready[name] = lookup.one(row, name, row[name], found(row[name]), what) if row[name] else None
        if row.sound:
            row.ready = ready


def write_findings(rows: Sequence[Row], run: Run) -> None:
    given = [Act(by=run.by, input=row.ready, key=run.key(row, "finding"), ledger=True) for row in rows]
    for row, result in zip(rows, door.apply_many(FINDING_FLOW, "find", given), strict=True):
        row.became(result, "study")


def undo_findings(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(FINDING_FLOW, taken, run)


FINDINGS = Kind(
    code="risk_findings",
    label=gettext_lazy("Findings of risk studies"),
    order=96,
    columns=FINDING_COLUMNS,
    permission=Permission.STUDY_KEEP,
    natural=natural_finding,
    resolve=resolve_findings,
    write=write_findings,
    undo=undo_findings,
    help=gettext_lazy(
        "Each row is one finding of a study that is prepared or was held, named by its title or number."
    ),
)

# -- risk levels -------------------------------------------------------------------------------------------------------

RATING_COLUMNS = (
    AREA,
    PLACE,
    Column(
        input=Named(name="risk_level", label=gettext_lazy("Risk level"), choices=tuple(RiskLevel.choices),
                    also=LEVEL_NAMES, required=False),
        header="风险等级",
        also=("风险颜色", "等级", "风险级别"),
        example="橙",
    ),
    _degree("likelihood", gettext_lazy("Likelihood"), Likelihood, "可能性", "L", example="4", required=False),
    _degree("consequence", gettext_lazy("Consequence"), Consequence, "后果", "S", example="4", required=False),
    _text("reason", gettext_lazy("Basis of the level"), 2_000, "评定依据", "依据", "主要风险", "理由",
          example="辖区涉氨企业较多", required=True),
    Column(input=Date(name="first_day", label=gettext_lazy("Holds from")), header="评定日期",
           also=("生效日期", "起始日期", "日期"), example="2022-10-14"),
)  # fmt: skip


def natural_rating(values: Mapping[str, Any]) -> str:
    return (
        f"{naming.plain(values['premises'] or '')}|{naming.plain(values['area'] or '')}|{values['first_day']}"
    )


def resolve_ratings(rows: Sequence[Row], run: Run) -> None:
    places = _places(rows)
    areas = lookup.areas(run, [row["area"] for row in rows if row["area"]])
    for row in rows:
        area = (
            lookup.one(row, "area", row["area"], areas.get(row["area"], ()), _("area"))
            if row["area"]
            else None
        )
        place = None
        if row["premises"]:
            there = places.get(row["premises"], ())
            if area is not None:  # the area tells places of one name apart
                there = [one for one in there if one.area_path.startswith(area.path or "")]
            place = lookup.one(row, "premises", row["premises"], there, _("premises"))
        elif area is None and row.sound:
            row.fault("area", _("Name either an area or a place"), "rating.subject")
        if row.sound:
            given = {
                name: row[name] for name in ("risk_level", "likelihood", "consequence", "reason", "first_day")
            }
            row.ready = {**given, "premises": place, "area": None if place is not None else area}


def write_ratings(rows: Sequence[Row], run: Run) -> None:
    """Lay down row by row, the earliest first: each ends the level before it."""
    for row in sorted(rows, key=lambda one: (one["first_day"] or date.min, one.number)):
        try:
            outcome = acts.rate(row.ready, by=run.by, key=run.key(row, "rating"), ledger=True)
        except AnlanError as error:
            row.refuse(error, "first_day")
        else:
            row.wrote(outcome.case_id, outcome.seq)


def undo_ratings(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Void the levels, the latest first; the level before each is in force again."""
    refused: dict[int, AnlanError] = {}
    keys = (
        RiskRating.objects.filter(pk__in=list(taken))
        .order_by("-first_day", "-pk")
        .values_list("pk", flat=True)
    )
    for key in list(keys):
        one = RiskRating.objects.get(pk=key)  # as it stands after those before it were taken back
        if one.state != RatingState.IN_FORCE:
            refused[one.pk] = Conflict("import.moved_on", _("Something was done with it since: it is kept."))
            continue
        if fault := _taken("take_back", one.pk, {}, run):
            refused[one.pk] = fault
            continue
        before = RiskRating.objects.filter(
            **subject(one.area_id, one.premises_id),
            state=RatingState.SUPERSEDED,
            last_day=one.first_day - timedelta(days=1),
        ).first()
        if before is not None:
            _taken("reinstate", before.pk, {"reason": _("The ledger was taken back")}, run)
    return refused


def _taken(step: str, case: int, given: Mapping[str, Any], run: Run) -> AnlanError | None:
    act = Act(by=run.by, case_id=case, input=given, key=f"ledger-{run.batch}-undo-{step}-{case}")
    (result,) = door.apply_many(RATING_FLOW, step, [act])
    return result if isinstance(result, AnlanError) else None


RATINGS = Kind(
    code="risk_levels",
    label=gettext_lazy("Register of risk levels"),
    order=97,
    columns=RATING_COLUMNS,
    permission=Permission.STUDY_KEEP,
    natural=natural_rating,
    resolve=resolve_ratings,
    write=write_ratings,
    undo=undo_ratings,
    help=gettext_lazy(
        "Each row is the level of an area or of a place from a day on; it ends the level before it. "
        "Empty level: by the matrix, from likelihood and consequence."
    ),
)
