"""What texts claim about incidents: “未接到…报告”, “没有发生”, “平稳” (domain brief §1.2, S2 and S3).

That no report came is proven by counts of nothing and by daily reports that are all there, every unit on every day of
the period. That nothing happened is another thing: somebody answers for it by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.documents.claims import CLAIMS, Fact, Predicate, Ruling, Wording, facts, figures
from anlan.figures.cut import Known
from anlan.incidents.flow import OF_CATEGORY, RECEIVED
from anlan.incidents.kinds import Category, ConfirmationState
from anlan.incidents.models import Confirmation
from anlan.kernel.period import Period
from anlan.org.models import Area

EVERY_DAY = "dispatch.every_day"
"""The claim of whoever keeps the daily reports, by its code: every unit reported on every day."""
LARGER_UP = "incidents.larger_up"
SILENT = (Category.PRODUCTION, Category.FIRE, Category.TRAFFIC, Category.EMERGENCY)
NAMES = {
    Category.PRODUCTION: ("生产性伤亡事故", "production accidents with casualties"),
    Category.FIRE: ("火灾伤亡事故", "fires with casualties"),
    Category.TRAFFIC: ("较大及以上道路交通事故", "relatively serious or worse road traffic accidents"),
    Category.EMERGENCY: ("突发事件", "emergencies"),
    Category.DISASTER: ("自然灾害事故", "natural disasters"),
}


def no_report_of(categories: Sequence[Category]) -> Predicate:
    """Return what tells whether the counts are nothing and no unit-day is missing."""
    codes = [OF_CATEGORY[one] for one in categories]

    def holds(area: Area, period: Period, known: Known) -> Ruling:
        values = figures(area, period, known, *codes)
        every_day = CLAIMS[EVERY_DAY].predicate
        reports = every_day(area, period, known) if every_day else Ruling(False, ())
        nothing = not any(value.count for value in values.values())
        return Ruling(nothing and reports.holds, (*facts(values), *reports.facts))

    return holds


def _number(known: Mapping[str, Fact], code: str) -> float:
    fact = known.get(code)
    return fact.number or 0 if fact else 0


def as_counted(categories: Sequence[Category]) -> object:
    """Return what gives the numbers in place of the claim, and the reports that are missing."""

    def wording(known: Mapping[str, Fact]) -> Wording:
        zh = "、".join(f"{NAMES[one][0]}{{{OF_CATEGORY[one]}}}" for one in categories)
        en = ", ".join(f"{NAMES[one][1]} {{{OF_CATEGORY[one]}}}" for one in categories)
        if not _number(known, "reporting.due"):
            return Wording(f"接报{zh}（没有应报的日报告）", f"on record: {en} (no unit owed a report)")
        if not _number(known, "reporting.not_received"):
            return Wording(f"接报{zh}", f"on record: {en}")
        return Wording(
            f"接报{zh}（日报告应报{{reporting.due}}，未报{{reporting.not_received}}）",
            f"on record: {en} ({{reporting.not_received}} of {{reporting.due}} reports due did not come in)",
        )

    return wording


def confirmed(area: Area, period: Period, known: Known, categories: Sequence[Category]) -> int:
    """Return for how many categories somebody's confirmation covers area and period, as known. One query."""
    parts = (area.path or "").strip("/").split("/")
    above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
    rows = Confirmation.objects.filter(
        category__in=categories,
        first_day__lte=period.first,
        last_day__gte=period.last,
        area_path__in=above,
        state=ConfirmationState.CONFIRMED,
        pk__lte=known.seq,
    )
    return len(set(rows.values_list("category", flat=True)))


def nothing_happened(categories: Sequence[Category], *, more: Sequence[str] = ()) -> Predicate:
    """Return what tells whether nothing is on record and somebody answers by name that nothing happened."""
    codes = [*more, *(OF_CATEGORY[one] for one in categories)]

    def holds(area: Area, period: Period, known: Known) -> Ruling:
        values = figures(area, period, known, *codes)
        named = confirmed(area, period, known, categories)
        told = Fact.counted(
            "incidents.confirmed", _("Named confirmations that cover the period"), named, unit="份"
        )
        nothing = not any(value.count for value in values.values())
        return Ruling(nothing and named == len(categories), (*facts(values), told))

    return holds


def on_record(categories: Sequence[Category]) -> Wording:
    zh = "、".join(f"{NAMES[one][0]}{{{OF_CATEGORY[one]}}}" for one in categories)
    en = ", ".join(f"{NAMES[one][1]} {{{OF_CATEGORY[one]}}}" for one in categories)
    return Wording(f"在案{zh}", f"on record: {en}")


def nothing_grave(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether nothing relatively serious or worse is on record: with it nobody calls it stable unexplained."""
    values = figures(area, period, known, LARGER_UP)
    return Ruling(not values[LARGER_UP].count, facts(values))


# alone first: of two claims over the same words the one that is declared first is judged
_ALONE = {
    Category.PRODUCTION: (
        [r"(?:未|没有)接到生产(?:性|安全)?伤亡事故(?:的)?报告"],
        r"no report of production accidents",
    ),
    Category.FIRE: ([r"(?:未|没有)接到火灾(?:伤亡)?事故(?:的)?报告"], r"no report of fires"),
    Category.TRAFFIC: (
        [r"(?:未|没有)接到较大(?:及?以上)?(?:的)?道路交通事故(?:的)?报告"],
        r"no report of relatively serious road traffic accidents",
    ),
    Category.EMERGENCY: ([r"(?:未|没有)接到突发事件(?:的)?报告"], r"no report of emergencies"),
}
for _category, (_zh, _en) in _ALONE.items():
    CLAIMS.claim(
        f"incidents.no_report_{_category.value}",
        name=_("No report was received of one category"),
        zh=_zh,
        en=[rf"\b{_en}\b"],
        predicate=no_report_of([_category]),
        weaker=as_counted([_category]),  # type: ignore[arg-type]
        by_sentence=True,
    )
CLAIMS.claim(
    "incidents.no_report",
    name=pgettext_lazy("claim", "No report was received"),
    zh=[r"(?:未|没有)接到(?:(?!灾害)[^，。；]){1,60}?报告"],
    en=[r"\b(?:received )?no reports? of (?:(?!disaster)[^.;]){1,200}?(?=[.;]|$| and no )"],
    predicate=no_report_of(SILENT),
    weaker=as_counted(SILENT),  # type: ignore[arg-type]
    by_sentence=True,
)
CLAIMS.claim(
    "incidents.no_report_at_all",
    name=_("No report of anything was received"),
    zh=[r"(?:未|没有)接到(?:[^，。；]{0,60}?报告)?"],
    en=[r"\b(?:received no|no) reports? (?:of|was|were)\b", r"\bno [^,.;]{1,60} (?:was|were) reported\b"],
    predicate=no_report_of(tuple(Category)),
    weaker=as_counted(tuple(Category)),  # type: ignore[arg-type]
    by_sentence=True,
)
CLAIMS.claim(
    "incidents.none_disaster",
    name=_("No natural disaster happened"),
    zh=[r"(?:没有|未)发生(?:[^，。；、和及与或]{0,6})自然灾害(?:性)?(?:事故|事件)?(?![、和及与或])"],
    en=[r"\bno natural disasters? (?:happened|occurred)\b"],
    predicate=nothing_happened([Category.DISASTER]),
    weaker=on_record([Category.DISASTER]),
    by_sentence=True,
)
CLAIMS.claim(
    "incidents.none",
    name=pgettext_lazy("claim", "Nothing happened"),
    zh=[
        "没有发生",
        "未发生",
        r"零(?:事故|伤亡|死亡|发生)",
        r"事故(?:起数|总数|数)?(?:为|是)零",
        r"杜绝了[^，。；]{0,10}?(?:事故|伤亡|死亡)",
    ],
    en=[
        r"\b(?:zero|no) (?:accidents?|casualt(?:y|ies)|deaths?|incidents?)\b",
        r"\bdid not (?:occur|happen)\b",
    ],
    predicate=nothing_happened(tuple(Category), more=[RECEIVED]),
    weaker=on_record(tuple(Category)),
    by_sentence=True,
)
CLAIMS.claim(
    "incidents.stable",
    name=pgettext_lazy("claim", "Stable"),
    zh=["持续平稳", "持续稳定", "总体平稳", "总体稳定", "平稳有序", "稳定向好", "稳中向好"],
    en=[r"\b(?:remain(?:s|ed)?|stay(?:s|ed)?|is|was) (?:generally |basically )?stable\b"],
    predicate=nothing_grave,
    weaker=Wording(
        "登记较大及以上事故{incidents.larger_up}",
        "{incidents.larger_up} relatively serious or worse accidents on record",
    ),
    by_sentence=True,
)
