"""Whether the demo city stands in this database, and how it is set up, wiped and restored."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from anlan.demo.load import Progress, load
from anlan.demo.models import Load
from anlan.demo.year import MOMENT
from anlan.journal.seal_file import publish, seals_file
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.org.models import Area


def accounts_file() -> Path:
    return Path(settings.HOME) / "demo-accounts.json"


def _pristine() -> Path:
    return Path(settings.HOME) / "pristine.sqlite3"


def codes_file() -> Path:
    return Path(settings.HOME) / "demo-codes.json"


def accounts() -> list[dict[str, str]]:
    """Return the accounts to sign in with, their password included; empty when no demo was loaded."""
    path = accounts_file()
    return list(json.loads(path.read_text("utf-8"))) if path.exists() else []


def codes() -> list[dict[str, str]]:
    """Return the codes of enterprises and informants, who have no account."""
    path = codes_file()
    return list(json.loads(path.read_text("utf-8"))) if path.exists() else []


def current() -> Load | None:
    """Return the demo load of this database, or None; needs no table to exist."""
    tables = connection.introspection.table_names()
    return Load.objects.filter(pk=1).first() if "demo_load" in tables else None


def ensure(*, scale: float, progress: Progress, lapse: bool = False) -> bool:
    """Make sure that the whole city stands here; return whether it had to be loaded.

    A load that was killed is wiped and done again. Raises Refused where the database holds a real city.
    """
    loaded = current()
    if loaded is not None and loaded.complete:
        call_command("migrate", verbosity=0)
        return False
    _refuse_real_city(loaded)
    if loaded is not None:
        _wipe()
    _load(scale, progress, lapse=lapse)
    return True


def reset(*, progress: Progress) -> None:
    """Restore the pristine city and its clock. Raises Refused where no demo was loaded."""
    loaded = current()
    if loaded is None:
        raise Refused("demo.none", _("This database holds no demo city: nothing to reset."))
    scale = loaded.scale
    if connection.vendor == "sqlite" and _pristine().exists() and loaded.complete:
        path = Path(connection.settings_dict["NAME"])
        _remove(path)
        shutil.copyfile(_pristine(), path)
        seals_file().unlink(missing_ok=True)  # the demo's own: its seals after the load go with their entries
        publish()
    else:
        _wipe()
        _load(scale, progress)
    clock.write_shift(MOMENT, running=False)


def _refuse_real_city(loaded: Load | None) -> None:
    tables = connection.introspection.table_names()
    if loaded is None and "org_area" in tables and Area.objects.exists():
        raise Refused(
            "demo.real_city",
            _("This database already holds a city that is not the demo; it is left untouched."),
        )


def _wipe() -> None:
    seals_file().unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        _remove(Path(connection.settings_dict["NAME"]))
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _remove(path: Path) -> None:
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _load(scale: float, progress: Progress, *, lapse: bool = False) -> None:
    call_command("migrate", verbosity=0)
    password = _password()
    world = load(scale=scale, password=password, progress=progress, lapse=lapse)
    _write(accounts_file(), [{**account, "password": password} for account in world.accounts])
    _write(codes_file(), world.codes)
    clock.write_shift(MOMENT, running=False)
    if connection.vendor == "sqlite":
        path = connection.settings_dict["NAME"]
        connection.close()
        shutil.copyfile(path, _pristine())


def _password() -> str:
    """Return the demo accounts' one password: ANLAN_DEMO_PASSWORD, the former one, or a fresh one."""
    known = accounts()
    return os.environ.get("ANLAN_DEMO_PASSWORD") or (
        known[0]["password"] if known else f"anlan-{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    )


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
