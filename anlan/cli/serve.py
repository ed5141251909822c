"""`anlan serve`: web, worker and scheduler under one supervisor that takes them down with it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType, MappingProxyType

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from anlan import __version__
from anlan.administration import setup_code
from anlan.cli.lock import holding
from anlan.cli.session import say
from anlan.jobs.runner import sync_schedule
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.processes import die_with_parent
from anlan.org import profile

BEAT = 5.0
GRACE = 8.0
DEATHS = {"web": signal.SIGKILL, "worker": signal.SIGTERM}
"""How a child ends when the supervisor was killed: the web server at once, since it holds the port."""


def serve(options: argparse.Namespace) -> int:
    return supervise(host=options.host, port=options.port, accounts=[], tls=tls_of(options))


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate and key by which the web server speaks TLS itself, and the names that the certificate holds for."""

    cert: Path
    key: Path
    names: tuple[str, ...]


def tls_of(options: argparse.Namespace) -> Tls | None:
    """Return what --cert and --key name, checked; None without them. Raises Invalid for one without the other."""
    if options.cert is None and options.key is None:
        return None
    if options.cert is None or options.key is None:
        raise Invalid("tls.both", _("--cert and --key go together. “anlan cert” makes both."), field="cert")
    from anlan.cli.tls import check_pair

    cert, key = options.cert.resolve(), options.key.resolve()
    return Tls(cert, key, tuple(check_pair(cert, key)))


def worker(options: argparse.Namespace) -> int:
    """Run the queue: the worker and its scheduler, every process of it dying with the one above."""
    os.register_at_fork(after_in_child=die_with_parent)
    die_with_parent()
    from django_q.cluster import Cluster

    sync_schedule()
    cluster = Cluster()
    cluster.start()
    try:
        cluster.sentinel.join()
    except KeyboardInterrupt:
        cluster.stop()
    return 0


def supervise(
    *,
    host: str,
    port: int,
    accounts: list[dict[str, str]],
    codes: list[dict[str, str]] | None = None,
    more: Mapping[str, list[str]] = MappingProxyType({}),
    tls: Tls | None = None,
) -> int:
    """Serve until Ctrl-C or SIGTERM; a child that ends by itself is started again.

    `more` are further children by name: the arguments of `anlan`.
    """
    with holding("serve"):
        _free(host, port)
        call_command("migrate", verbosity=0)
        _collect_static()
        supervisor = _Supervisor(host, port, more, tls)
        supervisor.start()
        if not supervisor.wait_until_served():
            supervisor.stop()
            return 1
        _greet(host, port, accounts, codes or [], tls)
        _offer_set_up()
        return supervisor.watch()


def _free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                "port.taken",
                _("Port %(port)s on %(host)s cannot be used (%(why)s). Choose another with --port.")
                % {"port": port, "host": host, "why": error.strerror},
            ) from None


def _collect_static() -> None:
    """Hash and compress the static files once per version of them."""
    files = (path for folder in Path(settings.PACKAGE).glob("*/static") for path in folder.rglob("*"))
    newest = max((path.stat().st_mtime_ns for path in files if path.is_file()), default=0)
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    wanted = f"{__version__} {newest}"
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted)


def _greet(
    host: str, port: int, accounts: list[dict[str, str]], codes: list[dict[str, str]], tls: Tls | None
) -> None:
    shown = tls.names[0] if tls and tls.names else f"[{host}]" if ":" in host else host
    say()
    say(_("anlan is served at %(address)s") % {"address": f"{'https' if tls else 'http'}://{shown}:{port}/"})
    if accounts:
        say()
        say(_("Accounts (password of all: %(password)s):") % {"password": accounts[0]["password"]})
        for account in accounts:
            say(f"  {account['username']:<14}{account['name']}  {account['title']} · {account['title_en']}")
        for one in codes:
            say(f"  {one['code']:<14}  {one['title']}  {one['kind']} · {one['kind_en']}")
    say()
    say(_("Ctrl-C stops it."))


def _offer_set_up() -> None:
    """Where no city stands yet: print the code that opens the set-up page."""
    if not profile.is_set_up():
        say()
        say(
            _("No city is set up yet. Open the address and give this code: %(code)s")
            % {"code": setup_code.issue()}
        )


class _Supervisor:
    """Keeps the children running and the demo's clock beating."""

    def __init__(self, host: str, port: int, more: Mapping[str, list[str]], tls: Tls | None) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stopping = False
        self.shifted = clock.is_shifted()
        self.commands: dict[str, Callable[[], list[str]]] = {
            "web": self._web,
            "worker": lambda: [sys.executable, "-m", "anlan", "worker"],
            **{name: partial(self._anlan, given) for name, given in more.items()},
        }

    def _anlan(self, given: list[str]) -> list[str]:
        return [sys.executable, "-m", "anlan", *given]

    def _web(self) -> list[str]:
        tls = self.tls
        secure = ["--ssl-certificate", str(tls.cert), "--ssl-keyfile", str(tls.key),
                  "--ssl-protocol-min", "tls1.2"] if tls else []  # fmt: skip
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "anlan.config.wsgi:application",
            "--host", self.host, "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
            "--no-access-log", "--log-level", "warning", "--respawn-failed-workers", *secure,
        ]  # fmt: skip

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)
        self._beat()
        for name in self.commands:
            self._spawn(name)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _spawn(self, name: str) -> None:
        environment = {**os.environ, "ANLAN_SUPERVISED": "1", "ANLAN_HOME": str(settings.HOME)}
        if self.tls:
            environment["ANLAN_TLS"] = "1"
            environment["ANLAN_HOSTS"] = ",".join(dict.fromkeys([*settings.ALLOWED_HOSTS, *self.tls.names]))
        self.children[name] = subprocess.Popen(
            self.commands[name](),
            env=environment,
            preexec_fn=partial(die_with_parent, DEATHS.get(name, signal.SIGTERM), parent=os.getpid()),  # noqa: PLW1509 -- one thread
            start_new_session=True,
        )
        self.started[name] = time.monotonic()

    def wait_until_served(self, seconds: float = 60) -> bool:
        """Return whether the port answers in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.stopping:
            if self.children["web"].poll() is not None:
                return False
            with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
                probe.settimeout(1)
                if probe.connect_ex((self.host, self.port)) == 0:
                    return True
            time.sleep(0.1)
        return self.stopping

    def watch(self) -> int:
        beaten = time.monotonic()
        while not self.stopping:
            time.sleep(0.2)
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping:
                    sys.stderr.write(f"anlan: {name} ended ({child.returncode}) and is started again\n")
                    if time.monotonic() - self.started[name] < 2:
                        time.sleep(1)
                    self._spawn(name)
            if time.monotonic() - beaten > BEAT:
                beaten = time.monotonic()
                self._beat()
        self.stop()
        return 0

    def _beat(self) -> None:
        if self.shifted:
            clock.write_shift(clock.now(), running=True)

    def stop(self) -> None:
        """End every child: ask, wait, then kill; hold the demo's clock."""
        moment = clock.now()
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        if self.shifted:
            clock.write_shift(moment, running=False)
