"""What must hold between the numbers about visits, and by which words a text tells them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import RELATIONS

RELATIONS.relation(
    "inspections.premises_visited",
    "<=",
    "inspections.visits",
    _("no more places can be visited than there were visits"),
)
for part in (
    "inspections.leader_expert",
    "inspections.four_haves",
    "inspections.announced",
    "inspections.unannounced",
    "inspections.random",
    "inspections.follow_up",
    "inspections.guidance",
    "inspections.joint",
    "inspections.tip_off",
):
    RELATIONS.relation(
        part, "<=", "inspections.visits", _("a part of the visits is not more than all of them")
    )
RELATIONS.relation(
    "inspections.four_haves_submitted",
    "<=",
    "inspections.four_haves",
    _("only a visit with the four haves is submitted as such"),
)
RELATIONS.never_falls("inspections.visits", "inspections.premises_visited")

_NOUN = r"(?:各类|生产|经营|各级|重点|工贸|企业|社会)*(?:单位|企业|场所|门店|商户|家)"
_VERB = r"检查|排查|巡查|走访|督查|督导|暗访"
RELATIONS.reads("inspections.visits", before=_VERB, noun=_NOUN + "|家次", units="家次")
RELATIONS.reads("inspections.premises_visited", before=_VERB + "|涉及|覆盖", noun=_NOUN, units="家")
RELATIONS.reads(
    "inspections.visits", language="en", before=r"\b(?:made|paid|after|in)", noun=r"visits", units="visits"
)
