"""A cursor for statements whose text never changes: PostgreSQL parses and plans them once a connection.

Measured: of a step's time on PostgreSQL two thirds went into parsing and planning the same statements anew, because
Django binds parameters in the client. Everything else keeps Django's cursor: a plan made for any parameters is worse
where a partial index or a narrow range decides. Behind a pooler that hands connections on between transactions
prepared statements are switched off (`ANLAN_PREPARE=0`); the statements then go unprepared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper


def by_server() -> bool:
    """Tell whether the engine keeps statements, so that what never changes is better written into their text."""
    return connection.vendor == "postgresql"


def cursor() -> CursorWrapper:
    """Return a cursor of the default database for fixed statements; a context manager, as Django's own is."""
    if not by_server():
        return connection.cursor()
    connection.ensure_connection()
    wrapped: Any = connection
    return cast(CursorWrapper, wrapped._prepare_cursor(_binding()(wrapped.connection)))  # noqa: SLF001


def _binding() -> Any:
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 -- needs the driver

    return ServerBindingCursor


def with_values(text: str, values: Sequence[Any], inside: Sequence[bool]) -> str:
    """Return a statement with some of its values written into the text, the others still to be given."""
    if not any(inside):
        return text
    from psycopg.sql import Literal  # noqa: PLC0415 -- needs the driver

    connection.ensure_connection()
    pieces = text.split("%s")
    if len(pieces) != len(values) + 1:
        raise RuntimeError("a fixed statement has a mark for each of its values")
    marks = [
        Literal(value).as_string(connection.connection).replace("%", "%%") if known else "%s"
        for value, known in zip(values, inside, strict=True)
    ]
    return "".join(part for pair in zip(pieces, [*marks, ""], strict=True) for part in pair)
