"""What concerns TLS on the local network: the command that makes certificates, and the options that serve with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def add(commands: Any, later: Callable[[str], Any], port: Callable[[str], int]) -> None:
    """Add `cert`; `later` names the function that runs, `port` reads a port."""
    cert = commands.add_parser(
        "cert", help="make a certificate for the local network, so that phones keep records offline"
    )
    cert.add_argument(
        "name",
        nargs="+",
        help="address or host name by which phones reach this server, the first one in the QR code",
    )
    cert.add_argument("--port", type=port, default=8000, help="port that is served (8000)")
    cert.add_argument("--qr", type=Path, help="also write the QR code to a file, .svg or .png")
    cert.add_argument(
        "--new-authority", action="store_true", help="make a new authority; every phone installs it anew"
    )
    cert.set_defaults(run=later("tls:cert"))


def served(command: Any) -> None:
    """Add the options by which a command serves over TLS."""
    command.add_argument("--cert", type=Path, help="certificate of the server, PEM: serve over TLS")
    command.add_argument("--key", type=Path, help="its private key, PEM (PKCS #8)")
