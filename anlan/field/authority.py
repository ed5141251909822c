"""Where the installation's own authority lies, by which phones trust it on the local network (`anlan cert`)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    return Path(settings.HOME) / "tls"


def path() -> Path:
    return folder() / "authority.crt"
