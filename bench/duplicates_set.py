"""A labelled set for the duplicate hint: findings of one place, and the same findings as a second clerk writes them.

Positives: a finding of the demo's vocabulary, rewritten by two to four of the changes that clerks make (other words
for the same thing, clauses turned round or left out, measures left out, figures spelt otherwise, phrases before and
after, a slip of the pen), in the same category three times in four. Negatives, of the same place: another finding
drawn for it (`other`); and the same kind of finding at another spot or on another thing (`near`), drawn from the same
template until place or number differ: hard on purpose, for a tired eye they are the same too. The rule was
chosen on the pairs of one seed (`TUNED`); what is told is measured on those of another (`SEED`).
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import random
import re
from dataclasses import dataclass

TUNED, SEED = 20221024, 7
SYNONYMS = (
    ("灭火器", ("灭火器材",)),
    ("安全出口", ("疏散出口", "出口")),
    ("疏散指示标志灯", ("疏散指示灯", "疏散标志灯")),
    ("应急照明灯", ("应急灯",)),
    ("通道", ("过道",)),
    ("堵塞", ("占用", "堵住")),
    ("遮挡", ("挡住",)),
    ("损坏", ("坏了", "破损", "不能正常使用")),
    ("缺失", ("没有", "缺少")),
    ("未设置", ("没有设置", "缺少")),
    ("未张贴", ("没有张贴", "未贴")),
    ("锈蚀", ("生锈",)),
    ("松动", ("不牢固",)),
    ("电源线", ("电线", "线路")),
    ("配电箱", ("电箱", "配电柜")),
    ("未穿管保护", ("没有穿管",)),
    ("电动自行车", ("电动车", "电瓶车")),
    ("燃气", ("天然气",)),
    ("液化石油气", ("液化气",)),
    ("报警器", ("报警装置",)),
    ("员工", ("职工", "工作人员")),
    ("培训", ("教育培训",)),
    ("记录", ("台账",)),
    ("未", ("没有",)),
    ("存放", ("堆放", "放置")),
    ("杂物", ("物品", "货物")),
    ("绝缘层破损", ("绝缘皮破了",)),
    ("影响", ("妨碍",)),
)
BEFORE = ("检查发现", "现场检查发现：", "经查，", "该单位", "1、")
AFTER = ("，存在安全隐患", "，要求立即整改", "，不符合要求", "等问题", "。")
DIGITS = dict(zip("1234567890", "一二三四五六七八九〇", strict=True))
MEASURED = re.compile(r"(约?\d+(?:\.\d+)?(?:厘米|米|公斤|千克|毫米|平方米|人|处|具|辆|瓶|日|天|个月|个))")
SPOTS = re.compile(r"[东西南北]+侧?|[一二三四五六七八九\d]+[层楼]|前|后|左|右|中部|里间|门厅|后院|阁楼|\d+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one place: `same` says that they are one finding; `kind` is copy, other or near."""

    one: str
    other: str
    category: str
    other_category: str
    same: bool
    kind: str


def labelled(count: int, *, seed: int = SEED) -> list[Pair]:
    """Return `count` pairs of each kind."""
    from anlan.demo.content.hazards import CATEGORIES, hazard
    from anlan.demo.content.kinds import SECTOR_KINDS

    rng = random.Random(seed)
    kinds = [(sector, kind) for sector, several in SECTOR_KINDS.items() for kind in several]
    pairs: list[Pair] = []
    pool = {key: [hazard(rng, sector=key[0], kind=key[1]) for _n in range(120)] for key in kinds}
    for _number in range(count):
        here = pool[rng.choice(kinds)]
        one = rng.choice(here)
        category = one.category if rng.random() < 0.75 else rng.choice(list(CATEGORIES))
        pairs.append(
            Pair(one.description, rewritten(rng, one.description), one.category, category, True, "copy")
        )
        other = rng.choice([h for h in here if _skeleton(h.description) != _skeleton(one.description)])
        pairs.append(Pair(one.description, other.description, one.category, other.category, False, "other"))
        near = [
            h
            for h in here
            if _skeleton(h.description) == _skeleton(one.description) and h.description != one.description
        ]
        if near:
            beside = rng.choice(near)
            pairs.append(
                Pair(one.description, beside.description, one.category, beside.category, False, "near")
            )
    return pairs


def _skeleton(text: str) -> str:
    """Return a finding without its spots and numbers: those of one template are told by it."""
    return SPOTS.sub("", text)


def rewritten(rng: random.Random, text: str) -> str:
    """Return a finding in a second clerk's words: two to four changes."""
    changes = rng.sample(
        (_synonyms, _turned, _shortened, _unmeasured, _spelt, _framed, _slip), rng.randint(2, 4)
    )
    for change in changes:
        text = change(rng, text)
    return text


def _synonyms(rng: random.Random, text: str) -> str:
    for word, others in SYNONYMS:
        if word in text and rng.random() < 0.6:
            text = text.replace(word, rng.choice(others), 1)
    return text


def _turned(rng: random.Random, text: str) -> str:
    clauses = text.split("，")
    rng.shuffle(clauses)
    return "，".join(clauses)


def _shortened(rng: random.Random, text: str) -> str:
    clauses = text.split("，")
    if len(clauses) > 1:
        del clauses[rng.randrange(1, len(clauses))]
    return "，".join(clauses)


def _unmeasured(rng: random.Random, text: str) -> str:
    return MEASURED.sub("", text)


def _spelt(rng: random.Random, text: str) -> str:
    return re.sub(r"(?<!\d)\d(?!\d)", lambda found: DIGITS[found.group()], text)


def _framed(rng: random.Random, text: str) -> str:
    return rng.choice(BEFORE) + text + rng.choice(("", *AFTER))


def _slip(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text))
    return text[:place] + text[place + 1 :] if rng.random() < 0.5 else text[:place] + "的" + text[place:]
