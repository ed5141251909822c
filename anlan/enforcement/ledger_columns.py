"""The columns of the ledgers of enforcement, with the names by which cities' own ledgers call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.enforcement.inputs import Money, of
from anlan.enforcement.models import (
    Appeal,
    Ground,
    Level,
    MeasureKind,
    PenaltyKind,
    Punished,
    ReferralKind,
    ReferralOutcome,
)
from anlan.imports.inputs import Date, Named, When
from anlan.imports.kinds import Column
from anlan.inspections.imports import BODY, PREMISES
from anlan.lifecycle.inputs import Text


def _text(
    name: str, label: Any, *headers: str, most: int = 300, required: bool = False, example: str = ""
) -> Column:
    given = Text(name=name, label=label, max_length=most, required=required)
    return Column(input=given, header=headers[0], also=headers[1:], example=example)


def _named(
    name: str,
    label: Any,
    *headers: str,
    choices: Any,
    names: Mapping[str, str],
    required: bool = True,
    example: str = "",
) -> Column:
    given = Named(name=name, label=label, choices=of(choices), also=tuple(names.items()), required=required)
    return Column(input=given, header=headers[0], also=headers[1:], example=example)


MEASURE_NAMES = {
    "停产停业": "suspend",
    "暂时停产停业": "suspend",
    "责令停产停业": "suspend",
    "停止使用": "suspend",
    "停": "suspend",
    "停产": "suspend",
    "停业": "suspend",
    "停工": "suspend",
    "现场处理措施": "suspend",
    "停电": "cut",
    "停止供电": "cut",
    "断电": "cut",
    "停止供应": "cut",
    "查封": "seal",
    "扣押": "seal",
    "查封扣押": "seal",
    "停产停业整顿": "rectify",
    "停产整顿": "rectify",
    "责令停产停业整顿": "rectify",
    "关闭": "close",
    "关": "close",
    "取缔关闭": "close",
}
GROUND_NAMES = {
    "多次处罚": "punished",
    "整顿后仍不具备条件": "unfit",
    "发生事故": "accident",
    "拒不执行": "defied",
}
PENALTY_NAMES = {
    "警告": "warning",
    "通报批评": "warning",
    "罚款": "fine",
    "没收": "confiscation",
    "没收违法所得": "confiscation",
    "责令停产停业": "suspension",
    "停产停业整顿": "suspension",
    "暂扣证照": "licence",
    "吊销证照": "licence",
    "吊销许可证": "licence",
    "关闭": "closure",
    "职业禁入": "ban",
    "其他": "other",
}
PUNISHED_NAMES = {
    "单位": "unit",
    "企业": "unit",
    "主要负责人": "principal",
    "负责人": "principal",
    "个人": "person",
    "其他人员": "person",
}
APPEAL_NAMES = {
    "复议中": "review",
    "行政复议": "review",
    "诉讼中": "litigation",
    "行政诉讼": "litigation",
    "维持": "upheld",
    "变更": "changed",
}
LEVEL_NAMES = {"县级": "county", "区级": "county", "市级": "city", "省级": "province"}

DECIDED = Column(
    input=When(name="decided_at", label=_("Decided at")),
    header="决定日期",
    also=("决定时间", "处罚日期", "日期", "执法日期", "采取措施日期", "挂牌日期", "下达日期"),
    example="2022-09-20",
)
DOCUMENT = _text(
    "document",
    _("Number of the decision"),
    "决定文号",
    "文号",
    "文书编号",
    "处罚决定书文号",
    "决定书文号",
    most=60,
    required=True,
    example="安应急处〔2022〕15号",
)
BASIS = _text(
    "basis",
    _("Law with its article"),
    "法律依据",
    "处罚依据",
    "依据",
    "执法依据",
    example="《中华人民共和国安全生产法》第六十五条",
)

OFFICER = Column(
    input=Text(
        name="officer",
        label=_("Entered by"),
        required=False,
        max_length=60,
        help=_(
            "User name, or the name of somebody of the body that decided; empty: whoever brings the ledger."
        ),
    ),
    header="经办人",
    also=("承办人", "执法人员", "登记人", "填报人"),
)

MEASURE_COLUMNS = (
    PREMISES,
    _named(
        "kind",
        _("Kind of measure"),
        "措施种类",
        "措施",
        "种类",
        "执法措施",
        "处置方式",
        "关停类型",
        choices=MeasureKind,
        names=MEASURE_NAMES,
        example="停产停业",
    ),
    _text(
        "covers",
        _("What it covers"),
        "措施范围",
        "范围",
        "停产范围",
        "关停范围",
        required=True,
        example="喷涂车间",
    ),
    _text(
        "facts",
        _("Problems found"),
        "违法事实",
        "事由",
        "主要问题",
        "原因",
        most=1_000,
        required=True,
        example="粉尘涉爆场所未清理积尘",
    ),
    BASIS,
    DOCUMENT,
    DECIDED,
    Column(
        input=Date(name="until_on", label=_("In force until"), required=False),
        header="期限至",
        also=("截止日期", "措施期限", "到期日期", "整改期限"),
        example="2022-10-20",
    ),
    Column(
        input=When(name="lifted_at", label=_("Lifted at"), required=False),
        header="解除日期",
        also=("解除时间", "恢复日期", "恢复生产日期", "复产日期"),
    ),
    _named(
        "ground",
        _("Ground of the closure"),
        "关闭事由",
        "提请关闭事由",
        choices=Ground,
        names=GROUND_NAMES,
        required=False,
    ),
    _text(
        "counterpart", _("Supplier, or government that closes"), "协助单位", "供电单位", "决定机关", most=120
    ),
    BODY,
    OFFICER,
)
PENALTY_COLUMNS = (
    PREMISES,
    _named(
        "punished",
        _("Who is punished"),
        "处罚对象",
        "当事人类型",
        choices=Punished,
        names=PUNISHED_NAMES,
        required=False,
        example="单位",
    ),
    _text("person_name", _("Name of the person"), "被处罚人", "个人姓名", "当事人姓名", most=60),
    _named(
        "kind",
        _("Kind of penalty"),
        "处罚种类",
        "处罚类别",
        "处罚类型",
        choices=PenaltyKind,
        names=PENALTY_NAMES,
        example="罚款",
    ),
    _text(
        "facts",
        _("Facts and evidence"),
        "违法事实",
        "案由",
        "违法行为",
        most=1_000,
        required=True,
        example="未如实记录隐患排查治理情况",
    ),
    _text(
        "violates",
        _("Law that was broken, with its article"),
        "违反条款",
        "违反规定",
        "违法条款",
        required=True,
        example="《中华人民共和国安全生产法》第四十一条",
    ),
    _text(
        "basis",
        _("Law by which it is punished, with its article"),
        "处罚依据",
        "法律依据",
        "依据",
        required=True,
        example="《中华人民共和国安全生产法》第九十七条",
    ),
    Column(
        input=Money(name="amount", label=_("Amount (yuan)"), required=False),
        header="罚没金额",
        also=("罚款金额", "处罚金额", "金额", "罚款金额（元）", "罚没金额（元）"),
        example="20000",
    ),
    Column(
        input=Money(name="paid", label=_("Amount paid (yuan)"), required=False),
        header="已缴金额",
        also=("缴纳金额", "已缴罚款", "收缴金额", "已缴金额（元）"),
        example="20000",
    ),
    Column(
        input=Date(name="paid_on", label=_("Paid on"), required=False),
        header="缴款日期",
        also=("缴纳日期", "缴款时间", "缴清日期"),
        example="2022-10-08",
    ),
    Column(
        input=Money(name="surcharge", label=_("Surcharge for late payment (yuan)"), required=False),
        header="加处罚款",
        also=("加处罚款金额", "加罚金额", "加处罚款（元）", "滞纳金"),
    ),
    Column(
        input=Money(name="surcharge_paid", label=_("Surcharge paid (yuan)"), required=False),
        header="已缴加处罚款",
        also=("已缴加处罚款（元）", "已缴滞纳金"),
    ),
    Column(
        input=When(name="served_at", label=_("Served at"), required=False),
        header="送达日期",
        also=("送达时间", "决定书送达日期"),
        example="2022-09-22",
    ),
    DOCUMENT,
    DECIDED,
    _named(
        "appeal", _("Appeal"), "复议诉讼情况", "救济情况", choices=Appeal, names=APPEAL_NAMES, required=False
    ),
    Column(
        input=When(name="published_at", label=_("Made public at"), required=False),
        header="公示日期",
        also=("公开日期", "公布日期", "公示时间"),
        example="2022-09-26",
    ),
    BODY,
    OFFICER,
)
LISTING_COLUMNS = (
    _text(
        "hazard",
        _("Number of the hazard"),
        "隐患编号",
        "重大隐患编号",
        most=30,
        required=True,
        example="YH2022-0000123",
    ),
    _named(
        "level", _("Level"), "挂牌级别", "级别", "督办级别", choices=Level, names=LEVEL_NAMES, example="市级"
    ),
    _text(
        "leader_name",
        _("Leader’s name"),
        "责任领导",
        "督办领导",
        "包保领导",
        most=60,
        required=True,
        example="陈安民",
    ),
    _text("leader_title", _("Leader’s post"), "领导职务", "职务", most=80, required=True, example="副市长"),
    DECIDED,
    Column(
        input=Date(name="due_on", label=_("Deadline of the treatment")),
        header="治理期限",
        also=("整改期限", "完成时限", "期限"),
        example="2022-12-20",
    ),
    _text(
        "demands",
        _("What is demanded"),
        "治理要求",
        "督办要求",
        most=500,
        required=True,
        example="停产治理，限期完成改造",
    ),
    BASIS,
    BODY,
    OFFICER,
)
REFERRAL_NAMES = {
    "移送有管辖权的部门": "department",
    "部门移送": "department",
    "行政处罚": "penalty",
    "涉嫌犯罪": "criminal",
    "移送公安": "criminal",
    "纪检监察": "discipline",
}
OUTCOME_NAMES = {
    "立案": "filed",
    "不予立案": "not_filed",
    "已处罚": "punished",
    "已整改": "rectified",
    "已起诉": "prosecuted",
}
REFERRAL_COLUMNS = (
    PREMISES,
    _named("kind", _("To what end"), "移送类型", "移送类别", "类型", choices=ReferralKind, names=REFERRAL_NAMES,
           example="移送有管辖权的部门"),
    _text("receiver", _("To whom"), "移送对象", "受移送机关", "移送机关", "接收单位", most=120, required=True,
          example="市市场监督管理局"),
    _text("hazard", _("Number of the hazard"), "隐患编号", most=30),
    _text("facts", _("Problems found"), "移送事项", "发现的问题", "主要事实", most=1_000, required=True,
          example="特种设备未经检验投入使用"),
    _text("reason", _("Why it is handed over"), "移送理由", "理由", most=500, required=True,
          example="属于市场监管部门职责"),
    _text("basis", _("Law with its article"), "移送依据", "法律依据", "依据"),
    _text("enclosures", _("Enclosures"), "附件", "移送材料"),
    Column(input=When(name="decided_at", label=_("Sent at")), header="移送日期", also=("移送时间", "发出日期", "日期"),
           example="2022-09-20"),
    Column(input=When(name="received_at", label=_("Signed for at"), required=False), header="签收日期",
           also=("接收日期", "签收时间")),
    _text("received_by", _("Who signed for it"), "签收人", "接收人", most=60),
    _text("receipt_number", _("Number of the receipt"), "回执文号", "收文号", most=60),
    _named("outcome", pgettext_lazy("referral", "Outcome"), "办理结果", "处理结果", choices=ReferralOutcome,
           names=OUTCOME_NAMES, required=False),
    _text("outcome_text", _("What was done"), "办理情况", "处理情况", most=1_000),
    _text("outcome_document", _("Number of the document"), "结果文号", most=80),
    Column(input=When(name="answered_at", label=_("Outcome told at"), required=False), header="反馈日期",
           also=("办结日期", "反馈时间")),
    BODY,
    OFFICER,
)  # fmt: skip
