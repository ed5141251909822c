"""Phones that keep records: made known by the page, heard of at each sync, shut out when one is lost."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.field.models import Device
from anlan.kernel.errors import Refused, Unknown
from anlan.org.roles import Permission
from anlan.org.scope import Actor

log = logging.getLogger(__name__)
MOST = 20


def heard(key: UUID, *, name: str, waiting: int, skew: int, by: Actor, at: datetime) -> Device:
    """Return the phone under a key, made known or heard of again. Raises Refused for a revoked one, or another's."""
    row = Device.objects.filter(pk=key).first()
    if row is None:
        if Device.objects.filter(person_id=by.person_id, revoked_at=None).count() >= MOST:
            raise Refused("field.phones", _("You have %(most)s phones already: revoke those you no longer use.")
                          % {"most": MOST})  # fmt: skip
        try:
            with transaction.atomic():
                row = Device(id=key, person_id=by.person_id, name=name[:60], first_seen_at=at, seen_at=at)
                row.save(force_insert=True)
        except IntegrityError:
            row = Device.objects.get(pk=key)
    stands(row, by)
    Device.objects.filter(pk=key).update(
        seen_at=at, waiting=max(0, min(waiting, 99_999)), skew_seconds=max(-(2**31), min(skew, 2**31 - 1))
    )
    return row


def found(key: UUID, by: Actor) -> Device:
    row = Device.objects.filter(pk=key).first()
    if row is None:
        raise Unknown("field.phone", _("This phone is not known yet: load the page once while online."))
    stands(row, by)
    return row


def stands(row: Device, by: Actor) -> None:
    """Raise Refused for a phone that was revoked, or that is another person's."""
    if row.revoked_at is not None:
        raise revoked()
    if row.person_id != by.person_id:
        log.warning("person %s came with the phone %s of person %s", by.person_id, row.pk, row.person_id)
        raise Refused("field.not_yours", _("This key belongs to somebody else’s phone."), http=403)


def revoked() -> Refused:
    return Refused("field.revoked", _("This phone was shut out. What it kept is deleted."), http=410)


def is_revoked(key: UUID) -> bool:
    return Device.objects.filter(pk=key, revoked_at__isnull=False).exists()


def may_revoke(row: Device, by: Actor) -> bool:
    """Tell whether somebody may shut a phone out: its owner, or who manages people."""
    return row.person_id == by.person_id or by.may(Permission.PEOPLE_MANAGE)


def revoke(key: UUID, *, by: Actor, at: datetime) -> Device:
    """Shut a phone out: what it keeps is destroyed when it next reaches the server, and nothing of it is taken."""
    row = Device.objects.filter(pk=key).first()
    if row is None or not may_revoke(row, by):
        raise Unknown("field.phone", _("There is no such phone of yours."))
    Device.objects.filter(pk=key, revoked_at=None).update(revoked_at=at, revoked_by_id=by.person_id)
    return row
