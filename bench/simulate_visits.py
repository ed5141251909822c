"""A year of checks with and without the visit planner, at equal coverage.

    .venv/bin/python -m bench.simulate_visits --places 20000

Which checks there are comes from the demo's rule data: its plans (`anlan/demo/content/plans.py`: days, sectors,
shares, frequencies, who goes there, what meets them; confidential ones are left out, as the planner leaves them out)
for places whose sectors have the demo's shares. Beside them stand follow-ups: re-checks of orders and look-backs, with
the product's own terms, on days that no strategy chooses. Further rows add rounds that many cities have and the demo's
plans do not name (`ASSUMED`). Three ways to make the very same checks, each inside its own days:

- list by list: each body works its lists off, on a day of its choice; a check that anybody's visit meets is skipped
  where somebody was there in its days;
- each body for itself: a body that knew the whole year would merge its own checks (`merging.separately`, a lower bound
  that nobody reaches: follow-ups are not known ahead);
- planned: the product's own `merge` and `join`, run every fortnight, knowing only what is known on that day. What turns
  up and falls due between two runs is visited for itself.

Every strategy is checked to have visited each check inside its days. Prints Markdown for docs/quality.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from anlan.demo.content.plans import PLANS
from anlan.demo.content.sectors import SECTORS
from anlan.visiting.merging import Span, join, merge, separately

YEAR = 365
FIRST = date(2022, 1, 1)
RUN_DAYS = 14
COUNTY, STATION = "area office", "township station"
RECTIFY_DAYS, RECHECK_DAYS, LOOK_BACK_DAYS = 7, 10, 21
"""The product's own terms (a test compares): rectification, re-check of an order, look-back of 15 working days."""
HAZARDS_A_YEAR = 1.2
"""Hazards of a place in a year that are put into an order and re-checked: an assumption, the demo's is near it."""
LOOKED_BACK = 0.2


@dataclass(frozen=True, slots=True)
class Rule:
    """So many visits to a share of the places of some sectors, between two days of the year, by a body."""

    name: str
    body: str  # empty: the department of the sector
    first: int
    last: int
    visits: int = 1
    share: float = 1.0
    sectors: tuple[str, ...] = ()
    anyone: bool = False


ASSUMED = (
    Rule("fire brigade, key places twice", "fire brigade", 0, YEAR - 1, 2, 0.3),
    Rule("market regulation, special equipment once", "market regulation", 0, YEAR - 1, 1, 0.25),
    Rule("township station, every quarter", STATION, 0, YEAR - 1, 4),
    Rule("department, half-yearly", "", 0, YEAR - 1, 2),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one place; `known` is the day from which anybody knows of it."""

    span: Span
    known: int


@dataclass(slots=True)
class Year:
    """What came of a year."""

    checks: int = 0
    by_list: int = 0
    own: int = 0
    planned: int = 0
    joined: int = 0  # visits of two bodies or more
    missed: int = 0
    declined: int = 0

    @property
    def saved(self) -> float:
        return 1 - self.planned / self.by_list

    @property
    def saved_of_own(self) -> float:
        return 1 - self.planned / self.own


def day(one: date) -> int:
    return (one - FIRST).days


def demo_rules() -> list[Rule]:
    """Return the demo's plans as rules, those with classes of their own one for each class."""
    lead = {sector.code: sector.lead_department for sector in SECTORS}
    names = {sector.name: sector.code for sector in SECTORS}
    rules = []
    for plan in PLANS:
        if plan.confidential:
            continue
        first, last = max(0, day(plan.first_day)), min(YEAR - 1, day(plan.last_day))
        body = {"area": COUNTY, "station": STATION, "regulator": ""}.get(plan.doer)
        if body is None:
            body = COUNTY if plan.area else lead[plan.sectors[0]]
        base = Rule(
            plan.title, body, first, last, 1, plan.percent / 100, plan.sectors, plan.counts == "anyone"
        )
        own: list[str] = []
        for line in plan.classes.splitlines():
            what, visits, *_basis = line.split()
            own.append(names[what])
            rules.append(replace(base, visits=int(visits), sectors=(names[what],)))
        everything = plan.sectors or tuple(lead)
        rules.append(replace(base, sectors=tuple(code for code in everything if code not in own)))
    return rules


def checks_of(chance: Random, rules: Sequence[Rule], narrow: float) -> list[Check]:
    """Return the checks of one place in a year. `narrow`: which part of its days each check keeps."""
    sector = chance.choices(SECTORS, [one.weight for one in SECTORS])[0]
    bodies: dict[str, int] = {}
    found: list[Check] = []

    def add(name: str, body: str, first: int, last: int, known: int, *, anyone: bool = False) -> None:
        length = max(1, round((last - first + 1) * narrow))
        begin = first + chance.randint(0, last - first + 1 - length)
        key = bodies.setdefault(body, len(bodies))
        found.append(Check(Span(f"{name}:{len(found)}", key, begin, begin + length - 1, anyone), known))

    for rule in rules:
        if (rule.sectors and sector.code not in rule.sectors) or chance.random() >= rule.share:
            continue
        days = rule.last - rule.first + 1
        for number in range(rule.visits):
            first = rule.first + number * days // rule.visits
            last = rule.first + (number + 1) * days // rule.visits - 1
            body = rule.body or sector.lead_department
            add(rule.name, body, first, last, rule.first - 1, anyone=rule.anyone)
    for _n in range(_poisson(chance, HAZARDS_A_YEAR)):
        found_on = chance.randrange(YEAR - 60)
        body = chance.choice([*bodies, sector.lead_department])
        due = found_on + RECTIFY_DAYS
        add("re-check", body, due, due + RECHECK_DAYS, found_on)
        if chance.random() < LOOKED_BACK:
            drawn_on = due + 21
            add("look-back", body, drawn_on, drawn_on + LOOK_BACK_DAYS, drawn_on)
    return found


def _poisson(chance: Random, mean: float) -> int:
    at, count = chance.expovariate(mean), 0
    while at < 1:
        at, count = at + chance.expovariate(mean), count + 1
    return count


def by_list(checks: Sequence[Check], chance: Random) -> list[tuple[int, int]]:
    """Return the visits (day, body) of bodies that each work their lists off."""
    visits = [
        (chance.randint(check.span.first, check.span.last), check.span.body)
        for check in checks
        if not check.span.anyone
    ]
    for check in sorted((one for one in checks if one.span.anyone), key=lambda one: one.span.last):
        if not any(check.span.first <= on <= check.span.last for on, _body in visits):
            visits.append((chance.randint(check.span.first, check.span.last), check.span.body))
    return visits


def planned(checks: Sequence[Check], chance: Random, refusing: float) -> Iterator[tuple[int, list[Span]]]:
    """Yield the visits that the planner makes, run after run, each with what it meets.

    With `refusing` a body that is asked to come along declines with that probability and goes by itself, on a day that
    its checks allow.
    """
    left = {check.span.code: check for check in checks}
    for now in range(0, YEAR + 60, RUN_DAYS):
        end = now + RUN_DAYS - 1
        known = [
            one
            for one in left.values()
            if one.known <= now and one.span.first <= end and one.span.last >= now
        ]
        # nothing can be planned for a day that has passed
        spans = [replace(one.span, first=max(one.span.first, now)) for one in known]
        stops = merge([span for span in spans if span.last <= end])
        join(stops, [replace(span, last=min(span.last, end)) for span in spans if span.last > end])
        for stop in stops:
            lead = stop.forced.body
            away = {body for body in stop.bodies - {lead} if chance.random() < refusing}
            yield chance.randint(stop.first, stop.last), [s for s in stop.spans if s.body not in away]
            for body in sorted(away):
                alone = merge([s for s in stop.spans if s.body == body])
                for one in alone:
                    yield chance.randint(one.first, one.last), one.spans
            for span in stop.spans:
                left.pop(span.code)
        for check in [one for one in left.values() if now <= one.known <= end and one.span.last <= end]:
            yield chance.randint(check.span.first, check.span.last), [check.span]
            left.pop(check.span.code)


def simulate(
    places: int, rules: Sequence[Rule], *, seed: int = 2022, narrow: float = 1.0, refusing: float = 0.0
) -> Year:
    """Return a simulated year. The same checks for every strategy; the places are drawn from one seed."""
    year, draws, days = Year(), Random(seed), Random(seed + 1)
    for _n in range(places):
        checks = checks_of(draws, rules, narrow)
        year.checks += len(checks)
        listed = by_list(checks, days)
        year.by_list += len(listed)
        year.own += separately([check.span for check in checks])
        met: dict[str, int] = {}
        for on, spans in planned(checks, days, refusing):
            year.planned += 1
            year.joined += len({span.body for span in spans}) > 1
            met |= {span.code: on for span in spans}
        year.missed += sum(not _inside(check.span, met.get(check.span.code)) for check in checks)
        year.missed += sum(not _visited(check.span, listed) for check in checks)
    return year


def _inside(span: Span, on: int | None) -> bool:
    return on is not None and span.first <= on <= span.last


def _visited(span: Span, visits: Sequence[tuple[int, int]]) -> bool:
    return any(span.first <= on <= span.last and (span.anyone or body == span.body) for on, body in visits)


def rule_sets() -> dict[str, list[Rule]]:
    demo = demo_rules()
    kinds = {"the demo's plans": demo, "with assumed rounds": [*demo, *ASSUMED]}
    stations = [rule for rule in ASSUMED if rule.body != STATION]
    return {**kinds, "without the stations' rounds": [*demo, *stations]}


def table(places: int) -> Iterator[str]:
    yield (
        "| checks of | checks | list by list | each body for itself | planned | of them joint | "
        "fewer than list by list | fewer than each for itself | not in time |"
    )
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    sets = rule_sets()
    for name, rules in sets.items():
        yield _row(name, simulate(places, rules))
    for narrow in (0.5, 0.25, 0.1, 0.03):
        yield _row(
            f"with assumed rounds, {narrow:.0%} of the days",
            simulate(places, sets["with assumed rounds"], narrow=narrow),
        )
    for refusing in (0.2, 0.5):
        yield _row(
            f"with assumed rounds, {refusing:.0%} decline",
            simulate(places, sets["with assumed rounds"], refusing=refusing),
        )


def _row(name: str, year: Year) -> str:
    return (
        f"| {name} | {year.checks:,} | {year.by_list:,} | {year.own:,} | {year.planned:,} | {year.joined:,} | "
        f"{year.saved:.1%} | {year.saved_of_own:.1%} | {year.missed} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=20_000)
    print("\n".join(table(parser.parse_args().places)))


if __name__ == "__main__":
    main()
