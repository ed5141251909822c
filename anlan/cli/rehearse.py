"""`anlan rehearse`: the next upgrade, or a restore, tried on a copy that nobody uses, and timed.

The copy is a backup: one that is given, made by this version or an older one, or one made now. It is unpacked into a
folder of its own and a database of its own, brought to this version, and proved as a restore is: journal, counters,
every figure before and after. The installation itself is only read.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from anlan.cli import backup as making
from anlan.cli import proving
from anlan.cli.progress import Bar
from anlan.cli.restore import fits
from anlan.cli.session import say, say_json


def rehearse(options: argparse.Namespace) -> int:
    """Bring a copy to this version and prove it; raises AnlanError naming what would have gone wrong."""
    home = Path(settings.HOME)
    unpacking = proving.Proof()
    with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=home) as folder:
        staging = Path(folder) / "copy"
        staging.mkdir()
        file = options.file
        if file is None:
            file = Path(folder) / "now.tar"
            unpacking.timed("backup", lambda: making.write(file, Bar({"write": _("Writing")}), b""))
        manifest = unpacking.timed("read", lambda: making.check(file, Bar({"read": _("Reading")})))
        fits(manifest)
        unpacking.timed("unpack", lambda: making.unpack(file, staging))
        with _database(staging) as url:
            proof = proving.apart(staging, url)
    proof.seconds = unpacking.seconds | proof.seconds
    if options.json:
        say_json({"version": manifest["version"], "made_at": manifest["made_at"], **asdict(proof)})
    else:
        _tell(proof, manifest["version"])
    return 0


@contextmanager
def _database(staging: Path) -> Iterator[str]:
    """Give the address of a database of the copy's own: a file, or one made on the same server and dropped again."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{staging / making.DATABASE}"
        return
    name = f"anlan_rehearsal_{staging.parent.name.rpartition('-')[2].lower()}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        address, mark, options = os.environ["ANLAN_DATABASE_URL"].partition("?")
        yield f"{address.rpartition('/')[0]}/{name}{mark}{options}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _tell(proof: proving.Proof, version: str) -> None:
    stages = {
        "backup": _("a copy made"), "read": _("the copy read"), "unpack": _("unpacked"), "tables": _("tables made"),
        "rows": _("rows filled in"), "migrate": _("brought to this version"), "journal": _("journal verified"),
        "counters": _("counters verified"), "figures": _("figures compared"),
    }  # fmt: skip
    for stage, seconds in proof.seconds.items():
        say(f"  {seconds:8.1f} s  {stages[stage]}")
    say(f"  {sum(proof.seconds.values()):8.1f} s  " + _("in all"))
    say(
        _("From version %(version)s: %(migrations)s changes of tables, %(entries)s journal entries sound.")
        % {"version": version, "migrations": len(proof.applied), "entries": f"{proof.entries:,}"}
    )
    say(
        _("%(compared)s figures are the same before and after; %(new)s are new.")
        % {"compared": proof.compared, "new": len(proof.new)}
    )
    say(_("Nothing of the installation was changed."))
