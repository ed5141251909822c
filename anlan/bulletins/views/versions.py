"""The versions of an issue, and what changed from one to another, paragraph by paragraph."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.bulletins import editing
from anlan.bulletins.models import Version
from anlan.bulletins.views.issue import visible
from anlan.documents.diff import Change, differ
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MAKING = (Permission.BULLETIN_EDIT, Permission.BULLETIN_REVIEW, Permission.BULLETIN_SIGN)


@needs(Permission.BULLETIN_READ)
def versions(request: ActedRequest, pk: int) -> HttpResponse:
    """Show two versions against each other: the newest and the one before it, unless others are asked for."""
    issue = visible(request, pk)
    known = list(Version.objects.filter(issue=issue).select_related("by").order_by("-number"))
    new = _chosen(request, known, "to", known[0].number)
    old = _chosen(request, known, "from", max(new.number - 1, 1))
    context = {
        "issue": issue,
        "versions": known,
        "old": old,
        "new": new,
        "paragraphs": compared(old, new),
        "choices": [(str(one.number), _told(one)) for one in known],
    }
    return render(request, "bulletins/versions.html", context)


def _told(one: Version) -> str:
    return f"{one.number} · {one.by.name if one.by else ''}"


def _chosen(request: ActedRequest, known: list[Version], name: str, otherwise: int) -> Version:
    wanted = parameters.whole(request.GET, name) or otherwise
    found = next((one for one in known if one.number == wanted), None)
    if found is None:
        raise Unknown("bulletin.version", _("This issue has no version %(n)s.") % {"n": wanted})
    return found


def compared(old: Version, new: Version) -> list[dict[str, Any]]:
    """Return the paragraphs of both, in the order of the new one, those that are gone where they stood."""
    rows: list[dict[str, Any]] = []
    if old.title != new.title:
        rows.append({"what": _("Title"), "changes": differ(old.title, new.title), "changed": True})
    if old.on != new.on:
        rows.append(
            {
                "what": _("Figures to the end of"),
                "changes": differ(old.on.isoformat(), new.on.isoformat()),
                "changed": True,
            }
        )
    for key in _order(old.passages, new.passages):
        before, after = editing.find(old.passages, key), editing.find(new.passages, key)
        changes = differ(_whole(before), _whole(after))
        moved = bool(before and after) and _before(old.passages, key) != _before(new.passages, key)
        rows.append(
            {
                "what": _("added")
                if before is None
                else _("removed")
                if after is None
                else _("moved")
                if moved
                else "",
                "key": key,
                "changes": changes,
                "changed": any(change.kind != "same" for change in changes),
            }
        )
    return rows


def _order(old: list[editing.Row], new: list[editing.Row]) -> list[str]:
    order = [row["key"] for row in new]
    for place, row in enumerate(old):
        if row["key"] not in order:
            earlier = next((old[n]["key"] for n in range(place - 1, -1, -1) if old[n]["key"] in order), "")
            order.insert(order.index(earlier) + 1 if earlier else 0, row["key"])
    return order


def _before(rows: list[editing.Row], key: str) -> str:
    place = next(n for n, row in enumerate(rows) if row["key"] == key)
    return rows[place - 1]["key"] if place else ""


def _whole(row: editing.Row | None) -> str:
    """Return a paragraph with its headings as one text."""
    if row is None:
        return ""
    heads = " ".join(row[name] for name in ("first", "second") if row.get(name))
    return f"{heads}\n{row.get('text', '')}" if heads else row.get("text", "")


__all__ = ["Change", "compared", "versions"]
