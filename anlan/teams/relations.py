"""What must hold between the numbers about teams, and by which words a text tells them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import RELATIONS

for part in ("teams.provincial", "teams.comprehensive", "teams.stationed", "teams.department"):
    RELATIONS.relation(part, "<=", "teams.teams", _("teams of one kind are not more than all of them"))
RELATIONS.relation(
    "teams.areas_stationed",
    "<=",
    "teams.stationed",
    _("a stationed team is for one area: areas are not more"),
)
for part, whole in (
    ("teams.visits", "inspections.visits"),
    ("teams.stationed_visits", "teams.visits"),
    ("teams.four_haves", "teams.visits"),
    ("teams.four_haves", "inspections.four_haves"),
):
    RELATIONS.relation(part, "<=", whole, _("a part of the visits is not more than all of them"))
RELATIONS.relation(
    "teams.hazards", "<=", "hazards.found", _("a part of the hazards is not more than all of them")
)
for part, whole in (
    ("teams.days_zero", "teams.days"),
    ("teams.stationed_days", "teams.days"),
    ("teams.four_days", "teams.days_visited"),
):
    RELATIONS.relation(part, "<=", whole, _("a part of the team-days is not more than all of them"))

_OUT = "成立|派出|派驻|组建|设立|抽调"
RELATIONS.reads("teams.comprehensive", before=_OUT, noun="(?:市级)?综合(?:工作|督查|检查|督导)组", units="个")
RELATIONS.reads(
    "teams.stationed", before=_OUT, noun="(?:蹲点调研|蹲点|驻守|驻点)(?:工作|督导)?组", units="个"
)
