"""Page of the scheduled jobs."""

from __future__ import annotations

from anlan.cli.reference.markdown import code, table
from anlan.jobs.runner import KEEP_RUNS, MOST_ATTEMPTS
from anlan.jobs.schedule import JOBS, Job


def page() -> str:
    rows = [(code(name), _clock(job), _sentence(job)) for name, job in sorted(JOBS.items())]
    return (
        "# Jobs 定时任务\n\n"
        "The queue ticks once a minute of real time and asks the *domain* clock which slots are due, "
        "so that a job at 16:00 also runs at 16:00 of a shifted clock. After a stop only the newest "
        "missed slot of a job runs. A slot is enqueued once (unique by job and slot) and parked as "
        f"failed after {MOST_ATTEMPTS} attempts; the newest\n"
        f"{KEEP_RUNS} runs are kept.\n\n" + table(("Job", "When (Asia/Shanghai)", "Does"), rows)
    )


def _clock(job: Job) -> str:
    if job.at is not None:
        return f"daily at {job.at[0]:02d}:{job.at[1]:02d}"
    return "every minute" if job.minutes == 1 else f"every {job.minutes} minutes"


def _sentence(job: Job) -> str:
    return (job.work.__doc__ or "").strip().split("\n\n")[0]
