"""Who may record a visit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_record(actor: Actor, draft: dict[str, Any]) -> Decision:
    premises = draft["premises"]
    post = actor.holds(Permission.VISIT_RECORD, area_path=premises.area_path, sector_id=premises.sector_id)
    if post is None:
        return denied(_("You have no right to record visits in this area and sector"), code="visit.record")
    return allowed(via=post)
