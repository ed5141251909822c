"""The product as its server serves it, and beside it a bare endpoint: three rows by the ORM and nothing else.

Both answer from the same granian process with the same threads and database connections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from anlan.config.wsgi import application as product

_numbers = count(10**9)
_when = datetime(2022, 10, 20, 1, 0, tzinfo=UTC)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/bare/three":
        return _answer(start_response, str(_three(environ["wsgi.input"].read())).encode())
    if path == "/bare/hello":
        return _answer(start_response, b"hello")
    return product(environ, start_response)


def _answer(start_response: Callable[..., Any], body: bytes) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def _three(_body: bytes) -> int:
    from django.db import transaction  # noqa: PLC0415 -- Django is set up by the product

    from anlan.access.models import Look  # noqa: PLC0415
    from anlan.notifications.models import Notice  # noqa: PLC0415
    from anlan.obligations.models import Kind, Obligation  # noqa: PLC0415
    from anlan.org.models import Area, Organisation, Person, Post  # noqa: PLC0415

    number = next(_numbers)
    if not _world:
        area = Area.objects.get(depth=0)
        body, post = Organisation.objects.first(), Post.objects.first()
        _world.update(area=area, body=body, post=post, person=Person.objects.first())
    with transaction.atomic():
        Obligation.objects.create(
            kind=Kind.RECTIFY, case_kind="hazard", case_id=number, owner=_world["body"], area=_world["area"],
            area_path=_world["area"].path, opened_at=_when, opened_seq=number, due_at=_when + timedelta(days=900),
        )  # fmt: skip
        Notice.objects.create(
            event="hazard.assigned", case_kind="hazard", case_id=number, seq=number, organisation=_world["body"],
            created_at=_when, delivered_at=_when, read_at=_when,
        )  # fmt: skip
        Look.objects.create(
            at=_when,
            person=_world["person"],
            post=_world["post"],
            kind="premises",
            key=number,
            reason="check",
        )
    return number


_world: dict[str, Any] = {}
