"""What texts claim about duty: “all on post” holds only if every spot check was made and passed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.documents.claims import CLAIMS, Fact, Ruling, Wording, facts, figures
from anlan.documents.unproven import DUTY
from anlan.duty.check_flow import CHECKS, FAILED, PASSED
from anlan.duty.history import days_at_one, touching
from anlan.duty.models import CheckState, SpotCheck
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below

WAITING = "duty.checks_waiting"
AT_ONE = "duty.days_at_level_one"
_HAN = r"(?<![安完健齐])"


def all_on_post(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether spot checks were made in the period, all that were drawn, and each was passed (§1.5, 4e)."""
    values = figures(area, period, known, CHECKS, PASSED, FAILED)
    waiting = SpotCheck.objects.filter(
        below(area.path or ""),
        drawn_on__range=(period.first, period.last),
        state=CheckState.WAITING,
        pk__lte=known.seq,
    ).count()
    told = Fact.counted(WAITING, _("Spot checks drawn and not made"), waiting, unit="次")
    made = values[CHECKS].count
    return Ruling(made > 0 and made == values[PASSED].count and not waiting, (*facts(values), told))


def as_found(known: Mapping[str, Fact]) -> Wording:
    """Return what may be said instead: the numbers; where nothing was checked, that."""
    if not known[CHECKS].number:
        return Wording("没有抽查值班", "no duty room was checked")
    return Wording(
        "抽查值班{duty.checks}，合格{duty.checks_passed}，不合格{duty.checks_failed}",
        "{duty.checks} spot checks, {duty.checks_passed} passed, {duty.checks_failed} failed",
    )


def kept_at_one(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether level 1 held on every day of the period that has begun, without interruption (§1.5, 4a)."""
    held, begun = days_at_one(area, period, known)
    told = (
        Fact.counted(AT_ONE, _("Whole days at level 1"), held, unit="天"),
        Fact.counted("duty.days_begun", _("Days of the period that have begun"), begun, unit="天"),
    )
    return Ruling(0 < begun == held, told)


def level_held(area: Area, period: Period, known: Known) -> Ruling:
    """Tell whether a level of readiness held at some time of the period (§1.5, 4a)."""
    spans = len(touching(area, period, known))
    told = Fact.counted("duty.level_spans", _("States of readiness in the period"), spans, unit="次")
    return Ruling(spans > 0, (told,))


CLAIMS.claim(
    "duty.on_post",
    name=pgettext_lazy("claim", "On post"),
    zh=[_HAN + r"(?:全部|全员|均)?在岗在位", r"(?:信息|通信|通讯|联络)?保持畅通"],
    en=[r"\b(?:all )?(?:were |are )?(?:on|at) (?:their )?posts?\b"],
    predicate=all_on_post,
    weaker=as_found,
)
CLAIMS.unproven(
    "duty.on_standby",
    name=pgettext_lazy("claim", "On standby"),
    zh=["随时待命"],
    en=[r"\bon standby at all times\b"],
    needs=DUTY,
)
CLAIMS.claim(
    "duty.kept_at_one",
    name=_("Level 1 was kept without interruption"),
    zh=[r"(?:始终|持续|一直)?(?:启动并)?保持一级应急状态"],
    en=[r"\bkept? (?:at )?readiness level 1\b"],
    predicate=kept_at_one,
    weaker=Wording(
        "一级应急状态{duty.days_at_level_one}", "{duty.days_at_level_one} days at readiness level 1"
    ),
)
CLAIMS.claim(
    "duty.level_held",
    name=_("A level of readiness held"),
    zh=[r"处于[一二三四]级应急状态"],
    en=[r"\breadiness level \d held\b"],
    predicate=level_held,
    weaker=Wording("没有启动应急状态", "no level of readiness was ordered"),
)
