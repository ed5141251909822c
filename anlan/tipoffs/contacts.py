"""Readings of who informed, as the auditor's list of looks names them. They are made on the tip-off's page alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.access.protected import contact
from anlan.tipoffs.actions import LOOK
from anlan.tipoffs.models import TipOff, number


def names(keys: list[int]) -> dict[int, str]:
    rows = TipOff.objects.filter(pk__in=keys).values_list("pk", "received_on")
    return {key: number(key, on) for key, on in rows}


contact(LOOK, _("Who informed (tip-off)"), find=lambda _actor, _key: None, names=names)
