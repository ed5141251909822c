import random
import statistics
import time
from collections import Counter

import pytest

from anlan.demo.content import areas, people, phrases, sectors
from anlan.demo.content.hazards import CATEGORIES, GRADES, MAJOR_SHARE, SECTOR_GROUPS, HazardSeed, hazard
from anlan.demo.content.kinds import SECTOR_KINDS
from anlan.demo.content.premises import KINDS, TAGS, PremisesSeed, premises

DRAWS = 2000
SECTORS = [sector.code for sector in sectors.SECTORS]
BY_CODE = {area.code: area for area in areas.AREAS}
LEAVES = [
    area
    for area in areas.AREAS
    if area.kind in {"township", "zone"} and not any(other.parent == area.code for other in areas.AREAS)
]


def draw_premises(sector: str, seed: int = 7) -> list[PremisesSeed]:
    rng = random.Random(seed)
    found = []
    for serial in range(DRAWS):
        leaf = LEAVES[serial % len(LEAVES)]
        owner = BY_CODE[leaf.parent] if leaf.kind == "township" and leaf.parent else leaf
        found.append(
            premises(rng, sector=sector, area_name=owner.short_name, place_name=leaf.short_name, serial=serial)
        )
    return found


def draw_hazards(sector: str, seed: int = 7) -> list[HazardSeed]:
    rng = random.Random(seed)
    return [hazard(rng, sector=sector, kind=place.kind) for place in draw_premises(sector, seed)]


def test_the_city_has_eight_reporting_areas_and_58_townships() -> None:
    kinds = Counter(area.kind for area in areas.AREAS)

    assert kinds == {"city": 1, "county": 5, "zone": 3, "township": 58}
    assert len(LEAVES) == 60


def test_area_names_and_codes_are_distinct_and_parents_come_first() -> None:
    seen: set[str] = set()
    for area in areas.AREAS:
        assert (area.parent is None) == (area.kind == "city")
        assert area.parent is None or area.parent in seen
        assert area.code not in seen
        seen.add(area.code)

    assert len({area.name for area in areas.AREAS}) == len(areas.AREAS)
    assert len({(area.name_en, area.parent) for area in areas.AREAS}) == len(areas.AREAS)
    assert sum(area.official_code is None for area in areas.AREAS) == 2


def test_every_sector_has_exactly_one_lead_department() -> None:
    leads = Counter(code for department in sectors.DEPARTMENTS for code in department.sectors)

    assert len(SECTORS) == 15
    assert leads == Counter(SECTORS)
    led_by = {code: department.code for department in sectors.DEPARTMENTS for code in department.sectors}
    assert led_by == {sector.code: sector.lead_department for sector in sectors.SECTORS}
    assert sum(sector.weight for sector in sectors.SECTORS) == pytest.approx(1)


def test_every_sector_has_kinds_texts_and_focuses() -> None:
    assert set(SECTOR_KINDS) == set(SECTOR_GROUPS) == set(phrases.FOCUS) == set(SECTORS)
    assert all(sum(parts.values()) == 100 for parts in SECTOR_KINDS.values())
    assert {kind for parts in SECTOR_KINDS.values() for kind in parts} == set(KINDS)


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_has_at_least_16_texts_of_its_own(sector: str) -> None:
    assert sum(len(templates) for _, templates in SECTOR_GROUPS[sector]) >= 16


def test_no_invented_person_bears_the_name_of_an_official() -> None:
    rng = random.Random(1)

    names = [people.person_name(rng) for _ in range(50_000)]

    assert not any(people.is_refused(name) for name in set(names))
    assert all(2 <= len(name) <= 3 for name in names)
    assert len(set(names)) > 20_000


def test_a_refused_name_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = people.person_name(random.Random(3))
    monkeypatch.setattr(people, "is_refused", lambda name: name == first)

    assert people.person_name(random.Random(3)) != first


def test_telephone_numbers_stay_in_the_fictional_range() -> None:
    rng = random.Random(1)

    assert all(len(n) == 11 and n.startswith("1990000") for n in (people.phone(rng) for _ in range(1000)))


@pytest.mark.parametrize("sector", SECTORS)
def test_premises_are_complete_and_short_enough(sector: str) -> None:
    for place in draw_premises(sector):
        assert place.name
        assert len(place.name) <= 40
        assert "{" not in place.name + place.address
        assert place.address.startswith("漯河市")
        assert place.kind in SECTOR_KINDS[sector]
        assert set(place.tags) <= set(TAGS)
        assert len(set(place.tags)) == len(place.tags)
        assert place.industry_code == "" or (len(place.industry_code) == 4 and place.industry_code.isdigit())
        assert place.staff >= 1


@pytest.mark.parametrize("sector", SECTORS)
def test_hazards_are_complete_varied_and_short_enough(sector: str) -> None:
    hazards = draw_hazards(sector)

    for found in hazards:
        assert found.grade in GRADES
        assert found.category in CATEGORIES
        for text in (found.description, found.interim, found.measure):
            assert 4 <= len(text) <= 200
            assert not set("{}|→()'") & set(text), text
    assert len({found.description for found in hazards}) >= 300


def test_major_hazards_are_rare() -> None:
    grades = Counter(found.grade for sector in SECTORS for found in draw_hazards(sector))

    share = grades["major"] / grades.total()
    assert 0.001 <= share <= 0.01
    assert share == pytest.approx(MAJOR_SHARE, abs=0.002)


def test_about_seven_in_ten_places_are_small_and_most_names_are_distinct() -> None:
    rng = random.Random(5)
    codes, weights = SECTORS, [sector.weight for sector in sectors.SECTORS]
    places = [
        premises(rng, sector=sector, area_name="郾城区", place_name=LEAVES[n % 60].short_name, serial=n)
        for n, sector in enumerate(rng.choices(codes, weights, k=20_000))
    ]

    assert 0.62 <= sum("nine_small" in place.tags for place in places) / len(places) <= 0.76
    assert len({place.name for place in places}) / len(places) > 0.97


@pytest.mark.parametrize("sector", ["fire", "industry_trade", "water"])
def test_one_seed_gives_one_city(sector: str) -> None:
    assert draw_premises(sector) == draw_premises(sector)
    assert draw_hazards(sector) == draw_hazards(sector)
    assert draw_premises(sector, 8) != draw_premises(sector)


def test_a_zone_without_townships_is_named_once() -> None:
    rng = random.Random(2)

    for serial in range(500):
        place = premises(rng, sector="fire", area_name="西城区", place_name="西城区", serial=serial)
        assert place.name.count("西城区") <= 1
        assert place.address.count("西城区") == 1


def test_an_unusual_kind_gets_texts_that_fit_any_place_of_its_size() -> None:
    found = hazard(random.Random(1), sector="water", kind="restaurant")

    assert found.grade == "general"


def test_phrases_are_plentiful_and_distinct() -> None:
    for texts in (phrases.SITUATIONS, phrases.RETURN_NOTES, phrases.ACCEPT_NOTES, phrases.ASSIGN_NOTES):
        assert len(texts) >= 12
        assert len(set(texts)) == len(texts)


def test_drawing_is_cheap() -> None:
    rng = random.Random(4)
    spent = []
    for serial in range(2000):
        start = time.perf_counter()
        place = premises(rng, sector="fire", area_name="郾城区", place_name="孟庙镇", serial=serial)
        hazard(rng, sector="fire", kind=place.kind)
        spent.append(time.perf_counter() - start)

    assert statistics.median(spent) < 100e-6  # about 12 on a workbench; generous, for busy machines
