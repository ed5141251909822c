"""The main navigation: one line an entry. What an actor has no right to is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation. `phone` puts it into the bar at the foot of a phone (four fit)."""

    name: str | Promise
    url_name: str
    icon: str
    permission: Permission | None = None
    phone: bool = False

    def address(self) -> str | None:
        try:
            return reverse(self.url_name)
        except NoReverseMatch:  # an app that this installation leaves out; test_navigation holds the full set
            return None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    name: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one reader meets it on one page."""

    name: str | Promise
    url: str
    icon: str
    current: bool
    phone: bool


NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("Today"), "today", "home", phone=True),
            Entry(_("To do"), "todo:list", "list-check", phone=True),
        ),
    ),
    Group(
        _("Closed loop"),
        (
            Entry(_("Hazards"), "hazards:list", "alert-triangle", Permission.HAZARD_READ, phone=True),
            Entry(_("Inspections"), "inspections:list", "clipboard-check", Permission.VISIT_READ, phone=True),
            Entry(_("Supervision"), "supervision:list", "gavel", Permission.HAZARD_READ),
            Entry(_("Premises"), "premises:list", "building-factory-2", Permission.PREMISES_READ),
            Entry(_("Criteria"), "criteria:list", "checklist", Permission.HAZARD_READ),
        ),
    ),
    Group(
        _("Publicity"),
        (
            Entry(_("Activities"), "outreach:list", "speakerphone", Permission.OUTREACH_READ),
            Entry(_("Campaigns"), "outreach:campaigns", "flag", Permission.OUTREACH_READ),
        ),
    ),
    Group(
        _("Figures and papers"),
        (
            Entry(_("Figures"), "figures:list", "chart-bar", Permission.FIGURE_READ),
            Entry(_("Bulletins"), "bulletins:list", "news", Permission.BULLETIN_READ),
            Entry(_("Journal"), "journal", "certificate", Permission.JOURNAL_READ),
        ),
    ),
    Group(
        _("Administration"),
        (
            Entry(_("Responsibility"), "administration:matrix", "table", Permission.RESPONSIBILITY_READ),
            Entry(_("People and posts"), "administration:people", "users", Permission.PEOPLE_MANAGE),
            Entry(_("Areas and bodies"), "administration:areas", "sitemap", Permission.ORG_MANAGE),
            Entry(_("Ledgers"), "imports:list", "inbox", Permission.LEDGER_OPEN),
            Entry(_("Readiness"), "administration:readiness", "circle-check", Permission.READINESS_READ),
            Entry(_("My posts"), "administration:my-posts", "user-circle"),
            Entry(_("Sign-ins"), "access:sign-ins", "login", Permission.AUDIT_READ),
            Entry(_("Looks at protected data"), "access:looks", "eye", Permission.AUDIT_READ),
            Entry(_("Roles and rights"), "access:permissions", "shield-check"),
            Entry(_("Access tokens"), "access:tokens", "key"),
        ),
    ),
)


def navigation_for(actor: Actor | None, path: str) -> list[tuple[str | Promise, list[Link]]]:
    """Return (heading, links) for a reader on the page `path`; the longest address that fits is the current one."""
    if not actor:
        return []
    groups: list[tuple[str | Promise, list[tuple[Entry, str]]]] = []
    for group in NAVIGATION:
        shown = [(e, e.address()) for e in group.entries if e.permission is None or actor.may(e.permission)]
        known = [(entry, address) for entry, address in shown if address is not None]
        if known:
            groups.append((group.name, known))
    here = max(
        (
            a
            for _name, known in groups
            for _entry, a in known
            if path == a or (a != "/" and path.startswith(a))
        ),
        key=len,
        default="",
    )
    return [
        (name, [Link(e.name, address, e.icon, address == here, e.phone) for e, address in known])
        for name, known in groups
    ]
