"""Leaders and meetings as ledgers name them: by name (and post) on a day, by title or number."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anlan.assignments.models import LeaderTerm, Meeting
from anlan.imports.kinds import Row, Run
from anlan.org.models import Area

_NUMBER = re.compile(r"(?:HY\d{4}-)?0*(\d{1,18})", re.IGNORECASE)


def one(row: Row, columns: tuple[str, str], area: Area, on: date) -> LeaderTerm | None:
    """Return the leader of an area, or of one above it, who held a post on a day; else note the fault. One query."""
    column, post = columns
    text, title = row[column].replace(" ", "").replace("　", ""), row[post]
    standing = LeaderTerm.objects.standing().on(on).filter(area__in=area.ancestor_ids())
    found: list[LeaderTerm] = [
        term
        for term in standing.order_by("rank", "pk")
        if text in (term.name, f"{term.title}{term.name}", f"{term.name}{term.title}")
        and (not title or title == term.title)
    ]
    if len(found) == 1:
        return found[0]
    told = {"name": text[:40], "day": f"{on}", "title": title[:40]}
    if found:
        told["posts"] = "、".join(term.title for term in found[:5])
        row.fault(
            column,
            _("“%(name)s” held several posts on %(day)s (%(posts)s). Say which.") % told,
            "leader.ambiguous",
        )
    elif title:
        row.fault(
            column,
            _("No leader “%(name)s” with the post “%(title)s” is on record for %(day)s. Enter leaders first.")
            % told,
            "leader.unknown",
        )
    else:
        row.fault(
            column,
            _("No leader “%(name)s” is on record with a post on %(day)s. Enter leaders first.") % told,
            "leader.unknown",
        )
    return None


def meeting(row: Row, text: str, area: Area, on: date, run: Run) -> Meeting | None:
    """Return the meeting that a cell names: by number, else the last of this title up to the day; or note the fault."""
    cache: dict[Any, Meeting | None] = run.memory.setdefault("meetings named", {})
    key = (text, area.pk, on)
    if key not in cache:
        rows = Meeting.objects.standing().filter(area__in=area.ancestor_ids())
        number = _NUMBER.fullmatch(text)
        by_number = rows.filter(pk=int(number.group(1))).first() if number else None
        titled = rows.filter(title=text, held_on__lte=on).order_by("-held_on", "-pk")
        cache[key] = by_number or titled.first()
    found = cache[key]
    if found is None:
        row.fault(
            "meeting",
            _(
                "No meeting “%(text)s” is on record up to %(day)s. Take in meetings first, or correct the title."
            )
            % {"text": text[:60], "day": f"{on}"},
            "meeting.unknown",
        )
    return found
