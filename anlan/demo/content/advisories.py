"""The demo's advisories and warnings of September and October 2022: words and days are invented, weather too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seed:
    """What was issued when, by whom, to whom; how it ended (a day, and the reason where it was lifted)."""

    kind: str
    category: str
    level: str
    title: str
    matters: str
    measures: str
    issued_at: datetime
    ends_at: datetime
    by: str = "office"
    approver: str = "leader"
    area: str = ""
    to: tuple[str, ...] = ("to_offices", "to_departments")
    sectors: tuple[str, ...] = ()
    least_staff: int | None = None
    minutes: int = 60
    hours: int | None = None
    checks: int | None = None
    duty: int | None = None
    reports: int | None = None
    public: bool = False
    update: tuple[datetime, str, str] | None = None  # when, the new level, the reason
    lifted: tuple[datetime, str] | None = None


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"2022-{day}:00+08:00")


SEEDS: tuple[Seed, ...] = (
    Seed(
        "advisory", "safety", "", "关于做好国庆假期安全防范工作的提示提醒",
        "国庆假期旅游出行、商场聚集、农村自建房施工和燃气使用集中，火灾、交通、燃气等风险上升。",
        "各县区、各部门要落实领导带班和24小时值班，对商场、景区、客运、燃气、在建工地开展一次节前检查，发现隐患立即整改。",
        _at("09-28 16:00"), _at("10-08 08:00"), minutes=120, hours=48, public=True,
    ),
    Seed(
        "warning", "weather", "4", "大风降温蓝色预警",
        "预计10月3日夜间至5日，全市有5到6级偏北风，阵风8级，最低气温下降8到10摄氏度。",
        "停止室外高处作业和起重吊装，加固围挡、广告牌和塔吊，检查取暖用气用电。",
        _at("10-03 15:30"), _at("10-05 20:00"), to=("to_offices", "to_departments", "to_stations"), minutes=60,
        public=True, update=(_at("10-04 08:40"), "3", "风力加大，阵风可达9级"),
        lifted=(_at("10-05 17:20"), "大风过程结束"),
    ),
    Seed(
        "advisory", "gas", "", "关于加强餐饮场所燃气安全的提示提醒",
        "近期检查发现餐饮场所软管超期、报警器未联网等问题反复出现。",
        "逐户核对软管、减压阀和报警器，未安装报警装置的不得营业；对小餐饮开展一次入户宣传。",
        _at("10-10 10:00"), _at("10-31 18:00"), by="urban-management1", approver="urban-management2", minutes=240, hours=72,
        sectors=("gas",),
    ),
    Seed(
        "warning", "safety", "3", "党的二十大期间安全生产风险黄色预警",
        "10月14日风险隐患分析研判会议认为：危险化学品装卸、建筑起重机械、人员密集场所用火用电、道路客运风险较高。",
        "严格执行领导带班和驻点督导；一级以上重大危险源停止特殊作业；人员密集场所每日巡查两次；每天16时前报告情况。",
        _at("10-14 17:40"), _at("10-31 12:00"), to=("to_offices", "to_departments", "to_stations"), minutes=30,
        hours=24, checks=48, duty=12,
    ),
    Seed(
        "warning", "fire", "3", "商贸综合体火灾风险黄色预警",
        "天气转冷，用电负荷上升，个别商场存在安全出口锁闭、消防设施停用问题。",
        "立即打开全部安全出口，恢复消防设施，落实值班和夜间巡查，并反馈自查情况。",
        _at("10-18 09:10"), _at("10-26 18:00"), to=("to_places", "to_stations"), sectors=("commerce",), least_staff=100, minutes=60,
        hours=24, public=True,
    ),
    Seed(
        "warning", "weather", "4", "大雾蓝色预警",
        "预计10月24日凌晨至上午，元汇、沙北等地有能见度不足500米的大雾。",
        "危险货物运输车辆停运或绕行，客运班线减速慢行，高速公路入口视情管控。",
        _at("10-23 20:10"), _at("10-24 11:00"), to=("to_offices", "to_departments"), minutes=30, public=True,
    ),
    Seed(
        "warning", "chemical", "3", "危险化学品装卸作业风险黄色预警",
        "近期装卸量增加，部分企业装卸区静电接地和鹤管检查不到位。",
        "装卸前逐项确认静电接地、流速和人员资质，夜间停止装卸；属地每日抽查一家。",
        _at("10-24 14:30"), _at("10-26 18:00"), to=("to_offices", "to_departments"), minutes=60, hours=24, reports=24,
        public=True,
    ),
)  # fmt: skip
MEASURES = (
    "已召开调度会部署，分片包干检查，发现问题现场督促整改。",
    "已传达到重点企业负责人，停止高风险作业，安排专人值守。",
    "组织执法人员开展专项检查，已建立问题清单并逐项销号。",
    "已安排领导带班、24小时值班，重点部位加密巡查。",
)
ON_DUTY = ("王建国副县长", "李明副区长", "张海涛副局长", "刘志强副主任", "陈卫东副书记")
SITUATIONS = ("今日检查正常，无异常情况。", "开展夜间巡查，未发现异常。", "排查整改一般隐患若干，总体平稳。")
SILENT, LATE, PHONED, TELLS = 0.02, 0.05, 0.5, 0.8
"""Shares: who never acknowledges, who does late, who of these by telephone, who tells the measures taken."""
