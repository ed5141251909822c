"""The ledger of areas: counties and townships by their official codes, functional zones by codes of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.administration.flows.reorganisations import OFFICIAL_FORM
from anlan.administration.imports.acts import carry_out, paper, take_back
from anlan.imports import lookup
from anlan.imports.inputs import Date, Named
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Area, AreaKind
from anlan.org.roles import Permission

COLUMNS = (
    Column(
        input=Text(
            name="official_code",
            label=_("Official code"),
            max_length=20,
            required=False,
            help=_("6, 9 or 12 digits; a functional zone may have none."),
        ),
        header="行政区划代码",
        also=("区划代码", "统计用区划代码", "官方代码"),
        example="411102001",
    ),
    Column(
        input=Text(
            name="code",
            label=_("Own code"),
            max_length=20,
            required=False,
            help=_("For a zone without an official code. Others go by their official one."),
        ),
        header="自编代码",
        also=("代码", "编码", "本地代码"),
        example="",
    ),
    Column(
        input=Text(name="name", label=pgettext_lazy("thing", "Name"), max_length=60),
        header="名称",
        also=("区划名称", "区域名称", "乡镇名称", "单位名称"),
        example="老街街道",
    ),
    Column(
        input=Text(name="short_name", label=_("Short name"), max_length=30, required=False),
        header="简称",
        also=(),
        example="老街",
    ),
    Column(
        input=Text(name="name_en", label=_("Name in English"), max_length=80, required=False),
        header="英文名称",
        also=("英文名",),
        example="Laojie",
    ),
    Column(
        input=Named(
            name="kind",
            label=_("Kind"),
            required=False,
            choices=tuple((k.value, k.label) for k in AreaKind),
            also=(
                *((name, "county") for name in ("县", "区", "县区", "区县", "市辖区", "县级市")),
                *((name, "zone") for name in ("功能区", "开发区", "经开区", "高新区", "示范区")),
                *(
                    (name, "township")
                    for name in ("镇", "乡", "街道", "乡镇", "镇街", "乡镇街道", "街道办事处")
                ),
            ),
            help=_("If it is left empty: told by the official code; without one a functional zone."),
        ),
        header="类型",
        also=("级别", "区划类型", "区划级别"),
        example="镇街",
    ),
    Column(
        input=Text(
            name="parent",
            label=_("Belongs to"),
            max_length=60,
            required=False,
            help=_("Code or name. If it is left empty: told by the official code, else the whole city."),
        ),
        header="上级区划",
        also=("上级", "所属县区", "所属区县", "上级单位", "上级代码"),
        example="411102",
    ),
    Column(
        input=Date(
            name="valid_from",
            label=_("From"),
            required=False,
            help=_("If it is left empty: as long as the area above."),
        ),
        header="启用日期",
        also=("设立日期", "生效日期", "成立日期"),
        example="2020-01-01",
    ),
)


def official(text: str) -> str:
    """Return an official code without the zeros that fill it up: 411102001000 and 411102001 are one."""
    code = naming.plain(text).replace(" ", "").removesuffix(".0")
    while len(code) > 6 and code.endswith("000") and OFFICIAL_FORM.match(code):
        code = code[:-3]
    return code


def natural(values: Mapping[str, Any]) -> str:
    return (
        str(values["code"]).strip() or official(values["official_code"]) or f"?{naming.plain(values['name'])}"
    )


def existing(keys: Sequence[str]) -> dict[str, int]:
    return dict(Area.objects.filter(code__in=list(keys), valid_to=None).values_list("code", "pk"))


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = naming.areas()
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    above: dict[str, list[tuple[str, Any]]] = run.memory.setdefault("areas", {})
    taken = set(Area.objects.filter(valid_to=None).values_list("official_code", flat=True))
    for row in rows:
        code = official(row["official_code"]) if row["official_code"] else ""
        kind = _kind(row, code)
        if code in taken:
            row.fault(
                "official_code",
                gettext("An area with this official code exists already"),
                "area.official_twice",
            )
        if not row["code"] and not code:
            row.fault("code", gettext("Give an official code or one of your own."), "input.required")
        if not row.sound:
            continue
        _is_of_the_city(row, code, root)
        parent, waits = _parent(row, code, kind, known, above, root)
        if not row.sound:
            continue
        row.waits = waits
        if code:
            taken.add(code)
        since = row["valid_from"] or (parent.valid_from if isinstance(parent, Area) else parent[1])
        row.ready = (code, kind, parent, since)
        for name in {row.key, code, naming.plain(row["name"]), naming.plain(row["short_name"])} - {""}:
            above.setdefault(name, []).append((row.key, since))


def _is_of_the_city(row: Row, code: str, root: Area | None) -> None:
    """A county's code begins with the four digits of its city (GB/T 2260); one that does not needs its place said."""
    city = official(root.official_code) if root is not None and root.official_code else ""
    if len(code) == 6 and len(city) >= 4 and not row["parent"] and not code.startswith(city[:4]):
        row.fault(
            "official_code",
            gettext(
                "Codes of this city's counties begin with %(prefix)s. Correct it, or name the area above it."
            )
            % {"prefix": city[:4]},
            "area.foreign",
        )


def _kind(row: Row, code: str) -> str:
    if code and not OFFICIAL_FORM.match(code):
        row.fault("official_code", gettext("An official code has 6, 9 or 12 digits"), "area.official")
    elif len(code) == 12:
        row.fault(
            "official_code",
            gettext("Villages and communities are not counted by: areas end with townships."),
            "area.too_low",
        )
    if row["kind"]:
        return str(row["kind"])
    if len(code) == 6 and code[4] == "7":  # the statistics' own codes of development zones: 411171
        return str(AreaKind.ZONE.value)
    by_length = {6: AreaKind.COUNTY, 9: AreaKind.TOWNSHIP, 0: AreaKind.ZONE}
    return str(by_length.get(len(code), AreaKind.TOWNSHIP).value)


def _parent(
    row: Row,
    code: str,
    kind: str,
    known: naming.Names,
    above: Mapping[str, Sequence[tuple[str, Any]]],
    root: Area | None,
) -> tuple[Any, bool]:
    """Return the area above, or (natural key, first day) of a row above in the file, and whether it is such a row."""
    text = row["parent"] or (code[:6] if len(code) > 6 else "")
    if not text:
        if kind == AreaKind.TOWNSHIP and not code:
            row.fault("parent", gettext("Say to which county or zone it belongs."), "input.required")
        if root is None:
            row.fault("", gettext("No city is set up yet: run “anlan init” first."), "city.none")
        return root, False
    there = known.find(text)
    if there:
        return lookup.one(row, "parent", text, there, gettext("area")), False
    wanted = official(text) if text[:1].isdigit() else naming.plain(text)
    waiting = list(dict.fromkeys(above.get(wanted, ()) or above.get(naming.plain(text), ())))
    if len(waiting) == 1:
        return waiting[0], True
    column = "parent" if row["parent"] else "official_code"
    told = gettext("“%(text)s” is no area, neither in the system nor further up in this file.")
    row.fault(column, told % {"text": text[:60]}, "reference.unknown")
    return None, False


def write(rows: Sequence[Row], run: Run) -> None:
    """Open the areas level by level: a row whose parent stands above it in the file goes after it."""
    waiting = list(rows)
    while waiting:
        keys = {row.ready[2][0] for row in waiting if not isinstance(row.ready[2], Area)}
        there = {area.code: area for area in Area.objects.filter(code__in=keys, valid_to=None)}
        level = [row for row in waiting if isinstance(row.ready[2], Area) or row.ready[2][0] in there]
        if not level:
            for row in waiting:
                row.fault("parent", gettext("The area above it was not taken in."), "reference.unknown")
            return
        parents = [
            row.ready[2] if isinstance(row.ready[2], Area) else there[row.ready[2][0]] for row in level
        ]
        given = [_given(row, parent, run) for row, parent in zip(level, parents, strict=True)]
        carry_out("open_area", level, given, run, "new_area")
        done = {row.number for row in level}
        waiting = [row for row in waiting if row.number not in done]


def _given(row: Row, parent: Area, run: Run) -> dict[str, Any]:
    code, kind, _parent, since = row.ready
    return {
        "area": parent,
        "name": row["name"],
        "name_en": row["name_en"],
        "short_name": row["short_name"],
        "code": row.key,
        "official_code": code,
        "kind": kind,
        "effective_on": since,
        **paper(run),
    }


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(taken, run, "new_area")


AREAS = Kind(
    code="areas",
    label=_("Areas"),
    order=10,
    columns=COLUMNS,
    permission=Permission.ORG_MANAGE,
    natural=natural,
    existing=existing,
    resolve=resolve,
    write=write,
    undo=undo,
    help=_("Counties and zones before their townships, or all in one file, from the top down."),
)
