"""T5: the list of hazards as a page, fifty rows, with rights, filters and navigation, beside a plain view.

Every request goes through the WSGI application as a server would call it, in this process, by somebody signed in.
The plain view stands behind the same middleware. A deep page is the last of the list. CPU of this process and of the
database's; rounds of all sides alternate, the median is quoted.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import io
import sys
from typing import Any

from bench.bench_api import Application
from bench.copies import backend_of
from bench.ground import Watch, median, note, on_engines, size, tell
from bench.steps import Population, populate

ROUNDS = 7
MOST_PAGE, MOST_QUERIES, MOST_DEEP = 7.0, 6, 1.5


class Reader(Application):
    """The application with a signed-in browser before it."""

    cookie = ""

    def get(self, path: str, query: str = "") -> bytes:
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "zh",
            "HTTP_COOKIE": self.cookie,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(b""),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        told: list[str] = []
        answer = b"".join(self.handler(environ, lambda status, _headers: told.append(status)))
        if not told[0].startswith("200"):
            sys.exit(f"GET {path}: {told[0]} {answer[:500]!r}")
        return answer


def measure() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connection
    from django.test import Client

    from anlan.kernel import clock
    from anlan.org.models import Person
    from anlan.testing import MODEL_BACKEND

    for signal in (request_started, request_finished):  # one connection for the run, as a server keeps it
        signal.disconnect(close_old_connections)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = populate(size(20_000, 600))
    client = Client()
    client.force_login(Person.objects.get(pk=people.actors.head.person_id), backend=MODEL_BACKEND)
    product, hello = Reader(), Reader(ROOT_URLCONF="bench.bare", MIDDLEWARE=settings.MIDDLEWARE)
    product.cookie = hello.cookie = f"sessionid={client.cookies['sessionid'].value}"
    with clock.at(people.moment(9)):
        _compare(product, hello, people, backend_of(connection))


def _statements(product: Reader, query: str) -> int:
    """Return how many statements a page asks."""
    from django.db import connection

    asked = []

    def note_it(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note_it):
        product.get("/hazards/", query)
    return len(asked)


def _compare(product: Reader, hello: Reader, people: Population, pids: tuple[int, ...]) -> None:
    deep = f"before={min(people.cases) + 60}"
    for query in ("", deep):
        assert product.get("/hazards/", query).count(b'scope="row"') >= 50
    first, later = (_statements(product, query) for query in ("", deep))
    times = size(60, 20)
    rows = []
    for turn in range(ROUNDS):
        watches = [Watch(*pids) for _n in range(3)]
        for which in (0, 1, 2) if turn % 2 else (2, 1, 0):
            with (hello if which == 0 else product).changes, watches[which]:
                for _n in range(times):
                    if which == 0:
                        hello.get("/hello")
                    else:
                        product.get("/hazards/", deep if which == 2 else "")
        rows.append([(watch.cpu + watch.backend) / times for watch in watches])
    plain, page = (median([row[n] for row in rows]) for n in range(2))
    tell("T5", "hello behind the same middleware: CPU", plain * 1e6, "µs")
    tell("T5", "the first page of 50 hazards: CPU of both processes", page * 1e6, "µs")
    tell("T5", "the page / hello", median([row[1] / row[0] for row in rows]), "×", most=MOST_PAGE)
    tell("T5", "a deep page / the first", median([row[2] / row[1] for row in rows]), "×", most=MOST_DEEP)
    tell("T5", "statements of a page after the first", float(later), "", most=float(MOST_QUERIES))
    note(f"the first page: {first} statements, one of them the count")


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_page", measure))
