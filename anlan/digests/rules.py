"""Who may make a digest: the clock; and, with a reason, the office that collects the reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_make(actor: Actor, given: Mapping[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    return _office(actor, given["made"].area.path or "")


def may_remake(actor: Actor, digest: Any) -> Decision:
    return _office(actor, digest.area_path)


def _office(actor: Actor, area_path: str) -> Decision:
    post = actor.holds_in(Permission.REPORT_DISPATCH, area_path=area_path)
    if post is None:
        return denied(_("Only the office that collects the reports makes its digest"), code="digest.office")
    return allowed(via=post)
