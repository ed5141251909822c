"""What each role may do. The generated permission table in docs/reference comes from here."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    PREMISES_READ = "premises.read"
    VISIT_READ = "visit.read"
    VISIT_RECORD = "visit.record"
    HAZARD_READ = "hazard.read"
    HAZARD_RECORD = "hazard.record"
    HAZARD_ASSIGN = "hazard.assign"
    HAZARD_CLAIM = "hazard.claim"
    HAZARD_ACCEPT = "hazard.accept"
    HAZARD_CLOSE = "hazard.close"
    FIGURE_READ = "figure.read"
    BULLETIN_READ = "bulletin.read"
    JOURNAL_READ = "journal.read"
    PEOPLE_MANAGE = "people.manage"


class Role(models.TextChoices):
    OFFICE = "office", _("City office of the work safety committee")
    AREA_OFFICE = "area_office", _("Area office of the work safety committee")
    DEPARTMENT = "department", _("Member department officer")
    INSPECTOR = "inspector", _("Inspector")
    TOWNSHIP = "township", _("Township safety station")
    BUSINESS = "business", _("Safety officer of a business entity")
    LEADER = "leader", _("Leader")
    EDITOR = "editor", _("Bulletin editor")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


P = Permission
READ = frozenset({P.PREMISES_READ, P.VISIT_READ, P.HAZARD_READ, P.FIGURE_READ, P.BULLETIN_READ})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICE: READ | {P.HAZARD_ASSIGN, P.HAZARD_CLOSE, P.JOURNAL_READ},
    Role.AREA_OFFICE: READ
    | {P.VISIT_RECORD, P.HAZARD_RECORD, P.HAZARD_ASSIGN, P.HAZARD_ACCEPT, P.HAZARD_CLOSE},
    Role.DEPARTMENT: READ
    | {P.VISIT_RECORD, P.HAZARD_RECORD, P.HAZARD_ASSIGN, P.HAZARD_ACCEPT, P.HAZARD_CLOSE},
    Role.INSPECTOR: READ | {P.VISIT_RECORD, P.HAZARD_RECORD, P.HAZARD_ACCEPT},
    Role.TOWNSHIP: READ
    | {
        P.VISIT_RECORD,
        P.HAZARD_RECORD,
        P.HAZARD_ASSIGN,
        P.HAZARD_CLAIM,
        P.HAZARD_ACCEPT,
        P.HAZARD_CLOSE,
    },
    Role.BUSINESS: frozenset({P.PREMISES_READ, P.HAZARD_READ, P.HAZARD_CLAIM}),
    Role.LEADER: READ,
    Role.EDITOR: READ,
    Role.SECURITY_ADMIN: frozenset({P.PEOPLE_MANAGE}),
    Role.AUDITOR: frozenset({P.JOURNAL_READ}),
}

OWN_ORGANISATION_ONLY = frozenset({Role.BUSINESS})
"""Roles that see and do only what belongs to their own organisation, whatever their area."""
