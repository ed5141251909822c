"""The demo city's invented incidents of 2022, small ones before October, with what was reported and became of them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

TO = "市安全生产委员会办公室、县（区）人民政府"
SIGNED = "值班带班领导"
REPORT = {"to": TO, "signed_by": SIGNED, "phone_confirmed": "市应急指挥中心值班室"}
CLOSING = {"evaluation": "接报、到场、处置和信息报送均在规定时限内完成，无次生事故。"}
Later = tuple[int, str, dict[str, Any]]
"""Minutes after the call, the step, what it takes in."""
DAY = 24 * 60


def _short(*, measures: str, course: str, days: int = 31) -> tuple[Later, ...]:
    """Return the usual end of a small incident: one report, rescue ended, final report when numbers stand, closed."""
    return (
        (6, "note", {"words": "请立即派员到场核实并每半小时报告一次", "given_by": "值班领导", "given_to": "属地应急办"}),
        (48, "first_report", REPORT | {"measures": measures, "course": course}),
        (150, "end", {}),
        (days * DAY, "final_report", REPORT | CLOSING | {"measures": measures, "course": course}),
        (days * DAY + 30, "close", {}),
    )


INCIDENTS: tuple[tuple[date, time, int, dict[str, Any], tuple[Later, ...]], ...] = (
    # day, hour of the call, which county in order, the call, what followed
    (
        date(2022, 2, 18), time(10, 20), 0,
        {"kind": "production", "source": "unit", "place": "城区某机械加工厂二车间", "what": "检修冲床时机械伤害",
         "deaths": 1, "serious": 1, "caller": "王师傅", "caller_body": "厂安全员", "already_told": "120"},
        (
            (5, "note", {"words": "立即停机断电，封控现场，抢救伤员", "given_by": "值班领导", "given_to": "事发单位"}),
            (40, "first_report", REPORT | {"measures": "120到场救治，车间停产", "course": "检修时未断电挂牌"}),
            (30 * 60, "follow_up", REPORT | {"course": "伤者病情稳定，家属已安抚", "measures": "同类设备全部停用检查"}),
            (30 * 60 + 20, "end", {}),
            (31 * DAY, "final_report", REPORT | CLOSING | {"course": "检修时未断电挂牌，联锁被拆除"}),
            (52 * DAY, "investigate", {"reference": "事故调查〔2022〕1号",
                                       "words": "直接原因为检修未断电挂牌；间接原因为联锁装置被拆除、培训不到位。一般生产安全责任事故。"}),
            (52 * DAY + 60, "recommend", {"text": "对机械加工企业冲压设备联锁装置开展专项检查", "destiny": "task"}),
            (52 * DAY + 70, "recommend", {"text": "事发企业建立检修断电挂牌制度并全员培训", "destiny": "hazard"}),
            (60 * DAY, "reply", {"reference": "批复〔2022〕1号", "words": "同意调查报告，按期落实整改建议。"}),
            (60 * DAY + 90, "close", {}),
        ),
    ),
    (
        date(2022, 4, 6), time(9, 5), 1,
        {"kind": "fire", "source": "fire_service", "place": "老城商贸街临街仓库", "what": "电气线路短路引发火灾，无人员伤亡",
         "deaths": 0, "serious": 0, "loss_yuan": 80_000},
        _short(measures="消防出动两车，半小时扑灭", course="仓库夜间充电引发，发现及时", days=9),
    ),
    (
        date(2022, 6, 21), time(8, 40), 2,
        {"kind": "traffic", "source": "police", "place": "省道与乡道交叉口", "what": "货车与面包车相撞", "deaths": 1, "serious": 2},
        _short(measures="伤员送医，道路恢复通行", course="货车转弯未让行", days=9),
    ),
    (
        date(2022, 7, 22), time(7, 30), 3,
        {"kind": "disaster", "source": "area", "place": "沿河低洼路段", "what": "短时强降雨造成积水，转移群众12人，无伤亡"},
        _short(measures="排涝泵车到场，转移群众安置妥当", course="两小时降雨68毫米"),
    ),
    (
        date(2022, 8, 9), time(11, 10), 0,
        {"kind": "production", "source": "unit", "place": "工业园某食品厂包装车间", "what": "传送带挤伤", "minor": 2},
        _short(measures="伤者送医，设备停用检查", course="清理卡料时未停机"),
    ),
    (
        date(2022, 9, 2), time(9, 50), 4,
        {"kind": "emergency", "source": "hotline", "place": "某小区燃气调压箱", "what": "车辆撞击致燃气泄漏，疏散居民60人，无伤亡"},
        _short(measures="关阀止漏，检测合格后恢复供气", course="倒车撞击调压箱"),
    ),
)  # fmt: skip
DUPLICATE = (
    date(2022, 6, 21), time(8, 52), 2,
    {"kind": "traffic", "source": "public", "place": "省道路口", "what": "货车撞了面包车，有人受伤", "serious": 2},
    "与同一路口先接报的为同一起事故",
)  # fmt: skip
FALSE_ALARM = (
    date(2022, 9, 14), time(10, 15), 1,
    {"kind": "fire", "source": "public", "place": "某厂区烟囱", "what": "群众反映厂区冒烟"},
    "现场核实为正常锅炉排汽，属误报",
)  # fmt: skip
DRILL: tuple[date, time, int, dict[str, Any], tuple[Later, ...]] = (
    date(2022, 9, 27), time(9, 0), 0,
    {"kind": "production", "source": "unit", "place": "化工园区甲醇储罐区（演练）", "what": "演练：甲醇储罐泄漏，模拟伤亡",
     "deaths": 3, "serious": 2, "caller": "演练导调组"},
    (
        (4, "note", {"words": "演练：启动预案，园区疏散，专业队伍集结", "given_by": "演练总指挥", "given_to": "园区应急队"}),
        (25, "phone", {"given_to": "省应急管理厅值班室（演练）", "words": "演练：报告演练情况"}),
        (50, "first_report", REPORT | {"measures": "演练：堵漏、稀释、警戒", "course": "演练：法兰泄漏"}),
        (160, "end", {}),
    ),
)  # fmt: skip
CONFIRMED_ON = date(2022, 10, 23)
CONFIRMATION = {
    "category": "disaster", "first_day": "2022-10-16", "last_day": "2022-10-22",
    "basis": "已与气象、水利、自然资源、农业农村部门核对，期间无灾情报告",
}  # fmt: skip
TASK = {
    "source": "other", "title": "冲压设备联锁装置专项检查", "content": "对机械加工企业冲压设备联锁装置逐台检查，建立台账",
    "standard": "台账齐全，缺失联锁的全部停用整改", "cycle": "monthly", "is_safety": "yes",
}  # fmt: skip
NOT_FOLLOWED = "已并入企业检修制度整改，不再单独登记隐患"
