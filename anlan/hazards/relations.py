"""What must hold between the numbers about hazards, and by which words a text tells them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import RELATIONS

RELATIONS.counted_by_hand("hazards.time_limited", _("Hazards to be rectified by a deadline"))

RELATIONS.relation(
    "hazards.found",
    "=",
    "hazards.rectified + hazards.outstanding",
    _("what was found is what was rectified and what is outstanding"),
)
RELATIONS.relation(
    "hazards.rectification_rate",
    "=",
    "hazards.rectified / hazards.found",
    _("the rate is what was rectified out of what was found"),
)
RELATIONS.relation("hazards.rectified", "<=", "hazards.found", _("no more can be rectified than was found"))
RELATIONS.relation(
    "hazards.closed", "<=", "hazards.rectified", _("no more can be closed out than was rectified")
)
RELATIONS.relation(
    "hazards.found",
    ">=",
    "hazards.on_the_spot + hazards.time_limited",
    _("what is rectified on the spot and what gets a deadline is no more than was found"),
)
RELATIONS.relation(
    "hazards.on_the_spot",
    "<=",
    "hazards.found",
    _("no more can be rectified on the spot than was found"),
)
RELATIONS.relation(
    "hazards.overdue", "<=", "hazards.outstanding", _("no more can be overdue than is outstanding")
)
RELATIONS.relation(
    "hazards.outstanding",
    "=",
    "hazards.aged_0_7 + hazards.aged_8_15 + hazards.aged_16_30 + hazards.aged_31_90 + hazards.aged_91_up",
    _("the bands of age add up to what is outstanding"),
)
for _code in ("reopened", "extended", "relapsed", "separation_exceptions"):
    RELATIONS.relation(
        f"hazards.{_code}", "<=", "hazards.found", _("a part is no more than all that was found")
    )

RELATIONS.never_falls("hazards.found", "hazards.relapsed", "hazards.extended")

_NOUN = r"(?:安全|生产|事故|风险|问题|类)*(?:隐患|问题)"
_UNITS = "条 处 项 个 起 件"
RELATIONS.reads(
    "hazards.found",
    before=r"(?<!未)(?:排查|发现|查出|检查出|查找|登记|梳理|摸排|自查|上报|存在|共有)",
    noun=_NOUN,
    units=_UNITS,
)
RELATIONS.reads(
    "hazards.outstanding",
    before=r"剩余|尚未整改|还未整改|未整改|正在整改|尚余|尚有|待整改|未完成整改",
    noun=_NOUN,
    units=_UNITS,
)
RELATIONS.reads(
    "hazards.rectified",
    before=r"(?<![未待在场时期令求促责即])(?:整改|销号|治理|消除|办结)(?!率|措施|时限|期限)",
    noun=_NOUN,
    units=_UNITS,
)
RELATIONS.reads(
    "hazards.on_the_spot",
    before=r"当场整改|现场整改|立查立改|立行立改|即查即改|立即整改|当场改正",
    noun=_NOUN,
    units=_UNITS,
)
RELATIONS.reads("hazards.time_limited", before=r"限期整改|责令限期整改|限时整改", noun=_NOUN, units=_UNITS)
RELATIONS.reads("hazards.rectification_rate", before=r"整改率|销号率|治理率|整改完成率")
RELATIONS.reads(
    "hazards.overdue",
    before=r"逾期未整改|超期未整改|逾期|超期",
    noun=_NOUN,
    units=_UNITS,
    anywhere=True,
)
RELATIONS.reads("hazards.found", before=r"(?:隐患|问题)(?:总数|总量|数量)", units=_UNITS)

_ENGLISH = "hazard hazards"
_BEFORE_RATE = r"(?:rectification rate(?: of)?|rate of rectification(?: of)?)"
RELATIONS.reads(
    "hazards.found",
    language="en",
    before=r"\b(?:found|identified|discovered)",
    noun=r"hazards?",
    units=_ENGLISH,
)
RELATIONS.reads(
    "hazards.found",
    language="en",
    after=r"\s*(?:hazards\s+)?(?:were|have been)?\s*(?:found|identified)\b",
    noun=r"hazards?",
    units=_ENGLISH,
)
RELATIONS.reads(
    "hazards.outstanding",
    language="en",
    before=r"\b(?:leaving|remaining|outstanding:?)",
    noun=r"hazards?",
    units=_ENGLISH,
)
RELATIONS.reads("hazards.rectification_rate", language="en", before=_BEFORE_RATE)
RELATIONS.reads(
    "hazards.rectification_rate",
    language="en",
    after=r"\s*(?:of them\s+)?(?:(?:are|were|is|was|have been)\s+)?rectified\b",
)
