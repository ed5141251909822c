"""What the steps of a rule take in: how often, by when, of whom."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.imports.inputs import Number
from anlan.imports.kinds import split_names
from anlan.kernel import clock
from anlan.lifecycle.inputs import Choice, Day, Form, Reference, Text
from anlan.org.models import Area, Organisation
from anlan.periods.choosing import period_input
from anlan.reporting import asked_forms
from anlan.reporting.demand import CALL, LEADER, MOST_TURNS, REMIND, SECOND_CALL
from anlan.reporting.groups import REPORTING
from anlan.reporting.kinds import Group, Ladder, Recurrence, Shift

MOST_UNITS = 400
MOST_CHASE = 24 * 60
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*(?:[:分]\s*(?:\d{1,2})?)?\s*秒?")


@dataclass(frozen=True, kw_only=True)
class TimeOfDay(Text):
    """A time to the minute, in Shanghai: 16:00, 16时, 16时30分, or a part of a day as spreadsheets write it."""

    max_length: int = 12

    def parse(self, raw: Any) -> time:  # type: ignore[override]
        if isinstance(raw, time):
            return raw.replace(second=0, microsecond=0)
        if isinstance(raw, float) and 0 <= raw < 1:
            minutes = round(raw * 1_440)
            return time(minutes // 60, minutes % 60)
        text = unicodedata.normalize("NFKC", str(raw)).strip()
        found = _TIME.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            return time(int(found.group(1)), int(found.group(2) or 0))
        except ValueError:
            raise self.invalid(
                "time",
                _("“%(value)s” is not a time of the day for “%(field)s”. Write it like 16:00.")
                % {"value": text[:20].replace("\x00", ""), "field": self.label},
            ) from None

    def journal(self, value: time | None) -> str | None:
        return None if value is None else f"{value:%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Days(Text):
    """Weekdays (1 Monday to 7) or days of the month, as numbers with commas; 周五, Friday or 15日 are read too."""

    max_length: int = 100

    def parse(self, raw: Any) -> str:
        parts = split_names(str(raw).replace(".0", "") if isinstance(raw, float) else super().parse(str(raw)))
        numbers = sorted({self._number(part) for part in parts})
        return ",".join(map(str, numbers))

    def _number(self, part: str) -> int:
        text = unicodedata.normalize("NFKC", part).strip().lower()
        for words in ("一二三四五六日", "mon tue wed thu fri sat sun".split()):
            for number, word in enumerate(words, start=1):
                if text in (f"周{word}", f"星期{word}", f"礼拜{word}") or (
                    len(word) > 1 and text.startswith(word)
                ):
                    return number
        if text in ("周天", "星期天"):
            return 7
        digits = text.removesuffix("日").removesuffix("号")
        if digits.isdigit() and digits.isascii() and 1 <= int(digits[:3]) <= 31:
            return int(digits)
        raise self.invalid(
            "days",
            _(
                "“%(value)s” is not a day for “%(field)s”. Weekdays are 1 (Monday) to 7, days of the month 1 to 31."
            )
            % {"value": part[:20].replace("\x00", ""), "field": self.label},
        )


@dataclass(frozen=True, kw_only=True)
class Units(Text):
    """Units by code or name, with commas or line breaks between them; a list of them is read too."""

    max_length: int = 20_000

    def empty(self) -> str:
        return ""

    def parse(self, raw: Any) -> str:
        text = "、".join(map(str, raw)) if isinstance(raw, (list, tuple)) else str(raw)
        wanted = list(dict.fromkeys(split_names(super().parse(text))))
        if len(wanted) > MOST_UNITS:
            raise self.invalid("units", _("At most %(most)s units at once.") % {"most": MOST_UNITS})
        return "、".join(wanted)


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_unit(key: int) -> Organisation | None:
    return (
        Organisation.objects.select_related("area").filter(pk=key, valid_to=None, kind__in=REPORTING).first()
    )


def _minutes(name: str, label: Any, usual: int) -> Number:
    hint = format_lazy(gettext_lazy("Of the deadline. Left empty: {usual}."), usual=usual)
    return Number(name=name, label=label, required=False, least=0, most=MOST_CHASE, help=hint)


SCHEDULE_INPUTS = (
    Choice(name="recurrence", label=gettext_lazy("How often"), choices=tuple(Recurrence.choices)),
    Days(
        name="days",
        label=gettext_lazy("On which days"),
        required=False,
        help=gettext_lazy("Weekly: 1 (Monday) to 7. Monthly: 1 to 31. Several with commas: 15,30."),
    ),
    Choice(
        name="working_days_only",
        label=gettext_lazy("Working days only"),
        choices=(("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))),
        required=False,
        help=gettext_lazy("By the calendar: a make-up day at a weekend counts, a holiday does not."),
    ),
    Choice(
        name="shift",
        label=gettext_lazy("If it falls on a day off"),
        choices=tuple((code, label) for code, label in Shift.choices if code),
        required=False,
        help=gettext_lazy("Left empty: it is left out."),
    ),
    TimeOfDay(name="due_time", label=gettext_lazy("Due at"), help=gettext_lazy("To the minute: 16:00.")),
    Number(
        name="opens_hours",
        label=gettext_lazy("Opens so many hours before"),
        required=False,
        least=1,
        most=24 * 31,
        help=gettext_lazy("Left empty: from the beginning of its day."),
    ),
    Number(
        name="late_hours",
        label=gettext_lazy("Taken late for so many hours"),
        required=False,
        least=0,
        most=24 * 14,
    ),
    Number(
        name="grace_minutes",
        label=gettext_lazy("Minutes of grace"),
        required=False,
        least=0,
        most=180,
        help=gettext_lazy("Within them a report still counts as on time."),
    ),
    Choice(
        name="ladder",
        label=gettext_lazy("How far it is chased"),
        choices=tuple(Ladder.choices),
        required=False,
    ),
    _minutes("remind_minutes", gettext_lazy("Reminder, minutes before"), REMIND),
    _minutes("call_minutes", gettext_lazy("First call, minutes after"), CALL),
    _minutes("second_call_minutes", gettext_lazy("Second call, minutes after"), SECOND_CALL),
    _minutes("leader_minutes", gettext_lazy("Leader told, minutes after"), LEADER),
    Number(
        name="turn",
        label=gettext_lazy("Which report of the day"),
        required=False,
        least=1,
        most=MOST_TURNS,
        help=gettext_lazy(
            "2 for a second report a day. Of two rules for one report the earlier deadline holds."
        ),
    ),
)
LATE_HOURS = 18
"""Until ten o'clock on the next morning, where nothing else is said of a report due at four."""
REASON = Text(name="reason", label=gettext_lazy("Reason"), max_length=300, lines=2)
BASIS = Text(
    name="basis",
    label=gettext_lazy("Reason or document"),
    max_length=300,
    help=gettext_lazy("Why these reports are asked for: forms are a burden."),
)
NAME = Text(name="name", label=gettext_lazy("Name of the rule"), max_length=60)
NAME_EN = Text(name="name_en", label=gettext_lazy("Name in English"), required=False, max_length=60)


class Asked(Text):
    """The code of a form; the history gives its name."""

    def told(self, value: Any) -> Any:
        return dict(asked_forms.choices(clock.today())).get(str(value), value)


FORM = Asked(name="form", label=gettext_lazy("Form"), max_length=20)
GROUP = Choice(name="group", label=gettext_lazy("Of whom"), choices=tuple(Group.choices))
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area, tells=False)
UNIT = Reference(name="unit", label=gettext_lazy("Unit"), find=find_unit, model=Organisation)
PHONE = Text(name="phone", label=gettext_lazy("Duty desk"), required=False, max_length=20)

LAY_DOWN = Form(
    (
        NAME,
        NAME_EN,
        FORM,
        GROUP,
        AREA,
        Units(
            name="units",
            label=gettext_lazy("Units picked by hand"),
            required=False,
            lines=3,
            help=gettext_lazy("Only where units are picked by hand: their codes or names, with commas."),
        ),
        period_input(
            required=False, help=gettext_lazy("The rule then holds on its days only, and ends with it.")
        ),
        Day(name="first_day", label=gettext_lazy("First day")),
        Day(name="last_day", label=gettext_lazy("Last day"), required=False),
        *SCHEDULE_INPUTS,
        BASIS,
    )
)
CHANGE = Form((Day(name="from_day", label=gettext_lazy("From which day")), *SCHEDULE_INPUTS, REASON))
END = Form((Day(name="last_day", label=gettext_lazy("Last day")), REASON))
BECAUSE = Form((REASON,))
OBLIGE = Form((UNIT, Day(name="from_day", label=gettext_lazy("From which day")), PHONE))
RELEASE = Form((UNIT, Day(name="last_day", label=gettext_lazy("Last day")), REASON))
DESK = Form((UNIT, Text(name="phone", label=gettext_lazy("Duty desk"), max_length=20)))
