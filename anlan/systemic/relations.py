"""What must hold between the numbers about systemic problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import RELATIONS

RELATIONS.relation(
    "systemic.identified",
    "=",
    "systemic.under_way + systemic.closed",
    _("what was identified is being solved or closed"),
)
RELATIONS.relation(
    "systemic.identified",
    "=",
    "systemic.identified_regional + systemic.identified_sectoral + systemic.identified_periodic",
    _("the kinds of problems add up to those identified"),
)
