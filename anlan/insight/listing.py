"""The studies as something that is saved under a name and shared like the filters of a list."""

from django.utils.translation import gettext_lazy as _

from anlan.listings.spec import ListSpec

_ASKED = ("area", "sector", "grade", "from", "to", "known_at")
ANALYSIS = ListSpec(
    code="analysis",
    label=_("Analysis"),
    route="insight:analysis",
    filters=("figure", "rows", "columns", "against", *_ASKED),
)
LOOP = ListSpec(
    code="analysis-loop", label=_("The loop and relapses"), route="insight:loop", filters=("by", *_ASKED)
)
TIMES = ListSpec(
    code="analysis-times",
    label=_("Time to rectify"),
    route="insight:times",
    filters=("by", "figure", *_ASKED),
)
COVERAGE = ListSpec(
    code="analysis-coverage", label=_("Coverage"), route="insight:coverage", filters=("by", *_ASKED)
)
