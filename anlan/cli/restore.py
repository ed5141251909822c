"""Brings a backup back: compared, restored beside what is there, verified, and only then put in its place."""

from __future__ import annotations

import argparse
import shutil
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from anlan.cli import backup as making
from anlan.cli import keys, proving, swap
from anlan.cli.lock import holding
from anlan.cli.progress import Bar
from anlan.cli.session import say, tell
from anlan.kernel.errors import Invalid, Refused

STAGING = ".restoring"


def restore(options: argparse.Namespace) -> int:
    """Restore a backup into an empty installation, or in place of what is there."""
    manifest = making.check(options.file, Bar({"read": _("Reading")}))
    fits(manifest)
    if not options.replace and not _is_empty():
        raise Refused(
            "restore.not_empty",
            _(
                "This installation holds records. With --replace they are set aside and the backup takes their place."
            ),
        )
    home = Path(settings.HOME)
    key = _key_in(options.file, manifest, keys.passphrase(options.with_key))
    with holding("serve"), holding("load"):
        staging = home / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        making.unpack(options.file, staging)
        if manifest["engine"] == "sqlite":
            proving.apart(staging, f"sqlite:///{staging / making.DATABASE}")
        else:
            proving.into_postgres(staging, manifest)
        aside = _swap(home, staging, manifest)
        if key:
            keys.put_back(key)
    say(_("Restored up to journal entry %(seq)s; journal and figures are as they were.") % manifest)
    if aside:
        say(_("What was there before lies in %(folder)s.") % {"folder": aside})
    if manifest.get("tip_key", "") not in ("", keys.fingerprint()):
        tell(
            _(
                "The tip-offs of this backup were sealed with a key that is not here. Put the tip-offs.key of that "
                "time into %(folder)s before anlan serves, or restore again with --with-key: until then no receipt "
                "code and no sealed identity can be read."
            )
            % {"folder": home}
        )
    return 0


def _key_in(file: Path, manifest: dict[str, Any], phrase: bytes) -> bytes:
    """Return the key of the tip-offs that a backup holds under a passphrase. Raises Invalid where it holds none."""
    if not phrase:
        return b""
    if keys.MEMBER not in manifest["members"]:
        raise Invalid(
            "restore.no_key",
            _("This backup holds no key of the tip-offs: it was made without --with-key."),
            field="with_key",
        )
    with tarfile.open(file, "r:") as tar:
        part = tar.extractfile(keys.MEMBER)
        return keys.opened(part.read() if part else b"", phrase)


def fits(manifest: dict[str, Any]) -> None:
    """Raise Invalid for a backup of another engine or of a newer version."""
    if manifest["engine"] != connection.vendor:
        raise Invalid(
            "restore.engine",
            _("The backup was made of %(theirs)s, this installation runs on %(ours)s.")
            % {"theirs": manifest["engine"], "ours": connection.vendor},
            field="file",
        )
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    newer = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if newer:
        raise Invalid(
            "restore.version",
            _(
                "The backup was made by version %(version)s, which knows more than this one: %(newer)s. Install that."
            )
            % {"version": manifest["version"], "newer": ", ".join(newer[:3])},
            field="file",
        )


def _is_empty() -> bool:
    names = making.tables()
    if "journal_entry" not in names:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM journal_entry LIMIT 1) AS entries")
        return not cursor.fetchone()[0]


def _swap(home: Path, staging: Path, manifest: dict[str, Any]) -> Path | None:
    """Set aside what is there and put the restored parts in its place; return where the old ones lie.

    The logs of the present database go first: a restored one must never meet them.
    """
    connections.close_all()
    moves = [(staging / name, home / name) for name in making.FOLDERS]
    moves.append((staging / making.SEALS, Path(settings.JOURNAL_SEALS_FILE)))
    if manifest["engine"] == "sqlite":
        path = Path(settings.DATABASES["default"]["NAME"])
        logs = [(staging / f"none{end}", path.with_name(path.name + end)) for end in ("-wal", "-shm")]
        moves = [*logs, (staging / making.DATABASE, path), *moves]
    aside = swap.plan(home, moves)
    swap.carry_out(home, staging)
    return aside


def finish_what_was_cut() -> None:
    """Finish a restore whose last passage, the renames, was cut off. Raises Refused while it is still at work."""
    home = Path(settings.HOME)
    if not swap.is_pending(home):
        return
    with holding("serve"), holding("load"):
        if swap.is_pending(home):
            swap.carry_out(home, home / STAGING)
            tell(_("A restore that was cut off has been finished: what it brought back is in its place."))
