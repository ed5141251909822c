"""The lists of risk studies as files; findings and risk levels are ledgers that can be taken in again."""

from __future__ import annotations

from anlan.lifecycle.case_sheets import sheets
from anlan.org.roles import Permission
from anlan.studies.listing import LISTS, choices, filtered
from anlan.studies.rows import KINDS

sheets(KINDS, LISTS, permission=Permission.STUDY_READ, filtered=filtered, choices=choices, moments={})
