"""The lists of installations as files; register and posts are ledgers that can be taken in again."""

from __future__ import annotations

from anlan.installations.listing import LISTS, choices, filtered
from anlan.installations.rows import KINDS
from anlan.lifecycle.case_sheets import sheets
from anlan.org.roles import Permission

MOMENTS = {
    "guarantee_task": (6, 7),
    "expert_log": (9,),
    "plant_alarm": (5, 6, 9),
}
"""Kind → the columns that hold moments, not days."""

sheets(
    KINDS,
    LISTS,
    permission=Permission.INSTALLATION_READ,
    filtered=filtered,
    choices=choices,
    moments=MOMENTS,
)
