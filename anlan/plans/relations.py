"""What must hold between the numbers about plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import RELATIONS

RELATIONS.relation(
    "plans.places_due",
    "=",
    "plans.places_visited + plans.places_unvisited",
    _("a place due on a plan was visited or was not"),
)
RELATIONS.relation(
    "plans.coverage",
    "=",
    "plans.places_visited / plans.places_due",
    _("coverage is the places visited, divided by the places due"),
)
