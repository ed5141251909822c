"""How a hazard text is written: a template with slots, compiled at import into formats.

A slot is `{floor}` (a row of `WORDS`) or `{甲|乙|丙}` (alternatives on the spot). An alternative may carry its
cure, `{灯不亮→更换灯具|门上锁→拆除门锁}`, so that what was done answers what was found. In the interim and
the rectification text `{0}`, `{1}` … repeat what the first, second … slot of the description drew, and `{0→}`
is its cure.
Texts never name a month: the loader dates hazards anywhere in the year.
"""

import re
from dataclasses import dataclass

WORDS: dict[str, tuple[str, ...]] = {
    "floor": ("一层", "一层", "二层"),
    "side": ("东侧", "西侧", "南侧", "北侧", "东南角", "西南角", "东北角", "西北角"),
    "room": ("东侧", "西侧", "南侧", "北侧", "门厅", "后院", "储物间", "入口处", "后门处", "楼梯下方"),
    "shop_floor": ("1号车间", "2号车间", "3号车间", "包装车间", "原料车间", "成品库", "原料库", "维修间"),
    "goods": ("物品", "纸箱", "桌椅", "杂物", "塑料筐", "废旧纸板", "包装材料", "装修余料", "货物"),
    "few": ("1", "2", "3"),
    "n": ("2", "3", "4", "5", "6"),
    "month": ("上月", "本月", "近一个月", "近两个月", "上季度"),
    "watch": (
        "整改期间安排专人每日巡查3次并记录",
        "整改完成前由安全管理人员每班巡查，发现异常立即处置",
        "设置警示标识，安排专人值守",
        "加密巡查频次，整改完成前每2小时巡查1次",
    ),
    "clear": (
        "责令当场清理，整改期间安排专人看护，禁止再次占用",
        "立即组织清理，由负责人现场监督到位",
        "现场设置“禁止堆放”标识，由当班人员每2小时巡查1次",
        "先行将物品移至安全位置，专人看护至整改完毕",
    ),
    "backup": (
        "从备用器材中调配同规格灭火器临时补充",
        "临时增设2具4公斤干粉灭火器，专人检查完好情况",
        "整改前由邻近部位器材保障，加密防火巡查",
        "临时配备应急手电和灭火器材，安排专人值守",
    ),
    "power_off": (
        "切断该回路电源并挂“禁止合闸”牌，整改前不得送电",
        "停用该用电设备，安排持证电工处理",
        "断开相关电源，设专人监护，整改合格后恢复使用",
        "暂停使用该线路，改由其他合格回路供电",
    ),
    "stop": (
        "立即停用，悬挂“禁止使用”标识，复查合格前不得启用",
        "停机断电上锁挂牌，隐患消除前不得投入使用",
        "停止使用该设备，设置警戒，安排专人看护",
        "责令暂停使用，由备用设备替代",
    ),
    "halt": (
        "责令停止该项作业，撤出作业人员，复查合格前不得恢复",
        "立即停止作业，设置警戒线，安排专人值守",
        "暂停该部位作业，整改验收合格后方可继续",
        "停止相关作业，由现场负责人带班监护",
    ),
    "cordon": (
        "设置警戒线和警示标志，禁止无关人员靠近",
        "临时封闭该区域，安排专人看护",
        "拉设硬质围挡并悬挂警示牌，夜间设警示灯",
        "划定警戒范围，安排专人值守，引导人员绕行",
    ),
    "gas_off": (
        "立即关闭阀门停止用气，开窗通风，严禁动用明火和电器开关",
        "停止用气，由燃气经营单位上门处置，合格后恢复供气",
        "关闭气源并挂牌，室内保持通风，专人看护",
        "责令暂停用气，改用电加热设备",
    ),
    "ventilate": (
        "保持通风，安排专人使用便携式检测仪每小时检测1次",
        "划定警戒区，严禁烟火，安排持证人员值守监测",
        "现场增配便携式检测报警仪，每班检测不少于4次",
        "停止周边动火作业，加密巡检频次并记录检测数据",
    ),
    "off_road": (
        "责令该车停运，隐患消除并复查合格前不得参与营运",
        "收回该车钥匙和营运证件，安排替班车辆",
        "车辆停放场内，暂停派单，检修合格后恢复",
        "暂停该车运输任务，由安全管理人员跟踪维修",
    ),
    "manage": (
        "整改期间由主要负责人带班，加密日常巡查",
        "由安全管理人员每日到岗检查，逐日登记",
        "先行开展一次全面自查，发现问题立即处理",
        "班前会专题提醒，安排专人监督落实",
        "指定专人负责，每周向属地安全生产管理站报告进度",
    ),
}

_SLOT = re.compile(r"\{([^{}]+)\}")
_CURE = "→"

Slot = tuple[str, ...] | tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One compiled hazard text: `slots` are drawn in order, the three formats refer to them by position."""

    category: str
    grade: str
    slots: tuple[Slot, ...]
    description: str
    interim: str
    measure: str


def _slot(body: str) -> Slot:
    if "|" not in body:
        return WORDS[body]
    words = body.split("|")
    if _CURE not in body:
        return tuple(words)
    pairs = [word.partition(_CURE) for word in words]
    return tuple((finding, cure) for finding, _, cure in pairs)


def _has_cures(slot: Slot) -> bool:
    return isinstance(slot[0], tuple)


def _reference(index: int, slot: Slot, *, part: int) -> str:
    """A field of `str.format`; a slot with cures is drawn as a pair (finding, cure)."""
    return f"{{{index}[{part}]}}" if _has_cures(slot) else f"{{{index}}}"


def t(category: str, description: str, interim: str, measure: str, *, grade: str = "general") -> Template:
    """The compiled template; raises KeyError for an unknown row of words, IndexError for a bad reference."""
    slots: list[Slot] = []

    def number(match: re.Match[str]) -> str:
        body = match.group(1)
        wants_cure = body.endswith(_CURE) and body[:-1].isdigit()
        if wants_cure or body.isdigit():
            index = int(body.removesuffix(_CURE))
            if index >= len(slots) or wants_cure > _has_cures(slots[index]):
                raise IndexError(f"{description}: slot {body}")
            return _reference(index, slots[index], part=1 if wants_cure else 0)
        slots.append(_slot(body))
        return _reference(len(slots) - 1, slots[-1], part=0)

    formats = [_SLOT.sub(number, text) for text in (description, interim, measure)]
    return Template(category, grade, tuple(slots), *formats)


def major(category: str, description: str, interim: str, measure: str) -> Template:
    """A template of grade major, only for texts that meet a published criterion (domain brief §2.3)."""
    return t(category, description, interim, measure, grade="major")


# Kinds that a group of templates fits (empty: every kind of the sector), and the templates.
Group = tuple[tuple[str, ...], tuple[Template, ...]]

WATCH = "{watch}"
CLEAR = "{clear}"
BACKUP = "{backup}"
POWER_OFF = "{power_off}"
STOP = "{stop}"
HALT = "{halt}"
CORDON = "{cordon}"
GAS_OFF = "{gas_off}"
VENTILATE = "{ventilate}"
OFF_ROAD = "{off_road}"
MANAGE = "{manage}"

EQUIPMENT = "equipment"
FIRE = "fire"
ELECTRICAL = "electrical"
PROCESS = "process"
LAYOUT = "layout"
MANAGEMENT = "management"
BEHAVIOUR = "behaviour"
OTHER = "other"
