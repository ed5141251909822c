"""The ledger of premises: places of business with whoever runs them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.imports import datums, lookup
from anlan.imports.inputs import Whole
from anlan.imports.kinds import Column, Kind, Row, Run, split_names
from anlan.imports.rules import reaches
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area, Organisation, OrganisationKind, Sector
from anlan.org.references import referenced
from anlan.org.responsibility import Matrix
from anlan.org.roles import Permission
from anlan.premises import credit_code
from anlan.premises.coordinates import PLACED_WRONG
from anlan.premises.models import Premises

AT_ONCE = lookup.AT_ONCE


@dataclass(frozen=True, slots=True)
class Ready:
    """What a row was found to mean."""

    area: Area
    reporting: Area
    sector: Sector
    operator: Organisation | None
    operator_code: str


COLUMNS = (
    Column(
        input=Text(
            name="code",
            label=_("Code"),
            required=False,
            max_length=30,
            help=_(
                "Its own code. Without one the credit code serves; without that one is made from name and place."
            ),
        ),
        header="场所编码",
        also=("编码", "企业编码", "单位编码"),
        example="P000123",
    ),
    Column(
        input=Text(
            name="credit_code",
            label=_("Unified social credit code"),
            required=False,
            max_length=40,
            help=_("Eighteen signs; the last one is checked (GB 32100)."),
        ),
        header="统一社会信用代码",
        also=("社会信用代码", "信用代码", "统一信用代码", "组织机构代码"),
        example="91411100MA3X12345T",
    ),
    Column(
        input=Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=120),
        header="场所名称",
        also=("企业名称", "单位名称", "场所", "名称", "企业", "生产经营单位名称"),
        example="惠民超市老街店",
    ),
    Column(
        input=Text(
            name="operator",
            label=_("Operator"),
            required=False,
            max_length=120,
            help=_("Code or name of the business. If it is left empty: the place is its own business."),
        ),
        header="经营主体",
        also=("所属企业", "运营单位", "经营单位", "主体名称"),
        example="惠民商贸有限公司",
    ),
    Column(
        input=Text(
            name="area",
            label=_("Area where it stands"),
            required=False,
            max_length=60,
            help=_("Code or name."),
        ),
        header="所在区划",
        also=("所在乡镇", "所属乡镇", "镇街", "乡镇街道", "所在地", "行政区划"),
        example="城关镇",
    ),
    Column(
        input=Text(
            name="reporting_area",
            label=_("Reporting area"),
            required=False,
            max_length=60,
            help=_("The lowest area that counts it. If it is left empty: where it stands."),
        ),
        header="统计区划",
        also=("归口区划", "属地", "属地区划", "监管属地", "上报区划"),
        example="411102001",
    ),
    Column(
        input=Text(
            name="sector",
            label=_("Sector"),
            max_length=40,
            help=_("Code or name."),
        ),
        header="行业领域",
        also=("行业", "监管行业", "所属行业", "行业类别", "领域"),
        example="消防",
    ),
    Column(
        input=Text(name="kind", label=_("Kind of place"), required=False, max_length=40),
        header="场所类型",
        also=("类型", "单位类型", "企业类型"),
        example="超市",
    ),
    Column(
        input=Text(
            name="tags",
            label=_("Tags"),
            required=False,
            max_length=200,
            help=_("Several are separated by 、."),
        ),
        header="标签",
        also=("特征", "重点标签"),
        example="九小场所、液化气",
    ),
    Column(
        input=Text(
            name="industry_code",
            label=_("Industry code"),
            required=False,
            max_length=4,
            help=_("Four digits of GB/T 4754."),
        ),
        header="国民经济行业代码",
        also=("行业代码",),
        example="5211",
    ),
    Column(
        input=Text(name="address", label=_("Address"), required=False, max_length=200),
        header="地址",
        also=("详细地址", "经营地址", "注册地址", "场所地址", "单位地址"),
        example="老街12号",
    ),
    Column(
        input=Text(name="contact_name", label=_("Contact"), required=False, max_length=40),
        header="联系人",
        also=("负责人", "安全负责人", "法人", "法定代表人", "主要负责人"),
        example="王强",
    ),
    Column(
        input=Text(name="contact_phone", label=_("Telephone"), required=False, max_length=20),
        header="联系电话",
        also=("电话", "手机", "手机号", "联系方式"),
        example="13800000000",
    ),
    Column(
        input=Whole(name="staff_count", label=_("Staff"), required=False, most=1_000_000),
        header="从业人数",
        also=("员工人数", "职工人数", "人数", "从业人员"),
        example="12",
    ),
    *datums.COLUMNS,
)


def natural(values: Mapping[str, Any]) -> str:
    """Return the code under which the place is or will be known."""
    if values["code"]:
        return str(values["code"]).strip()
    if values["credit_code"]:
        return _credit(values["credit_code"])
    where = values["reporting_area"] or values["area"]
    said = "|".join(naming.plain(text) for text in (values["name"], where, values["address"]))
    return "P" + hashlib.sha256(said.encode()).hexdigest()[:11].upper()


def _credit(text: str) -> str:
    """Return a credit code as it is kept: one width, capitals, no spaces."""
    return naming.plain(text).replace(" ", "").upper()


def existing(keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = Premises.objects.filter(code__in=keys[start : start + AT_ONCE])
        found |= dict(rows.values_list("code", "pk"))
    return found


# -- what the cells mean -----------------------------------------------------------------------------------


def resolve(rows: Sequence[Row], run: Run) -> None:
    areas, sectors, parents = _known(run)
    operators = _operators(rows)
    for row in rows:
        _check_codes(row)
        where = _area(row, "area", areas)
        reporting = _area(row, "reporting_area", areas) if row["reporting_area"] else where
        if not row["area"] and not row["reporting_area"]:
            row.fault("area", gettext("Say in which area it lies."), "input.required")
        sector = lookup.one(row, "sector", row["sector"], sectors.find(row["sector"]), gettext("sector"))
        operator = _operator(row, operators)
        if reporting is not None and reporting.pk in parents:
            column = "reporting_area" if row["reporting_area"] else "area"
            told = gettext("“%(area)s” has areas below it: name the lowest one, where it is counted.")
            row.fault(column, told % {"area": reporting.name}, "area.not_leaf")
        if not row.sound or reporting is None or sector is None:
            continue
        if not reaches(run.by, "premises", area_path=reporting.path or "", sector_id=sector.pk):
            told = gettext("It does not lie in the area and sectors whose ledgers you take in.")
            row.fault("reporting_area" if row["reporting_area"] else "area", told, "import.scope")
            continue
        code = _credit(row["credit_code"]) if row["credit_code"] else row.key
        row.ready = Ready(where or reporting, reporting, sector, operator, code)
    _hint_at_doubles([row for row in rows if row.ready is not None])


def _known(run: Run) -> tuple[naming.Names, naming.Names, frozenset[int]]:
    """Return areas, sectors and the areas that are no leaves, read once a run."""
    if "places" not in run.memory:
        run.memory["places"] = (naming.areas(), naming.sectors(), naming.parents())
    found: tuple[naming.Names, naming.Names, frozenset[int]] = run.memory["places"]
    return found


def _check_codes(row: Row) -> None:
    datums.check(row, code=PLACED_WRONG)
    credit = row["credit_code"]
    if credit and not credit_code.is_sound(_credit(credit)):
        told = gettext("“%(code)s” is no unified social credit code: 18 signs, the last of which is checked.")
        row.fault("credit_code", told % {"code": credit}, "premises.credit_code")
    industry = row["industry_code"]
    if industry and not (industry.isascii() and industry.isdigit()):
        row.fault("industry_code", gettext("An industry code has up to four digits."), "premises.industry")


def _area(row: Row, column: str, areas: naming.Names) -> Area | None:
    text = row[column]
    if not text:
        return None
    found: Area | None = lookup.one(row, column, text, areas.find(text), gettext("area"))
    return found


def _spellings(text: str) -> set[str]:
    """Return a name as it may stand in the database: as typed, in one width, with Chinese brackets."""
    narrow = " ".join(text.split())
    half = narrow.translate(_HALF)
    return {text, narrow, half, half.replace("(", "（").replace(")", "）")}


_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _operators(rows: Sequence[Row]) -> dict[str, list[Organisation]]:
    """Return text → open businesses of that code or name, for operators and credit codes."""
    businesses = Organisation.objects.filter(kind=OrganisationKind.BUSINESS, valid_to=None)
    named = {spelling for row in rows if row["operator"] for spelling in _spellings(row["operator"])}
    found = lookup.by_code_or_name(businesses, named)
    codes = sorted({_credit(row["credit_code"]) if row["credit_code"] else row.key for row in rows})
    for start in range(0, len(codes), AT_ONCE):
        for body in businesses.filter(code__in=codes[start : start + AT_ONCE]):
            found.setdefault(body.code, [body])
    return found


def _operator(row: Row, known: Mapping[str, Sequence[Organisation]]) -> Organisation | None:
    """Return the business that runs the place, None for one that will be made from the row; or note the fault."""
    text = row["operator"]
    code = _credit(row["credit_code"]) if row["credit_code"] else row.key
    by_code = [body for body in known.get(code, ()) if body.code == code]
    if by_code:
        return by_code[0]
    if not text:
        return None
    found = {body.pk: body for spelling in _spellings(text) for body in known.get(spelling, ())}
    if len(found) > 1:
        lookup.one(row, "operator", text, list(found.values()), gettext("business"))
    return next(iter(found.values()), None)


def _hint_at_doubles(rows: Sequence[Row]) -> None:
    """Warn where a place of the same name is counted in the same area already, under another code."""
    names = sorted({row["name"] for row in rows})
    known: dict[tuple[str, int], str] = {}
    for start in range(0, len(names), AT_ONCE):
        there = Premises.objects.filter(name__in=names[start : start + AT_ONCE])
        for name, area, code in there.values_list("name", "reporting_area_id", "code"):
            known[name, area] = code
    for row in rows:
        there_as = known.get((row["name"], row.ready.reporting.pk), row.key)
        if there_as != row.key:
            told = gettext("A place of this name is counted there already (%(code)s). Is it the same?")
            row.warn("name", told % {"code": there_as}, "premises.double")


# -- written, and taken back -------------------------------------------------------------------------------


def write(rows: Sequence[Row], run: Run) -> None:
    """Write businesses and places, a few statements a chunk; each place gets its department from the matrix."""
    made = _make_operators(rows)
    matrix = Matrix.on(clock.local_day(run.at))
    answers: dict[tuple[int, str], int | None] = {}
    places = []
    for row in rows:
        ready: Ready = row.ready
        cell = (ready.sector.pk, ready.reporting.path or "")
        if cell not in answers:
            answers[cell] = matrix.claims(*cell).department_id
        places.append(_place(row, ready, ready.operator or made[ready.operator_code], answers[cell]))
    for row, place in zip(rows, Premises.objects.bulk_create(places), strict=True):
        row.wrote(place.pk)


def _make_operators(rows: Sequence[Row]) -> dict[str, Organisation]:
    """Make the businesses that are not there yet, one a code, in the area of the first of their places."""
    fresh: dict[str, Organisation] = {}
    by_name: dict[str, Organisation] = {}
    for row in rows:
        ready: Ready = row.ready
        if ready.operator is not None or ready.operator_code in fresh:
            continue
        named = by_name.get(row["operator"]) if row["operator"] and not row["credit_code"] else None
        fresh[ready.operator_code] = named or Organisation(
            code=ready.operator_code,
            name=row["operator"] or row["name"],
            kind=OrganisationKind.BUSINESS,
            area=ready.area,
            valid_from=ready.area.valid_from,
        )
        by_name.setdefault(row["operator"], fresh[ready.operator_code])
    Organisation.objects.bulk_create({id(body): body for body in fresh.values()}.values())
    return fresh


def _place(row: Row, ready: Ready, operator: Organisation, department: int | None) -> Premises:
    return Premises(
        code=row.key,
        name=row["name"],
        operator=operator,
        area=ready.area,
        reporting_area=ready.reporting,
        area_path=ready.reporting.path or "",
        sector=ready.sector,
        department_id=department,
        kind=row["kind"],
        tags=split_names(row["tags"]),
        industry_code=row["industry_code"],
        address=row["address"],
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
        staff_count=row["staff_count"] or 0,
        **datums.placed(row.values),
    )


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    """Take places out again on which nothing rests, and businesses that were there for them only."""
    used = referenced(Premises, taken)
    gone = [key for key in taken if key not in used]
    operators: set[int] = set()
    for start in range(0, len(gone), AT_ONCE):
        places = Premises.objects.filter(pk__in=gone[start : start + AT_ONCE])
        operators.update(places.values_list("operator_id", flat=True))
        places._raw_delete(places.db)  # noqa: SLF001 -- nothing rests on them: asked above, held by foreign keys
    _remove_idle(sorted(operators))
    return {
        key: Conflict("import.in_use", gettext("Visits, hazards or others rest on it by now: it is kept."))
        for key in used
    }


def _remove_idle(operators: Sequence[int]) -> None:
    """Take out those businesses on which nothing rests any more. A business answers for no place (`department`)."""
    used = referenced(Organisation, operators, besides=[Premises])
    for start in range(0, len(operators), AT_ONCE):
        some = operators[start : start + AT_ONCE]
        used.update(Premises.objects.filter(operator__in=some).values_list("operator_id", flat=True))
        idle = Organisation.objects.filter(
            pk__in=[key for key in some if key not in used], kind=OrganisationKind.BUSINESS
        )
        idle._raw_delete(idle.db)  # noqa: SLF001 -- the same


PREMISES = Kind(
    code="premises",
    label=_("Premises"),
    order=50,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    existing=existing,
    resolve=resolve,
    write=write,
    undo=undo,
    chunk=1_000,
    help=_("Take in areas, organisations and sectors first."),
)
