"""Why a visit is proposed as it is, in sentences: what is merged, what is not, what is late, what is too often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.inspections.models import Visit
from anlan.visiting.checks import Check
from anlan.visiting.proposal import Proposal, Proposed

Names = Mapping[int, str]


def days_told(checks: list[Check]) -> str:
    """Return the deadlines, each once, in order."""
    return _(", ").join(
        dict.fromkeys(check.latest.isoformat() for check in sorted(checks, key=lambda one: one.latest))
    )


def told(visit: Proposed, proposal: Proposal, names: Names) -> list[str]:
    """Return the sentences about one visit."""
    found = [_merged(visit, names)]
    found += _brought_forward(visit, proposal, names)
    if visit.met:
        bodies = _(", ").join(names.get(body, "?") for body in visit.met)
        found.append(
            _("Anybody’s visit meets what %(bodies)s asks for: it need not come along.") % {"bodies": bodies}
        )
    found += _spaced(visit, names)
    if visit.before is not None:
        found.append(
            _("Not merged with the visit before it, for “%(check)s” due by %(day)s: what this one meets may not be "
              "done so early.") % {"check": visit.before.title, "day": visit.before.latest.isoformat()}
        )  # fmt: skip
    if visit.late:
        late = [check for check in visit.checks if check.latest < proposal.question.begin]
        if late:
            found.append(_("Overdue since %(days)s: it goes first.") % {"days": days_told(late)})
    if visit.on is None:
        found.append(
            _("No team has hours left on any of its days: add teams or hours, or take it out by hand.")
        )
    if proposal.is_over(visit):
        found.append(
            _("It would be visit %(n)s of the year to this place; the term is %(most)s. Weigh it: what a law or a "
              "deadline asks for is done all the same.")
            % {"n": proposal.reaches(visit), "most": proposal.terms.visits_year}
        )  # fmt: skip
    return found


def _merged(visit: Proposed, names: Names) -> str:
    own = list(dict.fromkeys(check.body for check in visit.checks))
    bodies = _(", ").join(names.get(body, "?") for body in own)
    count = len(visit.checks)
    if count == 1:
        return _("One check, of %(body)s, due by %(day)s: no other may be made on the same days.") % {
            "body": bodies,
            "day": visit.checks[0].latest.isoformat(),
        }
    given = {
        "count": count,
        "bodies": bodies,
        "days": days_told(visit.checks),
        "first": visit.first.isoformat(),
        "last": visit.last.isoformat(),
        "n": len(own),
    }
    if len(own) == 1:
        return (
            _("%(count)s checks of %(bodies)s, due by %(days)s, in one visit: from %(first)s to %(last)s all of them "
              "may be made.") % given
        )  # fmt: skip
    return (
        _("%(count)s checks of %(n)s bodies (%(bodies)s), due by %(days)s, in one visit: from %(first)s to %(last)s "
          "all of them may be made.") % given
    )  # fmt: skip


def _brought_forward(visit: Proposed, proposal: Proposal, names: Names) -> Iterator[str]:
    later = [check for check in visit.checks if check.latest > proposal.question.last]
    if later and len(later) < len(visit.checks):
        yield ngettext(
            "%(n)s of them is due only by %(days)s and is brought forward: it costs no visit of its own.",
            "%(n)s of them are due only by %(days)s and are brought forward: they cost no visit of their own.",
            len(later),
        ) % {"n": len(later), "days": days_told(later)}


def _spaced(visit: Proposed, names: Names) -> Iterator[str]:
    for check in visit.checks:
        if check.since is not None:
            yield _("%(body)s was here on %(since)s, so not before %(day)s.") % {
                "body": names.get(check.body, "?"),
                "since": check.since.isoformat(),
                "day": check.earliest.isoformat(),
            }


def visits_of_year(premises: int, year: int, scope: Any) -> list[dict[str, Any]]:
    """Return the visits of a year to a place with their bodies, the latest first: what an over-inspection comes from.

    Told as the business itself would: day and body. Hidden visits are left out (ADR 0056). One query.
    """
    rows = Visit.objects.recorded().filter(
        premises=premises, is_counted=True, visited_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    seen = set(Visit.objects.within(scope).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    return [
        {
            "id": visit.pk if visit.pk in seen else None,
            "number": visit.number if visit.pk in seen else "",
            "on": visit.visited_on,
            "body": visit.organisation.label,
        }
        for visit in rows.select_related("organisation").order_by("-visited_on", "-pk")[:60]
    ]
