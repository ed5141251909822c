"""Which kinds of cases other systems can be told of: those that the API offers."""

from __future__ import annotations

from django.utils.functional import Promise

from anlan.lifecycle.flow import FLOWS

NEVER_TOLD = frozenset("account appointment ruling reorganisation series import webhook".split())
"""Who has which account and post, what administrators decide, and ledgers while they are being taken in."""


def tellable() -> dict[str, str | Promise]:
    """Return the names of the kinds by code, in the order of their names' registration."""
    return {kind: flow.name for kind, flow in FLOWS.items() if kind not in NEVER_TOLD}
