"""What a document tells of levels: each state of readiness with the moments between which it held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.chronicles import CHRONICLES
from anlan.duty.history import touching
from anlan.duty.words import local
from anlan.figures.cut import Known
from anlan.kernel.period import Period
from anlan.org.models import Area

ZH = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}


def levels(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return a sentence for each level that held in the period; one that is in force says since when."""
    told = []
    for span in touching(area, period, known):
        begin, end = local(span.begin), local(span.end) if span.end else None
        if language == "zh":
            since = f"{begin.month}月{begin.day}日{begin.hour}时"
            until = f"至{end.month}月{end.day}日{end.hour}时" if end else "起，尚未解除，"
            told.append(f"{since}{until}处于{ZH[span.level]}应急状态。")
        else:
            until = f" to {end:%-d %B, %H:%M}" if end else " on (not lifted)"
            told.append(f"Readiness level {span.level} held from {begin:%-d %B, %H:%M}{until}. ")
    return told


CHRONICLES.add("duty.levels", _("States of readiness in the period"), levels)
