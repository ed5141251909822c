"""The year's publicity: campaigns, activities and rounds of household visits, recorded and verified by two people.

The verified sums are those that the bulletin prints (domain brief §1.7): 240篇（条）, 167条, 28次, 60万余份,
1600多万条, 4.2万多户. A few activities more wait for a verifier or were sent back; they count in none of them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from anlan.demo.content import publicity as words
from anlan.demo.world import World
from anlan.demo.year import LAST, MOMENT
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.outreach.flow import ACTIVITY_FLOW, CAMPAIGN_FLOW
from anlan.outreach.models import Campaign

# kind → (sum at full scale, records at full scale, the unit in which it is split)
TOTALS = {
    "media_item": (240, 92, 1),
    "short_video": (167, 61, 1),
    "five_entries": (28, 28, 1),
    "leaflet": (603_500, 118, 50),
    "sms": (16_340_000, 36, 10_000),
}
HOUSEHOLDS, VISITS = 42_318, 46_012
A_ROUND = 40
WAITING, RETURNED = 14, 4
SEASONS = (((3, 1), (5, 31), 2), ((6, 1), (6, 30), 4), ((7, 1), (8, 31), 2), ((9, 1), (10, 23), 6))
DOOR_SEASON = (date(2022, 9, 5), date(2022, 10, 23))

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


@dataclass(slots=True)
class Plan:
    """One activity: when, what, by whom, where; who verifies it (None: nobody yet) or sends it back."""

    at: datetime
    content: dict[str, Any]
    recorder: Any
    verifier: Any
    outcome: str = "verify"


class Publicity:
    """The plans of the year, and their acts at the moments at which the city's records were entered."""

    def __init__(self, world: World, *, scale: float, seed: int, edges: list[datetime]) -> None:
        self.world = world
        self.scale = scale
        self.rng = random.Random(seed + 7)  # noqa: S311 -- of its own: the other plans stay what they are
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        people = {person.username: person for person in world.people}
        self.offices = (people["office"], people["office2"])
        self.campaigns: list[Campaign] = []
        plans = [*self._plans(), *self._rounds(), *self._unverified()]
        plans.sort(key=lambda plan: plan.at)
        self.count = len(plans)
        self._by_edge(plans, edges)

    # -- acting --------------------------------------------------------------------------------------------

    def enter(self, number: int, actors: dict[int, Actor], apply: Apply) -> None:
        """Take what belongs to an edge through the door: campaigns, then records, then verifications."""
        self._launch(actors, apply)
        made = self.made.pop(number, [])
        acts = [
            Act(by=actors[plan.recorder.pk], at=plan.at, input=self._with_campaign(plan)) for plan in made
        ]
        for plan, outcome in zip(made, apply(ACTIVITY_FLOW, "record", acts), strict=True):
            self.ids[id(plan)] = outcome.case_id
        for step, given in self.judged.pop(number, {}).items():
            judged = [
                Act(
                    by=actors[plan.verifier.pk],
                    case_id=self.ids[id(plan)],
                    at=max(plan.at, clock.now() - timedelta(minutes=5 + self.rng.randrange(120))),
                    input={"reason": self.rng.choice(words.RETURNED)} if step == "send_back" else {},
                )
                for plan in given
            ]
            apply(ACTIVITY_FLOW, step, judged)

    def _launch(self, actors: dict[int, Actor], apply: Apply) -> None:
        """Launch what begins within a week and is not launched yet."""
        soon = clock.today() + timedelta(days=7)
        for name, purpose, first, last in words.CAMPAIGNS[len(self.campaigns) :]:
            if date(2022, *first) > soon:
                return
            content = {
                "name": name,
                "purpose": purpose,
                "first_day": date(2022, *first),
                "last_day": date(2022, *last),
                "area": self.city,
            }
            (made,) = apply(CAMPAIGN_FLOW, "launch", [Act(by=actors[self.offices[0].pk], input=content)])
            self.campaigns.append(Campaign.objects.get(pk=made.case_id))

    def _with_campaign(self, plan: Plan) -> dict[str, Any]:
        day = clock.local_day(plan.at)
        running = [c for c in self.campaigns if c.first_day <= day <= c.last_day]
        return {**plan.content, "campaign": running[0] if running else None}

    def _by_edge(self, plans: list[Plan], edges: list[datetime]) -> None:
        """Lay each plan at the edge after it happened, its verification at one of the days that follow."""
        self.made: dict[int, list[Plan]] = defaultdict(list)
        self.judged: dict[int, dict[str, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        self.ids: dict[int, int] = {}
        number = 0
        for plan in plans:
            while edges[number] < plan.at:
                number += 1
            self.made[number].append(plan)
            if plan.verifier is not None:
                later = min(number + 1 + self.rng.randrange(5), len(edges) - 1)
                self.judged[later][plan.outcome].append(plan)

    # -- planning ------------------------------------------------------------------------------------------

    def _plans(self) -> list[Plan]:
        plans = []
        for kind, (total, records, unit) in TOTALS.items():
            whole = max(1, round(total * self.scale))
            parts = split(self.rng, whole, max(1, round(records * self.scale)), unit)
            plans += [self._plan(kind, n) for n in parts]
        return plans

    def _plan(self, kind: str, n: int) -> Plan:
        at = self._moment()
        recorder, verifier, area = self._who(kind)
        content = {
            "kind": kind,
            "area": area,
            "quantity": n,
            **getattr(self, f"_{kind}")(n, at, area),
        }
        return Plan(at, content, recorder, verifier)

    def _who(self, kind: str) -> tuple[Any, Any, Any]:
        """Return who records, who verifies and the area that counts it: the office above verifies."""
        draw = self.rng.random()
        if kind == "sms" or (kind in ("media_item", "short_video") and draw < 0.45):
            officers = self.rng.choice(
                [o for o in self.world.department_officers.values() if o] or [self.offices]
            )
            return self.rng.choice(officers), self.offices[0], self.city
        leaf = self.rng.choice(self.world.leaves)
        county = self._county(leaf)
        if draw < 0.7 or leaf.pk == county:
            area = next(area for area in self.world.areas.values() if area.pk == county)
            return self.rng.choice(self.world.area_officers[county][1:]), self.offices[0], area
        return self._station(leaf), self.world.area_officers[county][0], leaf

    def _county(self, leaf: Any) -> int:
        return int(leaf.pk if leaf.kind == "zone" else leaf.parent_id or leaf.pk)

    def _station(self, leaf: Any) -> Any:
        return self.rng.choice(self.world.station_officers[leaf.pk])

    def _moment(self) -> datetime:
        """Return a working moment of the year, mostly in the season of the campaigns."""
        weights = [weight for _first, _last, weight in SEASONS]
        first, last, _weight = self.rng.choices(SEASONS, weights)[0]
        return self._between(date(2022, *first), date(2022, *last))

    def _between(self, first: date, last: date) -> datetime:
        day = min(first + timedelta(days=self.rng.randrange((last - first).days + 1)), LAST)
        at = datetime.combine(day, time(8, 30), tzinfo=clock.SHANGHAI)
        return min(at + timedelta(minutes=self.rng.randrange(540)), MOMENT - timedelta(hours=2))

    def _media_item(self, n: int, at: datetime, area: Any) -> dict[str, Any]:
        channels = ("website", "wechat", "weibo", "news_client", "television", "newspaper", "radio")
        title = self.rng.choice(words.MEDIA_TITLES).format(area=area.short_name)
        return {"title": title, "channel": self.rng.choice(channels), "reference": self._address("xw", at)}

    def _short_video(self, n: int, at: datetime, area: Any) -> dict[str, Any]:
        channel = self.rng.choice(("douyin", "douyin", "wechat"))
        return {
            "title": self.rng.choice(words.VIDEO_TITLES),
            "channel": channel,
            "reference": self._address("sp", at),
        }

    def _five_entries(self, n: int, at: datetime, area: Any) -> dict[str, Any]:
        venue = self.rng.choice(sorted(words.ENTRIES))
        title, places = words.ENTRIES[venue]
        return {
            "title": title,
            "venue_kind": venue,
            "place": self.rng.choice(places),
            "reference": f"活动签到表 {at:%Y%m%d}-{self.rng.randrange(1, 9)}",
        }

    def _leaflet(self, n: int, at: datetime, area: Any) -> dict[str, Any]:
        return {
            "title": self.rng.choice(words.LEAFLET_TITLES),
            "place": f"{area.short_name}{self.rng.choice(words.LEAFLET_PLACES)}",
            "counted": "estimated",
            "estimate_basis": self.rng.choice(words.LEAFLET_BASES),
            "reference": f"宣传品出库单 {at:%Y}-{self.rng.randrange(100, 999)}",
        }

    def _sms(self, n: int, at: datetime, area: Any) -> dict[str, Any]:
        return {
            "title": self.rng.choice(words.SMS_TITLES),
            "receipt_operator": self.rng.choice(words.OPERATORS),
            "receipt_number": f"FS{at:%Y%m%d}{self.rng.randrange(10, 99)}",
            "receipt_count": n,
            "receipted_on": clock.local_day(at),
        }

    def _address(self, part: str, at: datetime) -> str:
        return f"https://www.example.cn/{part}/{at:%Y%m}/{self.rng.randrange(10_000, 99_999)}.html"

    # -- households ----------------------------------------------------------------------------------------

    def _rounds(self) -> list[Plan]:
        """Return rounds that visit the very number of distinct households, some of them a second time."""
        households = max(A_ROUND, round(HOUSEHOLDS * self.scale))
        again = max(1, round((VISITS - HOUSEHOLDS) * self.scale))
        cells = [
            min(A_ROUND, households - start) for start in range(0, households, A_ROUND)
        ]  # doors of each grid cell
        plans = [self._round(number, size) for number, size in enumerate(cells)]
        repeated = self.rng.sample(range(len(cells)), min(len(cells), -(-again // A_ROUND)))
        for number in repeated:
            size = min(again, cells[number])
            again -= size
            plans.append(self._round(number, size))
        return plans

    def _round(self, number: int, size: int) -> Plan:
        leaf = self.world.leaves[number % len(self.world.leaves)]
        estate = words.ESTATES[number % len(words.ESTATES)]
        doors = [f"{estate}{d // 8 + 1}号楼{d // 4 % 2 + 1}单元{d % 4 + 1}01" for d in range(size)]
        at = self._between(*DOOR_SEASON)
        content = {
            "kind": "household_visit",
            "title": words.VISIT_TITLE,
            "area": leaf,
            "grid_cell": f"W{number + 1:04d}",
            "doors": "\n".join(doors),
        }
        county = self._county(leaf)
        return Plan(at, content, self._station(leaf), self.world.area_officers[county][0])

    # -- what is not proven ----------------------------------------------------------------------------------

    def _unverified(self) -> list[Plan]:
        """Return activities of the last days that wait for a verifier, and some that were sent back."""
        plans = []
        waiting, returned = max(2, round(WAITING * self.scale)), max(1, round(RETURNED * self.scale))
        kinds = ("media_item", "leaflet", "short_video")
        for number in range(waiting + returned):
            plan = self._plan(kinds[number % 3], 3 if number % 3 != 1 else 1_200)
            plan.at = self._between(LAST - timedelta(days=3), LAST - timedelta(days=1))
            if number < waiting:
                plan.verifier = None
            else:
                plan.outcome = "send_back"
                plan.content["reference"] = ""
            plans.append(plan)
        return plans


def split(rng: random.Random, total: int, parts: int, unit: int) -> list[int]:
    """Return `parts` (or fewer) positive numbers that add up to the total, each but the last a multiple of the unit."""
    units = max(1, total // unit)
    parts = min(parts, units)
    cuts = sorted(rng.sample(range(1, units), parts - 1)) if parts > 1 else []
    edges = [0, *cuts, units]
    numbers = [(high - low) * unit for low, high in pairwise(edges)]
    numbers[-1] += total - sum(numbers)
    return numbers
