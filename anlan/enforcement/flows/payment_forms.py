"""What the steps about a fine's money take in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.enforcement import inputs
from anlan.enforcement.inputs import Money, words
from anlan.lifecycle.inputs import Day, Form
from anlan.lifecycle.many import Rows

_LINE = re.compile(r"[\s,，;；、:：]+")


@dataclass(frozen=True, kw_only=True)
class Parts(Rows):
    """The parts in which a fine is paid: rows of day and amount, or as text a line for each, “2022-12-01 5000”."""

    kind = "textarea"

    def _read(self, raw: Any) -> list[Mapping[str, Any]]:
        if not isinstance(raw, str) or raw.lstrip().startswith("["):
            return super()._read(raw)
        rows: list[Mapping[str, Any]] = []
        for line in filter(str.strip, raw.splitlines()):
            cells = _LINE.split(line.strip(), maxsplit=1)
            if len(cells) != 2:
                raise self.invalid(
                    "rows",
                    _(
                        "“%(line)s” is not a day and an amount. Write a line for each part, like 2022-12-01 5000."
                    )
                    % {"line": line.strip()[:40]},
                )
            rows.append({"day": cells[0], "amount": cells[1]})
        return rows

    def told(self, value: Any) -> str:
        """Return the parts as a history tells them."""
        return _(", ").join(f"{row['day']} {row['amount']}" for row in value)


PART = Form(
    (Day(name="day", label=gettext_lazy("Day")), Money(name="amount", label=gettext_lazy("Amount (yuan)")))
)
PAY = Form(
    (
        Money(
            name="amount",
            label=gettext_lazy("Amount paid (yuan)"),
            help=gettext_lazy("It covers the fine first, then the surcharge for late payment."),
        ),
    )
)
ASK_TIME = Form(
    (
        Day(
            name="until_on",
            label=gettext_lazy("Put off as a whole until"),
            required=False,
            help=gettext_lazy("Either this, or the parts."),
        ),
        Parts(
            name="parts",
            label=gettext_lazy("Paid in parts"),
            form=PART,
            most=36,
            required=False,
            help=gettext_lazy("A line for each part: day and amount, like 2022-12-01 5000."),
        ),
        words("reason", gettext_lazy("Why it cannot be paid in time"), 300, lines=2, least=4),
    )
)
COURT = Form((words("court", gettext_lazy("Court"), 60, least=4),))
WAIVE = Form(
    (
        Money(
            name="amount",
            label=gettext_lazy("Amount waived (yuan)"),
            required=False,
            help=gettext_lazy("Empty: all that is left of the surcharge."),
        ),
        inputs.REASON,
    )
)
REFUND = Form(
    (
        Money(
            name="amount",
            label=gettext_lazy("Amount given back (yuan)"),
            required=False,
            help=gettext_lazy("Empty: all that is left to give back."),
        ),
        words("document", gettext_lazy("Number of the refund voucher"), 80, least=2),
    )
)
