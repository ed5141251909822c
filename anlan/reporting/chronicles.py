"""Who is named in a digest, a summary or a circular, and why: missing, late, contradicted, in need of help.

The rules of naming (docs/guide/circulars.md): a day names everybody; seven days name whoever missed one report or was
late twice; a longer period whoever missed two or was late three times. They are about what was owed, dated, and the
same for all (domain brief §6.3); the use of this system is never counted (§6.6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.documents import days
from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area, Organisation
from anlan.org.models.areas import below
from anlan.reporting import prefilled
from anlan.reporting.claims import expected
from anlan.reporting.letters import MISSES as LETTER_MISSES
from anlan.reporting.models import Due
from anlan.reporting.standing import Standing, kind_at, standing

FORM = "daily"
MOST = 20
MOST_WORDS = 6  # of those who are told in words: the digest is one page
MOST_CHARACTERS = 50


@dataclass(frozen=True, slots=True)
class Naming:
    """From how many on a unit is named."""

    misses: int
    lates: int

    def names(self, missed: int, late: int) -> bool:
        return missed >= self.misses or late >= self.lates


WEEK, LONGER = Naming(1, 2), Naming(2, 3)


def naming_of(period: Period) -> Naming:
    return WEEK if period.days() <= 7 else LONGER


def _dues(area: Area, period: Period, known: Known) -> list[Due]:
    """Return what was owed for the days of a period that have begun, as known. One query."""
    rows = Due.objects.filter(
        below(area.path or ""),
        form=FORM,
        day__range=(period.first, period.last),
        pk__lte=known.seq,
        opens_at__lte=known.at,
    )
    return list(rows.select_related("organisation").order_by("area_path", "organisation__code", "day", "pk"))


def _name(due: Due, language: str) -> str:
    body = due.organisation
    return body.name if language == "zh" else body.name_en or body.name


def _joined(head: str, names: Sequence[str], language: str) -> list[str]:
    """Return a sentence of names; of many the first, and how many they are."""
    if not names:
        return []
    shown = list(names[:MOST])
    rest = len(names) - len(shown)
    if language == "zh":
        return [f"{head}：{'、'.join(shown)}{f'等{len(names)}个单位' if rest else ''}。"]
    return [f"{head}: {', '.join(shown)}{f' and {rest} more' if rest else ''}. "]


def missing(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return who has not reported, named."""
    out = [d for d in _dues(area, period, known) if standing(d, known.at) == Standing.MISSING]
    return _joined("未报" if language == "zh" else "Missing", [_name(d, language) for d in out], language)


def late(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return who reported late, with the minute by the server's clock."""
    out = [d for d in _dues(area, period, known) if standing(d, known.at) == Standing.LATE]
    named = [
        f"{_name(d, language)}（{_minute(d)}）"
        if language == "zh"
        else f"{_name(d, language)} ({_minute(d)})"
        for d in out
    ]
    return _joined("迟报" if language == "zh" else "Late", named, language)


def _minute(due: Due) -> str:
    at = due.received_at
    return f"{at.astimezone(clock.SHANGHAI):%H:%M}" if at else ""


def _received(due: Due, known: Known) -> bool:
    return due.received_at is not None and due.received_at <= known.at


def contradicted(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the zero reports that the records speak against, with the explanation in the very words."""
    told = []
    for due in _dues(area, period, known):
        if _received(due, known) and due.contradictions and kind_at(due, known.at) == "zero":
            against = prefilled.from_text(due.contradictions)
            told.append(_explained(due, _facts(against, language), language))
    return _cut(told, language)


def _facts(against: dict[str, int], language: str) -> str:
    words = {
        prefilled.FOUND: ("当日登记隐患{}条", "{} hazards found on that day"),
        prefilled.OVERDUE: ("逾期重大隐患{}处", "{} overdue major hazards"),
    }
    chinese = language == "zh"
    # a check that was added later brings its own code: told by it, not left out
    parts = [
        words.get(code, (code + "：{}", code + ": {}"))[0 if chinese else 1].format(n)
        for code, n in against.items()
    ]
    return ("、" if chinese else ", ").join(parts)


def _explained(due: Due, facts: str, language: str) -> str:
    if language == "zh":
        return f"{due.organisation.name}报平安，而系统有{facts}，说明为“{_short(due.explanation)}”。"
    return (
        f"{_name(due, language)} reported all safe against {facts}, explaining: “{_short(due.explanation)}”. "
    )


def help_wanted(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the problems for which units asked for help, in the very words."""
    told = []
    for due in _dues(area, period, known):
        if _received(due, known) and due.help_wanted:
            words = _short(due.help_wanted)
            told.append(
                f"{due.organisation.name}：{words}。"
                if language == "zh"
                else f"{_name(due, language)}: {words}. "
            )
    return _cut(told, language)


def _short(words: str) -> str:
    """Return somebody's very words, cut with an ellipsis where they are long; the whole stands in the report."""
    clean = " ".join(words.split()).rstrip("。.")
    return clean if len(clean) <= MOST_CHARACTERS else clean[:MOST_CHARACTERS] + "……"


def _cut(told: list[str], language: str) -> list[str]:
    if len(told) <= MOST_WORDS:
        return told
    rest = len(told) - MOST_WORDS
    return [
        *told[:MOST_WORDS],
        f"另有{rest}项见调度看板。" if language == "zh" else f"{rest} more stand on the board.",
    ]


def named(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the units that the rule of naming names, the most missed first, each with its numbers, and the rule."""
    rule = naming_of(period)
    missed: Counter[int] = Counter()
    lates: Counter[int] = Counter()
    names: dict[int, str] = {}
    for due in _dues(area, period, known):
        names[due.organisation_id] = _name(due, language)
        word = standing(due, known.at)
        missed[due.organisation_id] += word == Standing.MISSING
        lates[due.organisation_id] += word == Standing.LATE
    keys = [key for key in names if rule.names(missed[key], lates[key])]
    keys.sort(key=lambda key: (-missed[key], -lates[key], names[key]))
    told = [_numbers(names[key], missed[key], lates[key], language) for key in keys]
    if language == "zh":
        head = f"按点名规则（未报{rule.misses}次及以上，或迟报{rule.lates}次及以上）"
        return _joined(head, told, language) or [f"{head}，本期没有单位被点名。"]
    head = f"Named by the rule (missing {rule.misses} times or late {rule.lates} times)"
    return _joined(head, told, language) or [f"{head}: no unit in this period. "]


def _numbers(name: str, missed: int, late: int, language: str) -> str:
    chinese = language == "zh"
    parts = []
    if missed:
        letter = missed >= LETTER_MISSES
        parts.append(
            f"未报{missed}次" + ("，应发提醒函" if letter else "")
            if chinese
            else f"missing {missed}" + (", a reminder letter is due" if letter else "")
        )
    if late:
        parts.append(f"迟报{late}次" if chinese else f"late {late}")
    return f"{name}（{'、'.join(parts)}）" if chinese else f"{name} ({', '.join(parts)})"


def unit_days(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the unit-days without a report, day by day with their units: those made due, and those that the rules ask
    for and nobody made due. Three queries."""
    silent: dict[date, set[str]] = defaultdict(set)
    made = set()
    for due in _dues(area, period, known):
        made.add((due.organisation_id, due.form, due.day, due.turn))
        if standing(due, known.at) in (Standing.MISSING, Standing.DUE):
            silent[due.day].add(_name(due, language))
    last = min(period.last, clock.local_day(known.at))
    asked = expected(area, Period(period.first, last)) if last >= period.first else set()
    never = {(unit, day) for unit, _form, day, _turn in asked - made}
    names = {
        body.pk: body.name if language == "zh" else body.name_en or body.name
        for body in Organisation.objects.filter(pk__in={unit for unit, _day in never})
    }
    for unit, day in never:
        silent[day].add(names[unit])
    told = []
    for day in sorted(silent):
        head = days.of(Period(day, day), language)
        told += _joined(head, sorted(silent[day]), language)
    return told


CHRONICLES.add("reporting.unit_days", _("Unit-days without a report"), unit_days)
CHRONICLES.add("reporting.missing", _("Who has not reported"), missing)
CHRONICLES.add("reporting.late", _("Who reported late"), late)
CHRONICLES.add("reporting.contradicted", _("Zero reports against the records"), contradicted)
CHRONICLES.add("reporting.help_wanted", _("Problems that need help"), help_wanted)
CHRONICLES.add("reporting.named", _("Who is named for reports missed or late"), named)
