"""The telephone number of a caller: for those who may see contacts where the incident is."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.access.protected import Found, contact
from anlan.incidents.models import Incident
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def find(actor: Actor, key: int) -> Found | None:
    incident = Incident.objects.within(actor.scope).filter(pk=key).first()
    if incident is None:
        return None
    held = actor.holds_in(Permission.CONTACT_READ, area_path=incident.area_path)
    href = reverse("incidents:detail", args=[incident.pk])
    return Found(
        incident.caller or incident.number, incident.caller_phone, held, href, sub=incident.caller_body
    )


def names(keys: list[int]) -> dict[int, str]:
    rows = Incident.objects.filter(pk__in=keys)
    return {row.pk: row.caller or row.number for row in rows}


contact("incident", _("Telephone number of a caller"), find=find, names=names)
