"""The columns of a ledger of hazards, with the names by which ledgers in use call them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.hazards.models import Category, Grade
from anlan.imports.inputs import Named, When, YesNo
from anlan.imports.kinds import Column
from anlan.inspections.imports import BODY, PREMISES
from anlan.lifecycle.inputs import Text

LATER = ("assigned_at", "rectified_at", "accepted_at", "looked_back_at", "closed_at")
PLAN = ("duty", "measure", "fund", "time", "contingency")


def _text(
    name: str, label: Any, header: str, *also: str, most: int = 300, example: str = "", **options: Any
) -> Column:
    lines = 3 if most > 120 else 1
    given = Text(name=name, label=label, max_length=most, lines=lines, **{"required": False, **options})
    return Column(input=given, header=header, also=also, example=example)


def _when(
    name: str, label: Any, header: str, *also: str, required: bool = False, example: str = ""
) -> Column:
    return Column(
        input=When(name=name, label=label, required=required), header=header, also=also, example=example
    )


COLUMNS = (
    _text("number", _("Number in the ledger"), "隐患编号", "编号", "台账编号", "隐患序列号", most=60,
          example="2022-YH-0001", help=_("The ledger's own number; with it a row is recognised again.")),
    PREMISES,
    BODY,
    _when("found_at", _("Found at"), "发现时间", "排查日期", "发现日期", "检查日期", "检查时间", "排查时间",
          required=True, example="2022-03-05"),
    _text("found_by", _("Found by"), "发现人", "排查人", "检查人", "检查人员", "排查人员", most=60, required=True,
          example="张三", help=_("User name, or the name of somebody who held a post then.")),
    _text("description", _("Hazard"), "隐患描述", "隐患内容", "问题隐患", "存在问题", "存在隐患", "隐患名称",
          "主要隐患", "隐患情况", "问题描述", most=500, min_length=4, required=True, example="配电箱门缺失，导线裸露"),
    Column(
        input=Named(name="category", label=_("Category"), choices=tuple((c.value, c.label) for c in Category),
                    required=False),
        header="隐患类别", also=("类别", "隐患类型", "隐患分类"), example="电气",
    ),
    Column(
        input=Named(
            name="grade", label=_("Grade"), choices=tuple((g.value, g.label) for g in Grade), required=False,
            also=(("一般", "general"), ("重大", "major"), ("一般隐患", "general"), ("重大隐患", "major"),
                  ("一般事故隐患", "general"), ("重大事故隐患", "major")),
            help=_("Empty: general."),
        ),
        header="隐患等级", also=("隐患级别", "级别", "等级"), example="一般隐患",
    ),
    _text("criterion", _("Criterion"), "判定依据", "判定标准", "重大隐患判定依据", most=500,
          help=_("Document and article by which it is a major hazard, as its page cites them.")),
    _text("interim_measure", _("Interim measure"), "管控措施", "防范措施", "临时措施"),
    Column(input=YesNo(name="on_the_spot", label=_("Rectified on the spot")), header="立查立改",
           also=("是否立即整改", "现场整改", "当场整改", "是否当场整改"), example="否"),
    _when("assigned_at", _("Assigned at"), "交办时间", "交办日期", "下达时间", "下达日期", example="2022-03-05"),
    _text("assigned_by", _("Assigned by"), "交办人", "下达人", most=60, example="张三",
          help=_("Empty: whoever found it.")),
    _when("due_at", _("To be rectified by"), "整改期限", "整改时限", "限期整改日期", "整改截止日期", "要求完成时间",
          example="2022-03-12"),
    _text("requirement", _("Requirement"), "整改要求", "整改措施要求"),
    *(
        _text(f"plan_{name}", label, header, most=200)
        for name, label, header in zip(
            PLAN,
            (_("Duty: body and person in charge"), _("Measure: goals and methods"), _("Fund: money and materials"),
             _("Time: stages and limit"), _("Contingency: safety measures and plan")),
            ("治理责任", "治理措施", "治理资金", "治理时限", "治理预案"),
            strict=True,
        )
    ),
    _when("rectified_at", _("Rectified at"), "整改时间", "整改完成时间", "整改日期", "完成整改时间", "整改完成日期",
          example="2022-03-10"),
    _text("rectified_by", _("Rectified by"), "整改人", "整改责任人", "整改负责人", most=60, example="business1"),
    _text("rectification", _("What was done"), "整改情况", "整改措施", "整改结果", most=500,
          example="更换配电箱门，导线套管"),
    _when("accepted_at", _("Accepted at"), "验收时间", "复查时间", "验收日期", "复查日期", example="2022-03-11"),
    _text("accepted_by", _("Accepted by"), "验收人", "复查人", "复查人员", "验收人员", most=60, example="李四"),
    _text("acceptance", _("Opinion of acceptance"), "验收意见", "复查意见", "验收结论", "复查情况"),
    _when("looked_back_at", _("Looked back at"), "回头看时间", "回头看日期"),
    _text("looked_back_by", _("Looked back by"), "回头看人", most=60),
    _when("closed_at", _("Closed out at"), "销号时间", "销号日期", "闭环时间", "办结时间", example="2022-03-12"),
    _text("closed_by", _("Closed out by"), "销号人", "闭环人", most=60, example="李四",
          help=_("Empty: whoever accepted it.")),
)  # fmt: skip
