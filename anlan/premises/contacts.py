"""The telephone number of a place's contact: for those in whose area and sectors the place lies."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.access.protected import Found, contact
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises


def find(actor: Actor, key: int) -> Found | None:
    place = Premises.objects.within(actor.scope).filter(pk=key).first()
    if place is None:
        return None
    held = actor.holds(
        Permission.CONTACT_READ,
        area_path=place.area_path,
        sector_id=place.sector_id,
        organisation_id=place.operator_id,
    )
    href = reverse("premises:detail", args=[place.pk])
    return Found(place.contact_name or place.name, place.contact_phone, held, href, sub=place.name)


def names(keys: list[int]) -> dict[int, str]:
    return dict(Premises.objects.filter(pk__in=keys).values_list("pk", "name"))


contact("premises", _("Telephone number of premises"), find=find, names=names)
