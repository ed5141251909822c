"""`anlan bulletin series`, `open-series`, `add-group`: the same acts as on the page of series."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.bulletins import keeping, numbering, series
from anlan.bulletins.models import Group, Line, Selector, Series, SeriesBook
from anlan.cli.session import say
from anlan.figures.cut import find_area
from anlan.kernel import clock
from anlan.org.scope import SYSTEM


def listing(options: argparse.Namespace) -> int:
    """Print every series with its next number and its recipients of today."""
    told = [_told(one) for one in keeping.kept_by(SYSTEM).order_by("area", "position", "id")]
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return 0
    for one in told:
        closed = " · " + _("Closed") if one["closed_on"] else ""
        say(
            f"{one['code']}  {one['name']}  {one['area']}  "
            + _("next No. %(n)s") % {"n": one["next"]}
            + closed
        )
        for group in one["groups"]:
            say(
                f"    {group['line']}: {group['name']} ({len(group['organisations'])}) {group['mail']}".rstrip()
            )
    return 0


def _told(one: Series) -> dict[str, Any]:
    today = clock.today()
    special = series.running_special(one, today)
    number, own = numbering.upcoming(one, special, today.year)
    groups = Group.objects.on(today).select_related("series__area").filter(series=one)
    return {
        "code": one.code,
        "name": one.label,
        "area": one.area.code,
        "next": number,
        "special": special.label if special else None,
        "special_next": own,
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "groups": [
            {
                "line": str(Line(group.line).label),
                "name": group.label,
                "mail": group.mail,
                "organisations": [body.code for body in series.members(group, today)],
            }
            for group in groups.order_by("line", "position", "id")
        ],
    }


def open_series(options: argparse.Namespace) -> int:
    """Open a series of the city."""
    area = find_area(None)
    given = {
        "area": area,
        "name": options.name,
        "name_en": options.name_en,
        "masthead": options.masthead,
        "code": options.code,
        "cycle": options.cycle,
        "sections": options.sections,
        "like": series.find(options.like, area) if options.like else None,
        "after": options.after,
    }
    outcome = keeping.open_series(by=SYSTEM, given=given)
    made = SeriesBook.objects.select_related("series").get(pk=outcome.case_id).series
    assert made is not None  # written by the step
    number, _own = numbering.upcoming(made, None, clock.today().year)
    say(_("%(series)s: the next issue is No. %(n)s") % {"series": f"{made.label} ({made.code})", "n": number})
    return 0


def add_group(options: argparse.Namespace) -> int:
    """Add a group of recipients with the organisations named; everything or nothing."""
    run, today = series.find(options.series), clock.today()
    given = {
        "line": options.line,
        "name": options.name,
        "name_en": options.name_en,
        "selector": options.who,
        "mail": options.mail,
        "first_day": today,
    }
    with transaction.atomic():
        keeping.keep(run, "add_group", by=SYSTEM, given=given)
        group = Group.objects.select_related("series__area").filter(series=run).order_by("-pk")[0]
        if options.member:
            joined = {"group": group, "organisations": options.member, "first_day": today}
            keeping.keep(run, "join", by=SYSTEM, given=joined)
    count = len(series.members(group, today))
    say(f"{run.label}: {Line(group.line).label} {group.label} ({Selector(group.selector).label}): {count}")
    return 0
