"""How moments and spans are written for people, in the language of the page and in Shanghai time.

`app.js` writes the same words when it refreshes a deadline: change both together (a browser test compares them).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.kernel.clock import SHANGHAI, local_day
from anlan.kernel.numerals import NOTHING

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MINUTE, HOUR, DAY = 60, 3600, 86400


def is_chinese() -> bool:
    """Tell whether the page is in Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def day(value: date | datetime | None) -> str:
    """Return 2022年10月24日 or 24 Oct 2022; "—" for nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = local_day(value)
    if is_chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None, *, seconds: bool = False) -> str:
    """Return 2022年10月24日 15:40 or 24 Oct 2022, 15:40; "—" for nothing."""
    if value is None:
        return NOTHING
    local = value.astimezone(SHANGHAI)
    gap = " " if is_chinese() else ", "
    return f"{day(local.date())}{gap}{local:{'%H:%M:%S' if seconds else '%H:%M'}}"


def short(value: datetime | None) -> str:
    """Return 10-24 15:40, for narrow columns whose year is plain."""
    return NOTHING if value is None else f"{value.astimezone(SHANGHAI):%m-%d %H:%M}"


def iso(value: date | datetime | None) -> str:
    """Return the machine's form for <time datetime>, in Shanghai time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return value.isoformat()


def span(length: timedelta) -> str:
    """Return the two largest units of a span without its sign: 3天4小时, 3 d 4 h; days alone from ten days on."""
    total = int(abs(length.total_seconds()))
    if total < MINUTE:
        return _("under 1 min")
    days, rest = divmod(total, DAY)
    hours, rest = divmod(rest, HOUR)
    parts = [(_("%(n)s d"), days), (_("%(n)s h"), hours), (_("%(n)s min"), rest // MINUTE)]
    first = next(index for index, (_form, n) in enumerate(parts) if n)
    kept = parts[first : first + (1 if days >= 10 else 2)]
    return ("" if is_chinese() else " ").join(form % {"n": n} for form, n in kept if n)


def until(due: datetime | None, now: datetime) -> str:
    """Return how long is left, or for how long it has been overdue."""
    if due is None:
        return NOTHING
    form = _("%(span)s left") if due >= now else _("overdue by %(span)s")
    return form % {"span": span(due - now)}


def ago(value: datetime | None, now: datetime) -> str:
    """Return how long ago something was; a moment to come is told as one."""
    if value is None:
        return NOTHING
    if abs(now - value) < timedelta(seconds=MINUTE):
        return _("just now")
    form = _("%(span)s ago") if value <= now else _("in %(span)s")
    return form % {"span": span(now - value)}
