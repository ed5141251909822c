"""Samples and drawn hazards as rows of tables, and as lines of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anlan.evidence.access import VISIBLE
from anlan.hazards.models import Grade
from anlan.kernel import clock
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.lookbacks import lots
from anlan.lookbacks.models import LookBack, Rate, Reason, Risk, Sample, SampleState, Seen
from anlan.lookbacks.pools import number as hazard_number
from anlan.org.models import Area, Sector

TONES: dict[str, str] = {"": "info", Seen.HELD: "good", Seen.RELAPSED: "bad", Seen.FALSE: "bad"}
SAMPLE_TONES: dict[str, str] = {
    SampleState.PREPARED: "warn",
    SampleState.DRAWN: "good",
    SampleState.VOIDED: "neutral",
}
HEAVY = ("pool", "quotas", "result", "missed")
"""What a list does not read."""
READ = (
    "pk", "hazard", "hazard__found_on", "hazard__description", "premises__name", "grade", "reason", "risk", "seen",
    "overtaken_at", "due_at", "answered_at", "drawn_on", "owner__name", "owner__name_en", "person__name",
    "answered_by__name", "sample", "sample__week",
)  # fmt: skip


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def standing(look: Any, now: datetime) -> tuple[str, str]:
    """Return what became of a look in words, and the tone of the words."""
    if look.seen:
        return str(Seen(look.seen).label), TONES[look.seen]
    if look.overtaken_at is not None:
        return _("Overtaken"), "neutral"
    return (_("Overdue"), "bad") if look.due_at < now else (pgettext("look-back", "Waits"), "info")


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Hazard"), "kind": "wide"},
        {"label": _("What was seen")},
        {"label": pgettext("look-back", "Why drawn"), "kind": "name"},
        {"label": _("Looked back at by")},
        {"label": _("Drawn on"), "kind": "date", "sort": "day"},
        {"label": _("To be answered by"), "kind": "date"},
    ]


def tell_looks(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the looks with these keys, in their order. One query."""
    now, chinese, grades = clock.now(), _chinese(), dict(Grade.choices)
    found = {row.pk: row for row in LookBack.objects.filter(pk__in=keys).values_list(*READ, named=True)}
    return columns(), [_row(found[key], now, chinese, grades) for key in keys if key in found]


def _row(row: Any, now: datetime, chinese: bool, grades: dict[str, Any]) -> list[Any]:
    text, tone = standing(row, now)
    body = row.owner__name if chinese else row.owner__name_en or row.owner__name
    answered = f"{clock.local_day(row.answered_at)}" if row.answered_at else ""
    risk = str(Risk(row.risk).label) if row.risk else ""
    return [
        {
            "text": hazard_number(row.hazard, row.hazard__found_on),
            "href": reverse("hazards:detail", args=[row.hazard]),
        },
        {"text": row.hazard__description, "sub": f"{row.premises__name} · {grades[row.grade]}"},
        {"text": text, "tone": tone},
        {"text": str(Reason(row.reason).label), "sub": risk},
        {
            "text": row.answered_by__name or row.person__name or "—",
            "sub": f"{body} · {answered}" if answered else body,
        },
        f"{row.drawn_on}",
        f"{clock.local_day(row.due_at)}",
    ]


# -- samples -------------------------------------------------------------------------------------------------------


def sample_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Week from"), "kind": "date", "sort": "day"},
        {"label": _("State")},
        {"label": _("Closed from – to")},
        {"label": pgettext("look-back", "Out of"), "kind": "num"},
        {"label": _("By lot"), "kind": "num"},
        {"label": _("For a risk"), "kind": "num"},
        {"label": pgettext("look-back", "Answered"), "kind": "num"},
        {"label": _("Did not hold"), "kind": "num"},
    ]


def tell_samples(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the samples with these keys, in their order. Two queries."""
    sums = counts_of(keys)
    states = dict(SampleState.choices)
    found = Sample.objects.filter(pk__in=keys).defer(*HEAVY).in_bulk()
    rows = []
    for key in keys:
        if (one := found.get(key)) is not None:
            told = sums.get(key, {})
            rows.append(
                [
                    {"text": one.number, "href": reverse("lookbacks:sample", args=[key])},
                    f"{one.week}",
                    {"text": states[one.state], "tone": SAMPLE_TONES[one.state]},
                    f"{one.closed_from} – {one.closed_to}",
                    f"{one.pool_size:,}",
                    f"{one.wanted:,}",
                    *(f"{told.get(name, 0):,}" for name in ("risk", "answered", "failed")),
                ]
            )
    return sample_columns(), rows


def counts_of(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return what became of the looks of samples. One query."""
    rows: Any = LookBack.objects.filter(sample__in=keys).order_by().values("sample")
    sums = rows.annotate(
        drawn=Count("pk"),
        risk=Count("pk", filter=Q(reason=Reason.RISK)),
        answered=Count("pk", filter=Q(answered_seq__isnull=False)),
        failed=Count("pk", filter=Q(seen__in=(Seen.RELAPSED, Seen.FALSE))),
        waiting=Count("pk", filter=Q(answered_seq=None, overtaken_seq=None)),
        overtaken=Count("pk", filter=Q(overtaken_seq__isnull=False)),
    )
    return {row.pop("sample"): row for row in sums}


def strata_of(sample: Sample) -> list[list[Any]]:
    """Return the strata of a sample with what was drawn of each and what was seen."""
    names = _names(sample)
    seen: dict[str, dict[str, int]] = {}
    rows = (
        LookBack.objects.filter(sample=sample.pk, reason=Reason.RANDOM)
        .order_by()
        .values_list("stratum", "seen")
    )
    for stratum, what, n in rows.annotate(n=Count("pk")):
        seen.setdefault(stratum, {})[what] = n
    told = []
    for quota in lots.quotas_of(sample.quotas):
        got = seen.get(quota.stratum, {})
        answered = sum(n for what, n in got.items() if what)
        told.append(
            [
                stratum_name(quota.stratum, names),
                *(f"{n:,}" for n in (quota.size, quota.wanted, answered)),
                *(f"{got.get(what, 0):,}" for what in (Seen.HELD, Seen.RELAPSED, Seen.FALSE)),
            ]
        )
    return told


def _names(sample: Sample) -> dict[str, str]:
    """Return what the codes of strata are called, in the reader's language."""
    rows: Any = Area.objects.filter(valid_to=None) if sample.strata == "area" else Sector.objects.all()
    return {one.code: getattr(one, "short_label", one.label) for one in rows}


def stratum_name(stratum: str, names: dict[str, str]) -> str:
    grade, _sign, code = stratum.partition("-")
    return f"{Grade(grade).label} · {names.get(code, code)}"


FILES = ("pool", "quotas", "result")


def file_of(sample: Sample, what: str) -> Iterator[tuple[Any, ...]]:
    """Return the lines of one of a sample's files, the header first; `anlan draw` takes the pool as it is."""
    if what == "pool":
        yield "key", "group"
        yield from ((one.key, one.stratum) for one in lots.pool_of(sample.pool))
    elif what == "quotas":
        yield "group", "pool", "wanted"
        yield from ((one.stratum, one.size, one.wanted) for one in lots.quotas_of(sample.quotas))
    else:
        yield "key", "group", "reason", "lot", "risk"
        for one in lots.result_of(sample.result):
            yield one.number, one.stratum, one.reason, one.lot, one.risk


def command_of(sample: Sample) -> str:
    """Return the command by which anybody draws again what was drawn by lot."""
    seed = sample.seed.replace("'", "'\\''")
    counts = " ".join(
        f"--of {one.stratum}={one.wanted}" for one in lots.quotas_of(sample.quotas) if one.wanted
    )
    return f"anlan draw {sample.number}-pool.csv --by group --seed '{seed}' {counts}"


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell samples. One query."""
    return {
        key: CaseWords(
            _("Look-backs of the week from %(day)s") % {"day": week},
            "",
            reverse("lookbacks:sample", args=[key]),
            f"HT{week:%Y}-{key:07d}",
        )
        for key, week in Sample.objects.filter(pk__in=keys).values_list("pk", "week")
    }


def tell_rates(keys: list[int]) -> dict[int, CaseWords]:
    return {
        key: CaseWords(
            _("Rates of look-backs from %(day)s") % {"day": day},
            "",
            reverse("lookbacks:rates"),
            f"BL{day:%Y}-{key:07d}",
        )
        for key, day in Rate.objects.filter(pk__in=keys).values_list("pk", "first_day")
    }


TELLERS["lookback_sample"] = tell_cases
TELLERS["lookback_rate"] = tell_rates
VISIBLE["lookback_sample"] = lambda actor, pk: Sample.objects.within(actor.scope).filter(pk=pk).exists()
VISIBLE["lookback_rate"] = lambda actor, pk: Rate.objects.within(actor.scope).filter(pk=pk).exists()
