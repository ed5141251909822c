"""What the steps of a systemic problem take in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from anlan.hazards.models import Category, Hazard
from anlan.lifecycle.inputs import Choice, Day, Form, Input, Reference, Text
from anlan.org.models import Area, Organisation, OrganisationKind, Post, Sector
from anlan.plans.forms import choices, find_area, find_sector
from anlan.systemic.kinds import ProblemKind

MOST_NAMED = 500
_NUMBER = re.compile(r"(?:YH[0-9]{4}-)?([0-9]{1,18})", re.IGNORECASE)


def find_owner(key: int) -> Organisation | None:
    """Return a body that may be charged with a problem: no business is, though hazards are its own."""
    rows = Organisation.objects.filter(valid_to=None).exclude(kind=OrganisationKind.BUSINESS)
    return rows.filter(pk=key).first()


def find_post(key: int) -> Post | None:
    return Post.objects.filter(pk=key, ended_at=None, valid_to=None).first()


@dataclass(frozen=True, kw_only=True)
class Hazards(Text):
    """Hazards by their numbers, with spaces, commas or lines between them; a programme may send a list of keys."""

    max_length: int = 12_000
    lines: int = 3

    def parse(self, raw: Any) -> tuple[Hazard, ...]:  # type: ignore[override]
        if isinstance(raw, (list, tuple)):
            raw = " ".join(str(getattr(one, "pk", one)) for one in raw)
        words = [word for word in re.split(r"[\s,，、;；]+", super().parse(raw)) if word]
        keys: dict[int, str] = {}
        for word in words:
            match = _NUMBER.fullmatch(word)
            if match is None:
                told = _("“%(word)s” is no number of a hazard. Write numbers like YH2022-0000123.")
                raise self.invalid("number", told % {"word": word[:40]})
            keys[int(match.group(1))] = word
        if len(keys) > MOST_NAMED:
            told = _("%(count)s hazards are named; at most %(most)s go in one step.")
            raise self.invalid("many", told % {"count": len(keys), "most": MOST_NAMED})
        found = Hazard.objects.in_bulk(list(keys))
        missing = [word for key, word in keys.items() if key not in found]
        if missing:
            told = _("There are no hazards with these numbers: %(numbers)s.")
            raise self.invalid("unknown", told % {"numbers": _(", ").join(missing[:5])})
        return tuple(found[key] for key in keys)

    def journal(self, value: tuple[Hazard, ...]) -> list[int]:
        return [hazard.pk for hazard in value]

    def told(self, value: Any) -> str:
        return ngettext("%(n)s hazard", "%(n)s hazards", len(value)) % {"n": len(value)}


@dataclass(frozen=True, kw_only=True)
class Measured(Input):
    """The numbers of a candidate, as the system worked them out; they are never typed."""

    required: bool = False

    def empty(self) -> dict[str, Any]:
        return {}

    def parse(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise self.wrong_type(_("what the system works out: leave it away"))
        return dict(raw)

    def told(self, value: Any) -> None:
        return None


def _words(
    name: str,
    label: Any,
    most: int = 2_000,
    *,
    required: bool = True,
    lines: int = 3,
    help: Any = "",  # noqa: A002
) -> Text:
    least = 2 if required else 0
    return Text(
        name=name, label=label, max_length=most, min_length=least, required=required, lines=lines, help=help
    )


REASON = _words("reason", gettext_lazy("Reason"), 500, lines=2)
BECAUSE = Form((REASON,))
KIND = Choice(name="kind", label=pgettext_lazy("systemic", "Whose problem"), choices=choices(ProblemKind))
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area)
CELL = (
    KIND,
    AREA,
    Reference(
        name="sector", label=gettext_lazy("Sector"), find=find_sector, model=Sector, required=False,
        help=gettext_lazy("Empty: all of them. A problem of a sector names it."),
    ),
    Choice(
        name="category", label=pgettext_lazy("systemic", "Category of hazards"), choices=choices(Category),
        required=False, help=gettext_lazy("Empty: all of them."),
    ),
    Day(name="first_day", label=gettext_lazy("Found from")),
    Day(
        name="last_day", label=gettext_lazy("to"),
        help=gettext_lazy("The hazards that were found there in these days are linked; nobody types them."),
    ),
)  # fmt: skip
OWNER = Reference(
    name="owner",
    label=pgettext_lazy("systemic", "Body in charge"),
    find=find_owner,
    model=Organisation,
    required=False,
)
_POST = Reference(
    name="owner_post", label=pgettext_lazy("systemic", "Post in charge"), find=find_post, model=Post, required=False,
    tells=False, help=gettext_lazy("A post of the body in charge, where one person answers for it."),
)  # fmt: skip
DUE = Day(name="due_on", label=pgettext_lazy("systemic", "To be solved by"), required=False)
DESCRIPTION = _words("description", pgettext_lazy("systemic", "What is wrong"), lines=4)
_CAUSE = pgettext_lazy("systemic", "Root cause")
_MEASURES = pgettext_lazy("systemic", "Measures")
WORDS = (
    Text(name="title", label=gettext_lazy("Title"), max_length=120, min_length=2),
    DESCRIPTION,
    _words("root_cause", _CAUSE, required=False),
    _words("measures", _MEASURES, required=False, lines=4),
    OWNER,
    DUE,
)
PROPOSE = Form((*CELL, *WORDS))
AMEND = Form(WORDS)
TAKE_UP = Form(
    (
        *CELL,
        Text(name="title", label=gettext_lazy("Title"), max_length=120, required=False),
        _words("description", pgettext_lazy("systemic", "What is wrong"), required=False),
        Reference(
            name="whole", label=gettext_lazy("Compared within"), find=find_area, model=Area, required=False,
            help=gettext_lazy("The area whose parts were compared; empty: the one above."),
        ),
        Measured(
            name="evidence", label=gettext_lazy("Numbers of the candidate"),
            help=gettext_lazy("Worked out by the system when it is taken up."),
        ),
    )
)  # fmt: skip
ADD = Form((Hazards(name="hazards", label=gettext_lazy("Numbers of hazards")), REASON))
DROP = ADD
GATHER = Form(
    (
        Day(
            name="last_day", label=gettext_lazy("Found up to"),
            help=gettext_lazy("What was found up to this day in the same area, sector and category is linked too."),
        ),
        REASON,
    )
)  # fmt: skip
CONFIRM = Form(
    (
        _words("root_cause", _CAUSE),
        _words("measures", _MEASURES, lines=4),
        Reference(
            name="owner",
            label=pgettext_lazy("systemic", "Body in charge"),
            find=find_owner,
            model=Organisation,
        ),
        _POST,
        Day(name="due_on", label=pgettext_lazy("systemic", "To be solved by")),
    )
)
BEGIN = Form((_words("progress", pgettext_lazy("systemic", "What was begun")),))
REPORT = Form((_words("progress", pgettext_lazy("systemic", "How it goes")),))
POSTPONE = Form((Day(name="due_on", label=pgettext_lazy("systemic", "To be solved by")), REASON))
RESULT = Form(
    (
        _words(
            "result", pgettext_lazy("systemic", "Result"), lines=4,
            help=gettext_lazy("What was done, and what it changed."),
        ),
    )
)  # fmt: skip
CLOSE = Form((_words("conclusion", pgettext_lazy("systemic", "Conclusion")),))
