"""Who decides that data leaves to another system: the security administrator, within the own area, about machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.models import Person
from anlan.org.roles import Permission
from anlan.org.scope import Actor

MANAGE = Permission.PEOPLE_MANAGE


def may_open(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = next((held for held in actor.posts if MANAGE in held.permissions), None)
    managed = Person.objects.within(actor.scope).filter(pk=draft["account"].pk)
    if post is None or not managed.exists():
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    return allowed(via=post)


def may_keep(actor: Actor, receiver: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds_in(MANAGE, area_path=receiver.area_path)
    if post is None:
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    return allowed(via=post)


def by_itself(actor: Actor, _receiver: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    return denied(_("The system alone does this, after failures"), code="webhook.clock")
