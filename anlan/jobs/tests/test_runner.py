"""Slots on the domain's clock; each enqueued once; a failing job parked at its third attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from queue import Queue

import pytest
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.monitor import monitor

from anlan.jobs import runner, schedule
from anlan.jobs.models import Run, RunState
from anlan.jobs.schedule import JOBS, Job
from anlan.kernel import clock
from anlan.testing import NOON, record_hazard


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.fixture
def only_job(monkeypatch):
    """Let there be one job; return what registers it."""

    def register(work, **clockwork) -> Job:
        job = Job("trial.job", work, **clockwork)
        for name in list(JOBS):
            monkeypatch.delitem(JOBS, name)
        monkeypatch.setitem(JOBS, job.name, job)
        return job

    return register


@pytest.fixture
def only(only_job, db):
    return only_job


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2022-10-24T15:59:59.999999", "2022-10-23T16:00"),
        ("2022-10-24T16:00", "2022-10-24T16:00"),
        ("2022-10-24T23:59:59", "2022-10-24T16:00"),
        ("2022-10-25T00:00", "2022-10-24T16:00"),
        ("2022-01-01T00:30", "2021-12-31T16:00"),
    ],
)
def test_a_daily_job_is_due_at_its_time_of_day_in_shanghai(now, slot):
    assert Job("x", lambda: None, at=(16, 0)).slot(shanghai(now)) == shanghai(slot)


@pytest.mark.parametrize(
    ("minutes", "now", "slot"),
    [
        (1, "2022-10-24T15:40:59.9", "2022-10-24T15:40"),
        (5, "2022-10-24T15:44:59", "2022-10-24T15:40"),
        (5, "2022-10-24T15:45", "2022-10-24T15:45"),
        (60, "2022-10-24T15:45", "2022-10-24T15:00"),
        (90, "2022-10-24T00:10", "2022-10-24T00:00"),
        (1440, "2022-10-24T23:59", "2022-10-24T00:00"),
    ],
)
def test_a_repeated_job_is_due_every_so_many_minutes_of_the_day(minutes, now, slot):
    assert Job("x", lambda: None, minutes=minutes).slot(shanghai(now)) == shanghai(slot)


def test_a_slot_is_the_same_moment_whatever_zone_it_is_asked_in():
    job = Job("x", lambda: None, at=(16, 0))

    assert job.slot(shanghai("2022-10-24T16:00").astimezone(UTC)) == shanghai("2022-10-24T16:00")


def test_the_installed_jobs_have_a_clock_time():
    assert "anlan.figures.jobs.fold_figures" in JOBS
    assert all((job.minutes > 0) != (job.at is not None) for job in JOBS.values())


def test_a_decorated_function_is_registered_under_its_name(monkeypatch):
    monkeypatch.setattr(schedule, "JOBS", {})

    @schedule.daily(16)
    def report() -> None: ...

    @schedule.every(5)
    def sweep() -> None: ...

    assert {(job.at, job.minutes) for job in schedule.JOBS.values()} == {((16, 0), 0), (None, 5)}
    assert all(name.startswith(__name__) for name in schedule.JOBS)


def test_sixteen_oclock_is_enqueued_on_a_shifted_clock_once(only):
    only(lambda: None, at=(16, 0))

    claimed = []
    for text in (
        "2022-10-24T15:40",
        "2022-10-24T15:59",
        "2022-10-24T16:00",
        "2022-10-24T16:01",
        "2022-10-25T15:59",
    ):
        with clock.at(shanghai(text)):
            claimed.append(runner.tick())

    assert claimed == [1, 0, 1, 0, 0]
    assert list(Run.objects.order_by("slot_at").values_list("slot_at", flat=True)) == [
        shanghai("2022-10-23T16:00"),
        shanghai("2022-10-24T16:00"),
    ]


def test_two_ticks_of_one_minute_enqueue_a_slot_once(only):
    only(lambda: None, minutes=1)

    with clock.at(NOON):
        assert [runner.tick(), runner.tick()] == [1, 0]

    assert OrmQ.objects.count() == Run.objects.count() == 1


def test_after_downtime_only_the_newest_slot_is_done(only):
    only(lambda: None, minutes=5)
    with clock.at(NOON):
        runner.tick()

    with clock.at(NOON + timedelta(hours=7, minutes=2)):
        runner.tick()

    assert Run.objects.count() == 2
    assert Run.objects.latest("slot_at").slot_at == NOON + timedelta(hours=7)


def claimed(job: Job) -> Run:
    runner.tick()
    return Run.objects.get(job=job.name)


def test_a_run_does_the_work_once_and_keeps_its_note(only):
    done: list[int] = []

    def work() -> str:
        done.append(1)
        return "one done"

    run = claimed(only(work, minutes=1))

    assert [runner.run(run.pk), runner.run(run.pk)] == ["done", "done"]

    run.refresh_from_db()
    assert done == [1]
    assert (run.state, run.note, run.attempts) == (RunState.DONE, "one done", 1)
    assert run.started_at is not None
    assert run.finished_at is not None


def failing(run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        runner.run(run.pk)
    run.refresh_from_db()


def test_a_failing_job_is_tried_three_times_then_parked_with_its_note(only, caplog):
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise ZeroDivisionError("no 委办 to divide by")

    run = claimed(only(work, minutes=1))

    for number in (1, 2, 3):
        failing(run)
        assert (run.attempts, run.note) == (number, "ZeroDivisionError: no 委办 to divide by")
    assert runner.run(run.pk) == "failed"

    run.refresh_from_db()
    assert len(tries) == 3
    assert (run.state, run.note) == (RunState.FAILED, "ZeroDivisionError: no 委办 to divide by")
    assert "parked" in caplog.text


def test_the_third_failure_parks_the_run_at_once(only):
    """The queue may never call again: a run that nobody will touch must not say that it is running."""

    def work() -> None:
        raise ZeroDivisionError

    run = claimed(only(work, minutes=1))
    for _number in range(3):
        failing(run)

    assert run.state == RunState.FAILED
    assert run.finished_at is not None


def test_the_queue_keeps_a_job_that_failed_for_another_try(only_job, own_database):
    only_job(lambda: None, minutes=1)
    runner.tick()
    queued = OrmQ.objects.get()
    task = {**queued.task, "success": False, "result": "it failed", "ack_id": queued.pk}
    task |= {"started": clock.now(), "stopped": clock.now()}
    results: Queue[object] = Queue()
    results.put(task)
    results.put("STOP")

    monitor(results, get_broker())

    assert OrmQ.objects.filter(pk=queued.pk).exists(), (
        "dropped after one try: its run says `running` for ever"
    )


def test_a_job_whose_worker_was_killed_is_counted_too(only):
    run = claimed(only(lambda: "fine", minutes=1))
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempts=3)  # three starts, no end

    assert runner.run(run.pk) == "failed"


def test_a_job_that_left_the_programme_is_done_with_a_note(only):
    run = claimed(only(lambda: None, minutes=1))
    JOBS.pop("trial.job")

    assert runner.run(run.pk) == "done"
    run.refresh_from_db()
    assert run.note == "no such job any more"


def test_a_long_note_is_cut(only):
    run = claimed(only(lambda: "长" * 5_000, minutes=1))

    runner.run(run.pk)

    run.refresh_from_db()
    assert len(run.note) == 2_000


def test_old_runs_are_dropped_but_not_those_that_failed(db, monkeypatch):
    monkeypatch.setattr(runner, "KEEP_RUNS", 3)
    Run.objects.bulk_create(
        Run(job="x", slot_at=NOON + timedelta(minutes=n), state=RunState.FAILED if n == 1 else RunState.DONE)
        for n in range(8)
    )

    assert runner.prune() == 3
    assert Run.objects.count() == 5
    assert Run.objects.filter(state=RunState.FAILED).count() == 1


def test_the_schedule_is_set_once(db):
    runner.sync_schedule()
    runner.sync_schedule()

    assert Schedule.objects.filter(name="anlan.tick").count() == 1


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_installed_job_does_its_work(city, name):
    record_hazard()

    assert isinstance(JOBS[name].work(), str)
