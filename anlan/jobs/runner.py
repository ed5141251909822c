"""The tick that enqueues due slots, and the run of one slot. Attempts are counted before the work.

django-q2 runs a job that kills its worker for ever; so a run is parked as failed at its third attempt.
"""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django_q.models import Schedule
from django_q.tasks import async_task

from anlan.jobs.models import Run, RunState
from anlan.jobs.schedule import JOBS
from anlan.kernel import clock

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
KEEP_RUNS = 2_000


def tick() -> int:
    """Enqueue every due slot that nobody enqueued yet, in the transaction that claims it; return how many."""
    now = clock.now()
    claimed = 0
    for job in JOBS.values():
        slot = job.slot(now)
        try:
            with transaction.atomic():
                run = Run.objects.create(job=job.name, slot_at=slot)
                async_task("anlan.jobs.runner.run", run.pk, task_name=job.name[:100])
        except IntegrityError:
            continue
        claimed += 1
    return claimed


def run(run_id: int) -> str:
    """Do one slot's work; an error is noted and raised, so that the queue tries again until it is parked."""
    with transaction.atomic():
        row = Run.objects.select_for_update().get(pk=run_id)
        if row.state in (RunState.DONE, RunState.FAILED):
            return row.state
        row.attempts += 1
        row.started_at = clock.now()
        row.state = RunState.RUNNING if row.attempts <= MOST_ATTEMPTS else RunState.FAILED
        row.save()
    if row.state == RunState.FAILED:
        Run.objects.filter(pk=run_id).update(finished_at=clock.now())
        log.error("job %s parked after %s attempts", row.job, MOST_ATTEMPTS)
        return row.state
    job = JOBS.get(row.job)
    try:
        note = (job.work() if job else "no such job any more") or ""
    except Exception as error:
        note = f"{type(error).__name__}: {error}"[:2000]
        if row.attempts >= MOST_ATTEMPTS:
            Run.objects.filter(pk=run_id).update(state=RunState.FAILED, finished_at=clock.now(), note=note)
            log.exception("job %s parked after %s attempts", row.job, MOST_ATTEMPTS)
        else:
            Run.objects.filter(pk=run_id).update(note=note)
        raise
    Run.objects.filter(pk=run_id).update(state=RunState.DONE, finished_at=clock.now(), note=note[:2000])
    return RunState.DONE


def prune() -> int:
    """Drop the records of long-done slots beyond the newest few thousand."""
    edge = Run.objects.order_by("-pk").values_list("pk", flat=True)[KEEP_RUNS : KEEP_RUNS + 1].first()
    return Run.objects.filter(pk__lt=edge, state=RunState.DONE).delete()[0] if edge else 0


def sync_schedule() -> None:
    """Make sure that the queue ticks every minute; safe to repeat."""
    Schedule.objects.get_or_create(
        name="anlan.tick",
        defaults={"func": "anlan.jobs.runner.tick", "schedule_type": Schedule.MINUTES, "minutes": 1},
    )
