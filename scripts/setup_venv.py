"""Makes .venv and installs a lock into it: `python3 scripts/setup_venv.py [--dev]`.

Needs nothing but Python 3.11 or newer. uv installs when it can be had, because it is several times faster; plain
pip does the same work when uv fails, because pip alone sees every mirror setting of a user. Both check the lock's
hashes.
ANLAN_INSTALLER=pip (or uv) fixes the choice.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def main() -> int:
    """Set up the virtual environment; the exit status."""
    dev = "--dev" in sys.argv[1:]
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    began = time.monotonic()

    if sys.version_info < OLDEST:
        return fail(f"Python {sys.version.split()[0]} is too old: anlan needs 3.11 or newer.")
    if not make_venv():
        return 1
    say(f"Installing {lock.name} into .venv")
    if not install(lock):
        return fail(f"Could not install {lock.name}: is a package index reachable with pip's settings?")

    stamps = ["setup-dev", "setup"] if dev else ["setup"]
    for stamp in stamps:
        (VENV / f".{stamp}.stamp").touch()
    say(f"Ready in {time.monotonic() - began:.0f} s")
    return 0


def make_venv() -> bool:
    """Make .venv unless a fitting one stands; whether it is there."""
    if (VENV / "bin" / "python").exists() and succeeds(
        [str(VENV / "bin" / "python"), "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"], quiet=True
    ):
        return True
    say(f"Making .venv with Python {sys.version.split()[0]}")
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    except subprocess.CalledProcessError:
        fail("Python's venv module cannot install pip here. On Debian or Ubuntu: apt install python3-venv")
        return False
    return True


def install(lock: Path) -> bool:
    """Install a lock and then the project itself; whether it worked."""
    choice = os.environ.get("ANLAN_INSTALLER", "")
    if choice != "pip" and (uv := find_uv()):
        environment = os.environ | uv_settings()
        if install_with([uv, "pip", "install", "--python", str(VENV / "bin" / "python")], lock, environment):
            return True
        if choice == "uv":
            return False
        say("uv did not manage; using pip")
    # Twice quiet: pip warns of every index in its settings that lacks a package.
    return install_with([*pip(), "install", "--quiet"], lock)


def install_with(installer: list[str], lock: Path, environment: dict[str, str] | None = None) -> bool:
    # The build back end is part of the lock, so the project itself is installed without fetching anything.
    project = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    return succeeds([*installer, "--quiet", "--require-hashes", "-r", str(lock)], environment) and succeeds(
        [*installer, "--quiet", *project], environment
    )


def find_uv() -> str | None:
    """The path of a uv inside .venv, installed there by pip from the development lock if need be."""
    uv = VENV / "bin" / "uv"
    if uv.exists():
        return str(uv)
    locked = (ROOT / "requirements-dev.lock").read_text()
    stanza = re.search(r"^uv==.*\n(?:[ \t]+--hash.*\n)+", locked, re.MULTILINE)
    if stanza is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.lock"
        wanted.write_text(stanza.group())
        succeeds([*pip(), "install", "--quiet", "--require-hashes", "-r", str(wanted)], quiet=True)
    return str(uv) if uv.exists() else None


def uv_settings() -> dict[str, str]:
    """Environment variables that tell uv what pip's settings say about the main index."""
    found = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=False).stdout
    settings = {"UV_HTTP_TIMEOUT": "60", "UV_LINK_MODE": "copy"}
    for line in found.splitlines():
        name, _, value = line.partition("=")
        value = value.strip("'\" ")
        if name.endswith(".index-url"):
            settings["UV_DEFAULT_INDEX"] = value
        elif name.endswith(".cert"):
            settings["SSL_CERT_FILE"] = value
    return {name: value for name, value in settings.items() if name not in os.environ}


def pip() -> list[str]:
    return [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]


def succeeds(command: list[str], environment: dict[str, str] | None = None, *, quiet: bool = False) -> bool:
    sink = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=sink, stderr=sink, check=False)
    return done.returncode == 0


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def fail(text: str) -> int:
    print(f"!! {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
