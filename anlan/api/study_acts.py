"""The lifecycles of risk studies as the API offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.advisories.models import Advisory
from anlan.api.offered import Offered
from anlan.org.roles import Permission
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW, RATING_FLOW, STUDY_FLOW
from anlan.studies.models import Finding, RiskRating, RiskStudy

_READ, _KEEP = Permission.STUDY_READ, Permission.STUDY_KEEP

STUDIES = (
    Offered(
        STUDY_FLOW,
        "risk-studies",
        _READ,
        RiskStudy.objects.within,
        _KEEP,
        actions={"prepare": lambda _case, given, by, key, _seen: acts.prepare(given, by=by, key=key)},
    ),
    Offered(
        FINDING_FLOW, "risk-findings", _READ, Finding.objects.within, _READ, without=frozenset({"take_back"})
    ),
    Offered(
        RATING_FLOW,
        "risk-levels",
        _READ,
        RiskRating.objects.within,
        _KEEP,
        without=frozenset({"take_back"}),
        actions={"rate": lambda _case, given, by, key, _seen: acts.rate(given, by=by, key=key)},
    ),
)
STUDIES_NAMED: Mapping[type[Any], Any] = {
    RiskStudy: lambda scope, keys: (
        RiskStudy.objects.within(scope)
        .filter(state__in=("held", "prepared"))
        .select_related("area")
        .in_bulk(list(keys))
    ),
    Finding: lambda scope, keys: Finding.objects.within(scope).exclude(state="voided").in_bulk(list(keys)),
    Advisory: lambda scope, keys: (
        Advisory.objects.within(scope).exclude(state="withdrawn").in_bulk(list(keys))
    ),
}
"""Records that only some may see, as the inputs that name them find them."""
