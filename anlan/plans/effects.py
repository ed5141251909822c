"""What the steps of a plan write: its columns, the places on it, and from when to when it held."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Invalid
from anlan.lifecycle.flow import Taken
from anlan.org.models import Organisation
from anlan.org.models.areas import below
from anlan.plans import choosing, coverage
from anlan.plans.choosing import Named
from anlan.plans.inputs import places_by_code
from anlan.plans.models import ChosenBy, Force, PlanItem, PlanState, Tally
from anlan.premises.models import Premises

MOST_UNITS = 100_000
_KEPT = (
    "title", "basis", "purpose", "first_day", "last_day", "chosen_by", "least_staff", "doer", "counts",
    "target_percent", "visits_each",
)  # fmt: skip


def plan_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a plan's columns, with how many places it holds as the records are now."""
    assert taken.via is not None
    area = taken.input["area"]
    fixed = {
        "id": 0,
        "kind": taken.input["kind"],
        "area_id": area.pk,
        "area_path": area.path,
        "organisation_id": taken.via.organisation_id,
        "is_confidential": taken.input["confidential"] == "yes",
        "drafted_by_id": taken.by.person_id,
        "drafted_for_id": taken.via.for_person_id,
        "is_from_ledger": taken.ledger,
    }
    told = _told(fixed, taken)
    return {**{name: value for name, value in fixed.items() if name != "id"}, **told}


def amended(case: Any, taken: Taken) -> dict[str, Any]:
    return _told(vars(case), taken)


def _told(fixed: dict[str, Any], taken: Taken) -> dict[str, Any]:
    """Return what a draft says, and how many places and visits that makes."""
    given = taken.input
    told = {
        **{name: given[name] for name in _KEPT},
        "sectors": ",".join(sorted(sector.code for sector in given["sectors"])),
        "tags": "\n".join(given["tags"]),
        "kinds": "\n".join(given["kinds"]),
        "classes": choosing.classes_told(given["classes"]),
        "draw_id": given["draw"].pk if given["draw"] else None,
        "made_on": clock.local_day(taken.now or taken.at),
    }
    plan = SimpleNamespace(**{**fixed, **told})
    if choosing.is_named(plan):
        places = named_in(plan, taken)
        units, visits = len(places), sum(choosing.visits_of(plan, places).values())
        idle = choosing.idle_class(plan, places)
    else:
        _demand_known(plan)
        units, visits = choosing.size(plan)
        idle = choosing.idle_class(plan)
    if not units:
        field = {ChosenBy.DRAW: "draw", ChosenBy.NAMED: "codes"}.get(plan.chosen_by, "sectors")
        raise Invalid("plan.empty", _("No place at work fits: a plan needs at least one."), field=field)
    if units > MOST_UNITS:
        raise Invalid(
            "plan.big", _("A plan holds at most %(most)s places: divide it.") % {"most": f"{MOST_UNITS:,}"}
        )
    if idle:
        raise Invalid(
            "plan.class_unknown",
            _(
                "No place of this plan is a “%(word)s”: a class is told by a sector, a kind of place or a tag. Correct "
                "it, or leave the line out."
            )
            % {"word": idle},
            field="classes",
        )
    return {**told, "units": units, "visits_due": visits}


def _demand_known(plan: Any) -> None:
    """Raise Invalid for a tag or kind that nothing in the area bears: it is misspelt, and chooses nothing."""
    if not (found := choosing.unknown(plan)):
        return
    field, word = found
    there = _(", ").join(choosing.in_use(plan, "kinds" if field == "kinds" else "tags"))
    raise Invalid(
        "plan.unknown",
        _("No place at work there is a “%(word)s”. There are: %(there)s")
        % {"word": word[:40], "there": there or "—"},
        field=field,
    )


def named_in(plan: Any, taken: Taken) -> list[Named]:
    """Return the places that a draft names, or that its draw drew. Raises Invalid for what lies elsewhere."""
    given = taken.input
    if plan.chosen_by == ChosenBy.DRAW:
        return [one for one in choosing.drawn(plan) if _reaches(plan, one.premises, taken)]
    places = [Named(place) for place in given["codes"]] or _rows(plan, given["places"])
    _within_reach(plan, [one.premises for one in places], taken)
    return places


def _rows(plan: Any, rows: Sequence[dict[str, Any]]) -> list[Named]:
    found = places_by_code([row["premises"] for row in rows])
    bodies = _bodies({row["organisation"] for row in rows if row["organisation"]})
    places: dict[str, Named] = {}
    for number, row in enumerate(rows, start=1):
        code, body, due = row["premises"], row["organisation"], row["due_on"]
        fault = ""
        if code not in found:
            fault = _("no place at work has the code %(codes)s") % {"codes": code}
        elif code in places:
            fault = _("the place %(codes)s stands there twice") % {"codes": code}
        elif body and body not in bodies:
            fault = _("“%(body)s” is no body by code or name") % {"body": body[:40]}
        elif due and not plan.first_day <= due <= plan.last_day:
            fault = _("the deadline lies outside the days of the plan")
        if fault:
            raise Invalid(
                "plan.place", _("Row %(row)s: %(fault)s") % {"row": number, "fault": fault}, field="places"
            )
        places[code] = Named(found[code], row["visits"], due, bodies[body] if body else None)
    return list(places.values())


def _bodies(texts: set[str]) -> dict[str, int]:
    rows = Organisation.objects.filter(valid_to=None)
    by_name = dict(rows.filter(name__in=texts).values_list("name", "pk"))
    return by_name | dict(rows.filter(code__in=texts).values_list("code", "pk"))


def _reaches(plan: Any, place: Premises, taken: Taken) -> bool:
    """Tell whether a place lies in the plan's area, and in the sectors of the post in whose right it is planned."""
    sectors = taken.via.sector_ids if taken.via else None
    return place.area_path.startswith(plan.area_path) and (sectors is None or place.sector_id in sectors)


def _within_reach(plan: Any, places: Sequence[Premises], taken: Taken) -> None:
    outside = [place.code for place in places if not _reaches(plan, place, taken)]
    if outside:
        raise Invalid(
            "plan.outside",
            _("%(codes)s: not in the area of the plan, or not of your sectors.")
            % {"codes": "、".join(outside[:10])},
            field="places" if taken.input.get("places") else "codes",
        )


def write_list(plan: Any, taken: Taken, seq: int) -> None:
    """Write the places of a draft anew: nobody has worked by it yet."""
    PlanItem.objects.filter(plan=plan.id).delete()
    if choosing.is_named(plan):
        choosing.write_named(plan, named_in(plan, taken), seq)
    elif choosing.write(plan, seq) != plan.units:
        raise Conflict("plan.moved", _("The register of places changed at the same moment. Try again."))


def submitted(_plan: Any, taken: Taken) -> dict[str, Any]:
    return {"submitted_by_id": taken.by.person_id}


def approved(_plan: Any, taken: Taken) -> dict[str, Any]:
    return {"approved_by_id": taken.by.person_id, "approved_at": taken.at}


def begin(plan: Any, _taken: Taken, seq: int) -> None:
    """From this entry on the plan holds for figures; a confidential one only when it is closed."""
    if not plan.is_confidential:
        Force.objects.create(plan_id=plan.id, from_seq=seq, first_day=plan.first_day, last_day=plan.last_day)


def changed(_plan: Any, taken: Taken) -> dict[str, Any]:
    names = ("title", "basis", "purpose", "first_day", "last_day", "target_percent")
    return {name: taken.input[name] for name in names}


def move_days(plan: Any, taken: Taken, seq: int) -> None:
    """Move the deadlines that were the last day, and let the plan hold with its days from this entry on."""
    rows = PlanItem.objects.filter(plan=plan.id, out_seq=None)
    rows.filter(due_on__gt=plan.last_day).update(due_on=plan.last_day)
    held = Force.objects.filter(plan=plan.id, to_seq=None).first()
    if held is None or (held.first_day, held.last_day) == (plan.first_day, plan.last_day):
        return
    rows.filter(due_on=held.last_day).update(due_on=plan.last_day)
    Force.objects.filter(pk=held.pk).update(to_seq=seq)
    begin(plan, taken, seq)


# -- places added and taken off ----------------------------------------------------------------------------------------


def enlarged(plan: Any, taken: Taken) -> dict[str, Any]:
    """Return the new size of the list. Raises Invalid for what is on it already."""
    places = taken.input["codes"]
    _within_reach(plan, places, taken)
    keys = {place.pk: place.code for place in places}
    there = _on_list(plan, keys)
    if there:
        raise Invalid(
            "plan.there",
            _("%(codes)s: on the plan already.") % {"codes": "、".join(keys[key] for key in there[:10])},
            field="codes",
        )
    due = taken.input["due_on"]
    if due and not plan.first_day <= due <= plan.last_day:
        raise Invalid("plan.due", _("The deadline lies outside the days of the plan."), field="due_on")
    visits = choosing.visits_of(plan, _named(taken))
    return {"units": plan.units + len(keys), "visits_due": plan.visits_due + sum(visits.values())}


def _named(taken: Taken) -> list[Named]:
    given = taken.input
    return [Named(place, given["visits"], given["due_on"]) for place in given["codes"]]


def _on_list(plan: Any, keys: Any) -> list[int]:
    found: list[int] = []
    wanted = list(keys)
    for start in range(0, len(wanted), 500):
        rows = PlanItem.objects.filter(plan=plan.id, out_seq=None, premises__in=wanted[start : start + 500])
        found += rows.values_list("premises_id", flat=True)
    return found


def write_added(plan: Any, taken: Taken, seq: int) -> None:
    choosing.write_named(plan, _named(taken), seq)


def shortened(plan: Any, taken: Taken) -> dict[str, Any]:
    """Return the new size of the list. Raises Invalid for what is not on it, and where nothing would be left."""
    keys = {place.pk: place.code for place in taken.input["codes"]}
    there = set(_on_list(plan, keys))
    missing = [code for key, code in keys.items() if key not in there]
    if missing:
        raise Invalid(
            "plan.not_there",
            _("%(codes)s: not on the plan.") % {"codes": "、".join(missing[:10])},
            field="codes",
        )
    if len(keys) >= plan.units:
        raise Invalid("plan.empty", _("Nothing would be left: withdraw the plan instead."), field="codes")
    visits = sum(_rows_of(plan, keys).values_list("visits_due", flat=True))
    return {"units": plan.units - len(keys), "visits_due": plan.visits_due - visits}


def _rows_of(plan: Any, keys: Any) -> Any:
    return PlanItem.objects.filter(plan=plan.id, out_seq=None, premises__in=list(keys))


def write_removed(plan: Any, taken: Taken, seq: int) -> None:
    """Take the places off. A draft's are gone; those of a plan in force are kept with the entry that took them off."""
    keys = [place.pk for place in taken.input["codes"]]
    for start in range(0, len(keys), 500):
        rows = _rows_of(plan, keys[start : start + 500])
        if plan.state == PlanState.DRAFT:
            rows.delete()
        else:
            rows.update(out_seq=seq)


def write_officers(plan: Any, taken: Taken, _seq: int) -> None:
    """Hand out what falls to the actor's body: all of it, what lies in an area, or the places named."""
    handed_to(plan, taken).update(officer=taken.input["officer"].pk)


def handed_to(plan: Any, taken: Taken) -> Any:
    """Return the places that would be handed out."""
    given = taken.input
    bodies = sorted({post.organisation_id for post in taken.by.posts})
    rows = PlanItem.objects.filter(plan=plan.id, out_seq=None, organisation__in=bodies)
    if given["part"]:
        rows = rows.filter(below(given["part"].path or ""))
    if given["codes"]:
        rows = rows.filter(premises__in=[place.pk for place in given["codes"]])
    return rows


# -- the end -----------------------------------------------------------------------------------------------------------


def closed(plan: Any, taken: Taken) -> dict[str, Any]:
    """Return the summary with what was reached, as it is now."""
    reached = coverage.whole(plan)
    return {
        "summary": taken.input["summary"],
        "units_visited": reached.visited,
        "units_met": reached.met,
        "visits_made": reached.visits,
        "is_confidential": False,
    }


def end(plan: Any, taken: Taken, seq: int) -> None:
    """A closed plan goes on to hold for the days that it had; a confidential one is told from now on."""
    if not Force.objects.filter(plan=plan.id, to_seq=None).exists():
        begin(plan, taken, seq)
    Tally.objects.filter(plan=plan.id).delete()


def revoke(plan: Any, _taken: Taken, seq: int) -> None:
    """A withdrawn plan asks for nothing any more; what a figure said of it while it held can still be said."""
    Force.objects.filter(plan=plan.id, to_seq=None).update(to_seq=seq)
    Tally.objects.filter(plan=plan.id).delete()
