"""The telephone number of an expert: his own, for those who may see contacts where he is kept."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.access.protected import Found, contact
from anlan.forces.models import RescueForce
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def find(actor: Actor, key: int) -> Found | None:
    force = RescueForce.objects.within(actor.scope).filter(pk=key).select_related("organisation").first()
    if force is None:
        return None
    held = actor.holds_in(Permission.CONTACT_READ, area_path=force.area_path)
    href = reverse("forces:case", args=["force", force.pk])
    return Found(force.label, force.phone, held, href, sub=force.organisation.label)


def names(keys: list[int]) -> dict[int, str]:
    return dict(RescueForce.objects.filter(pk__in=keys).values_list("pk", "name"))


contact("force", _("Telephone number of a rescue expert"), find=find, names=names)
