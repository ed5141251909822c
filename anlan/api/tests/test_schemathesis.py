"""Every operation with what it may and may not be sent, by programmes of several roles: no fault of the system, and no
answer that the document does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anlan.api.openapi import document
from anlan.api.tests.callers import token_of
from anlan.testing import accepted_hazard, assigned_hazard, claimed_hazard, found_hazard, scratch

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA: Any = schemathesis.openapi.from_dict(document())
OPERATIONS = {found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()}
ROLES = ("dept1", "office1", "business1", "auditor1", "security1", "system1")
QUICK, THOROUGH = 3, 40


@pytest.fixture
def kept_open() -> Iterator[None]:
    """Keep the test's connection open over requests, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def secrets(city, kept_open) -> dict[str, str]:
    """Return a token of several roles; the city holds a case in every early state, with small numbers."""
    for build in (found_hazard, assigned_hazard, claimed_hazard, accepted_hazard):
        build()
    SCHEMA.app = get_wsgi_application()
    every = ("read", "act", "administer")
    tokens = {name: token_of(name, *every) for name in ROLES}
    return tokens | {"auditor1": token_of("auditor1", *every, "journal")}


def attack(name: str, secrets: dict[str, str], examples: int) -> set[int]:
    """Send an operation what is right and what is wrong, as one role after the other; return the statuses met."""
    operation = OPERATIONS[name]
    ways = list(secrets.values())
    turn = iter(range(len(name), 10**6))  # not always the same three roles among a few attempts
    met: set[int] = set()
    right, wrong = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    cases = operation.as_strategy(generation_mode=right) | operation.as_strategy(generation_mode=wrong)

    @given(case=cases)
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def once(case: Any) -> None:
        secret = ways[next(turn) % len(ways)]
        with scratch():
            response = case.call_and_validate(
                headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"},
                app=SCHEMA.app,
                checks=CHECKS,
                excluded_checks=[ignored_auth],
            )
        met.add(response.status_code)

    once()
    return met


def test_every_operation_holds_against_a_few_attempts(secrets):
    met = set().union(*(attack(name, secrets, QUICK) for name in sorted(OPERATIONS)))

    assert {200, 403, 404, 422} <= met


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_holds_against_many_attempts(secrets, name):
    assert attack(name, secrets, THOROUGH) - {401}
