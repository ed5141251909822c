"""T4, T4b, T5b: steps and lists through the API, against bare ninja with three rows by the ORM and a plain view.

Every request goes through the WSGI application of the product as a server would call it, in this process: tokens,
rights, rules, journal and all. The bare side has no middleware at all. CPU of this process and of the database's;
rounds of both sides alternate, the median is quoted.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import io
import json
import sys
from typing import Any
from unittest import mock

from bench.copies import backend_of
from bench.ground import Watch, median, note, on_engines, size, tell
from bench.steps import MIX, Population, chunks, populate, step_input

ROUNDS = 5
BATCH = 50
ALONE = 10
LEAST_T4 = 0.7
LEAST_T4B = 10.0
MOST_T5B = 4.0


class Application:
    """A WSGI application, called as a server calls it."""

    def __init__(self, **changes: Any) -> None:
        from django.core.wsgi import get_wsgi_application
        from django.test import override_settings

        if changes:
            from django.urls import clear_url_caches

            self.changes: Any = override_settings(**changes)
            clear_url_caches()
        else:
            self.changes = mock.MagicMock()
        with self.changes:
            self.handler: Any = get_wsgi_application()

    def send(self, method: str, path: str, body: Any = None, token: str = "", query: str = "") -> bytes:
        data = b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "zh",
            "CONTENT_TYPE": "application/json" if data else "",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(data),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if token:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        told: list[str] = []
        answer = b"".join(self.handler(environ, lambda status, _headers: told.append(status)))
        if not told[0].startswith("200"):
            sys.exit(f"{method} {path}: {told[0]} {answer[:500]!r}")
        return answer


def measure() -> None:
    from django.conf import settings
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connection

    for signal in (request_started, request_finished):  # one connection for the run, as a server keeps it
        signal.disconnect(close_old_connections)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    people = populate(size(1_500, 300))
    if connection.vendor == "postgresql":  # what its own housekeeping does within the first minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    tokens = _tokens(people)
    product = Application()
    bare = Application(MIDDLEWARE=[], ROOT_URLCONF="bench.bare")
    pids = backend_of(connection)
    single = _steps(product, bare, people, tokens, pids)
    _batches(product, people, tokens, pids, single)
    _lists(product, bare, people, tokens, pids)


def _tokens(people: Population) -> dict[int, str]:
    from anlan.access import tokens
    from anlan.access.models import TokenKind
    from anlan.kernel import clock
    from anlan.org.models import Person

    made = {}
    with clock.at(people.began):
        for actor in (people.actors.head, people.actors.officer):
            who = Person.objects.get(pk=actor.person_id)
            made[who.pk] = tokens.make(
                who, kind=TokenKind.PERSONAL, by=None, purpose="bench", scopes=["read", "act"], days=9,
                at=clock.real_now(),
            )[1]  # fmt: skip
    return made


def _cpu(watch: Watch) -> float:
    return watch.cpu + watch.backend


# -- T4 --------------------------------------------------------------------------------------------------------------


def _steps(
    product: Application, bare: Application, people: Population, tokens: dict[int, str], pids: tuple[int, ...]
) -> float:
    """Compare one step a request with three rows a request; return the CPU seconds of a step."""
    half = people.cases[: len(people.cases) // 3]
    rows = []
    for turn, cases in enumerate(chunks(half, ROUNDS)):
        ours, theirs = Watch(*pids), Watch(*pids)
        for which in (0, 1) if turn % 2 else (1, 0):
            if which:
                with theirs:
                    _three(bare, people, len(cases) * len(MIX))
            else:
                with ours:
                    _loop(product, people, cases, tokens)
        each = len(cases) * len(MIX)
        rows.append((_cpu(ours) / each, _cpu(theirs) / each))
    step, three = median([a for a, _b in rows]), median([b for _a, b in rows])
    tell("T4", "a step through the API: CPU of both processes", step * 1e6, "µs")
    tell("T4", "bare ninja, three rows by the ORM: CPU of both processes", three * 1e6, "µs")
    ratio = median([b / a for a, b in rows])
    tell("T4", "rate of steps through the API / rate of the bare create", ratio, "×", least=LEAST_T4)
    return step


def _loop(product: Application, people: Population, cases: list[int], tokens: dict[int, str]) -> None:
    from anlan.kernel import clock

    for case in cases:
        for turn, step in enumerate(MIX):
            at = people.moment(turn)
            given = {name: _plain(value) for name, value in step_input(step, at).items()}
            token = tokens[people.actors.of(step).person_id]
            with clock.at(at):
                product.send("POST", f"/api/v1/hazards/{case}/{step}", {"input": given}, token)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _three(bare: Application, people: Population, times: int) -> None:
    post = people.actors.head.posts[0]
    body = {
        "due_at": people.moment(9).isoformat(),
        "requirement": "清理通道并划线",
        "organisation": post.organisation_id,
        "person": people.actors.head.person_id,
        "post": post.post_id,
        "area": post.area_id,
        "area_path": post.area_path,
    }
    with bare.changes:
        for _n in range(times):
            bare.send("POST", "/bare/three", body)


# -- T4b -------------------------------------------------------------------------------------------------------------


def _batches(
    product: Application, people: Population, tokens: dict[int, str], pids: tuple[int, ...], single: float
) -> None:
    """Compare fifty acts a request, whole lifecycles, with one act a request: a few cases one by one in every round."""
    from anlan.kernel import clock

    cases = people.cases[len(people.cases) // 3 :]
    rows, ratios = [], []
    for whole in chunks(cases, len(cases) // (BATCH + ALONE)):
        part, alone = whole[:BATCH], whole[BATCH : BATCH + ALONE]
        watch, by_one = Watch(*pids), Watch(*pids)
        with by_one:
            _loop(product, people, alone, tokens)
        with watch:
            for turn, step in enumerate(MIX):
                at = people.moment(turn)
                given = {name: _plain(value) for name, value in step_input(step, at).items()}
                acts = [
                    {
                        "flow": "hazard",
                        "step": step,
                        "case": case,
                        "input": given,
                        "key": f"{step}-{case}-key",
                    }
                    for case in part
                ]
                with clock.at(at):
                    token = tokens[people.actors.of(step).person_id]
                    answer = json.loads(product.send("POST", "/api/v1/acts", {"acts": acts}, token))
                if answer["refused"]:
                    sys.exit(f"refused: {answer['results'][0]}")
        rows.append(_cpu(watch) / (len(part) * len(MIX)))
        ratios.append(_cpu(by_one) / (len(alone) * len(MIX)) / rows[-1])
    act = median(rows)
    tell("T4b", f"an act in a request of {BATCH}, whole lifecycle: CPU of both", act * 1e6, "µs")
    tell("T4b", "rate of acts in batches / rate one by one (T4)", median(ratios), "×", least=LEAST_T4B)
    _finding(product, people, tokens, pids, single)


def _finding(
    product: Application, people: Population, tokens: dict[int, str], pids: tuple[int, ...], single: float
) -> None:
    """Send what an inspector brings home: visits, and on each a hazard that names the visit by its key."""
    from anlan.kernel import clock

    token = tokens[people.actors.officer.person_id]
    rows = []
    for turn in range(size(20, 8)):
        acts: list[dict[str, Any]] = []
        for n in range(BATCH // 2):
            key = f"visit-{turn:04d}-{n:04d}"
            acts.append({
                "flow": "visit", "step": "record", "key": key,
                "input": {"premises": people.premises.pk, "mode": "unannounced", "focus": "用电、消防"},
            })  # fmt: skip
            acts.append({
                "flow": "hazard", "step": "record", "key": f"hazard-{turn:04d}-{n:04d}",
                "input": {
                    "visit": f"key:{key}", "description": "安全出口被堵塞", "grade": "general", "category": "fire",
                },
            })  # fmt: skip
        watch = Watch(*pids)
        with watch, clock.at(people.began):
            answer = json.loads(product.send("POST", "/api/v1/acts", {"acts": acts}, token))
        if answer["refused"]:
            sys.exit(f"refused: {answer['results'][0]}")
        rows.append(_cpu(watch) / len(acts))
    tell("T4b", f"visits with their hazards, {BATCH} a request: CPU of an act", median(rows) * 1e6, "µs")
    tell("T4b", "the same, rate / rate of one step a request", single / median(rows), "×")


# -- T5b -------------------------------------------------------------------------------------------------------------


def _lists(
    product: Application, bare: Application, people: Population, tokens: dict[int, str], pids: tuple[int, ...]
) -> None:
    """Compare a list of fifty hazards as JSON with a plain view behind the middleware of the pages."""
    from django.conf import settings

    hello = Application(ROOT_URLCONF="bench.bare", MIDDLEWARE=settings.MIDDLEWARE)
    token = tokens[people.actors.head.person_id]
    times = size(200, 60)
    rows = []
    for turn in range(ROUNDS):
        watches = [Watch(*pids) for _n in range(3)]
        for which in (0, 1, 2) if turn % 2 else (2, 1, 0):
            with (product, hello, bare)[which].changes, watches[which]:
                for _n in range(times):
                    if which == 0:
                        _list(product, people, token)
                    else:
                        (hello, bare)[which - 1].send("GET", "/hello")
        rows.append([_cpu(watch) / times for watch in watches])
    told, plain, naked = (median([row[n] for row in rows]) for n in range(3))
    tell("T5b", "a JSON list of 50 hazards: CPU of both processes", told * 1e6, "µs")
    tell("T5b", "hello behind the middleware of the pages: CPU", plain * 1e6, "µs")
    tell("T5b", "hello without any middleware: CPU", naked * 1e6, "µs")
    tell("T5b", "the list / hello", median([a / b for a, b, _c in rows]), "×", most=MOST_T5B)
    note(f"the list / hello without any middleware: {told / naked:.1f} ×")


def _list(product: Application, people: Population, token: str) -> None:
    from anlan.kernel import clock

    with clock.at(people.moment(9)):
        answer = product.send("GET", "/api/v1/hazards", None, token, "limit=50")
    assert answer.count(b'"number"') == 50


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_api", measure))
