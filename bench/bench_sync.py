"""The sync of a day's work from a phone, against a raw upload of the same bytes on the same line.

A day is 30 visits with two hazards each, a photograph on every hazard and the end of the visit: 180 records. They are
kept in the field page's own outbox in a real browser and go up over TLS to a real server; beside it the page sends the
photographs, and the records' text, as plain bodies of single requests that are only written to disk. Both pass the same
line, once as fast as this machine is, once with the upload rate and the round trip of a phone (`WIRES`); the sides take
turns. The server's own CPU for the pictures (decoded, made clean, printed, thumbnails) is part of the sync.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import base64
import os
import random
import sys
import threading
import time
from contextlib import redirect_stdout
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.ground import SMALL, median, note, tell, temporary_home

VISITS, A_VISIT = (4 if SMALL else 30), 2
ROUNDS = 2 if SMALL else 3
WIRES = {
    "this machine": (0.0, 0.0),
    "8 Mbit/s up, 50 ms": (8e6 / 8, 0.05),
    "2 Mbit/s up, 80 ms": (2e6 / 8, 0.08),
}
MOST = 1.5
KEEP = """async ({records, photos}) => {
    const {store} = anlanField;
    for (const [name, text] of Object.entries(photos)) {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
        await store.write([["photos", name, bytes, {draft: "", size: bytes.byteLength}]]);
    }
    await store.write(records.map((one) => ["box", one.id, one, {state: "waiting"}]));
}"""
SYNC = """async () => {
    const began = performance.now();
    await anlanField.box.sync();
    const seconds = (performance.now() - began) / 1000;
    const left = (await anlanField.box.waiting()).map((one) => `${one.flow} ${one.state}: ${one.reason ?? ""}`);
    return [seconds, left, anlanField.box.status];
}"""
RAW = """async ({records, photos}) => {
    const bodies = Object.values(photos).map((text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
    bodies.push(new TextEncoder().encode(JSON.stringify(records)));
    const began = performance.now();
    for (const body of bodies) {
        const answer = await fetch("/raw/", {method: "PUT", body, cache: "no-store"});
        if (!answer.ok) throw new Error(answer.status);
    }
    return (performance.now() - began) / 1000;
}"""


def main() -> int:
    with temporary_home() as home:
        os.environ["ANLAN_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
        import django

        django.setup()
        _measure(home)
    return 0


def _measure(home: Path) -> None:
    from django.core.management import call_command

    from anlan.testing import small_city
    from tests.faults.field.stage import Stage
    from tests.template_db import _copy_of_migrations

    with redirect_stdout(sys.stderr):
        _copy_of_migrations(home / "anlan.sqlite3")
        call_command("migrate", verbosity=0)
        small_city()
        call_command("collectstatic", interactive=False, verbosity=0)
        stage = Stage(home, 11, line=_wire())
    try:
        stage.open_browser()
        page = stage.open_page()
        page.evaluate("anlanField.box.chunk = anlanField.box.usual = 512 * 1024")
        page.context.set_default_timeout(600_000)
        _turns(stage, page)
    finally:
        stage.close()


def _turns(stage: Any, page: Any) -> None:
    pictures = _pictures()
    for name, (rate, trip) in WIRES.items():
        sync, raw, requests = [], [], 0
        day: dict[str, Any] = {}
        for turn in range(ROUNDS if rate == 0 else max(1, ROUNDS - 1)):
            stage.line.rate, stage.line.trip = 0.0, 0.0
            day = _day(pictures, turn)
            page.evaluate(KEEP, day)
            stage.line.rate, stage.line.trip, stage.line.requests = rate, trip, 0
            seconds, left, status = page.evaluate(SYNC)
            requests = stage.line.requests
            if left:
                raise RuntimeError(f"{len(left)} records were left ({status}): {left[:3]}")
            sync.append(seconds)
            raw.append(page.evaluate(RAW, day))
        size = sum(len(base64.b64decode(text)) for text in day["photos"].values())
        note(
            f"{name}: {len(day['records'])} records, {len(day['photos'])} photographs, {size / 1e6:.1f} MB, "
            f"{requests} requests"
        )
        tell("S11", f"raw upload, {name}", median(raw), "s")
        tell("S11", f"sync of a day, {name}", median(sync), "s")
        tell("S11", f"sync / raw, {name}", median([a / b for a, b in zip(sync, raw, strict=True)]), "times",
             most=MOST if rate else None)  # fmt: skip


def _wire() -> Any:
    """Return the line with an upload rate and a round trip, and a place where raw bodies are only written to disk."""
    from tests.faults.field.line import Line

    class Wire(Line):
        rate = 0.0
        trip = 0.0
        requests = 0
        turn = threading.Lock()

        def send(self, method: str, path: str, headers: Any, body: bytes, *, cut: bool = False) -> Any:
            self.requests += 1
            time.sleep(self.trip)
            if self.rate:
                with self.turn:  # one radio: bodies go up one after the other
                    time.sleep(len(body) / self.rate)
            if not path.startswith("/raw/"):
                return super().send(method, path, headers, body, cut=cut)
            with (Path(os.environ["ANLAN_HOME"]) / "raw").open("ab") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            return 200, [("Content-Type", "application/json")], b"{}"

    return Wire


def _pictures() -> list[str]:
    """Return photographs as phones make them smaller: 1600 by 1200, a third of a megabyte."""
    from PIL import Image

    from anlan.evidence.tests.factories import scene

    made = []
    for seed in range(VISITS * A_VISIT):
        noise = Image.effect_noise((1600, 1200), 40).convert("RGB")
        buffer = BytesIO()
        Image.blend(scene(seed, (1600, 1200)).convert("RGB"), noise, 0.2).save(buffer, "JPEG", quality=82)
        made.append(base64.b64encode(buffer.getvalue()).decode())
    return made


def _day(pictures: list[str], turn: int) -> dict[str, Any]:
    """Return the records of a day and its photographs by key; each turn's are others, so that none is known."""
    from anlan.kernel import clock
    from anlan.kernel.identity import uuid7
    from anlan.testing import place

    at, shop, chance = clock.now().isoformat(), place("shop").pk, random.Random(turn)
    records: list[dict[str, Any]] = []
    photos: dict[str, str] = {}
    about = {"at": at, "place": "p", "label": "l"}
    keys = iter(sorted(uuid7() for _key in range(VISITS * (2 + A_VISIT))))  # in order, as the page makes them
    for number in range(VISITS):
        visit = next(keys)
        told = {"premises": shop, "mode": "announced", "focus": visit, "situation": ""}
        records.append({"id": visit, "flow": "visit", "step": "record", "input": told, **about})
        for which in range(A_VISIT):
            picture = uuid7()
            raw = base64.b64decode(pictures[A_VISIT * number + which])
            photos[picture] = base64.b64encode(raw + chance.randbytes(8)).decode()
            found = {"visit": {"of": visit}, "description": f"The fire door is blocked {picture}", "grade": "general",
                     "category": "fire"}  # fmt: skip
            records.append({"id": next(keys), "flow": "hazard", "step": "record", "input": found,
                            "photos": {"before": [picture]}, **about})  # fmt: skip
        end = {
            "situation": "as usual",
            "next_step": "come again",
            "minutes": 30,
            "focus": visit,
            "outcome": "inspected",
        }
        records.append(
            {
                "id": next(keys),
                "flow": "visit",
                "step": "conclude",
                "case": {"of": visit},
                "input": end,
                **about,
            }
        )
    return {"records": records, "photos": photos}


if __name__ == "__main__":
    sys.exit(main())
