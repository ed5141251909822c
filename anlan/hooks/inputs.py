"""What the steps of a receiver ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.hooks import addresses
from anlan.hooks.kinds import tellable
from anlan.hooks.models import Why
from anlan.imports.inputs import Number
from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Choice, Form, Input, Reference, Text
from anlan.org.models import Person

LONGEST_OVERLAP, USUAL_OVERLAP = 168, 24
STOPPED, NOW = "stopped", "now"


@dataclass(frozen=True, kw_only=True)
class HookAddress(Text):
    """The address of a receiver: well formed and not plainly forbidden. What its name means is asked elsewhere."""

    max_length: int = addresses.LONGEST

    def parse(self, raw: Any) -> str:
        text = super().parse(raw)
        try:
            addresses.taken_apart(text)
        except Invalid as fault:
            raise self.invalid(fault.code.rpartition(".")[2], str(fault)) from None
        return text


@dataclass(frozen=True, kw_only=True)
class Kinds(Input):
    """Kinds of cases by code: a list, or codes with spaces or commas between them. None named means all."""

    required: bool = False
    kind = "codes"

    def clean(self, raw: Any) -> str:
        if raw is not None and not isinstance(raw, str | list | tuple):
            raise self.wrong_type(_("a list of codes"))
        codes = raw.replace(",", " ").split() if isinstance(raw, str) else list(raw or ())
        known = tellable()
        for code in codes:
            if not isinstance(code, str) or code not in known:
                raise self.invalid(
                    "kind",
                    _("“%(kind)s” is no kind of case that can be told. Choose from: %(known)s.")
                    % {"kind": str(code)[:30].replace("\x00", ""), "known": ", ".join(known)},
                )
        return " ".join(kind for kind in known if kind in codes)

    def told(self, value: Any) -> Any:
        """Return the names of the kinds, in the reader's language."""
        known = tellable()
        names = [str(known[kind]) for kind in str(value or "").split() if kind in known]
        return _(", ").join(names) if names else _("all that the account may see")


def find_account(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


NAME = Text(
    name="name",
    label=pgettext_lazy("webhook", "Name of the system"),
    min_length=2,
    max_length=80,
)
ADDRESS = HookAddress(
    name="address",
    label=pgettext_lazy("webhook", "Its address"),
    help=gettext_lazy("https://… Messages are sent there by POST; a redirect is not followed."),
)
KINDS = Kinds(
    name="kinds",
    label=gettext_lazy("Kinds of cases"),
    help=gettext_lazy("None chosen: all that the account may see."),
)
ACCOUNT = Reference(
    name="account",
    label=gettext_lazy("Account of the machine"),
    find=find_account,
    model=Person,
    help=gettext_lazy("It is told of what this account may see, and of nothing else."),
)
REASON = Text(name="reason", label=gettext_lazy("Reason"), min_length=2, max_length=300, lines=2)
OVERLAP = Number(
    name="overlap_hours",
    label=gettext_lazy("Hours in which the old key signs too"),
    least=0,
    most=LONGEST_OVERLAP,
    help=gettext_lazy("Both signatures are sent until the receiver knows the new key."),
)
FROM = Choice(
    name="begin",
    label=gettext_lazy("Go on"),
    choices=(
        (STOPPED, gettext_lazy("where it stopped: nothing is left out")),
        (NOW, gettext_lazy("from now on: what came meanwhile is not told")),
    ),
)
WHY = Choice(
    name="why",
    label=gettext_lazy("Reason"),
    choices=tuple((one.value, one.label) for one in Why if one not in (Why.NOTHING, Why.HAND)),
)
OPEN = Form((NAME, ADDRESS, ACCOUNT, KINDS))
AMEND = Form((NAME, ADDRESS, KINDS))
TURN = Form((OVERLAP, REASON))
BECAUSE = Form((REASON,))
RESUME = Form((FROM, REASON))
STOP = Form((WHY,))
