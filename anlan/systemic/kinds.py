"""The words of systemic problems. Stored codes are never shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class ProblemKind(models.TextChoices):
    """Whose problem it is: an area's, a sector's, or one of these days (区域性、行业性、阶段性; domain brief 2.2k)."""

    REGIONAL = "regional", pgettext_lazy("systemic", "Regional")
    SECTORAL = "sectoral", pgettext_lazy("systemic", "Sectoral")
    PERIODIC = "periodic", pgettext_lazy("systemic", "Temporary")


class ProblemState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("systemic", "Proposed, not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("systemic", "Confirmed, measures to begin")
    UNDER_WAY = "under_way", pgettext_lazy("systemic", "Measures under way")
    RESULT = "result", pgettext_lazy("systemic", "Result told, to be closed")
    CLOSED = "closed", pgettext_lazy("systemic", "Closed")
    DISMISSED = "dismissed", pgettext_lazy("systemic", "Dismissed")


OPEN = frozenset({ProblemState.PROPOSED, ProblemState.CONFIRMED, ProblemState.UNDER_WAY, ProblemState.RESULT})
BEING_SOLVED = OPEN - {ProblemState.PROPOSED}
IDENTIFIED = BEING_SOLVED | {ProblemState.CLOSED}
ZH_KINDS = {"regional": "区域性", "sectoral": "行业性", "periodic": "阶段性"}
EN_KINDS = {"regional": "regional", "sectoral": "sectoral", "periodic": "temporary"}
