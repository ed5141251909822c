"""What texts claim about hazards, and the facts that decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from anlan.documents.claims import CLAIMS, Fact, Predicate, Ruling, Weaker, Wording, facts, figures
from anlan.figures.cut import Cut, Known
from anlan.hazards.counted import overdue
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Kind
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.supervision.models import Supervision

FOUND, RECTIFIED, CLOSED = "hazards.found", "hazards.rectified", "hazards.closed"
OUTSTANDING, OVERDUE = "hazards.outstanding", "hazards.overdue"
RATE, UNDATED, LOOKED_BACK = (
    "hazards.rectification_rate",
    "hazards.without_deadline",
    "hazards.looked_back",
)
MANY = 3
"""一批: three or more (domain brief §1.4, 2.2k)."""

NOT_BEFORE = r"(?<![安完健齐])"


def all_rectified(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there were hazards and none of them is outstanding."""
    values = figures(area, period, known, FOUND, RATE, OUTSTANDING)
    return Ruling(values[FOUND].count > 0 and values[OUTSTANDING].count == 0, facts(values))


def all_closed(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether there were hazards and each is closed out."""
    values = figures(area, period, known, FOUND, CLOSED)
    return Ruling(0 < values[FOUND].count == values[CLOSED].count, facts(values))


def all_dated(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether each outstanding hazard has a deadline.

    That a department answers for each needs no counting: the table takes no hazard without one.
    """
    values = figures(area, period, known, FOUND, OUTSTANDING, UNDATED)
    return Ruling(values[UNDATED].count == 0, facts(values))


def none_overdue(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether no outstanding hazard is past its deadline."""
    values = figures(area, period, known, FOUND, OUTSTANDING, OVERDUE)
    return Ruling(values[OVERDUE].count == 0, facts(values))


def each_followed(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether each outstanding hazard has a deadline that has not passed, or is under supervision.

    Supervision (督办) is a letter or more, not a reminder. That a unit and a department answer for each needs
    no counting: the table takes no hazard without them.
    """
    values = figures(area, period, known, OUTSTANDING, UNDATED, OVERDUE)
    late = values[OVERDUE].count
    if late:
        end = clock.day_start(period.last + timedelta(days=1))
        supervised = Supervision.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=end),
            case_kind="hazard", duty=Kind.RECTIFY, subject_id=OuterRef("pk"),
            pk__lte=known.seq, opened_at__lt=end, rung__gte=Rung.LETTER,
        )  # fmt: skip
        late = overdue(Cut.of(area), period, known, EVERYTHING).filter(~Exists(supervised)).count()
    told = Fact.counted("hazards.overdue_alone", _("Overdue and not under supervision"), late, unit="处")
    held = values[OUTSTANDING].count > 0 and values[UNDATED].count == 0 and late == 0
    return Ruling(held, (*facts(values), told))


def at_least(code: str, least: int) -> Predicate:
    """Return the predicate that a figure is at least so many."""

    def holds(area: Area, period: Period, known: Known) -> Ruling:
        values = figures(area, period, known, code)
        return Ruling(values[code].count >= least, facts(values))

    holds.__doc__ = f"Tell whether {code} is {least} or more."
    return holds


def if_any(some: Wording) -> Weaker:
    """Return the weaker wording where there are hazards; where there are none, that there are none."""

    def weaker(known: Mapping[str, Fact]) -> Wording:
        return some if known[FOUND].number else Wording("未登记隐患", "no hazards are on record")

    return weaker


def if_any_left(some: Wording) -> Weaker:
    """Return the weaker wording where hazards are outstanding; where none are, that none are."""

    def weaker(known: Mapping[str, Fact]) -> Wording:
        return some if known[OUTSTANDING].number else Wording("没有未整改隐患", "no hazards are outstanding")

    return weaker


CLAIMS.claim(
    "hazards.all_rectified",
    name=_("All hazards are rectified"),
    zh=[
        NOT_BEFORE + r"(?:已经?)?(?:全部|悉数)(?:完成|得到|予以)?(?:整改|治理|清零)(?:到位|完毕|完成|落实)?",
        r"整改率(?:达到?了?|为|保持在?)?\s*(?:100\s*[%％]|百分之百|百分百)",
        r"(?:100\s*[%％]|百分之百|百分百)(?:完成)?整改(?:到位)?",
        r"(?<!动态)(?:已|实现)(?:隐患)?清零",
        r"(?:全部|所有)(?:问题)?隐患(?:都|均)?(?:已经?|得到)?(?:全部)?(?:完成)?(?:整改|治理)(?:到位|完毕|完成)?",
        r"隐患(?:都|均)(?:已经?|得到)?(?:完成)?(?:整改|治理)(?:到位|完毕|完成)?",
        r"无一未整改",
    ],
    en=[
        r"\b(?:all|all of) (?:the |these |its )?hazards?[^,.;]{0,30}(?:rectified|resolved|eliminated)\b",
        r"\bevery hazard[^,.;]{0,30}(?:rectified|resolved|eliminated)\b",
        r"(?<![\d.])100\s?% (?:of (?:them|the hazards) )?(?:are |were |is )?rectified\b",
        r"\brectification rate[^,.;\d]{0,12}100\s?%",
    ],
    predicate=all_rectified,
    weaker=if_any(
        Wording(
            "整改率{hazards.rectification_rate}，剩余{hazards.outstanding}",
            "{hazards.rectification_rate} rectified, {hazards.outstanding} outstanding",
        )
    ),
)
CLAIMS.claim(
    "hazards.all_closed",
    name=_("All hazards are closed out"),
    zh=[
        NOT_BEFORE + r"(?:已经?)?(?:全部|悉数)(?:闭环|整改)?销号(?:到位|完毕)?",
        r"销号率(?:达到?了?|为)?\s*100\s*[%％]",
    ],
    en=[r"\b(?:all|all of|every) (?:the |these |its )?hazards?[^,.;]{0,30}closed(?: out)?\b"],
    predicate=all_closed,
    weaker=if_any(
        Wording(
            "排查{hazards.found}，已销号{hazards.closed}",
            "{hazards.closed} of {hazards.found} closed out",
        )
    ),
)
_DATED = if_any(
    Wording(
        "剩余{hazards.outstanding}，其中{hazards.without_deadline}尚未明确整改期限",
        "{hazards.outstanding} outstanding, {hazards.without_deadline} of them without a deadline",
    )
)
CLAIMS.claim(
    "hazards.rolling_clearance",
    name=_("Rolling clearance"),
    zh=["动态清零"],
    en=[r"\b(?:rolling|dynamic) clearance\b", r"\bcleared on a rolling basis\b"],
    predicate=all_dated,
    weaker=_DATED,
)
CLAIMS.claim(
    "hazards.closed_loop",
    name=_("A closed loop"),
    zh=[r"闭环(?:整改|管理|管控|处置|运行|落实)*"],
    en=[r"\bclosed[- ]loop\b"],
    predicate=all_dated,
    weaker=_DATED,
)
CLAIMS.claim(
    "hazards.all_dated",
    name=_("Each outstanding hazard has a deadline"),
    zh=[
        NOT_BEFORE
        + r"(?:均|都|全部|逐[一项条])已?(?:明确|落实|确定)了?[^，。；]{0,12}?(?:整改)?(?:期限|时限|责任单位|责任人)",
        r"(?:全部|所有)(?:问题)?隐患(?:均|都)?已?(?:明确|落实|确定)了?[^，。；]{0,12}?(?:整改)?(?:期限|时限|责任单位|责任人)",
    ],
    en=[
        r"\beach has a unit that answers for it and a deadline\b",
        r"\b(?:all|each|every)\b[^,.;]{0,20}?\bhazards?\b[^,.;]{0,12}?\b(?:has|have) (?:a )?deadlines?\b",
    ],
    predicate=all_dated,
    weaker=_DATED,
)
CLAIMS.claim(
    "hazards.each_followed",
    name=_("Each outstanding hazard is followed"),
    zh=[
        r"(?:逐[项条件个处一]|一盯到底)[^，。；、]{0,8}?(?:盯办|紧盯|跟踪|督办|跟进|盯防|挂账|销号)",
        "逐项盯办",
    ],
    en=[r"\bfollowed (?:up )?one by one\b", r"\beach (?:of them )?(?:is )?followed (?:up|to its deadline)\b"],
    predicate=each_followed,
    weaker=if_any_left(
        Wording(
            "剩余{hazards.outstanding}，其中尚未明确整改期限{hazards.without_deadline}，逾期{hazards.overdue}",
            "{hazards.outstanding} outstanding, {hazards.without_deadline} without a deadline and {hazards.overdue} "
            "overdue",
        )
    ),
)
CLAIMS.claim(
    "hazards.in_time",
    name=_("Rectified in time"),
    zh=["及时(?:完成)?整改(?:到位)?", "(?:按期|按时|如期|限期内)(?:完成)?整改(?:到位)?", "整改及时"],
    en=[
        r"\brectified (?:in time|on time|promptly|by (?:the|their) deadlines?)",
        r"\b(?:promptly|punctually) rectified\b",
    ],
    predicate=none_overdue,
    weaker=if_any(
        Wording(
            "剩余{hazards.outstanding}，其中逾期{hazards.overdue}",
            "{hazards.outstanding} outstanding, {hazards.overdue} of them overdue",
        )
    ),
)
CLAIMS.claim(
    "hazards.look_back",
    name=_("Look-backs were made"),
    zh=[r"(?:开展|组织|进行|实施)了?[^，。；、“]{0,6}“?回头看”?", "“回头看”"],
    en=[r"\blook(?:ed|ing)?[- ]backs?\b"],
    predicate=at_least(LOOKED_BACK, 1),
    weaker=Wording(
        "整改后复核的隐患为{hazards.looked_back}",
        "seen again after acceptance: {hazards.looked_back}",
    ),
)
CLAIMS.claim(
    "hazards.look_back_several",
    name=_("Look-backs were made several times"),
    zh=[r"多次[^，。；、“]{0,8}“?回头看”?"],
    en=[r"\b(?:repeated|several|many) look[- ]backs?\b"],
    predicate=at_least(LOOKED_BACK, 2),
    weaker=Wording(
        "整改后复核隐患{hazards.looked_back}",
        "seen again after acceptance: {hazards.looked_back}",
    ),
)
CLAIMS.claim(
    "hazards.a_batch_rectified",
    name=_("A number of hazards was rectified"),
    zh=[r"(?:整改|消除|解决|治理)了?一大?批[^，。；、]{0,12}?隐患"],
    en=[r"\b(?:rectified|eliminated|resolved) a (?:large )?(?:number|batch|series) of [^,.;]{0,20}?hazards"],
    predicate=at_least(RECTIFIED, MANY),
    weaker=Wording("整改隐患{hazards.rectified}", "hazards rectified: {hazards.rectified}"),
)
CLAIMS.claim(
    "hazards.a_batch_found",
    name=_("A number of hazards was found"),
    zh=[r"(?:排查|发现|查出|排查出)了?一大?批[^，。；、]{0,12}?隐患"],
    en=[r"\b(?:found|identified) a (?:large )?(?:number|batch|series) of [^,.;]{0,20}?hazards"],
    predicate=at_least(FOUND, MANY),
    weaker=Wording("发现隐患{hazards.found}", "hazards found: {hazards.found}"),
)
