"""The demo's risk study of 14 October 2022 and its risk levels: words are invented, the eight departments are the seed's.

The seed says that the office brought emergency, development and reform, transport, education, housing, city management,
market regulation and fire together to study the risks ahead (domain brief 2.1a).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

ASKED = ("emergency", "ndrc", "transport", "education", "housing", "urban_management", "market", "fire")
TITLE = "全市安全风险隐患分析研判会议"
WEATHER = "10月中下旬以多云到阴天气为主，气温下降，早晚有雾，偏北风4到5级。"
PERIOD = (date(2022, 10, 15), date(2022, 10, 31))
PLACE = "市应急指挥中心会议室"
REQUIREMENT = "各部门要把会上研判的风险逐项落实到单位、到人，预警当天发出，任务限期完成，不能只研判不处置。"
CONCLUSION = "近期危险化学品装卸、建筑起重机械、人员密集场所和道路客运风险较高，已发布黄色预警；其余风险已交办，按期销号。"
WARNING = "党的二十大期间安全生产风险黄色预警"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}:00+08:00")


PREPARED, HELD, TOLD, TASKED, WARNED, CLOSED = (
    _at("10-12 10:00"), _at("10-14 09:00"), _at("10-14 10:30"), _at("10-14 15:00"), _at("10-14 18:30"), _at("10-15 17:00"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A finding: who tells it, of which sector and area, how likely and grave, and what it ends in."""

    by: str
    sector: str
    area: str
    place: str
    weakness: str
    likelihood: int
    consequence: int
    advice: str
    end: str  # warning, task, none
    words: tuple[str, ...] = ()  # of a task: title and standard; of none: the reason
    rates: bool = False  # its level becomes that of the area


FINDINGS: tuple[Seed, ...] = (
    Seed("emergency", "hazardous_chemicals", "411104", "化工园区装卸区", "四季度装卸量增加，部分企业静电接地和鹤管检查不到位。",
         4, 4, "装卸前逐项确认，夜间停止装卸，属地每日抽查。", "warning", rates=True),
    Seed("housing", "construction", "411103", "在建住宅和商业项目", "赶工期项目塔吊、施工升降机使用频繁，个别司机无证操作。",
         3, 5, "大风天停止吊装，逐台核验检测报告和人员证书。", "warning", rates=True),
    Seed("fire", "fire", "411102", "商场、宾馆等人员密集场所", "天气转冷用电负荷上升，安全出口锁闭、消防设施停用问题反复出现。",
         4, 4, "开展夜查，发现锁闭出口当场打开并处罚。", "warning", rates=True),
    Seed("transport", "road_transport", "411100", "高速公路和国省干线", "早晚有雾，旅游包车和长途客运夜间行驶风险高。",
         4, 4, "雾天停班或缓行，动态监控逐车抽查。", "warning"),
    Seed("urban_management", "gas", "411102", "餐饮场所", "小餐饮使用不合格软管和减压阀，报警装置未联网。",
         4, 3, "对小餐饮逐户核查。", "task", ("小餐饮燃气软管和报警装置逐户核查", "建立台账，不合格的当场更换，未安装报警装置的停止使用")),
    Seed("market", "special_equipment", "411121", "老旧住宅小区", "使用15年以上的电梯维保不到位，困人事件上升。",
         3, 3, "对老旧电梯开展一次专项检验。", "task", ("老旧电梯专项检验", "15年以上电梯检验率百分之百，问题电梯停用整改")),
    Seed("education", "education", "411122", "中小学校食堂", "部分学校食堂燃气和用电设备老化，夜间无人值守。",
         3, 3, "开展校园食堂安全检查。", "task", ("校园食堂燃气用电安全检查", "逐校检查，一校一表，问题清单报教育局")),
    Seed("ndrc", "power_pipelines", "411103", "城郊油气管道", "两处管道占压尚未拆除。", 2, 4, "保持巡线频次。", "none",
         ("已列入年度整治计划，10月底前拆除，每日巡线两次，不另行处置",)),
)  # fmt: skip
AREA_LEVELS: tuple[tuple[str, str, str], ...] = (
    ("411102", "3", "商业集中、老旧小区多，涉危企业少。"),
    ("411103", "3", "在建项目较多，食品加工企业集中。"),
    ("411104", "3", "化工和食品产业集聚，危险化学品储存量中等。"),
    ("411121", "3", "盐化工企业较多，道路运输量大。"),
    ("411122", "4", "以农业和食品加工为主。"),
    ("411171", "2", "工业企业密集，涉氨制冷和危险化学品使用单位多。"),
    ("411100Z1", "4", "以住宅和学校为主。"),
    ("411100Z2", "4", "以住宅和服务业为主。"),
)
"""Area → level as rated at the beginning of the year, with its basis."""
RATED_ON = datetime.fromisoformat("2022-01-10T10:00:00+08:00")
PLACES_ON = datetime.fromisoformat("2022-03-15T10:00:00+08:00")
PLACE_LEVELS = {"hazardous_chemicals": ("5", "4"), "industry_trade": ("3", "4"), "gas": ("4", "4"), "commerce": ("3", "3"),
                "fire": ("3", "3"), "education": ("2", "3")}  # fmt: skip
"""Sector → likelihood and consequence of its largest places."""
PLACES_EACH = 8
BORDERS = ("五县区示意界线", "安澜演示组手绘示意图，依据各县区驻地大致方位，2026年11月", "演示数据，不是行政区划界线")
INSIDE = {"411171": "411104", "411100Z1": "411102", "411100Z2": "411103"}
"""A zone without a border → the district in which its places are drawn."""
