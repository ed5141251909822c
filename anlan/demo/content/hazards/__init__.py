"""Hazards as an inspector writes them: where, what is wrong, what is done meanwhile, how it was put right."""

import random
from dataclasses import dataclass

from anlan.demo.content.hazards.any_sector import common_templates
from anlan.demo.content.hazards.care import CIVIL_AFFAIRS, EDUCATION, HEALTH
from anlan.demo.content.hazards.chemicals_gas import GAS, HAZARDOUS_CHEMICALS
from anlan.demo.content.hazards.industry import INDUSTRY_TRADE
from anlan.demo.content.hazards.power import POWER_PIPELINES
from anlan.demo.content.hazards.public import COMMERCE, CULTURE_TOURISM, FIRE_SAFETY
from anlan.demo.content.hazards.road_rural import AGRICULTURE, ROAD_TRANSPORT, WATER
from anlan.demo.content.hazards.template import Group, Template
from anlan.demo.content.hazards.works import CONSTRUCTION, SPECIAL_EQUIPMENT
from anlan.demo.content.kinds import SCALES, SECTOR_KINDS

CATEGORIES: dict[str, tuple[str, str]] = {
    "equipment": ("设备设施", "Equipment"),
    "fire": ("消防", "Fire protection"),
    "electrical": ("电气", "Electrical"),
    "process": ("工艺", "Process"),
    "layout": ("场所环境", "Layout and premises"),
    "management": ("安全管理", "Management"),
    "behaviour": ("作业行为", "Behaviour"),
    "other": ("其他", "Other"),
}

GRADES: dict[str, tuple[str, str]] = {
    "general": ("一般隐患", "General hazard"),
    "major": ("重大隐患", "Major hazard"),
}

MAJOR_SHARE = 0.004
_MAJOR_SHARE_AT_MOST = 0.035  # in one kind: a sector with few dangerous places does not overload them


@dataclass(frozen=True, slots=True)
class HazardSeed:
    """One hazard; `grade` is a code of `GRADES`, `category` of `CATEGORIES`.

    `interim` is the control measure while it is outstanding, `measure` the finished rectification.
    """

    description: str
    grade: str
    category: str
    interim: str
    measure: str


SECTOR_GROUPS: dict[str, tuple[Group, ...]] = {
    "hazardous_chemicals": HAZARDOUS_CHEMICALS,
    "gas": GAS,
    "industry_trade": INDUSTRY_TRADE,
    "construction": CONSTRUCTION,
    "road_transport": ROAD_TRANSPORT,
    "special_equipment": SPECIAL_EQUIPMENT,
    "fire": FIRE_SAFETY,
    "education": EDUCATION,
    "culture_tourism": CULTURE_TOURISM,
    "commerce": COMMERCE,
    "health": HEALTH,
    "civil_affairs": CIVIL_AFFAIRS,
    "agriculture": AGRICULTURE,
    "water": WATER,
    "power_pipelines": POWER_PIPELINES,
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What may be found in one kind of place of one sector; a draw from [0, 1) picks among the pools."""

    majors: tuple[Template, ...]
    own: tuple[Template, ...]
    common: tuple[Template, ...]
    major_until: float
    own_until: float


def _plan(sector: str, kind: str) -> _Plan:
    fitting = [
        template
        for kinds, templates in SECTOR_GROUPS[sector]
        if not kinds or kind in kinds
        for template in templates
    ]
    majors = tuple(template for template in fitting if template.grade == "major")
    own = tuple(template for template in fitting if template.grade == "general")
    common = common_templates(kind, SCALES[kind])
    major_until = min(MAJOR_SHARE / _share_with_majors(sector), _MAJOR_SHARE_AT_MOST) if majors else 0.0
    own_share = len(own) / (len(own) + 0.5 * len(common)) if own else 0.0
    return _Plan(majors, own, common, major_until, major_until + (1 - major_until) * own_share)


def _share_with_majors(sector: str) -> float:
    """The share of the sector's premises whose kind has a text of grade major."""
    with_majors = {
        kind
        for kind in SECTOR_KINDS[sector]
        for kinds, templates in SECTOR_GROUPS[sector]
        if (not kinds or kind in kinds) and any(template.grade == "major" for template in templates)
    }
    return max(sum(SECTOR_KINDS[sector][kind] for kind in with_majors), 1) / 100


_PLANS: dict[tuple[str, str], _Plan] = {
    (sector, kind): _plan(sector, kind) for sector, kinds in SECTOR_KINDS.items() for kind in kinds
}


def hazard(rng: random.Random, *, sector: str, kind: str) -> HazardSeed:
    """One hazard that fits a place of `kind` (a code of `premises.KINDS`) under supervision of `sector`.

    About `MAJOR_SHARE` of the hazards of a sector's usual mix of places are major. A kind that the sector does
    not usually have gets the texts that fit any place of its size. Raises KeyError for an unknown sector or kind.
    """
    plan = _PLANS.get((sector, kind))
    if plan is None:
        plan = _PLANS[sector, kind] = _plan(sector, kind)
    random_ = rng.random
    draw = random_()
    pool = plan.majors if draw < plan.major_until else plan.own if draw < plan.own_until else plan.common
    template = pool[int(random_() * len(pool))]
    values = [slot[int(random_() * len(slot))] for slot in template.slots]
    return HazardSeed(
        template.description.format(*values),
        template.grade,
        template.category,
        template.interim.format(*values),
        template.measure.format(*values),
    )
