"""Takes the pictures of the guide from one served demo city, and walks the tour on the way.

    .venv/bin/anlan demo reset
    .venv/bin/anlan demo run --port 8031
    .venv/bin/python scripts/guide_pictures.py --url http://127.0.0.1:8031

Only pages and the buttons on them are used, so that a picture shows what a user sees. Writes docs/guide/pictures/ and
docs/guide/tour-ledger.csv. `--only first,figures` takes some scenes again, in a city as they expect it.
"""

from __future__ import annotations

import argparse
import shutil
import sys

from guide_camera import PICTURES
from guide_scenes import SCENES
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--only", default=",".join(SCENES), help="scenes, with commas between")
    arguments = parser.parse_args()
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise SystemExit("No Chromium on this machine: run `make setup-dev`")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in arguments.only.split(","):
            sys.stdout.write(f"-- {name}\n")
            SCENES[name](browser, arguments.url.rstrip("/"))
        browser.close()
    total = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    sys.stdout.write(f"{len(list(PICTURES.glob('*.png')))} pictures, {total // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
