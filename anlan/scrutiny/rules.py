"""Who decides on a flag: somebody in whose area and sector it lies, who brought neither of the photographs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def by_the_system(actor: Actor, _draft: Any) -> Decision:
    if not actor.is_system:
        return denied(_("Photographs are flagged by the system alone"), code="photo_flag.system")
    return ALLOWED


def may_decide(actor: Actor, flag: Any) -> Decision:
    post = actor.holds(Permission.EVIDENCE_DECIDE, area_path=flag.area_path, sector_id=flag.sector_id)
    if post is None:
        return denied(
            _("You have no right to decide on photographs in this area and sector"), code="photo_flag.right"
        )
    if flag.attached_by in actor.identities:
        return denied(_("Whoever attached a photograph does not decide on it"), code="photo_flag.own")
    if flag.other_by is not None and flag.other_by in actor.identities:
        return denied(
            _("Whoever attached the photograph that it is compared with does not decide on it"),
            code="photo_flag.own_other",
        )
    return allowed(via=post)
