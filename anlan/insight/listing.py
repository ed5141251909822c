"""The analysis as something that is saved under a name and shared like the filters of a list."""

from django.utils.translation import gettext_lazy as _

from anlan.listings.spec import ListSpec

ANALYSIS = ListSpec(
    code="analysis",
    label=_("Analysis"),
    route="insight:analysis",
    filters=("figure", "rows", "columns", "against", "area", "sector", "grade", "from", "to", "known_at"),
)
