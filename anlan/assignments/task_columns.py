"""The columns of a ledger of assigned tasks, with the names by which ledgers in use call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.assignments.kinds import Cycle, Source
from anlan.assignments.ledger_columns import IS_SAFETY, day, named, text, when

LATER = ("signed_at", "fed_back_at", "submitted_at", "verified_at", "closed_at")
SOURCE_NAMES = {
    "会议": "meeting", "会议交办": "meeting", "周交办": "meeting", "周交办会": "meeting", "周交办会议": "meeting",
    "周例会": "meeting", "调度会": "meeting", "批示": "note", "领导批示": "note", "检查": "inspection",
    "督导检查": "inspection", "12345": "hotline_12345", "12345热线": "hotline_12345", "12350": "hotline_12350",
    "12350热线": "hotline_12350", "省督导组": "province", "省督导": "province", "省级督导": "province",
    "日报告": "report", "其他": "other",
}  # fmt: skip
CYCLE_NAMES = {
    "无": "none", "不需要": "none", "每周": "weekly", "周": "weekly", "一周": "weekly", "每两周": "fortnightly",
    "两周": "fortnightly", "双周": "fortnightly", "每月": "monthly", "月": "monthly", "一月": "monthly",
}  # fmt: skip
_WHO = _("User name, or the name of somebody who held a post then.")

COLUMNS = (
    text("number", _("Number on paper"), "交办编号", "编号", "交办单号", "任务编号", "台账编号", most=60,
         example="周交办〔2022〕42-1", help=_("The ledger's own number; with it a row is recognised again.")),
    named("source", _("Source"), "来源", "交办来源", "任务来源", choices=[(s.value, s.label) for s in Source],
          names=SOURCE_NAMES, required=False, example="会议",
          hint=_("Empty: a meeting if one is named, else another source.")),
    text("meeting", _("Meeting"), "交办会议", "会议名称", "会议", example="第42次周交办会议",
         help=_("Title or number of a meeting on record.")),
    text("source_reference", _("Reference of the source"), "来源文号", "批示编号", "工单号", "文号"),
    text("title", _("Task"), "交办事项", "任务", "事项", "工作任务", "任务名称", required=True, min_length=2,
         example="排查瓶装液化气餐饮场所"),
    text("content", _("What is to be done"), "工作内容", "任务内容", "具体内容", "交办内容", most=2_000,
         example="对瓶装液化气餐饮场所逐户排查", help=_("Empty: the task's own words.")),
    text("standard", _("Standard of completion"), "完成标准", "办结标准", "工作标准", "目标要求", most=2_000,
         example="排查率百分之百，台账齐全"),
    text("lead", _("Lead unit"), "牵头单位", "责任单位", "承办单位", "主办单位", "牵头责任单位", required=True,
         most=120, example="甲县人民政府", help=_("Code or exact name.")),
    text("joint", _("Joint units"), "配合单位", "协办单位", "责任部门", most=2_000,
         example="市消防救援支队、市市场监管局", help=_("Codes or names, separated by 、.")),
    text("person_in_charge", _("Person in charge"), "责任人", "负责人", "牵头领导", most=60, example="张三"),
    when("issued_at", _("Assigned at"), "交办时间", "交办日期", "下达时间", "下达日期", required=True,
         example="2022-10-17"),
    text("issued_by", _("Assigned by"), "交办人", "下达人", most=60,
         help=_("Somebody at the issuing office then. Empty: whoever takes the ledger in.")),
    text("organisation", _("Issuing office"), "交办单位", "下达单位", most=120,
         help=_("Code or name; tells people of one name apart.")),
    day("due_on", _("Due on"), "完成时限", "办结时限", "完成期限", "要求完成时间", "时限", required=True,
        example="2022-11-04"),
    named("cycle", _("Feedback"), "反馈周期", "反馈频次", "反馈要求", choices=[(c.value, c.label) for c in Cycle],
          names=CYCLE_NAMES, required=False, example="每周", hint=_("Empty: none before the end.")),
    IS_SAFETY,
    when("signed_at", _("Signed for at"), "签收时间", "签收日期", "接收时间", example="2022-10-17"),
    text("signed_by", _("Signed for by"), "签收人", "接收人", most=60, example="李四", help=_WHO),
    when("fed_back_at", _("Progress reported at"), "反馈时间", "反馈日期", "进展时间"),
    text("progress", _("Progress"), "进展情况", "工作进展", "反馈情况", most=2_000),
    when("submitted_at", _("Submitted at"), "完成时间", "办结时间", "完成日期", "上报时间", example="2022-11-02"),
    text("submitted_by", _("Submitted by"), "上报人", "办理人", "经办人", most=60,
         help=_("Empty: who signed for it, or the person in charge.")),
    text("result", _("What was done"), "完成情况", "办理情况", "落实情况", "办理结果", most=2_000,
         example="逐户排查完毕，台账已报送"),
    when("verified_at", _("Verified at"), "核验时间", "核查时间", "审核时间", example="2022-11-03"),
    text("verified_by", _("Verified by"), "核验人", "核查人", "审核人", most=60,
         help=_("Empty: who assigned it.")),
    when("closed_at", _("Closed at"), "销号时间", "销号日期", "结案时间", example="2022-11-04"),
    text("closed_by", _("Second signature by"), "销号人", "签批人", "批准人", most=60,
         help=_("Another person of the issuing office, or its leader.")),
)  # fmt: skip
