"""A mail server for tests: takes letters over SMTP on the loopback, refuses and breaks off where it is told to."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """`letters` holds what was taken; `refused` maps addresses to the reply they get, `answers` words of SMTP; `breaks`
    ends each connection once a letter's text has come."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.breaks = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        to = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            word = line[:4].upper()
            if word == "RCPT":
                to = line[line.index("<") + 1 : line.index(">")]
                self._say(self.server.refused.get(to, "250 ok"))
            elif word == "DATA":
                self._say("354 go on")
                content = self._text()
                if self.server.breaks:
                    return
                self.server.letters.append((to, message_from_bytes(content, policy=policy.default)))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(self.server.answers.get(word, "250 ok"))

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(settings: Any | None = None) -> Iterator[MailServer]:
    """Run a mail server; with the settings of a test, mail of this process goes to it."""
    with MailServer() as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        if settings is not None:
            settings.MAIL_ON = True
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        try:
            yield server
        finally:
            server.shutdown()
