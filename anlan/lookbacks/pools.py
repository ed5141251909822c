"""Which hazards a sample is drawn from, by which rates, and which of the others bear a risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from anlan.evidence.models import Attachment, Likeness
from anlan.hazards.models import Hazard, State
from anlan.kernel import clock
from anlan.kernel.draws import Candidate
from anlan.lookbacks.lots import Drawn
from anlan.lookbacks.models import LookBack, Rate, RateState, Reason, Risk, Seen, Strata
from anlan.org.models import Area
from anlan.org.models.areas import below

RISK_DAYS = 365
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """The rates of a day; the defaults hold where none was set."""

    general_per_mille: int = 30
    major_per_mille: int = 300
    least: int = 1
    strata: str = Strata.AREA
    wait_days: int = 14
    top_up: int = 10
    answer_days: int = 10

    @property
    def per_mille(self) -> dict[str, int]:
        return {"general": self.general_per_mille, "major": self.major_per_mille}


def rules_on(day: date, organisation: int) -> Rules:
    """Return the rates that hold on a day: those that began last. One query."""
    names = tuple(Rules.__dataclass_fields__)
    rows = Rate.objects.filter(state=RateState.SET, first_day__lte=day, organisation=organisation)
    found = rows.order_by("-first_day", "-pk").values(*names).first()
    return Rules(**found) if found else Rules()


def closed_week(monday: date, rules: Rules) -> tuple[date, date]:
    """Return the seven days whose closed hazards are drawn from on a Monday: each lies in one pool only."""
    last = monday - timedelta(days=rules.wait_days + 1)
    return last - timedelta(days=6), last


def pool(area: Area, first: date, last: date, strata: str) -> list[Candidate]:
    """Return the hazards closed on these days that are closed now, by number, each with its stratum. Two queries.

    A hazard that waits for a look-back already is not drawn again.
    """
    codes = _codes(area)
    rows = Hazard.objects.filter(
        below(area.path or ""),
        state=State.CLOSED,
        sampled_in=None,
        closed_at__gte=clock.day_start(first),
        closed_at__lt=clock.day_start(last + timedelta(days=1)),
    ).order_by("pk")
    columns = rows.values_list("pk", "found_on", "grade", "area_path", "sector__code")
    found = [
        Candidate(number(key, on), f"{grade}-{_part(path, codes) if strata == Strata.AREA else sector}")
        for key, on, grade, path, sector in columns
    ]
    return sorted(found, key=lambda one: one.key)


def _codes(area: Area) -> dict[str, str]:
    rows = Area.objects.filter(Q(parent=area) | Q(pk=area.pk), path__isnull=False)
    return {path or "": code for path, code in rows.values_list("path", "code")}


def _part(path: str, codes: Mapping[str, str]) -> str:
    """Return the code of the county or zone that a path lies in; the area itself where it lies in none."""
    parts = path.strip("/").split("/")
    ways = (f"/{'/'.join(parts[:n])}/" for n in range(len(parts), 0, -1))
    return next((codes[way] for way in ways if way in codes), "")


def number(key: int, found_on: date) -> str:
    return f"YH{found_on:%Y}-{key:07d}"


def key_of(told: str) -> int:
    """Return the key in a hazard's number."""
    return int(told.rpartition("-")[2])


# -- risk ----------------------------------------------------------------------------------------------------------


def at_risk(rest: Sequence[Candidate], lots: Mapping[str, str], *, most: int, at: datetime) -> list[Drawn]:
    """Return those of a pool that were not drawn and bear a risk, the gravest first, by lot among equals."""
    if not most or not rest:
        return []
    keys = {key_of(one.key): one for one in rest}
    found = _risks(list(keys), at)
    order = list(Risk)
    ranked = sorted(found.items(), key=lambda pair: (order.index(pair[1]), lots[keys[pair[0]].key]))
    return [
        Drawn(keys[key].key, keys[key].stratum, Reason.RISK, lots[keys[key].key], risk)
        for key, risk in ranked[:most]
    ]


def _risks(keys: list[int], at: datetime) -> dict[int, Risk]:
    """Return hazard → its gravest risk. Five queries, and one for each 500 hazards."""
    since = clock.local_day(at) - timedelta(days=RISK_DAYS)
    failed = LookBack.objects.filter(seen__in=(Seen.RELAPSED, Seen.FALSE), drawn_on__gte=since)
    places, acceptors = set(), set()
    for place, acceptor in failed.values_list("premises", "accepted_by"):
        places.add(place)
        acceptors.add(acceptor)
    reused = _reused(keys)
    found: dict[int, Risk] = {}
    for some in _some(keys):
        rows = Hazard.objects.filter(pk__in=some).values_list("pk", "premises", "is_reopened", "accepted_by")
        for key, place, reopened, acceptor in rows:
            if key in reused:
                found[key] = Risk.PHOTOGRAPH
            elif place in places:
                found[key] = Risk.PLACE
            elif reopened:
                found[key] = Risk.REOPENED
            elif acceptor in acceptors:
                found[key] = Risk.ACCEPTOR
    return found


def _reused(keys: list[int]) -> set[int]:
    """Return those of the hazards one of whose photographs after rectification, or one very like it, is at another."""
    files: dict[int, set[int]] = {}
    for some in _some(keys):
        rows = Attachment.objects.filter(case_kind="hazard", case_id__in=some, role="after")
        for file, case in rows.values_list("file", "case_id"):
            files.setdefault(file, set()).add(case)
    like: dict[int, set[int]] = {file: {file} for file in files}
    for some in _some(list(files)):
        for one, other in Likeness.objects.filter(Q(file__in=some) | Q(other__in=some)).values_list(
            "file", "other"
        ):
            for this, that in ((one, other), (other, one)):
                if this in like:
                    like[this].add(that)
    wanted = sorted({other for others in like.values() for other in others})
    used: dict[int, set[int]] = {}
    for some in _some(wanted):
        rows = Attachment.objects.filter(case_kind="hazard", file__in=some)
        for file, case in rows.values_list("file", "case_id"):
            used.setdefault(file, set()).add(case)
    return {
        case
        for file, cases in files.items()
        for case in cases
        if any(used.get(other, set()) - {case} for other in like[file])
    }


def _some(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
