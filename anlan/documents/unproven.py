"""Claim words of which no records are kept here yet: whoever prints one must give a reason with a name.

An app that keeps the records binds the same code in its `claims.py`; the word is then judged by facts.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.documents.claims import CLAIMS

REPORTS = _("daily reports")
DUTY = _("duty rosters and spot checks")
WHAT_IT_SAYS = _("what this word is said of")
EARLIER = _("a measurement before and after")

_HAN = r"(?<![安完健齐])"
"""安全部门, 安全面临, 完全部署: 全部 and 全面 across the border of two words."""

CLAIMS.unproven(
    "words.all",
    name=pgettext_lazy("claim", "All"),
    zh=[_HAN + r"全部(?![门署])", "全员", "悉数", "无一(?!例外)"],
    en=[
        r"\ball\b(?=[^,.;]{0,40}\b(?:have|has|are|were|was|is)\b)",
        r"\b(?:none of|not one|without exception)\b",
    ],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.thorough",
    name=pgettext_lazy("claim", "Thorough"),
    zh=[_HAN + r"全面(?!小康|从严|临|积)", "全方位", "全时段", "全过程", "全程", "全链条"],
    en=[r"(?<![.\w])(?:comprehensive|thorough)(?:ly)?\b", r"\ball-round\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.hundred_percent",
    name=pgettext_lazy("claim", "One hundred percent"),
    zh=[r"(?<![\d.])100\s*[%％]", "百分之百", "百分百"],
    en=[r"(?<![\d.])100\s?%", r"\bone hundred per ?cent\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.several_times",
    name=pgettext_lazy("claim", "Several times"),
    zh=[r"(?<!许)多次", "多频次", "多轮次", "反复多次", "屡次"],
    en=[r"\b(?:repeatedly|several times|many times|on (?:several|many) occasions|time and again)\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.a_batch",
    name=pgettext_lazy("claim", "A number of"),
    zh=[r"(?<![第首每分逐同])一大?批(?!次|准|复)"],
    en=[r"\ba (?:large )?(?:number|batch|series) of\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.promptly",
    name=pgettext_lazy("claim", "Promptly"),
    zh=[r"(?<!以)及时(?!间|刻|代|性)", "第一时间", "迅速", "立即"],
    en=[r"\b(?:promptly|in (?:good )?time|immediately|without delay|at once)\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.markedly",
    name=pgettext_lazy("claim", "Markedly"),
    zh=["显著", "明显(?=增强|提升|改善|好转|提高|下降|减少|加强)", "大幅"],
    en=[r"\b(?:significant|marked|substantial)(?:ly)?\b", r"\bgreatly (?:improved|increased|reduced)\b"],
    needs=EARLIER,
)
CLAIMS.unproven(
    "words.every_time",
    name=pgettext_lazy("claim", "Every time"),
    zh=["每次", "每逢", "次次"],
    en=[r"\b(?:every|each) (?:time|meeting|session)\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "words.never_missed",
    name=pgettext_lazy("claim", "Never missed"),
    zh=["雷打不动", "从未间断", "从不间断", "不间断"],
    en=[r"\bwithout fail\b", r"\bnever (?:missed|skipped|interrupted)\b", r"\buninterrupted(?:ly)?\b"],
    needs=WHAT_IT_SAYS,
)
CLAIMS.unproven(
    "reports.every_day",
    name=pgettext_lazy("claim", "Every day"),
    zh=[r"每[天日](?=[^，。；]{0,24}(?:召开|梳理|研判|交办))"],  # reports: anlan/reporting/claims.py
    en=[r"\b(?:every day|daily|each day)\b"],
    needs=REPORTS,
)
CLAIMS.unproven(
    "duty.on_post",
    name=pgettext_lazy("claim", "On post"),
    zh=[_HAN + r"(?:全部|全员|均)?在岗在位", r"(?:信息|通信|通讯|联络)?保持畅通"],  # bound by anlan/duty
    en=[r"\b(?:all )?(?:on|at) (?:their )?posts?\b"],
    needs=DUTY,
)
