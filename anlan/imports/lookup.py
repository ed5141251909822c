"""What the cells of a ledger name: places, organisations and people, looked up for a whole chunk at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.imports.kinds import Row, Run
from anlan.kernel import clock
from anlan.org.directory import Directory
from anlan.org.models import Area, Organisation
from anlan.org.scope import Actor

AT_ONCE = 400
"""Names in one query: SQLite takes a thousand parameters."""


def directory(run: Run) -> Directory:
    """Return everybody, read once a run."""
    if "directory" not in run.memory:
        run.memory["directory"] = Directory()
    found: Directory = run.memory["directory"]
    return found


def by_code_or_name(
    rows: Any, texts: Iterable[str], *, code: str = "code", name: str = "name"
) -> dict[str, list[Any]]:
    """Return text → the records of a queryset with this code or exactly this name."""
    wanted = sorted({text for text in texts if text})
    found: dict[str, list[Any]] = defaultdict(list)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for record in rows.filter(Q(**{f"{code}__in": some}) | Q(**{f"{name}__in": some})):
            found[getattr(record, code)].append(record)
            if getattr(record, name) != getattr(record, code):
                found[getattr(record, name)].append(record)
    return found


def one(row: Row, column: str, text: str, found: Sequence[Any], what: Any) -> Any:
    """Return the one record that a cell names, or note the fault at the column."""
    if len(found) == 1:
        return found[0]
    if not found:
        row.fault(
            column,
            _("“%(text)s” is no %(what)s in the system, by code or by name. Take it in first, or correct it.")
            % {"text": text[:60], "what": what},
            "reference.unknown",
        )
        return None
    row.fault(
        column,
        _("“%(text)s” is the name of several (%(codes)s). Give the code.")
        % {
            "text": text[:60],
            "codes": "、".join(str(getattr(record, "code", record)) for record in found[:5]),
        },
        "reference.ambiguous",
    )
    return None


def areas(run: Run, texts: Iterable[str]) -> dict[str, list[Area]]:
    """Return text → areas of that code, name or short name; kept for the run."""
    known: dict[str, list[Area]] = run.memory.setdefault("areas", {})
    new = {text for text in texts if text} - known.keys()
    if new:
        found = by_code_or_name(Area.objects.filter(valid_to=None), new)
        short = by_code_or_name(Area.objects.filter(valid_to=None), new, name="short_name")
        known |= {text: found.get(text) or short.get(text, []) for text in new}
    return known


def organisations(run: Run, texts: Iterable[str]) -> dict[str, list[Organisation]]:
    """Return text → organisations of that code or name, those of the past too; kept for the run."""
    known: dict[str, list[Organisation]] = run.memory.setdefault("organisations", {})
    new = {text for text in texts if text and text not in known}
    if new:
        found = by_code_or_name(Organisation.objects.all(), new)
        known |= {text: found.get(text, []) for text in new}
    return known


def bodies_of(row: Row, known: Mapping[str, Sequence[Any]]) -> list[int]:
    """Return the organisations that a row's cell may mean; a name that nothing has is a fault."""
    text = row["organisation"]
    if not text:
        return []
    found = known.get(text, ())
    if not found:
        one(row, "organisation", text, (), _("organisation"))
    return [body.pk for body in found]


def person(
    row: Row,
    column: str,
    text: str,
    at: datetime,
    run: Run,
    *,
    may: Callable[[Actor], bool],
    what: Any,
    bodies: Iterable[int] = (),
) -> Actor | None:
    """Return whom a cell names, as the actor of that moment who had the right to `what`; or note the fault."""
    people = directory(run)
    named = people.named(text, at, organisations=bodies)
    fitting = [actor for actor in named if may(actor)]
    if len(fitting) == 1:
        return fitting[0]
    told = {"name": text[:40], "day": f"{clock.local_day(at)}", "what": what}
    if len(fitting) > 1:
        told["names"] = "、".join(actor.username for actor in fitting[:5])
        row.fault(
            column,
            _("Several people are called “%(name)s” (%(names)s). Give the user name.") % told,
            "person.ambiguous",
        )
    elif not people.knows(text):
        row.fault(
            column,
            _("There is nobody called “%(name)s”. Take in people and posts first, or correct the name.")
            % told,
            "person.unknown",
        )
    elif not any(actor.posts for actor in named):
        row.fault(
            column,
            _("“%(name)s” held no post on %(day)s. Correct the name, or the days of the post.") % told,
            "person.no_post",
        )
    else:
        row.fault(
            column,
            _("“%(name)s” had no right on %(day)s to %(what)s here.") % told,
            "person.no_right",
        )
    return None
