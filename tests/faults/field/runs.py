"""One run: something is recorded, something goes wrong at a random moment, and in the end all of it is there once."""

from __future__ import annotations

import base64
import contextlib
import json
import random
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from playwright.sync_api import Error

from anlan.access.models import Session
from anlan.evidence.models import Attachment
from anlan.evidence.tests.factories import encoded, scene
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.identity import uuid7
from anlan.testing import place
from tests.faults.field.line import KINDS
from tests.faults.field.stage import Stage

PLANS = (
    "network", "page killed", "browser killed", "server killed", "session ended", "storage full", "two tabs",
    "new edition", "clock wrong", "outbox tampered", "thrown back",
)  # fmt: skip
WEIGHTS = (16, 6, 1, 1, 2, 1, 3, 1, 1, 2, 2)
KEEP = """async ({records, photos}) => {
    const {box} = anlanField;
    for (const [name, text] of Object.entries(photos)) {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
        await box.store.write([["photos", name, bytes, {draft: "", size: bytes.byteLength}]]);
    }
    await box.keep(records);
}"""
COUNT = "async () => (await anlanField.box.waiting()).filter((one) => one.state === 'waiting').length"
PICTURES = [base64.b64encode(encoded(scene(seed, (320, 240)))).decode() for seed in range(6)]


@dataclass
class Tally:
    runs: int = 0
    kept: int = 0
    arrived: int = 0
    lost: int = 0
    doubled: int = 0
    photos: int = 0


@dataclass
class Report:
    plans: dict[str, Tally] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        told = {name: asdict(one) for name, one in sorted(self.plans.items())}
        return json.dumps({"plans": told, "met": dict(self.met), "words": self.words[:20]})


class Runner:
    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.chance, self.report = stage, random.Random(seed), Report()
        self.shop = place("shop").pk
        self.page: Any = None
        self.damaged = 0

    def all(self, runs: int, *, plans: tuple[str, ...] = PLANS) -> Report:
        self.stage.open_browser()
        self.page = self.stage.open_page()
        with contextlib.suppress(KeyboardInterrupt):  # ended early: the table of what was done is told
            for number in range(runs):
                plan = plans[number] if number < len(plans) else self.chance.choices(PLANS, WEIGHTS)[0]
                self.one(plan)
                if number % 20 == 19:
                    print(f"{number + 1} of {runs} runs", file=sys.stderr, flush=True)
        self.report.met = self.stage.line.met
        return self.report

    def one(self, plan: str) -> None:
        tally = self.report.plans.setdefault(plan, Tally())
        tally.runs += 1
        given = self.made()
        before = (Visit.objects.count(), Hazard.objects.count(), Attachment.objects.count())
        self.stage.line.kinds = KINDS if plan != "storage full" else ()
        kept = getattr(self, f"_{plan.replace(' ', '_')}")(given)
        self.settle(plan)
        self.count(tally, given if kept else {"records": [], "photos": {}}, given, before, plan)

    def made(self) -> dict[str, Any]:
        at = clock.now().isoformat()
        visit = uuid7()
        records = [
            {"id": visit, "flow": "visit", "step": "record", "at": at, "label": "v", "place": "p",
             "input": {"premises": self.shop, "mode": "announced", "focus": visit, "situation": ""}}
        ]  # fmt: skip
        photos = {}
        for _number in range(self.chance.randrange(3)):
            key, picture = uuid7(), uuid7()
            record: dict[str, Any] = {
                "id": key, "flow": "hazard", "step": "record", "at": at, "label": "h", "place": "p",
                "input": {"visit": {"of": visit}, "description": f"The fire door is blocked {key}", "grade": "general",
                          "category": "fire"},
            }  # fmt: skip
            if self.chance.random() < 0.6:
                photos[picture] = self.chance.choice(PICTURES)
                record["photos"] = {"before": [picture]}
            records.append(record)
        return {"records": records, "photos": photos}

    # -- what goes wrong; each returns whether the page said that it keeps what was given -----------------------

    def keep(self, given: dict[str, Any], page: Any = None) -> bool:
        try:
            (page or self.page).evaluate(KEEP, given)
        except Error:
            return False
        return True

    def wait(self) -> None:
        time.sleep(self.chance.uniform(0, 0.4))

    def _network(self, given: dict[str, Any]) -> bool:
        kept = self.keep(given)
        for _more in range(self.chance.randrange(4)):
            self.page.evaluate("anlanField.box.sync()")
        return kept

    def _page_killed(self, given: dict[str, Any]) -> bool:
        if self.chance.random() < 0.5:  # in the middle of keeping: then nothing was promised
            self.page.evaluate("(given) => void setTimeout(async () => (" + KEEP + ")(given))", given)
            time.sleep(self.chance.uniform(0, 0.03))
            kept = False
        else:
            kept = self.keep(given)
            self.wait()
        self.page.close()
        return kept

    def _browser_killed(self, given: dict[str, Any]) -> bool:
        kept = self.keep(given)
        self.wait()
        self.stage.kill_browser()
        return kept

    def _server_killed(self, given: dict[str, Any]) -> bool:
        self.stage.line.kinds = ("late", "twice")
        kept = self.keep(given)
        self.wait()
        self.stage.kill_web()
        self.page.evaluate("anlanField.box.sync()")
        self.stage.start_web()
        return kept

    def _session_ended(self, given: dict[str, Any]) -> bool:
        Session.objects.all().delete()
        kept = self.keep(given)
        self.wait()
        self.stage.sign_in()
        return kept

    def _storage_full(self, given: dict[str, Any]) -> bool:
        given["photos"] = dict.fromkeys(given["photos"], "A" * 6000000) or {uuid7(): "A" * 6_000_000}
        # the browser looks at the quota when it opens the database, and guesses for a while from then on
        self.stage.kill_browser()
        self.page = self.stage.open_page(quota=2_000_000)
        kept = self.keep(given)
        if kept:
            self.report.words.append("the page kept what its quota has no room for")
        left = self.page.evaluate("async () => (await anlanField.box.waiting()).length")
        if left != self.damaged:
            self.report.words.append(f"{left} records were left by a write that failed")
        self.stage.kill_browser()
        return False

    def _two_tabs(self, given: dict[str, Any]) -> bool:
        other = self.stage.open_page()
        kept = self.keep(given, other if self.chance.random() < 0.5 else None)
        for page in (self.page, other, self.page):
            page.evaluate("anlanField.box.sync()")
        self.wait()
        other.close()
        return kept

    def _new_edition(self, given: dict[str, Any]) -> bool:
        self.stage.line.edition = uuid7()[-6:]
        kept = self.keep(given)
        with contextlib.suppress(Error):  # the page is loaded anew under the question
            self.page.evaluate("""async () => {
                const found = await navigator.serviceWorker.getRegistration();
                await found?.update().catch(() => {});
                found?.waiting?.postMessage("take-over");
                found?.installing?.addEventListener("statechange", (event) => event.target.postMessage("take-over"));
            }""")
        self.wait()
        return kept

    def _clock_wrong(self, given: dict[str, Any]) -> bool:
        hours = self.chance.choice((-30, -3, 2, 700))
        self.page.evaluate(
            f"(() => {{ const now = Date.now; Date.now = () => now() + {hours} * 3600000; }})()"
        )
        return self.keep(given)

    def _outbox_tampered(self, given: dict[str, Any]) -> bool:
        """Change one waiting record's bytes: it cannot be read, and holds up no other."""
        stranger = self.made()
        stranger["records"] = stranger["records"][:1]
        self.stage.line.kinds, self.stage.line.share = ("refused",), 1.0
        self.keep({"records": stranger["records"], "photos": {}})
        self.page.evaluate(
            """(id) => new Promise((resolve) => {
            const tx = anlanField.store.db.transaction("box", "readwrite");
            const get = tx.objectStore("box").get(id);
            get.onsuccess = () => { const row = get.result; new Uint8Array(row.sealed.body)[5] ^= 255;
                                    tx.objectStore("box").put(row); };
            tx.oncomplete = resolve;
        })""",
            stranger["records"][0]["id"],
        )
        self.damaged += 1
        self.stage.line.share = 0.4
        self.stage.line.kinds = KINDS
        return self.keep(given)

    def _thrown_back(self, given: dict[str, Any]) -> bool:
        """Send what the server refuses: it stays, says why, and goes when it was corrected."""
        wrong = json.loads(json.dumps(given))
        wrong["records"][0]["input"]["mode"] = "nonsense"
        self.stage.line.kinds = ()
        kept = self.keep(wrong)
        self.until(
            "async () => (await anlanField.box.waiting()).some((one) => one.state === 'rejected' && one.reason)"
        )
        self.page.evaluate("async (record) => anlanField.box.keep([record])", given["records"][0])
        return kept

    # -- in the end --------------------------------------------------------------------------------------------

    def settle(self, plan: str) -> None:
        self.stage.line.calm()
        if self.page.is_closed() or plan in {"browser killed", "clock wrong", "new edition"}:
            if not self.page.is_closed():
                with contextlib.suppress(Error):
                    self.page.close()
            self.page = self.stage.open_page()
        if not self.until(COUNT.replace(".length", ".length === 0")):
            self.report.words.append(f"{plan}: not everything went up: {self.page.evaluate(COUNT)}")

    def until(self, condition: str, seconds: float = 20) -> bool:
        over = time.monotonic() + seconds
        while time.monotonic() < over:
            with contextlib.suppress(Error):
                self.page.evaluate("async () => { await anlanField.box.sync(); }")
                if self.page.evaluate(condition):
                    return True
            time.sleep(0.02)
        return False

    def count(
        self, tally: Tally, kept: dict[str, Any], given: dict[str, Any], before: Any, plan: str
    ) -> None:
        """Compare what the page promised with the journal: each key once, each picture on its case once."""
        promised = [one["id"] for one in kept["records"]]
        keys = [one["id"] for one in given["records"]]
        found = Counter(Entry.objects.filter(key__in=keys).values_list("key", flat=True))
        tally.kept += len(promised)
        tally.arrived += len(found)
        tally.lost += sum(key not in found for key in promised)
        tally.doubled += sum(times - 1 for times in found.values())
        visits = Visit.objects.count() - before[0]
        hazards = Hazard.objects.count() - before[1]
        tally.doubled += max(0, visits - 1)  # of one visit, and of hazards of different words
        tally.doubled += max(0, hazards - (len(keys) - 1))
        wanted = sum(
            len(one.get("photos", {}).get("before", [])) for one in given["records"] if one["id"] in found
        )
        pictures = Attachment.objects.count() - before[2]
        tally.photos += pictures
        if pictures != wanted:
            self.report.words.append(f"{plan}: {pictures} pictures for {wanted}")
            tally.lost += max(0, wanted - pictures)
            tally.doubled += max(0, pictures - wanted)
