"""What keeps one section that fails from spoiling the rest, and the reason that is told where its text would stand."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.kernel.errors import AnlanError

log = logging.getLogger(__name__)


def savepoint() -> Any:
    """Return what keeps a failed statement from spoiling the transaction around it (PostgreSQL)."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def reason_of(error: Exception) -> str:
    """Return the reason of a fault: a refusal's own words; of anything else its kind, the particulars logged."""
    if isinstance(error, AnlanError):
        return str(error)
    log.error("a section could not be composed", exc_info=error)
    return _("An unexpected fault (%(kind)s); its particulars stand in the log.") % {
        "kind": type(error).__name__
    }
