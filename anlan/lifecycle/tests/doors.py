"""How the tests of the door try what must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from anlan.kernel.errors import AnlanError
from anlan.testing import written


@contextmanager
def refuses(error: type[AnlanError], code: str, field: str = "") -> Iterator[list[AnlanError]]:
    """Expect an error of exactly this class, code and field from the block, and that nothing was written by it.

    Yields a list that holds the error afterwards, for a look at its words.
    """
    before = written()
    met: list[AnlanError] = []
    with pytest.raises(AnlanError) as caught:
        yield met
    met.append(caught.value)

    assert (type(caught.value), caught.value.code, caught.value.field) == (error, code, field)
    assert str(caught.value), "a refusal says why"
    assert written() == before
