"""A plant's monitoring system that is connected with anlan: it sends alarms, and hears what becomes of them.

    python monitoring_system.py send   --address … --source BJY-… --key FILE --installation … --tag … --value …
    python monitoring_system.py listen --port 9000 --key FILE --keep events.jsonl

It shows what a connection needs and no more: sign what is sent, judge what comes, take each event once though it may
come twice, answer at once. Beside it lies the client that `anlan client` writes.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from anlan_client import alarm_headers, is_signed


def send(options: argparse.Namespace) -> int:
    """Send one alarm; sent again with the same --id it is taken once and answered with the same case."""
    alarm = {
        "installation": options.installation,
        "id": options.id or uuid.uuid4().hex,
        "kind": options.kind,
        "tag": options.tag,
        "value": options.value,
        "limit": options.limit,
        "unit": options.unit,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    body = json.dumps({name: value for name, value in alarm.items() if value}).encode()
    headers = alarm_headers(options.source, options.key.read_text().strip(), body)
    asked = Request(f"{options.address.rstrip('/')}/installations/alarms/", body, headers, method="POST")
    try:
        with urlopen(asked, timeout=30) as answer:
            print(answer.read().decode())
    except HTTPError as refusal:
        print(refusal.read().decode(), file=sys.stderr)
        return 1
    return 0


def listen(options: argparse.Namespace) -> int:
    """Take webhooks; what is signed rightly and new stands in the file before it is answered."""
    key = options.key.read_text().strip()
    keep: Path = options.keep
    known = (
        {json.loads(line)["id"] for line in keep.read_text("utf-8").splitlines()} if keep.exists() else set()
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1_000_000))
            if not is_signed(self.headers, body, key):
                self.answer(401)
                return
            event = json.loads(body)
            if event["event"] != "ping" and event["id"] not in known:
                with keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(event, ensure_ascii=False) + "\n")
                known.add(event["id"])
            self.answer(204)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing: the file tells."""

    with ThreadingHTTPServer((options.host, options.port), Handler) as server:
        print(f"listening on {server.server_address[1]}", flush=True)
        server.serve_forever()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="a monitoring system that is connected with anlan")
    acts = parser.add_subparsers(required=True)
    sending = acts.add_parser("send", help="send an alarm")
    for name in ("address", "source", "installation", "tag", "value"):
        sending.add_argument(f"--{name}", required=True)
    for name in ("limit", "unit", "id"):
        sending.add_argument(f"--{name}", default="")
    sending.add_argument("--kind", default="other")
    sending.add_argument("--key", type=Path, required=True)
    sending.set_defaults(run=send)
    listening = acts.add_parser("listen", help="take webhooks")
    listening.add_argument("--host", default="127.0.0.1")
    listening.add_argument("--port", type=int, default=9000)
    listening.add_argument("--key", type=Path, required=True)
    listening.add_argument(
        "--keep", type=Path, required=True, help="the file of what was heard, a line an event"
    )
    listening.set_defaults(run=listen)
    options = parser.parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
