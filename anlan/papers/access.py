"""Who may see a paper: whoever sees the case that it belongs to. Apps that issue papers say so when they load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from anlan.org.scope import Scope

SEEN: dict[str, Callable[[Scope], QuerySet[Any]]] = {}
"""Kind of case → the cases that a scope sees. Papers of a kind that is not here are shown to nobody."""

PAGES: dict[str, str] = {}
"""Kind of case → the name of its page's address, which takes the case's key."""
