"""Who brings, binds and fills superiors' forms: the offices and departments that answer to them, in their own area."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.exchange.models import FormState
from anlan.kernel.decision import Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def may_bring(actor: Actor, given: dict[str, Any]) -> Decision:
    return _may(actor, given["area"].path or "")


def may_change(actor: Actor, case: Any) -> Decision:
    return _may(actor, case.area_path)


def may_fill(actor: Actor, given: dict[str, Any]) -> Decision:
    form = given["form"]
    if form.state != FormState.IN_USE:
        return denied(_("This form is retired"), code="form.retired")
    return _may(actor, form.area_path)


def _may(actor: Actor, path: str) -> Decision:
    post = actor.holds(Permission.FORM_FILL, area_path=path)
    if post is None and not actor.is_system:
        return denied(
            _("Only offices and departments of this area fill its forms for superiors"), code="form.fill"
        )
    return allowed(via=post)
