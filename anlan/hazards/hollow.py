"""Words about a hazard that say too little: five rules, each with its reason. A hint; nothing is rejected by them.

The phone has the same rules without a network (`field/static/field/hollow.js`) and is told the words below by the
server, so that one list serves both. Source: domain brief 9.5. What they find on labelled texts: docs/quality.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy


class Rule(StrEnum):
    SHORT = "short"
    VAGUE = "vague"
    BLANK = "blank"
    REPEATED = "repeated"
    ECHO = "echo"


LABELS: dict[Rule, Promise] = {
    Rule.SHORT: gettext_lazy("Too short"),
    Rule.VAGUE: gettext_lazy("No object or place"),
    Rule.BLANK: gettext_lazy("Blanks left"),
    Rule.REPEATED: gettext_lazy("The same text again"),
    Rule.ECHO: pgettext_lazy("hollow text", "The measure repeats the problem"),
}
LEAST, LEAST_OF_MEASURE = 8, 5
"""Characters that a finding, and a measure, has at least; a Latin word counts as two."""
PLACED_BY = 10
"""A finding of fewer characters names a place; in a longer one that is left to the reader."""
MANY = 3
"""So many findings of one place in the same words are hollow: the third and the two before it."""
ECHOED = 0.8
"""The share of a measure's pairs of characters that stand in the finding: from here on it says nothing of its own."""

GENERAL = tuple(
    (
        "安全生产 安全管理 安全意识 安全隐患 安全责任 安全教育 安全培训 主体责任 责任制 规章制度 管理制度 "
        "操作规程 从业人员 工作人员 相关人员 负责人 进一步 不到位 不规范 不完善 不健全 不落实 不严格 不重视 "
        "未发现 发现 加强 强化 提高 提升 落实 完善 健全 规范 管理 监管 监督 检查 排查 整改 治理 隐患 问题 "
        "存在 现场 安全 意识 责任 制度 措施 到位 不够 不足 不全 不严 不强 淡薄 薄弱 缺失 较差 混乱 松懈 需要 "
        "有待 亟需 一些 部分 个别 相关 方面 情况 正常 良好 其他 教育 培训 员工 职工 人员 企业 单位 公司 场所 "
        "日常 工作 力度 及时 立即 已经 完成 进行 要求 按照 严格 符合 注意 重视 有关 等等 暂无 没有 设备 设施"
    ).split()
)
"""Words that stand in every report: what is left without them is what the text is about."""
PARTICLES = "的了和及与等未不无没有已需应要请对在将把被也很较其该本各是做到好"
GENERAL_LATIN = frozenset(
    "a an the and or of in at on to for with is are was be been not no none nothing ok good safe safety hazard hazards"
    " management manage awareness responsibility responsibilities system systems measure measures problem problems"
    " issue issues strengthen strengthened strengthening improve improved improving enhance enhanced insufficient"
    " inadequate lacking lack poor weak should must need needs needed implement implemented rectify rectified"
    " rectification done completed complete corrected fixed normal found exists exist some related staff employees"
    " training education general situation in-place place".split()
)
PLACES = (
    "室间楼层库房区院门口道廊梯处旁侧边内外上下前后角台岗线路街"
    "号栋幢顶罐井池仓站厨厅堂馆铺店柜架棚坑沟场中东西南北里部段"
)
"""Characters by which a place, or one thing among many, is named; a figure does it too."""
ACTS = tuple(
    (
        "加装 更换 清理 清除 清空 拆除 补 修 安装 配置 配备 张贴 移 撤 检测 检验 挂 标 公示 归档 封 换 增 "
        "设置 重新 调整 停用 固 断 搬 制定 编制 签 罚 replac remov clear mov repair install fitted put bought "
        "mounted closed locked trained posted added"
    ).split()
)
"""Acts of whoever rectifies: a measure that names one which its finding does not name says something of its own."""
_GENERAL = re.compile("|".join(sorted(map(re.escape, GENERAL), key=len, reverse=True)) + f"|[{PARTICLES}]")
_MAY_BE_GENERAL = str.maketrans("", "", "".join(GENERAL) + PARTICLES)
_MARKS = re.compile(r"[^\w＿]+|_")
_LATIN = re.compile(r"[a-z][a-z'-]*")
_PLACED = re.compile(f"[{PLACES}0-9a-zA-Z]")
_OPPOSITES = re.compile(r"[未不无没已均全]|正常|not|no longer|now")
_DONE = re.compile("已经|立即|及时|完成|进行|按要求|整改|到位|问题|隐患|rectified|corrected|done|fixed")


def squeezed(text: str) -> str:
    """Return a text without spaces and marks, in small letters: what is the same so is the same text."""
    return _MARKS.sub("", text.casefold())


def weight(text: str) -> int:
    """Return how long a text is: characters without spaces and marks, two for a Latin word."""
    plain = text.casefold()
    return len(_MARKS.sub("", _LATIN.sub("", plain))) + 2 * len(_LATIN.findall(plain))


def about(text: str) -> str:
    """Return what a text is about: all of it but words that stand in every report."""
    plain = text.casefold()
    latin = [word for word in _LATIN.findall(plain) if word not in GENERAL_LATIN]
    return _GENERAL.sub("", _MARKS.sub("", _LATIN.sub("", plain))) + "".join(latin)


def says_something(text: str) -> bool:
    """Tell whether a text is about anything at all, beyond what stands in every report."""
    plain = text.casefold()
    if not plain.isascii() and len(_MARKS.sub("", _LATIN.sub("", plain)).translate(_MAY_BE_GENERAL)) > 1:
        return True  # the usual case, without looking for words
    return len(about(text)) > 1


def names_a_place(text: str) -> bool:
    """Tell whether a place, or which one of many, is named. Latin script is not judged: its places have no marks."""
    return bool(_PLACED.search(text))


@lru_cache(maxsize=16_384)
def of_finding(text: str) -> tuple[Rule, ...]:
    """Return the rules that the words of a finding meet, by themselves. No text at all is no matter of words."""
    if not text.strip():
        return ()
    found = [Rule.BLANK] if "＿" in text else []
    long = weight(text)
    if long < LEAST:
        found.append(Rule.SHORT)
    if not says_something(text) or (LEAST <= long < PLACED_BY and not names_a_place(text)):
        found.append(Rule.VAGUE)
    return tuple(found)


@lru_cache(maxsize=16_384)
def of_measure(measure: str, finding: str) -> tuple[Rule, ...]:
    """Return the rules that the words of a measure meet beside those of its finding."""
    if not measure.strip():
        return ()
    found = [Rule.BLANK] if "＿" in measure else []
    if weight(measure) < LEAST_OF_MEASURE or not says_something(measure):
        found.append(Rule.SHORT)
    elif _echoes(measure, finding):
        found.append(Rule.ECHO)
    return tuple(found)


def _echoes(measure: str, finding: str) -> bool:
    """Tell whether a measure only says the finding again, or its opposite: what is left stands in the finding."""
    mine, theirs = squeezed(measure), squeezed(finding)
    if any(act in mine and act not in theirs for act in ACTS):
        return False
    mine, theirs = (_OPPOSITES.sub("", _DONE.sub("", text)) for text in (mine, theirs))
    if not mine or not theirs:
        return False
    pairs = [mine[n : n + 2] for n in range(len(mine) - 1)] or [mine]
    known = {theirs[n : n + 2] for n in range(len(theirs) - 1)} or {theirs}
    return sum(pair in known for pair in pairs) >= ECHOED * len(pairs)


def again(texts: Iterable[tuple[int, str]]) -> frozenset[tuple[int, str]]:
    """Return (place, squeezed text) of what stands `MANY` times or more among findings of one place."""
    counts = Counter((place, squeezed(text)) for place, text in texts)
    return frozenset(key for key, times in counts.items() if times >= MANY)


def reason(rule: Rule, text: str, *, is_measure: bool = False) -> str:
    """Return why a text meets a rule, in words that say what to do about it."""
    match rule:
        case Rule.BLANK:
            return _("Fill in the blanks ＿＿.")
        case Rule.ECHO:
            return _("The measure repeats the problem: say what was done, to which object.")
        case Rule.REPEATED:
            return _(
                "The same words stand for this place %(n)s times or more: say what is different this time."
            ) % {"n": MANY}
        case Rule.SHORT if is_measure:
            return _("This does not say what was done: name the act and the object.")
        case Rule.SHORT:
            return _("Very short: which object, where, and what is wrong with it?")
    if not says_something(text):
        return _("This says nothing: name what is wrong, on which object, where.")
    return _("No place is named: where in the premises is it?")


def hints(finding: str, *, is_again: bool = False) -> list[str]:
    """Return what to tell whoever enters these words of a finding; the same words again, where the place has them."""
    met = of_finding(finding)
    told = [reason(rule, finding) for rule in met if rule is not Rule.SHORT or Rule.VAGUE not in met]
    return [*told, reason(Rule.REPEATED, finding)] if is_again else told


def hints_of_measure(measure: str, finding: str) -> list[str]:
    """Return what to tell whoever enters these words of a measure beside those of its finding."""
    return [reason(rule, measure, is_measure=True) for rule in of_measure(measure, finding)]


def for_phones() -> dict[str, object]:
    """Return the words and numbers of the rules, as the field page takes them."""
    return {
        "general": sorted(GENERAL, key=len, reverse=True),
        "particles": PARTICLES,
        "latin": sorted(GENERAL_LATIN),
        "places": PLACES,
        "acts": ACTS,
        "least": LEAST,
        "least_of_measure": LEAST_OF_MEASURE,
        "placed_by": PLACED_BY,
        "many": MANY,
        "echoed": ECHOED,
    }
