from __future__ import annotations

import pytest

from anlan.kernel import clock
from anlan.reporting.tests.factories import at


@pytest.fixture(autouse=True)
def morning():
    """What is due was made, and the rest happened, by the morning of the day."""
    with clock.at(at(9)):
        yield
