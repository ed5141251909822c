"""The small city as fixtures; what it holds is told in anlan/testing/.

Fixtures
    city      the small city, on the clock of noon on 24 October 2022, in English
    settled   the small city with real commits, on the real clock: threads, kills, other processes
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import translation

from anlan.kernel import clock

if TYPE_CHECKING:
    from anlan.testing import SmallCity


@pytest.fixture
def city(db) -> Iterator[SmallCity]:
    from anlan.boards import live
    from anlan.org import profile
    from anlan.testing import NOON, small_city

    live.forget()
    profile.forget()  # what a test before this one read
    profile.city()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is no such folder
    with clock.at(NOON), translation.override("en"):
        yield small_city()


@pytest.fixture
def settled(own_database) -> Iterator[SmallCity]:
    from anlan.org import profile
    from anlan.testing import small_city

    profile.forget()
    with translation.override("en"):
        yield small_city()
