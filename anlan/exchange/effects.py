"""What the steps of forms check and write."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from anlan.exchange import bindings as bound
from anlan.exchange.account import Filled
from anlan.exchange.grids import place_of, refused
from anlan.exchange.models import FilledFile, Filling, FillingState, FormFile, SuperiorForm
from anlan.exchange.opening import opened
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken
from anlan.org.models import Area

_CODE = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_form(key: int) -> SuperiorForm | None:
    return SuperiorForm.objects.filter(pk=key).first()


def file_of(form: Any) -> FormFile:
    return FormFile.objects.get(form=form.id, number=form.version)


def code_is_free(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if not _CODE.match(given["code"]):
        return denied(_("A code has small letters, digits and hyphens"), code="form.code")
    if SuperiorForm.objects.in_use().filter(area=given["area"], code=given["code"]).exists():
        return denied(
            _("There is a form with this code: bring the file as its new version"), code="form.code"
        )
    return ALLOWED


def brought(_case: None, taken: Taken) -> dict[str, Any]:
    area, file = taken.input["area"], taken.input["file"]
    return {
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id if taken.via else None,
        "code": taken.input["code"],
        "name": taken.input["name"],
        "receiver": taken.input["receiver"],
        "kind": file.kind,
        "version": 1,
        "bindings": bound.written(file.bindings),
        "cadence": "",
        "fill_day": 1,
        "opened_on": clock.local_day(taken.at),
    }


def bindings_fit(form: Any, taken: Taken) -> Decision:
    """Refuse a new version in which cells that are bound are no more, or are something else."""
    file = taken.input["file"]
    if file.kind != form.kind:
        return denied(
            _("The new version is another kind of file: bring it as a form of its own"), code="form.kind"
        )
    faults = [found for one in bound.read(form.bindings) if (found := bound.fault_of(one, file.grids))]
    if faults:
        told = _("Unbind these cells first, or bring the form as one of its own: %(faults)s")
        return denied(told % {"faults": " ".join(faults[:5])}, code="form.bindings")
    return ALLOWED


def replaced(form: Any, _taken: Taken) -> dict[str, Any]:
    return {"version": form.version + 1}


def keep_file(form: Any, taken: Taken, seq: int) -> None:
    file = taken.input["file"]
    FormFile.objects.create(
        form_id=form.id,
        number=form.version,
        seq=seq,
        by_id=None if taken.by.is_system else taken.by.person_id,
        at=taken.now or taken.at,
        file_name=file.name[-120:],
        sha256=file.digest_text,
        content=file.content,
    )


def _parsed(text: str, field: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise refused("json", _("This is no JSON: %(text)s") % {"text": text[:60]}, field) from None


def bound_cell(form: Any, taken: Taken) -> dict[str, Any]:
    grids = opened(bytes(file_of(form).content), form.kind).grids()
    made = bound.sound(_parsed(taken.input["binding"], "binding"), grids)
    kept = [one for one in bound.read(form.bindings) if one["at"] != made["at"]]
    return {"bindings": bound.written(_bounded([*kept, made]))}


def unbound_cell(form: Any, taken: Taken) -> dict[str, Any]:
    at = str(place_of(taken.input["at"]))
    before = bound.read(form.bindings)
    kept = [one for one in before if one["at"] != at]
    if len(kept) == len(before):
        raise refused("unbound", _("%(place)s is not bound.") % {"place": at}, "at")
    return {"bindings": bound.written(kept)}


def bound_all(form: Any, taken: Taken) -> dict[str, Any]:
    grids = opened(bytes(file_of(form).content), form.kind).grids()
    return {"bindings": bound.written(all_sound(_parsed(taken.input["bindings"], "bindings"), grids))}


def all_sound(raw: Any, grids: Any) -> list[dict[str, Any]]:
    """Return bindings in their one form. Raises Invalid for the first that is wrong, or bound twice."""
    if not isinstance(raw, list):
        raise refused("bindings", _("Bindings are a list of objects."), "bindings")
    made = [bound.sound(one, grids) for one in raw]
    places = [one["at"] for one in made]
    twice = next((place for place in places if places.count(place) > 1), "")
    if twice:
        raise refused("twice", _("%(place)s is bound twice.") % {"place": twice}, "bindings")
    return _bounded(made)


def _bounded(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(made) > bound.MOST_BINDINGS:
        raise refused(
            "many", _("A form has at most %(most)s bound cells.") % {"most": bound.MOST_BINDINGS}, "binding"
        )
    return made


def planned(_form: Any, taken: Taken) -> dict[str, Any]:
    cadence = taken.input["cadence"]
    return {"cadence": "" if cadence == "never" else cadence, "fill_day": int(taken.input["fill_day"])}


# -- filled ----------------------------------------------------------------------------------------------------------


def is_first_of_its_period(_case: None, taken: Taken) -> Decision:
    made: Filled = taken.input["made"]
    period, form = made.period, taken.input["form"]
    before = Filling.objects.filter(form=form, first=period.first, last=period.last)
    found = before.exclude(state=FillingState.VOIDED).first()
    if found is not None:
        return denied(
            _(
                "This form was filled for these days already (%(number)s): void that one, with the reason, first"
            )
            % {"number": found.number},
            code="form.filled",
        )
    return ALLOWED


def filled(_case: None, taken: Taken) -> dict[str, Any]:
    made: Filled = taken.input["made"]
    return {
        "form_id": taken.input["form"].pk,
        "area_id": made.area.pk,
        "area_path": made.area.path,
        "first": made.period.first,
        "last": made.period.last,
        "filled_on": clock.local_day(taken.at),
        "filled_by_id": None if taken.by.is_system else taken.by.person_id,
        "known_at": made.known.at,
        "known_seq": made.known.seq,
        "sha256": made.digest_text,
        "cells": len(made.lines),
        "checks": len(made.checks),
        "checks_failed": sum(not one.holds for one in made.checks),
        "sent_how": "",
        "remark": "",
    }


def keep_filled(filling: Any, taken: Taken, seq: int) -> None:
    made: Filled = taken.input["made"]
    FilledFile.objects.create(
        filling_id=filling.id,
        what="sent",
        seq=seq,
        at=taken.now or taken.at,
        file_name=f"{made.name} {made.period.first}–{made.period.last}.{made.kind}"[-120:],
        sha256=made.digest_text,
        content=made.content,
        account=made.account(),
    )


def sums_agree(filling: Any) -> Decision:
    if filling.checks_failed:
        return denied(
            _("Its sums do not agree: void it and mend the form or the records first"), code="form.sums"
        )
    return ALLOWED


def sent(_filling: Any, taken: Taken) -> dict[str, Any]:
    return {"sent_at": taken.at, "sent_how": taken.input["how"]}


def received(_filling: Any, taken: Taken) -> dict[str, Any]:
    return {"received_at": taken.at, "differences": len(taken.input["returned"].receipt.differences)}


def agrees_or_differs(_filling: Any, taken: Taken) -> str:
    return FillingState.AGREED if taken.input["returned"].receipt.agrees else FillingState.DIFFERS


def keep_returned(filling: Any, taken: Taken, seq: int) -> None:
    returned = taken.input["returned"]
    FilledFile.objects.create(
        filling_id=filling.id,
        what="returned",
        seq=seq,
        at=taken.now or taken.at,
        file_name=returned.receipt.file_name,
        sha256=returned.digest_text,
        content=returned.content,
        account={
            "compared": returned.receipt.compared,
            "differences": [list(one) for one in returned.receipt.differences[:500]],
        },
    )


def voided(_filling: Any, taken: Taken) -> dict[str, Any]:
    return {"remark": taken.input["reason"]}
