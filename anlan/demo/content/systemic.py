"""The demo's clusters of hazards and the systemic problems made of them: invented, as all cases of the demo are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}:00+08:00")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a category is found more than elsewhere; `area` empty: in the whole city."""

    area: str
    sector: str
    category: str
    first: date
    last: date


SPRING = Cluster("411121", "commerce", "electrical", date(2022, 3, 1), date(2022, 5, 31))
HEATING = Cluster("", "fire", "electrical", date(2022, 9, 20), date(2022, 12, 31))
# nobody has taken it up yet: it stands among the candidates
OPEN = Cluster("411104", "industry_trade", "electrical", date(2022, 8, 10), date(2022, 12, 31))
CLUSTERS = (SPRING, HEATING, OPEN)
SHARE = 0.55
"""Of the general hazards of a cluster, so many become of its category."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem and its way: who is charged with it, and when which step was taken; None: not taken yet."""

    kind: str
    area: str
    sector: str
    category: str
    days: tuple[date, date]
    owner: str
    cause: str
    measures: str
    due: date
    proposed: datetime
    confirmed: datetime
    begun: datetime | None = None
    progress: str = ""
    told: datetime | None = None
    result: str = ""
    closed: datetime | None = None
    conclusion: str = ""


PROBLEMS = (
    Problem(
        kind="regional", area="411121", sector="commerce", category="electrical", days=(SPRING.first, SPRING.last),
        owner="commerce", cause="农贸市场和沿街商铺线路老化，商户私拉乱接，市场开办方巡查流于形式。",
        measures="市场开办方统一改造线路；商务部门会同供电单位逐户排查，建立台账；属地每周夜查一次。",
        due=date(2022, 8, 31), proposed=_at("06-02 10:00"), confirmed=_at("06-06 09:30"), begun=_at("06-10 15:00"),
        progress="已完成六个农贸市场线路改造，逐户排查建账。", told=_at("08-20 16:00"),
        result="农贸市场线路全部改造，私拉乱接逐户纠正；八月夜查未再发现同类问题。",
        closed=_at("09-05 11:00"), conclusion="所涉隐患均已验收合格，转入日常巡查。",
    ),
    Problem(
        kind="sectoral", area="", sector="gas", category="equipment", days=(date(2022, 6, 1), date(2022, 8, 31)),
        owner="urban_management", cause="餐饮场所燃气具和连接软管超期使用，经营企业入户安检提示后无人跟进。",
        measures="燃气经营企业逐户更换连接软管；入户安检发现的问题同步抄送属地；拒不更换的依法停供。",
        due=date(2022, 11, 30), proposed=_at("09-02 10:00"), confirmed=_at("09-07 09:00"), begun=_at("09-09 10:00"),
        progress="已更换连接软管的餐饮场所占应更换的七成，其余十一月底前完成。",
    ),
    Problem(
        kind="periodic", area="", sector="fire", category="electrical", days=(HEATING.first, date(2022, 10, 12)),
        owner="fire", cause="气温下降，小场所集中使用电取暖设备，线路负荷不足。",
        measures="对小场所取暖用电集中排查，拆除违规线路；社区网格员逐户提示；夜间错时检查。",
        due=date(2022, 12, 15), proposed=_at("10-13 10:00"), confirmed=_at("10-14 17:00"),
    ),
)  # fmt: skip
