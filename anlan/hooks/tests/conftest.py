from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.utils import translation

from anlan.api.telling import readable
from anlan.hooks import acts
from anlan.hooks.acts import Keyed
from anlan.hooks.sender import Sender
from anlan.testing import actor, person
from anlan.testing.receivers import Listening, listening


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def here(settings: Any) -> Iterator[Listening]:
    """A receiver on this machine, whose network the operator has listed."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    with listening() as found:
        yield found


@pytest.fixture
def register() -> Callable[..., Keyed]:
    """Register a receiver for an account, as the security administrator."""

    def make(address: str, account: str = "county1", **given: Any) -> Keyed:
        whole = {"name": "指挥平台", "address": address, "account": person(account).pk, **given}
        return acts.register(by=actor("security1"), given=whole, key=None)

    return make


@pytest.fixture
def sender() -> Sender:
    return Sender(readable())
