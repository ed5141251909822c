"""Reports of incidents as official papers: numbered with their step, or, of a drill, composed with its mark and no
number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.documents.model import Composition
from anlan.incidents.kinds import CallSource, CountSource, IncidentGrade, IncidentKind, ReportKind
from anlan.incidents.models import CasualtyCount, Incident, Report
from anlan.kernel import clock
from anlan.papers import issuing
from anlan.papers.access import PAGES, SEEN
from anlan.papers.issuing import Body
from anlan.papers.kinds import kinds
from anlan.papers.models import Paper

SEEN["incident"] = Incident.objects.within
PAGES["incident"] = "incidents:detail"
DRILL_MARK = "演练"
KINDS = {
    IncidentKind.PRODUCTION: "生产安全事故", IncidentKind.FIRE: "火灾", IncidentKind.TRAFFIC: "道路交通事故",
    IncidentKind.EMERGENCY: "突发事件", IncidentKind.DISASTER: "自然灾害",
}  # fmt: skip
GRADES = {
    IncidentGrade.NONE: "未达到事故等级", IncidentGrade.ORDINARY: "一般事故", IncidentGrade.LARGER: "较大事故",
    IncidentGrade.SERIOUS: "重大事故", IncidentGrade.EXTRAORDINARY: "特别重大事故",
}  # fmt: skip
CALLS = {
    CallSource.UNIT: "事发单位报告", CallSource.AREA: "属地值班室报告", CallSource.DEPARTMENT: "有关部门报告",
    CallSource.HOTLINE: "热线转办", CallSource.POLICE: "110通报", CallSource.FIRE_SERVICE: "119通报",
    CallSource.AMBULANCE: "120通报", CallSource.PUBLIC: "群众报告", CallSource.MEDIA: "媒体或网络反映",
    CallSource.OTHER: "其他渠道报告",
}  # fmt: skip
COUNTS = {
    CountSource.CALLER: "报告人", CountSource.UNIT: "事发单位", CountSource.AREA: "属地值班室",
    CountSource.RESCUE: "现场救援力量", CountSource.HOSPITAL: "医院", CountSource.POLICE: "公安机关",
    CountSource.INVESTIGATION: "事故调查组", CountSource.LEDGER: "台账", CountSource.OTHER: "其他来源",
}  # fmt: skip
PEOPLE = (("deaths", "死亡{}人"), ("missing", "下落不明{}人"), ("serious", "重伤{}人"), ("minor", "轻伤{}人"))
_DIGITS = "零一二三四五六七八九"


def ordinal(n: int) -> str:
    """Return a number below a hundred as papers count follow-ups: 一, 十, 十二, 二十三."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def moment(at: datetime) -> str:
    """Return a moment as reports write it, by the clock of 24 hours: 2022年10月24日15时40分."""
    local = at.astimezone(clock.SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02}分"


def casualties(report: Any) -> str:
    """Return the numbers of a report in words; what is nothing is not told, and nothing at all is said so."""
    told = [words.format(getattr(report, name)) for name, words in PEOPLE if getattr(report, name)]
    people = "，".join(told) if told else "暂无人员伤亡报告"
    return f"{people}；直接经济损失{money(report.loss_yuan)}"


def money(yuan: int | None) -> str:
    if yuan is None:
        return "正在核实"
    if yuan < 10_000:
        return f"{yuan}元"
    whole, rest = divmod(yuan, 10_000)
    return f"{whole}万元" if not rest else f"{yuan / 10_000:.4f}".rstrip("0").rstrip(".") + "万元"


def values_of(incident: Any, report: Any) -> dict[str, str]:
    """Return what the words of a report ask for. A query: the count that is official."""
    count = CasualtyCount.objects.filter(incident=incident.id, n=incident.official_n).first()
    return {
        "to": report.to,
        "place": incident.place,
        "nature": KINDS[IncidentKind(incident.kind)],
        "grade": GRADES[IncidentGrade(report.grade)],
        "number": "" if report.follow_up is None else ordinal(report.follow_up),
        "received": moment(incident.received_at),
        "occurred": moment(incident.occurred_at),
        "told_by": CALLS[CallSource(incident.source)],
        "what": incident.what.rstrip("。"),
        "casualties": casualties(report),
        "as_of": moment(count.as_of if count else incident.received_at),
        "count_source": COUNTS[CountSource(count.source)] if count else COUNTS[CountSource.CALLER],
        **{name: getattr(report, name).rstrip("。") for name in (
            "scope", "course", "measures", "trend", "on_scene", "requests", "evaluation")},
        "signed_by": report.signed_by,
        "phone_confirmed": report.phone_confirmed,
    }  # fmt: skip


def issue(incident: Any, report: Any, seq: int) -> Paper:
    """Number the paper of a real report and fix its words, in the transaction of its step."""
    issuer = issuing.bodies([incident.organisation_id])[incident.organisation_id]
    above = incident.superior_id
    return issuing.issue(
        f"incidents.{report.kind}",
        case_kind="incident",
        case_id=incident.id,
        seq=seq,
        issuer=issuer,
        recipient=issuing.bodies([above])[above] if above else None,
        at=report.sent_at,
        values=values_of(incident, report),
    )


def of_drill(incident: Incident, report: Report) -> Composition:
    """Return a drill's report with the mark of the drill in place of a number."""
    issuer = Body(report.issuer_id, report.issuer.name)
    kind = kinds()[f"incidents.{ReportKind(report.kind)}"]
    return issuing.compose(
        kind,
        name=DRILL_MARK,
        issuer=issuer,
        at=report.sent_at,
        values=values_of(incident, report),
        draft=DRILL_MARK,
    )
