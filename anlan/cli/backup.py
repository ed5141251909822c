"""`anlan backup` and `anlan restore`: everything of an installation in one verified file, and back."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from anlan import __version__
from anlan.cli import keys
from anlan.cli.progress import Bar
from anlan.cli.session import say, say_json, tell
from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate_all
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period

FORM = 1
FOLDERS = ("evidence", "ledgers", "papers")
DATABASE = "database.sqlite3"
MANIFEST = "manifest.json"
SEALS = "journal-seals.jsonl"


def backup(options: argparse.Namespace) -> int:
    """Write the backup beside its place, read it again, and only then give it its name."""
    out: Path = options.file
    phrase = keys.passphrase(options.with_key)
    half = out.with_name(f".{out.name}.{os.getpid()}")
    bar = Bar({"write": _("Writing"), "read": _("Reading it again")})
    try:
        manifest = write(half, bar, phrase)
        check(half, bar)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
    note = {"at": clock.real_now().isoformat(), "file": str(out.resolve()), "seq": manifest["seq"]}
    (Path(settings.HOME) / "last-backup.json").write_text(json.dumps(note), "utf-8")
    told = {
        "file": str(out),
        "bytes": out.stat().st_size,
        "seq": manifest["seq"],
        "members": len(manifest["members"]),
    }
    if options.json:
        say_json(told)
    else:
        say(
            _(
                "%(file)s: %(members)s parts, %(bytes)s bytes, up to journal entry %(seq)s; read again and sound"
            )
            % told
        )
    if manifest["tip_key"] and not phrase:
        tell(
            _(
                "The key of the tip-offs (tip-offs.key) is not in it: keep a copy apart from the backups, or give "
                "--with-key. Without that key receipt codes and sealed identities are lost."
            )
        )
    return 0


def write(path: Path, bar: Bar, phrase: bytes) -> dict[str, Any]:
    """Write every part; return the manifest. The seals come ahead of the database: what they say must be in it."""
    members: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, tarfile.open(path, "w") as tar:
        seals = Path(settings.JOURNAL_SEALS_FILE)
        if seals.exists():
            members[SEALS] = _add(tar, SEALS, seals)
        told = _dump_sqlite(Path(folder)) if connection.vendor == "sqlite" else _dump_postgres(Path(folder))
        tip_key = keys.fingerprint()
        if tip_key and phrase:
            (Path(folder) / keys.MEMBER).write_bytes(keys.sealed(phrase))
        for part in sorted(Path(folder).iterdir()):
            members[part.name] = _add(tar, part.name, part)
        files = list(_files())
        for number, (name, file) in enumerate(files):
            bar.step("write", number, len(files))
            try:
                members[name] = _add(tar, name, file)
            except FileNotFoundError:  # an upload that nobody used was cleaned up meanwhile
                continue
        manifest = {
            "form": FORM,
            "version": __version__,
            "engine": connection.vendor,
            "made_at": clock.real_now().isoformat(),
            "members": members,
            "tip_key": tip_key,
            **told,
            "figures": figures(told["known_at"]),
        }
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        tar.addfile(info, BytesIO(data))
    return manifest


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file and return the digest of the bytes that were added."""
    found = hashlib.sha256()
    info = tarfile.TarInfo(name)
    with path.open("rb") as file:
        info.size = os.fstat(file.fileno()).st_size

        class Digesting:
            def read(self, size: int = -1) -> bytes:
                piece = file.read(size)
                found.update(piece)
                return piece

        tar.addfile(info, Digesting())
    return found.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    home = Path(settings.HOME)
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield str(path.relative_to(home)), path


def _head(rows: Any) -> dict[str, Any]:
    seq, recorded_at = rows
    moment = datetime.fromisoformat(str(recorded_at)) if recorded_at else clock.now()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return {"seq": int(seq), "known_at": moment.isoformat()}


def _dump_sqlite(folder: Path) -> dict[str, Any]:
    """Copy the database as it is at one moment while others write, by the engine's own means."""
    connection.ensure_connection()
    with sqlite3.connect(folder / DATABASE) as copy:
        connection.connection.backup(copy)
        head = copy.execute("SELECT seq, recorded_at FROM journal_head").fetchone()
        applied = copy.execute("SELECT app, name FROM django_migrations").fetchall()
        tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {t: copy.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}  # noqa: S608
    copy.close()
    return {**_head(head), "migrations": sorted(map(list, applied)), "rows": counts}


def _dump_postgres(folder: Path) -> dict[str, Any]:
    """Copy every table out of one snapshot."""
    counts: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in tables():
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(f'COPY "{table}" TO STDOUT') as rows,
            ):
                for piece in rows:
                    file.write(piece)
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 -- a name of the schema
            counts[table] = cursor.fetchone()[0]
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
        )
        (folder / "sequences.json").write_text(json.dumps(dict(cursor.fetchall())), "utf-8")
        cursor.execute("SELECT seq, recorded_at FROM journal_head")
        head = _head(cursor.fetchone())
        applied = sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())
    return {**head, "migrations": applied, "rows": counts}


def tables() -> list[str]:
    """Return the tables of the database by name."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def figures(known_at: str) -> dict[str, str]:
    """Return every figure of the city up to a moment, as it was known then: equal before and after."""
    try:
        area = find_area(None)
    except Invalid:
        return {}
    at = datetime.fromisoformat(known_at)
    last = clock.local_day(at)
    period = Period(last.replace(month=1, day=1), last)
    values = evaluate_all(sorted(f.code for f in REGISTRY), cut=Cut.of(area), period=period, known_at=at)
    return {code: str(value.number) for code, value in values.items()}


def unpack(path: Path, folder: Path) -> None:
    """Lay the parts of a checked backup into a folder, the manifest with them."""
    with tarfile.open(path, "r:") as tar:
        tar.extractall(folder, filter="data")


def check(path: Path, bar: Bar | None = None) -> dict[str, Any]:
    """Read a backup whole and compare every digest; return its manifest. Raises Invalid naming what is wrong."""
    try:
        found, manifest = _read(path, bar)
    except (tarfile.TarError, ValueError, OSError, EOFError) as error:
        raise _damaged(str(error)[:80]) from None
    if not manifest or manifest.get("form") != FORM:
        raise _damaged(MANIFEST)
    for name, digest in manifest["members"].items():
        if found.get(name) != digest:
            raise _damaged(name)
    if bar:
        bar.step("read", 1, 1)
    return manifest


def _read(path: Path, bar: Bar | None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the digest of every part, and the manifest."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            part = tar.extractfile(member)
            if part is None:
                raise _damaged(member.name)
            if member.name == MANIFEST:
                try:
                    manifest = json.loads(part.read())
                except ValueError:
                    raise _damaged(MANIFEST) from None
                continue
            digest = hashlib.sha256()
            while piece := part.read(2**20):
                digest.update(piece)
            found[member.name] = digest.hexdigest()
            if bar:
                bar.step("read", min(len(found), 999), 1_000)
    return found, manifest


def _damaged(what: str) -> Invalid:
    return Invalid(
        "backup.damaged",
        _("This is no whole backup of anlan: %(what)s. Take another file.") % {"what": what},
        field="file",
    )
