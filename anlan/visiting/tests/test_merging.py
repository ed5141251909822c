"""Merging and routing as pure rules, compared with trying everything."""

from __future__ import annotations

from itertools import combinations
from random import Random

from anlan.visiting.merging import Pool, Span, fill, join, merge, separately
from anlan.visiting.routing import Crew, Job, apart, route


def fewest(spans: list[Span]) -> int:
    """Return the smallest number of days that meet every check, by trying every choice of days."""
    days = range(min(s.first for s in spans), max(s.last for s in spans) + 1)
    return next(
        size
        for size in range(1, len(spans) + 1)
        for chosen in combinations(days, size)
        if all(any(span.first <= day <= span.last for day in chosen) for span in spans)
    )


def drawn(chance: Random, most: int = 6) -> list[Span]:
    spans = []
    for number in range(chance.randint(1, most)):
        first = chance.randint(0, 8)
        spans.append(Span(f"c{number}", chance.randint(1, 3), first, first + chance.randint(0, 5)))
    return spans


def test_no_choice_of_visits_is_smaller_than_the_merged_one() -> None:
    chance = Random(12)
    for _n in range(400):
        spans = drawn(chance)

        stops = merge(spans)

        assert len(stops) == fewest(spans), spans
        assert sorted(s.code for stop in stops for s in stop.spans) == sorted(s.code for s in spans)
        assert all(stop.first <= stop.last for stop in stops)


def test_what_is_due_later_joins_only_where_a_day_is_left_for_all_and_never_adds_a_visit() -> None:
    chance = Random(13)
    for _n in range(200):
        stops, later = merge(drawn(chance, 4)), drawn(chance, 4)
        count = len(stops)

        joined = join(stops, later)

        assert len(stops) == count
        assert all(stop.first <= stop.last for stop in stops)
        assert {s.code for s in joined} <= {s.code for s in later}


def test_planning_together_never_takes_more_visits_than_each_body_for_itself() -> None:
    chance = Random(14)
    for _n in range(300):
        spans = drawn(chance)
        assert len(merge(spans)) <= separately(spans) <= len(spans)


def test_what_anybodys_visit_meets_is_no_visit_of_its_own_where_another_body_comes_anyway() -> None:
    own = Span("own", 1, 3, 5)
    assert separately([own, Span("any", 2, 0, 3, anyone=True)]) == 1
    assert separately([own, Span("any", 2, 0, 2, anyone=True)]) == 2
    assert separately([own, Span("other", 2, 0, 3)]) == 2


def test_a_share_of_a_plan_is_taken_first_where_somebody_goes_anyway() -> None:
    stops = {7: merge([Span("must", 1, 0, 4)])}
    pool = Pool(2, {place: Span(f"p{place}", 2, 0, 9) for place in (5, 6, 7, 8)})

    filled = fill(stops, {1: pool})

    assert [len(stop.spans) for stop in filled[7]] == [2]
    assert sorted(filled) == [5, 7]


def test_a_place_that_two_plans_want_goes_before_one_that_one_wants() -> None:
    one = Pool(1, {5: Span("a5", 1, 0, 9), 6: Span("a6", 1, 0, 9)})
    two = Pool(1, {6: Span("b6", 2, 3, 9)})

    filled = fill({}, {1: one, 2: two})

    assert list(filled) == [6]
    assert [span.code for span in filled[6][0].spans] == ["a6", "b6"]


# -- days and teams ----------------------------------------------------------------------------------------------------


def jobs(chance: Random, count: int, days: int) -> list[Job]:
    made = []
    for key in range(count):
        first = chance.randrange(days)
        last = chance.randint(first, days - 1)
        made.append(Job(key, first, last, 60, 1, 33.5 + chance.random() / 5, 114 + chance.random() / 5))
    return made


def test_every_visit_is_placed_on_a_day_of_its_own_and_no_team_works_longer_than_its_hours() -> None:
    crew, chance = Crew(teams=2, minutes=360), Random(5)
    for _n in range(20):
        asked = {job.key: job for job in jobs(chance, 40, 10)}

        placed, left = route(asked.values(), days=10, crew=crew)

        assert sorted([*placed, *left]) == sorted(asked)
        turns: dict[tuple[int, int], float] = {}
        for key, at in placed.items():
            assert asked[key].first <= at.day <= asked[key].last
            minutes = asked[key].minutes + at.km / crew.km_an_hour * 60
            turns[at.day, at.team] = turns.get((at.day, at.team), 0) + minutes
        assert max(turns.values()) <= crew.minutes + 0.2  # ways are told to a tenth of a kilometre


def test_deadlines_that_can_be_met_are_met_where_places_lie_together() -> None:
    """Visits of one length without ways: with enough hours on each day, nothing is left."""
    crew = Crew(teams=1, minutes=150)
    asked = [Job(key, 0, key // 2, 60, 1, 33.5, 114.0) for key in range(10)]

    placed, left = route(asked, days=5, crew=crew)

    assert left == []
    assert all(at.day <= key // 2 for key, at in placed.items())


def test_near_places_are_visited_on_one_day_and_by_one_team() -> None:
    west = [Job(key, 0, 4, 60, 1, 33.5, 114.0 + key / 1000) for key in range(4)]
    east = [Job(key + 10, 0, 4, 60, 2, 33.5, 115.0 + key / 1000) for key in range(4)]

    placed, left = route([*west, *east], days=5, crew=Crew(teams=2, minutes=300))

    assert left == []
    for group in (west, east):
        assert len({(placed[job.key].day, placed[job.key].team) for job in group}) == 1


def test_what_is_late_already_goes_first() -> None:
    late = Job(1, 0, 9, 60, 1, late=True)
    asked = [late, *(Job(key, 0, 1, 60, 1) for key in range(2, 6))]

    placed, _left = route(asked, days=10, crew=Crew(teams=1, minutes=130))

    assert placed[1].day == 0


def test_places_without_coordinates_are_near_in_one_area_and_far_in_another() -> None:
    assert apart(Job(1, 0, 0, 60, 1), Job(2, 0, 0, 60, 1)) < apart(Job(1, 0, 0, 60, 1), Job(3, 0, 0, 60, 2))
