"""`python -m tests.faults.field --runs 1000`: prints what was kept, what arrived, what was lost and what came twice."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.field")
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--broken", default="", help="an outbox that is broken on purpose: hasty, forgetful")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--city", action="store_true", help="the database holds the small city already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anlan-field-") as folder:
        os.environ["ANLAN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
        return _run(options, Path(folder))


def _run(options: argparse.Namespace, home: Path) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from anlan.testing import small_city
    from tests.faults.field.runs import Runner
    from tests.faults.field.stage import Stage
    from tests.template_db import _copy_of_migrations

    with redirect_stdout(sys.stderr):
        if not options.city:
            _copy_of_migrations(home / "anlan.sqlite3")
            call_command("migrate", verbosity=0)
            small_city()
        call_command("collectstatic", interactive=False, verbosity=0)
        stage = Stage(home, options.seed, options.broken)
    began = time.monotonic()
    try:
        report = Runner(stage, options.seed).all(options.runs)
    finally:
        stage.close()
    if options.json:
        print(report.as_json())
    else:
        _print(report, time.monotonic() - began)
    wrong = sum(one.lost + one.doubled for one in report.plans.values())
    return 1 if wrong or report.words else 0


def _print(report: object, seconds: float) -> None:
    from tests.faults.field.runs import Report, Tally

    assert isinstance(report, Report)
    print(
        f"{'what went wrong':<18}{'runs':>6}{'kept':>7}{'arrived':>9}{'photos':>8}{'lost':>6}{'doubled':>9}"
    )
    whole = Tally()
    for name, one in [*sorted(report.plans.items()), ("all", whole)]:
        print(
            f"{name:<18}{one.runs:>6}{one.kept:>7}{one.arrived:>9}{one.photos:>8}{one.lost:>6}{one.doubled:>9}"
        )
        if one is not whole:
            for field in ("runs", "kept", "arrived", "photos", "lost", "doubled"):
                setattr(whole, field, getattr(whole, field) + getattr(one, field))
    print("on the line: " + ", ".join(f"{kind} {times}" for kind, times in sorted(report.met.items())))
    print(f"{seconds:.0f} s")
    for word in report.words[:20]:
        print(f"! {word}")


if __name__ == "__main__":
    sys.exit(main())
