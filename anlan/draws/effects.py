"""What the steps of a draw write, and what must be so for them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.draws import lots, pools
from anlan.draws.models import Spread
from anlan.draws.pools import Member
from anlan.kernel import clock, draws
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Invalid
from anlan.lifecycle.flow import Taken

LATEST = timedelta(minutes=10)
"""How far the clock of whoever sends it may lag behind."""


def draw_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a draw's columns: its pools as the records are now, and the digest of a secret that nobody has seen.

    Raises Invalid where there are fewer places or officers than are to be drawn, or a code is not one line.
    """
    assert taken.via is not None
    area, sector, today = taken.input["area"], taken.input["sector"], clock.local_day(taken.at)
    sectors = [sector.pk] if sector else []
    objects = pools.places(area, sectors)
    officers = pools.officers(area, sectors, taken.at)
    draws.check(pools.candidates(objects, grouped=False))
    _demand("wanted", taken.input["wanted"], objects, _("There are only %(there)s places at work there."))
    _demand(
        "per_object",
        taken.input["per_object"],
        officers,
        _("Only %(there)s officers may record visits there."),
    )
    if few := lots.too_few(objects, officers, taken.input["per_object"]):
        raise Invalid(
            "draw.pool",
            _("%(group)s: only %(there)s officers may record these visits there.")
            % {"group": few[0], "there": few[1]},
            field="per_object",
        )
    nonce = secrets.token_hex(16)
    grouped = taken.input["spread"] == Spread.BY_AREA
    return {
        **{name: taken.input[name] for name in ("title", "basis", "spread", "wanted", "per_object")},
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "sectors": sector.code if sector else "",
        "objects_in": len(objects),
        "officers_in": len(officers),
        "object_pool": pools.told(objects),
        "officer_pool": pools.told(officers),
        "object_digest": pools.digest(objects, grouped=grouped),
        "officer_digest": pools.digest(officers, grouped=True),
        "nonce": nonce,
        "commitment": commitment(nonce),
        "prepared_by_id": taken.by.person_id,
        "prepared_on": today,
    }


def commitment(nonce: str) -> str:
    """Return what is told of a secret before the draw: `printf %s NONCE | sha256sum`."""
    return hashlib.sha256(nonce.encode()).hexdigest()


def _demand(field: str, wanted: int, members: list[Member], message: str) -> None:
    if wanted > len(members):
        raise Invalid("draw.pool", message % {"there": len(members)}, field=field)


def excluded(draw: Any, taken: Taken) -> dict[str, Any]:
    """Return the draw with one more excluded. Raises Invalid if the pool has nobody of that key or name, or several."""
    place = taken.input["pool"] == "objects"
    members = pools.read(draw.object_pool if place else draw.officer_pool)
    asked = taken.input["member"]
    found = [member for member in members if asked in (member.key, member.name)]
    known = pools.reasons(draw.excluded)
    if len(found) != 1:
        raise Invalid(
            "draw.member",
            _("The pool has %(count)s of “%(name)s”; take the code.")
            % {"count": len(found), "name": asked[:40]}
            if found
            else _("The pool has no “%(name)s”.") % {"name": asked[:40]},
            field="member",
        )
    key = _marked(found[0].key, place=place)
    if key in known:
        raise Invalid(
            "draw.member", _("“%(name)s” is excluded already.") % {"name": asked[:40]}, field="member"
        )
    reason = " ".join(taken.input["reason"].split())
    kept = f"{draw.excluded}{key}\t{reason}\n"
    objects, officers = remaining(draw, kept)
    if len(objects) < draw.wanted or lots.too_few(objects, officers, draw.per_object):
        raise Invalid("draw.pool", _("Too few would be left to draw from."), field="member")
    return {"excluded": kept}


def _marked(key: str, *, place: bool) -> str:
    """Return a key told apart by its pool: places and officers may bear the same."""
    return ("o:" if place else "p:") + key


def remaining(draw: Any, excluded: str | None = None) -> tuple[list[Member], list[Member]]:
    """Return the places and the officers that are not excluded, by what a draw keeps or is about to keep."""
    known = pools.reasons(draw.excluded if excluded is None else excluded)
    return (
        [m for m in pools.read(draw.object_pool) if _marked(m.key, place=True) not in known],
        [m for m in pools.read(draw.officer_pool) if _marked(m.key, place=False) not in known],
    )


def is_made_now(_draw: Any, taken: Taken) -> Decision:
    """Tell whether it is entered while it is made: what is entered later proves nothing about what was known then."""
    if taken.at < (taken.now or taken.at) - LATEST:
        return denied(_("A draw is entered while it is made: give no earlier time"), code="draw.at")
    return ALLOWED


def is_drawable(draw: Any, taken: Taken) -> Decision:
    """Tell whether the text can be part of a seed, and the digest is the one that was told."""
    if not (now := is_made_now(draw, taken)):
        return now
    if not taken.input["public_text"].isprintable():
        return denied(_("The public text is one line without control characters"), code="draw.text")
    if taken.input["commitment"] != draw.commitment:
        return denied(
            _("That is not the digest that was told when the draw was prepared"), code="draw.digest"
        )
    return ALLOWED


def drawn(draw: Any, taken: Taken) -> dict[str, Any]:
    """Return the draw with its seed and its result."""
    seed = f"{draw.nonce} {taken.input['public_text']}"
    objects, officers = remaining(draw)
    pairs = lots.draw_pairs(
        seed,
        objects,
        officers,
        wanted=draw.wanted,
        per_object=draw.per_object,
        by_group=draw.spread == Spread.BY_AREA,
    )
    return {
        "public_text": taken.input["public_text"],
        "witness": taken.input["witness"],
        "seed": seed,
        "result": pools.result_told(pairs),
        "drawn_by_id": taken.by.person_id,
        "drawn_at": taken.at,
    }


def published(_draw: Any, taken: Taken) -> dict[str, Any]:
    return {"published_at": taken.at}


def voided(draw: Any, taken: Taken) -> dict[str, Any]:
    """Return a voided draw: one that was drawn already becomes public all the same, so that nobody draws again and
    again until the result pleases."""
    return {"published_at": taken.at if draw.seed else None}
