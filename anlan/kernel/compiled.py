"""A query whose text is made once a process: what every request asks again costs no compiling.

Measured: of the time that the ORM takes to read a handful of rows nine tenths are spent on making the same SQL anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from anlan.kernel import fixed, reading

_FIRST_MARK = 4_611_686_018_427_387_847


class Compiled:
    """`build(keys)` returns a `values_list` that asks for `size` keys; `rows` gives its rows for any keys up to that.

    `build` is called once, with placeholders, so it must depend on nothing but its keys: a language, a moment or a
    right belongs into another one.
    """

    def __init__(
        self, build: Callable[[list[Any]], QuerySet[Any, Any]], *, size: int = 1, kind: type = int
    ) -> None:
        self._build = build
        self._size = size
        # each placeholder is another one: the ORM asks for equal keys only once
        self._marks = [kind(_FIRST_MARK + place) for place in range(size)]
        self._places: list[int | None] = []
        self._is_compiled = self._is_empty = False
        self._sql = ""
        self._parameters: tuple[Any, ...] = ()
        self._readers: list[tuple[int, reading.Reader]] = []

    def rows(self, keys: Sequence[Any]) -> list[Any]:
        """Return the rows; a key fewer than `size` is made up by repeating the last. One query."""
        if not keys:
            return []
        if not self._is_compiled:
            try:
                self._compile()
            except EmptyResultSet:  # a scope that reaches nothing: there is no statement, and no row
                self._is_compiled = self._is_empty = True
        if self._is_empty:
            return []
        wanted = [*keys, *[keys[-1]] * (self._size - len(keys))]
        given = [
            value if place is None else wanted[place]
            for value, place in zip(self._parameters, self._places, strict=True)
        ]
        with fixed.cursor() as cursor:
            cursor.execute(self._sql, given)
            found: list[Any] = cursor.fetchall()
        return [self._read(row) for row in found] if self._readers else found

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, read in self._readers:
            if values[place] is not None:
                values[place] = read(values[place])
        return tuple(values)

    def _compile(self) -> None:
        query = self._build(list(self._marks)).query
        compiler = query.get_compiler("default")
        text, parameters = compiler.as_sql()
        places = {mark: place for place, mark in enumerate(self._marks)}
        known = [value not in places for value in parameters]
        # the plan of a prepared statement knows what stands in its text: a scope's range, a state of a partial index
        if fixed.by_server():
            text = fixed.with_values(text, parameters, known)
            parameters = [value for value in parameters if value in places]
        self._sql, self._parameters = text, tuple(parameters)
        self._places = [places.get(value) for value in self._parameters]
        if sorted(place for place in self._places if place is not None) != list(range(self._size)):
            raise RuntimeError("a compiled query asks for each of its keys once")
        fields = [expression.output_field for expression, _sql, _alias in compiler.select]
        readers = [(place, reading.of(field)) for place, field in enumerate(fields)]
        self._readers = [(place, read) for place, read in readers if read is not None]
        self._is_compiled = True
