"""Invented people of the demo city: names, telephone numbers and the titles of their posts."""

import hashlib
import random
from bisect import bisect
from itertools import accumulate

# Common surnames of central Henan with rough weights per thousand.
_SURNAMES: dict[str, int] = {
    "王": 92, "张": 88, "李": 86, "刘": 58, "陈": 44, "赵": 38, "杨": 34, "孙": 26, "周": 22, "郭": 26,
    "马": 22, "吴": 18, "朱": 18, "徐": 15, "胡": 15, "高": 16, "宋": 16, "何": 12, "韩": 15, "许": 12,
    "冯": 11, "董": 12, "程": 12, "曹": 11, "袁": 9, "谢": 10, "于": 9, "梁": 9, "田": 9, "杜": 9,
    "魏": 9, "薛": 7, "姚": 8, "侯": 7, "孟": 8, "邢": 6, "任": 8, "苗": 5, "史": 6, "乔": 6,
    "尹": 5, "常": 6, "崔": 7, "段": 6, "靳": 5, "牛": 6, "樊": 4, "谷": 4, "晁": 2, "司": 2,
    "潘": 6, "石": 6, "卢": 6, "范": 6, "彭": 5, "郑": 12, "黄": 10, "吕": 6, "丁": 6, "武": 5,
}  # fmt: skip

_SURNAME_LIST: tuple[str, ...] = tuple(_SURNAMES)
_SURNAME_STEPS: tuple[int, ...] = tuple(accumulate(_SURNAMES.values()))
_SURNAME_TOTAL: int = _SURNAME_STEPS[-1]

_MALE_FIRST = "志建国俊学永文海东景新春明少世宏晓长德彦佳书庆红耀振立广克宝纪培玉卫保金延中鹏云"
_MALE_LAST = "伟强军勇涛辉峰杰鹏斌超波刚磊明亮平飞凯龙锋旭阳民华林山江海洋举义恒宾奎甫坡哲松宇航"
_FEMALE_FIRST = "秀晓淑丽雪春玉红慧桂俊艳海巧佳瑞素思文婷雅金爱凤梦亚小彩静会"
_FEMALE_LAST = "英丽敏娟霞红艳玲芳燕静娜萍花莉琴云凤洁颖平丹梅婷蕾楠佳悦茹琳"
_MALE_SINGLE = "伟磊涛鹏军超杰勇斌凯峰辉波亮旭龙飞洋浩坤"
_FEMALE_SINGLE = "静敏丽娜燕婷娟艳洁琳颖楠雪倩莹"

# The officials named in the seed bulletin must not come out of the lottery. Only digests are kept, so that
# the repository itself does not hold their names.
_REFUSED: frozenset[str] = frozenset({
    "06367e9b6cbfb4c0",
    "683f753213bff729",
    "1c4fc6d808fb0c44",
    "744989189b6cd229",
    "a8ffd7971cfc01e6",
    "63809bfa06036f30",
    "b3eaf72d10d32fb0",
    "69eb5f2096a5689a",
    "abeca6a3c257377e",
})  # fmt: skip


def is_refused(name: str) -> bool:
    """True when `name` belongs to a person named in the seed bulletin."""
    return hashlib.sha256(name.encode()).hexdigest()[:16] in _REFUSED


def person_name(rng: random.Random) -> str:
    """An invented name of two or three characters, never that of a person named in the seed bulletin."""
    while True:
        draw = rng.random
        surname = _SURNAME_LIST[bisect(_SURNAME_STEPS, draw() * _SURNAME_TOTAL)]
        male = draw() < 0.62
        if draw() < 0.2:
            singles = _MALE_SINGLE if male else _FEMALE_SINGLE
            given = singles[int(draw() * len(singles))]
        else:
            first, last = (_MALE_FIRST, _MALE_LAST) if male else (_FEMALE_FIRST, _FEMALE_LAST)
            given = first[int(draw() * len(first))] + last[int(draw() * len(last))]
            if given[0] == given[1]:
                continue
        name = surname + given
        if not is_refused(name):
            return name


def phone(rng: random.Random) -> str:
    """A number of eleven digits in the fictional range 1990000xxxx; 10,000 numbers, so they repeat."""
    return f"1990000{int(rng.random() * 10000):04d}"


# Post titles by group, each a stable code and the title as it is written on papers.
POSTS: dict[str, dict[str, str]] = {
    "leader": {
        "mayor": "市长",
        "executive_vice_mayor": "常务副市长",
        "vice_mayor": "副市长",
        "secretary_general": "市政府秘书长",
        "deputy_secretary_general": "市政府副秘书长",
    },
    "office": {
        "director": "安委办主任",
        "deputy_director": "安委办副主任",
        "general_section_chief": "安委办综合科科长",
        "supervision_section_chief": "安委办督查科科长",
        "dispatcher": "安委办调度员",
        "statistician": "安委办统计员",
        "duty_officer": "市应急指挥中心值班员",
        "duty_leader": "市应急指挥中心带班领导",
    },
    "bulletin": {
        "editor": "简报编辑",
        "reviewer": "简报审核人",
        "signer": "简报签发人",
    },
    "department": {
        "director": "局长",
        "deputy_director": "副局长",
        "supervision_section_chief": "监督检查科科长",
        "safety_section_chief": "安全监管科科长",
        "officer": "执法人员",
        "liaison": "安全生产联络员",
    },
    "county": {
        "leader": "分管副县（区）长",
        "office_director": "县区安委办主任",
        "office_deputy_director": "县区安委办副主任",
        "dispatcher": "县区安委办调度员",
        "officer": "县区应急管理局执法人员",
    },
    "zone": {
        "leader": "管委会副主任",
        "office_director": "功能区安委办主任",
        "dispatcher": "功能区安委办调度员",
        "officer": "功能区安全监管人员",
    },
    "township": {
        "leader": "分管副镇（乡）长",
        "subdistrict_leader": "街道办事处副主任",
        "station_head": "安全生产管理站站长",
        "safety_officer": "安全员",
        "grid_worker": "网格员",
    },
    "enterprise": {
        "principal": "主要负责人",
        "safety_director": "安全总监",
        "safety_manager": "安全管理员",
        "workshop_head": "车间主任",
        "shopkeeper": "经营者",
    },
    "expert": {
        "chemical": "化工安全专家",
        "refrigeration": "制冷安全专家",
        "electrical": "电气安全专家",
        "fire": "消防安全专家",
        "construction": "建筑施工安全专家",
        "gas": "燃气安全专家",
        "special_equipment": "特种设备检验专家",
        "transport": "道路运输安全专家",
    },
}
