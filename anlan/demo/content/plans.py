"""The demo's inspection plans, joint visits and leaders' plans: titles and documents are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanSeed:
    """A plan: who drafts and who approves it (empty: it still waits), its days, sectors and who goes there."""

    code: str
    kind: str
    title: str
    basis: str
    purpose: str
    by: str
    approver: str
    made_on: date
    first_day: date
    last_day: date
    sectors: tuple[str, ...] = ()
    area: str = ""
    doer: str = "issuer"
    counts: str = "doers"
    percent: int = 100
    classes: str = ""
    confidential: bool = False
    summary: str = ""


PLANS: tuple[PlanSeed, ...] = (
    PlanSeed(
        "annual", "annual", "2022年度全市安全生产检查计划", "安委办〔2022〕3号",
        "统筹各部门、各县区全年检查，重点企业优先，避免多头重复检查。",
        "office", "leader", date(2022, 1, 4), date(2022, 1, 4), date(2022, 12, 31),
        doer="area", counts="anyone", percent=80, classes="危险化学品 4 按季度检查\n建筑施工 2 每半年检查",
    ),
    PlanSeed(
        "congress", "special", "党的二十大安全防范专项行动", "安委办〔2022〕28号",
        "会议召开前后对危险化学品、燃气、建筑施工、民政服务机构逐家过一遍。",
        "office", "leader", date(2022, 8, 29), date(2022, 9, 1), date(2022, 10, 31),
        sectors=("hazardous_chemicals", "gas", "construction", "civil_affairs"), doer="regulator", counts="anyone",
    ),
    PlanSeed(
        "gas", "special", "餐饮场所燃气安全专项整治", "城管〔2022〕41号",
        "灶前阀门、报警装置、软管三项必查。",
        "urban-management1", "urban-management2", date(2022, 6, 27), date(2022, 7, 1), date(2022, 9, 30),
        sectors=("gas",), percent=30,
        summary="本次整治由我局独立检查，县区和乡镇的检查另计。未检到的转入四季度计划，查出问题全部交办。",
    ),
    PlanSeed(
        "chemicals", "periodic", "危险化学品企业第四季度执法检查计划", "应急〔2022〕66号",
        "储存、装卸、特殊作业三个环节。",
        "emergency1", "emergency2", date(2022, 9, 26), date(2022, 10, 1), date(2022, 12, 31),
        sectors=("hazardous_chemicals",),
    ),
    PlanSeed(
        "fire", "special", "今冬明春火灾防控检查计划", "消防〔2022〕52号",
        "人员密集场所疏散通道和消防控制室值守。",
        "fire1", "fire2", date(2022, 10, 8), date(2022, 10, 10), date(2023, 3, 31),
        sectors=("fire",), percent=60,
    ),
    PlanSeed(
        "secret", "periodic", "工贸企业有限空间暗查计划", "内部",
        "不打招呼，直奔现场。",
        "emergency1", "emergency2", date(2022, 10, 17), date(2022, 10, 17), date(2022, 11, 30),
        sectors=("industry_trade",), percent=5, confidential=True,
    ),
    PlanSeed(
        "county", "periodic", "源汇区十月检查计划", "源安委办〔2022〕19号",
        "商贸流通和文化旅游场所节后复查。",
        "411102-1", "411102-2", date(2022, 9, 29), date(2022, 10, 1), date(2022, 10, 31),
        sectors=("commerce", "culture_tourism"), area="411102", percent=70,
    ),
    PlanSeed(
        "commerce", "periodic", "大型商超年末检查计划", "商务〔2022〕23号",
        "促销活动安全方案和应急预案。",
        "commerce1", "", date(2022, 10, 21), date(2022, 11, 1), date(2022, 12, 31),
        sectors=("commerce",), percent=20,
    ),
)  # fmt: skip

LEADERS_FROM, LEADERS_TO = date(2022, 10, 1), date(2022, 12, 31)
# name of the leader, account, portfolio
LEADERS: tuple[tuple[str, str, str], ...] = (
    ("顾承远", "", "全部 6"),
    ("沈若川", "", "危险化学品 4\n消防 4"),
    ("梁知行", "", "全部 6"),
    ("程守安", "leader", "危险化学品 6\n燃气 6\n工贸 6\n消防 8\n建筑施工 4"),
)
JOINT_AREA = "411102"
# sector → who proposes
JOINT_BY = {"hazardous_chemicals": "emergency1", "gas": "urban-management1", "fire": "fire1"}
# day, focus, the answer (empty: it waits)
JOINT: tuple[tuple[date, str, str], ...] = (
    (date(2022, 10, 26), "用气设备和消防设施一并检查", "agree"),
    (date(2022, 10, 27), "疏散通道和燃气报警装置", ""),
    (date(2022, 10, 25), "节后复查", "decline"),
    (date(2022, 10, 28), "储存场所联合检查", ""),
)
