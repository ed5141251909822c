"""Invented premises: what a place is called, where it stands, what it is and how many people work there."""

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from anlan.demo.content import words
from anlan.demo.content.kinds import KIND_SPECS, SECTOR_KINDS, KindSpec


@dataclass(frozen=True, slots=True)
class PremisesSeed:
    """One place: `kind` is a code of `KINDS`, `tags` of `TAGS`, `industry_code` of GB/T 4754-2017 or ""."""

    name: str
    kind: str
    tags: tuple[str, ...]
    industry_code: str
    address: str
    staff: int


KINDS: dict[str, tuple[str, str]] = {spec.code: (spec.zh, spec.en) for spec in KIND_SPECS}

KIND_OF: dict[str, str] = {words[0]: code for code, words in KINDS.items()}
"""The code of a kind by its Chinese words, which the register keeps as an imported one does."""

TAGS: dict[str, tuple[str, str]] = {
    "nine_small": ("九小场所", "Nine kinds of small premises"),
    "crowded": ("人员密集场所", "Crowded place"),
    "old_housing": ("老旧小区", "Old housing"),
    "high_rise": ("高层建筑", "High-rise building"),
    "self_built": ("自建房", "Self-built house"),
    "urban_fringe": ("城乡结合部", "Urban fringe"),
    "ammonia": ("液氨制冷", "Ammonia refrigeration"),
    "dust": ("涉粉作业", "Combustible dust"),
    "confined_space": ("有限空间", "Confined space"),
    "major_hazard_installation": ("重大危险源", "Major hazard installation"),
}

_SLOTS = {"a": 0, "c": 1, "p": 2, "b": 3, "v": 4, "n": 5, "z": 6, "s": 7, "r": 8}
_BRAND_IS_ENOUGH = 4  # patterns whose slots all lie below this need no draw but the trade name
_TAG_WHEEL = 200


@dataclass(frozen=True, slots=True)
class _Ready:
    """A kind made ready: positional formats cost half of named ones, and one draw gives all tags.

    `names` pairs each format with whether area, company, township and trade name fill it.
    """

    code: str
    names: tuple[tuple[str, bool], ...]
    industry: str
    least_staff: int
    staff_span: int
    tag_wheel: tuple[tuple[str, ...], ...]


def _ready(spec: KindSpec) -> _Ready:
    names = []
    for pattern in spec.names:
        simple = all(i < _BRAND_IS_ENOUGH or f"{{{letter}}}" not in pattern for letter, i in _SLOTS.items())
        names.append((_positional(pattern), simple))
    least, most = spec.staff
    return _Ready(spec.code, tuple(names), spec.industry, least, most - least + 1, _tag_wheel(spec))


def _positional(pattern: str) -> str:
    for letter, index in _SLOTS.items():
        pattern = pattern.replace("{" + letter + "}", "{" + str(index) + "}")
    return pattern


def _tag_wheel(spec: KindSpec) -> tuple[tuple[str, ...], ...]:
    """Tag sets in about their right shares, as if every chance tag were tossed by itself."""
    shares: dict[tuple[str, ...], float] = {spec.tags: 1.0}
    for tag, chance in spec.chance_tags:
        tossed: dict[tuple[str, ...], float] = {}
        for tags, share in shares.items():
            tossed[tags] = tossed.get(tags, 0.0) + share * (1 - chance)
            tossed[(*tags, tag)] = tossed.get((*tags, tag), 0.0) + share * chance
        shares = tossed
    entries = ([tags] * max(1, round(share * _TAG_WHEEL)) for tags, share in shares.items())
    return tuple(chain.from_iterable(entries))


_READY: dict[str, _Ready] = {spec.code: _ready(spec) for spec in KIND_SPECS}

# One entry per part in a hundred: an index into this tuple is a weighted draw.
_WHEELS: dict[str, tuple[_Ready, ...]] = {
    sector: tuple(chain.from_iterable([_READY[kind]] * parts for kind, parts in kinds.items()))
    for sector, kinds in SECTOR_KINDS.items()
}

_BRANDS = words.BRANDS
_VILLAGES = words.VILLAGES
_SURNAMES = words.SURNAMES
_NUMBERS = words.CHINESE_NUMBERS
_COUNTRY_SPOTS = ("村东头", "村西头", "村北{}米路东", "村南{}米路西", "村委会东{}米", "村口路北")


@lru_cache(maxsize=512)
def _locality(area_name: str, place_name: str) -> tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]:
    """Area, company prefix, township as used in names, address prefix, roads, rivers."""
    leaf_zone = place_name == area_name
    area = area_name.removeprefix("漯河市")
    company = area if area.endswith("县") else "漯河市"
    short = "" if leaf_zone else place_name.removesuffix("街道") if len(place_name) > 2 else place_name
    address = f"漯河市{area}" if leaf_zone else f"漯河市{area}{place_name}"
    rivers = words.RIVERS.get(area[:2], words.RIVERS[""])
    if place_name.endswith(("镇", "乡")):
        return area, company, short, address, words.ROADS_TOWN, rivers
    roads = words.ROADS_COUNTY if area.endswith("县") else words.ROADS_CITY
    return area, company, short, address, roads, rivers


def premises(rng: random.Random, *, sector: str, area_name: str, place_name: str, serial: int) -> PremisesSeed:
    """One place of `sector` in the township `place_name` of the county or zone `area_name` (short names).

    For a zone without townships pass its name for both. `serial` (from 0) spreads villages and numbers, so that
    neighbours differ; names still repeat now and then, as in life. Raises KeyError for an unknown sector.
    """
    draw = rng.random
    wheel = _WHEELS[sector]
    kind = wheel[int(draw() * len(wheel))]
    area, company, short, address, roads, rivers = _locality(area_name, place_name)
    pattern, brand_is_enough = kind.names[int(draw() * len(kind.names))]
    brand = _BRANDS[int(draw() * len(_BRANDS))]
    spot = draw()
    village = _VILLAGES[(int(spot * 1_000_003) + serial) % len(_VILLAGES)]
    if brand_is_enough:
        name = pattern.format(area, company, short or area, brand)
    else:
        number = serial % 9 + 1
        surname = _SURNAMES[int(draw() * len(_SURNAMES))]
        river = rivers[int(draw() * len(rivers))]
        name = pattern.format(
            area, company, short or area, brand, village, number, _NUMBERS[number - 1], surname, river
        )
    if not short:
        name = name.replace(area + area, area)

    if roads is words.ROADS_TOWN and (spot < 0.6 or not brand_is_enough):
        where = _COUNTRY_SPOTS[int(draw() * 6)].format(int(spot * 90) * 10 + 50)
        address = f"{address}{village}{where}"
    else:
        address = f"{address}{roads[int(draw() * len(roads))]}{int(spot * 390) + 1}号"

    tags = kind.tag_wheel[int(draw() * len(kind.tag_wheel))]
    skew = draw()
    staff = kind.least_staff + int(kind.staff_span * skew * skew * skew)
    return PremisesSeed(name, kind.code, tags, kind.industry, address, staff)
