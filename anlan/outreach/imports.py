"""The ledger of publicity: what was published, handed out or sent, when, by whom; it waits for verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports import lookup
from anlan.imports.inputs import Date, Named, Stamp, When, Whole, YesNo
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.imports.undoing import take_back
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.roles import Permission
from anlan.outreach.flow import ACTIVITY_FLOW
from anlan.outreach.forms import MOST
from anlan.outreach.household_imports import HOUSEHOLDS
from anlan.outreach.inputs import MeasureWord
from anlan.outreach.kinds import WHY_NOT, ActivityKind, Channel, VenueKind, is_no_performance
from anlan.outreach.ledger_columns import (
    AREA,
    BODY,
    CAMPAIGN,
    NUMBER,
    OFFICER,
    areas,
    text,
    who_and_where,
)

__all__ = ["ACTIVITIES", "HOUSEHOLDS"]


class NamedKind(Named):
    """A kind by its code or its names; likes, forwards and reads are refused with the reason."""

    def parse(self, raw: Any) -> str:
        if is_no_performance(str(raw)):
            raise self.invalid("not_performance", str(WHY_NOT))
        return super().parse(raw)


COLUMNS = (
    NUMBER,
    Column(
        input=NamedKind(
            name="kind",
            label=gettext_lazy("Kind of publicity"),
            choices=tuple((k.value, k.label) for k in ActivityKind if k != ActivityKind.HOUSEHOLD_VISIT),
            also=(
                ("稿件", "media_item"),
                ("新闻稿件", "media_item"),
                ("媒体报道", "media_item"),
                ("视频", "short_video"),
                ("动漫小视频", "short_video"),
                ("五进", "five_entries"),
                ("五进活动", "five_entries"),
                ("宣传资料", "leaflet"),
                ("传单", "leaflet"),
                ("短信", "sms"),
                ("手机短信", "sms"),
                ("其他", "other"),
            ),
            help=WHY_NOT,
        ),
        header="宣传类型",
        also=("类型", "宣传形式", "宣传方式"),
        example="短信",
    ),
    text(
        "title",
        gettext_lazy("What it was"),
        "宣传内容",
        ("标题", "主题", "宣传主题", "内容"),
        required=True,
        example="秋冬季用火用电安全提醒",
    ),
    Column(
        input=When(
            name="happened_at",
            label=gettext_lazy("Happened at"),
            help=gettext_lazy("A day, or a day with its time: 2022-10-24 15:40."),
        ),
        header="时间",
        also=("日期", "宣传时间", "发布时间", "开展时间"),
        example="2022-10-20",
    ),
    AREA,
    OFFICER,
    BODY,
    Column(
        input=Named(
            name="channel",
            label=gettext_lazy("Channel"),
            choices=tuple((c.value, c.label) for c in Channel),
            required=False,
            also=(
                ("微信公众号", "wechat"),
                ("报纸", "newspaper"),
                ("抖音号", "douyin"),
                ("客户端", "news_client"),
            ),
        ),
        header="媒介平台",
        also=("平台", "媒体", "渠道", "发布平台"),
        example="微信",
    ),
    Column(
        input=Named(
            name="venue_kind",
            label=gettext_lazy("Into which of the five"),
            choices=tuple((v.value, v.label) for v in VenueKind),
            required=False,
            also=(
                ("进企业", "enterprise"),
                ("进农村", "village"),
                ("进社区", "community"),
                ("进学校", "school"),
                ("进家庭", "family"),
                ("农村", "village"),
            ),
        ),
        header="五进类别",
        also=("五进场所",),
        example="社区",
    ),
    text("place", pgettext_lazy("publicity", "Place"), "地点", ("宣传地点", "场所")),
    Column(
        input=Whole(name="quantity", label=gettext_lazy("Quantity"), required=False, least=1, most=MOST),
        header="数量",
        also=("数量（条、份、次）", "宣传数量", "份数", "条数"),
        example="160000",
    ),
    Column(
        input=MeasureWord(
            name="measure_word", label=gettext_lazy("Measure word"), required=False, max_length=10
        ),
        header="量词",
        also=("计量单位",),
    ),
    Column(
        input=YesNo(name="estimated", label=gettext_lazy("Estimated")),
        header="是否估算",
        also=("估算",),
        example="否",
    ),
    text("estimate_basis", gettext_lazy("Basis of the estimate"), "估算依据", ("依据",), max_length=300),
    text(
        "receipt_operator",
        gettext_lazy("Telecom operator"),
        "运营商",
        ("通信公司",),
        max_length=60,
        example="移动",
    ),
    text(
        "receipt_number",
        gettext_lazy("Number of the receipt"),
        "回执编号",
        ("回执号",),
        max_length=60,
        example="YD-2022-0912",
    ),
    Column(
        input=Whole(
            name="receipt_count",
            label=gettext_lazy("Messages by the receipt"),
            required=False,
            least=1,
            most=MOST,
        ),
        header="回执条数",
        example="160000",
    ),
    Column(
        input=Date(name="receipted_on", label=gettext_lazy("Date of the receipt"), required=False),
        header="回执日期",
        example="2022-10-21",
    ),
    text(
        "reference",
        gettext_lazy("Where it can be seen"),
        "佐证",
        ("链接", "网址", "佐证材料", "证明材料"),
        max_length=300,
    ),
    CAMPAIGN,
    text("note", gettext_lazy("Note"), "备注", max_length=1_000, lines=2),
)
SAME_NAME = (
    "kind",
    "title",
    "channel",
    "venue_kind",
    "place",
    "quantity",
    "measure_word",
    "estimate_basis",
    "receipt_operator",
    "receipt_number",
    "receipt_count",
    "receipted_on",
    "reference",
    "note",
)


def natural(values: Mapping[str, Any]) -> str:
    if values["number"]:
        return str(values["number"])
    at: Stamp = values["happened_at"]
    parts = (values["kind"], values["title"], f"{at.at:%Y%m%d%H%M}", values["area"], values["officer"])
    return "|".join(map(str, (*parts, values["quantity"] or "")))


def resolve(rows: Sequence[Row], run: Run) -> None:
    known = areas(run, rows)
    bodies = lookup.organisations(run, (row["organisation"] for row in rows))
    for row in rows:
        row.ready = who_and_where(row, run, known, bodies)


def write(rows: Sequence[Row], run: Run) -> None:
    acts = []
    for row in rows:
        area, officer, campaign = row.ready
        told = {name: row[name] for name in SAME_NAME if row[name] not in (None, "")}
        told["counted"] = "estimated" if row["estimated"] else ""
        given = {**told, "area": area, "campaign": campaign}
        at = row["happened_at"].at
        acts.append(Act(by=officer, input=given, at=at, key=run.key(row, "activity"), ledger=True))
    for row, result in zip(rows, door.apply_many(ACTIVITY_FLOW, "record", acts), strict=True):
        row.became(result)


def undo(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    return take_back(ACTIVITY_FLOW, taken, run)


ACTIVITIES = Kind(
    code="activities",
    label=gettext_lazy("Publicity"),
    order=80,
    columns=COLUMNS,
    permission=Permission.LEDGER_IMPORT,
    natural=natural,
    resolve=resolve,
    write=write,
    undo=undo,
    help=gettext_lazy(
        "Each row is an activity, or several alike on one day. It counts once another person has verified it."
    ),
)
