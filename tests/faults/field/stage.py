"""A server with a small city, a line that breaks, and a browser whose profile outlives its process."""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from playwright.sync_api import sync_playwright

from anlan.cli import tls
from anlan.field import authority
from anlan.testing import sign_in
from tests.chromium import ARGUMENTS, find_chromium
from tests.faults.field.line import Line
from tests.faults.test_serve import free_port

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

WHO = "dept1"
BROKEN = {
    "": "",
    # takes a record out when it is sent, not when it was received
    "hasty": """(() => { const {box} = anlanField, send = box.send.bind(box);
        box.send = async (record) => { await box.store.write([], [["box", record.id]]); return send(record); }; })()""",
    # sends each attempt under a new key
    "forgetful": """(() => { const {box} = anlanField, send = box.send.bind(box);
        box.send = async (record) => { const made = {...record, id: record.id.slice(0, 30) +
            Math.random().toString(16).slice(2, 8).padEnd(6, "0")};
            const open = {state: "waiting"};
            await box.store.write([["box", made.id, {...made, state: undefined}, open]], [["box", record.id]]);
            return send(made); }; })()""",
}
"""Outboxes that are broken on purpose, so that the suite proves that it would notice."""


class Stage:
    def __init__(self, home: Path, seed: int, broken: str = "", line: type[Line] = Line) -> None:
        self.home, self.broken = home, BROKEN[broken]
        self.web_port, self.port = free_port(), free_port()
        with redirect_stdout(StringIO()):
            tls.cert(argparse.Namespace(name=["127.0.0.1"], port=self.port, qr=None, new_authority=False))
        folder = authority.folder()
        self.cert = folder / "server.crt"
        self.base = f"https://127.0.0.1:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.start_web()
        self.line = line(self.port, self.web_port, self.cert, folder / "server.key", seed)
        self.playwright = sync_playwright().start()
        self.context: BrowserContext | None = None
        self.page: Page | None = None

    # -- the server ------------------------------------------------------------------------------------------

    def start_web(self) -> None:
        environment = os.environ | {
            "ANLAN_SECURE": "1", "ANLAN_HOSTS": "127.0.0.1", "ANLAN_HOME": str(self.home), "ANLAN_LOG": "CRITICAL",
        }  # fmt: skip
        self.web = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "anlan.config.wsgi:application", "--host",
             "127.0.0.1", "--port", str(self.web_port), "--workers", "1", "--blocking-threads", "4", "--no-access-log",
             "--log-level", "error"],
            env=environment, start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{self.web_port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not answer within a minute")

    def kill_web(self) -> None:
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    # -- the phone -------------------------------------------------------------------------------------------

    def open_browser(self) -> None:
        found = x509.load_pem_x509_certificate(self.cert.read_bytes())
        spki = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        pinned = base64.b64encode(hashlib.sha256(spki).digest()).decode()
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.home / "profile"),
            executable_path=find_chromium(),
            args=[*ARGUMENTS, f"--ignore-certificate-errors-spki-list={pinned}"],
            base_url=self.base,
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
        )
        self.context.set_default_timeout(15_000)
        self.sign_in()

    def sign_in(self) -> None:
        assert self.context is not None
        session = sign_in(Client(), WHO).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.base, "secure": True}])

    def open_page(self, *, quota: int = 0) -> Any:
        assert self.context is not None
        page = self.context.new_page()
        if quota:
            devtools = self.context.new_cdp_session(page)
            devtools.send("Storage.overrideQuotaForOrigin", {"origin": self.base, "quotaSize": quota})
        page.goto("/field/", wait_until="domcontentloaded")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.evaluate("anlanField.box.chunk = anlanField.box.usual = 4096")
        if self.broken:
            page.evaluate(self.broken)
        return page

    def kill_browser(self) -> None:
        """Kill the browser as a phone that runs out of power does: every process with this profile, at once."""
        mark = f"--user-data-dir={self.home / 'profile'}".encode()
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and mark in (folder / "cmdline").read_bytes():
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                continue
        try:
            assert self.context is not None
            self.context.close()
        except Exception:  # noqa: BLE001 -- it was killed: whatever closing says
            pass
        (self.home / "profile" / "SingletonLock").unlink(missing_ok=True)
        self.open_browser()

    def close(self) -> None:
        try:
            if self.context is not None:
                self.context.close()
        finally:
            self.playwright.stop()
            self.kill_web()
