"""The clock of guarantee duties: lays down what each cycle asks for, notes what was missed, ends terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from anlan.installations.acts import all_taken, open_posts
from anlan.installations.cycles import DAYS_BEFORE, Cycle, before, cycle_of, holiday_after
from anlan.installations.duty_packs import END_OF_DAY, Duty, DutyPack, pack_on
from anlan.installations.kinds import PostState, TaskState
from anlan.installations.models import GuaranteePost, GuaranteeTask, Installation
from anlan.installations.post_flow import POST_FLOW
from anlan.installations.task_flow import TASK_FLOW
from anlan.kernel import clock
from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM
from anlan.periods.models import Level, SpecialPeriod

CHUNK = 1_000
KEY_LEVELS = (Level.KEY, Level.SPECIAL)


class Wanted(NamedTuple):
    """A duty that a cycle asks of an installation, or (None) of a plant."""

    premises: Any
    installation: Any
    duty: Duty
    cycle: Cycle

    @property
    def natural(self) -> tuple[int, int | None, str, date]:
        key = self.installation.pk if self.installation else None
        return self.premises.pk, key, self.duty.code, self.cycle.first


def lay_down(day: date, *, at: datetime | None = None, only: Iterable[str] | None = None) -> int:
    """Lay down what the cycles that hold a day ask for and what is not laid down yet; return how many.

    `only` names some kinds of cycle. Four queries, and one passage through the door for each thousand duties.
    """
    pack = pack_on(day)
    if pack is None:
        return 0
    rows = Installation.objects.kept().filter(is_guaranteed=True).select_related("premises").order_by("pk")
    wanted = list(_wanted(list(rows), pack, day, frozenset(only) if only is not None else None))
    known = set(
        GuaranteeTask.objects.filter(last_day__gte=day - timedelta(days=1)).values_list(
            "premises", "installation", "duty", "first_day"
        )
    )
    acts = [_act(one, pack, at) for one in wanted if one.natural not in known]
    for start in range(0, len(acts), CHUNK):
        all_taken(TASK_FLOW, "lay_down", acts[start : start + CHUNK])
    return len(acts)


def _wanted(
    rows: list[Installation], pack: DutyPack, day: date, only: frozenset[str] | None
) -> Iterator[Wanted]:
    plants = {one.premises_id: one.premises for one in rows}
    for duty in pack.duties.values():
        if only is not None and duty.cycle not in only:
            continue
        if duty.cycle == "before_event":
            for one in rows:
                yield from (Wanted(one.premises, one, duty, cycle) for cycle in _events(one, day))
        elif duty.of_plant:
            yield from (Wanted(place, None, duty, cycle_of(duty.cycle, day)) for place in plants.values())
        else:
            yield from (Wanted(one.premises, one, duty, cycle_of(duty.cycle, day)) for one in rows)


def _events(one: Installation, day: date) -> Iterator[Cycle]:
    """Yield the days before a holiday and before the key periods that hold where an installation is."""
    holiday = holiday_after(day)
    if holiday is not None:
        yield before(holiday)
    for first, path, name in _periods(day):
        if one.area_path.startswith(path) and first != holiday:
            yield before(first, name)


def _periods(day: date) -> list[tuple[date, str, str]]:
    span = (day + timedelta(days=1), day + timedelta(days=DAYS_BEFORE))
    rows = SpecialPeriod.objects.standing().filter(first_day__range=span, level__in=KEY_LEVELS)
    return list(rows.order_by("first_day", "id").values_list("first_day", "area_path", "name"))


def _act(one: Wanted, pack: DutyPack, at: datetime | None) -> Act:
    due = datetime.combine(one.cycle.last, one.duty.due, tzinfo=clock.SHANGHAI)
    closes = one.cycle.last + timedelta(days=one.duty.close_days)
    key = one.installation.pk if one.installation else f"p{one.premises.pk}"
    return Act(
        by=SYSTEM,
        input={
            "premises": one.premises,
            "installation": one.installation,
            "duty": one.duty.code,
            "pack": pack.code,
            "occasion": one.cycle.occasion,
            "first_day": one.cycle.first,
            "last_day": one.cycle.last,
            "due_at": due,
            "closes_at": datetime.combine(closes, END_OF_DAY, tzinfo=clock.SHANGHAI),
        },
        at=at,
        key=f"duty-{key}-{one.duty.code}-{one.cycle.first}",
    )


def note_missed(now: datetime) -> int:
    """Note what was not performed in its time; return how many."""
    over = GuaranteeTask.objects.filter(state=TaskState.DUE, closes_at__lt=now).order_by("pk")[:CHUNK]
    acts = [Act(by=SYSTEM, case_id=task.pk, key=f"missed-{task.pk}") for task in over]
    return len(all_taken(TASK_FLOW, "miss", acts))


def end_terms(today: date) -> int:
    """Note the posts whose term is over with nobody following: they are vacant; return how many."""
    filled = GuaranteePost.objects.filter(state__in=[PostState.APPOINTED, PostState.ACKNOWLEDGED])
    over = filled.filter(to_day__lt=today).order_by("pk")[:CHUNK]
    acts = [Act(by=SYSTEM, case_id=post.pk, key=f"expired-{post.pk}-{post.revision}") for post in over]
    return len(all_taken(POST_FLOW, "expire", acts))


def set_up_posts() -> int:
    """Set up the posts of installations that came without any (ledgers); return how many."""
    rows = (
        Installation.objects.kept()
        .filter(is_guaranteed=True)
        .exclude(
            pk__in=GuaranteePost.objects.exclude(state=PostState.CLOSED).order_by().values("installation")
        )
    )
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    return open_posts(keys) if keys else 0
