"""The main navigation: one line an entry. What an actor has no right to is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor
from anlan.web.jinja import plain


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation. `key` is the letter that leads there after a g."""

    name: str | Promise
    url_name: str
    icon: str
    permission: Permission | None = None
    key: str = ""

    def address(self) -> str | None:
        try:
            return plain(self.url_name)
        except NoReverseMatch:  # an app that this installation leaves out; test_navigation holds the full set
            return None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; `job` names whose it stands first for."""

    name: str | Promise
    entries: tuple[Entry, ...]
    job: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one reader meets it on one page."""

    name: str | Promise
    url: str
    icon: str
    current: bool
    phone: bool
    key: str = ""


WORK, FIGURES, KEEPING = "work", "figures", "keeping"
READERS_ONLY = frozenset({Role.LEADER, Role.EDITOR})
KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


def job_of(actor: Actor) -> str:
    """Tell what somebody comes for: to do cases, to read figures and papers, or to keep the system."""
    roles = {Role(post.role) for post in actor.posts}
    if roles and roles <= READERS_ONLY:
        return FIGURES
    return KEEPING if roles and roles <= KEEPERS else WORK


PHONE = 4
# job → what stands in the bar at the foot of a phone, the first four that the reader may open
IN_THE_BAR: dict[str, tuple[str, ...]] = {
    WORK: ("today", "todo:list", "hazards:list", "inspections:list", "figures:list"),
    FIGURES: ("today", "figures:list", "bulletins:list", "hazards:list"),
    KEEPING: ("today", "journal", "access:sign-ins", "access:looks", "administration:people",
              "administration:areas", "imports:list", "administration:readiness"),
}  # fmt: skip

NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("Today"), "today", "home", key="t"),
            Entry(_("To do"), "todo:list", "list-check", key="d"),
        ),
    ),
    Group(
        _("Closed loop"),
        (
            Entry(_("Hazards"), "hazards:list", "alert-triangle", Permission.HAZARD_READ, "h"),
            Entry(_("Inspections"), "inspections:list", "clipboard-check", Permission.VISIT_READ, "i"),
            Entry(_("Field page"), "field:shell", "camera", Permission.HAZARD_READ),
            Entry(_("Inspection teams"), "teams:list", "users", Permission.VISIT_READ),
            Entry(_("Inspection plans"), "plans:list", "calendar-event", Permission.PLAN_READ),
            Entry(_("Visit planner"), "visiting:planner", "calendar-event", Permission.PLAN_READ),
            Entry(_("Draws"), "draws:list", "refresh", Permission.DRAW_READ),
            Entry(_("Tip-offs"), "tipoffs:list", "speakerphone", Permission.TIP_HANDLE),
            Entry(_("Look-backs"), "lookbacks:looks", "history", Permission.HAZARD_READ),
            Entry(_("Photo flags"), "scrutiny:list", "eye", Permission.EVIDENCE_READ),
            Entry(_("What checks miss"), "detection:gap", "search", Permission.LOOKBACK_KEEP),
            Entry(_("Supervision"), "supervision:list", "gavel", Permission.HAZARD_READ, "s"),
            Entry(_("Premises"), "premises:list", "building-factory-2", Permission.PREMISES_READ, "p"),
            Entry(_("Self-found hazards"), "enterprises:checks", "circle-check", Permission.HAZARD_READ),
            Entry(_("Codes of enterprises"), "enterprises:list", "key", Permission.ENTERPRISE_ADMIT),
            Entry(_("Messages of enterprises"), "enterprises:letters", "inbox", Permission.ENTERPRISE_ADMIT),
            Entry(
                _("Major hazard installations"),
                "installations:installation",
                "building-factory-2",
                Permission.INSTALLATION_READ,
            ),
            Entry(_("Criteria"), "criteria:list", "checklist", Permission.HAZARD_READ, "c"),
            Entry(_("Checklists"), "checklists:list", "list-check", Permission.HAZARD_READ),
        ),
    ),
    Group(
        _("Command and duty"),
        (
            Entry(_("Incidents"), "incidents:list", "alert-triangle", Permission.INCIDENT_READ),
            Entry(
                _("Advisories and warnings"),
                "advisories:list",
                "alert-triangle",
                Permission.ADVISORY_READ,
                "w",
            ),
            Entry(_("Risk studies"), "studies:risk_study", "checklist", Permission.STUDY_READ),
            Entry(_("Risk levels"), "studies:risk_rating", "table", Permission.STUDY_READ),
            Entry(_("Systemic problems"), "systemic:list", "sitemap", Permission.SYSTEMIC_READ),
            Entry(pgettext_lazy("navigation", "Maps"), "maps:home", "map-pin", Permission.FIGURE_READ, "m"),
            Entry(_("Zeros of a period"), "incidents:zeros", "circle-check", Permission.INCIDENT_READ),
            Entry(_("Alerts"), "forces:alert", "flag", Permission.FORCE_READ),
            Entry(_("Rescue forces"), "forces:force", "users", Permission.FORCE_READ),
        ),
    ),
    Group(
        _("Enforcement"),
        (
            Entry(_("Papers of visits"), "enforcement:site-papers", "file-text", Permission.ENFORCEMENT_READ),
            Entry(_("Measures"), "enforcement:measures", "alert-triangle", Permission.ENFORCEMENT_READ),
            Entry(_("Penalties"), "enforcement:penalties", "gavel", Permission.ENFORCEMENT_READ),
            Entry(_("Listed supervision"), "enforcement:listings", "flag", Permission.ENFORCEMENT_READ),
            Entry(
                _("Hand-overs to authorities"),
                "enforcement:referrals",
                "external-link",
                Permission.ENFORCEMENT_READ,
            ),
        ),
    ),
    Group(
        _("Meetings and tasks"),
        (
            Entry(_("Assigned tasks"), "assignments:tasks", "list-check", Permission.ASSIGNMENT_READ),
            Entry(_("Meetings"), "assignments:meetings", "users", Permission.ASSIGNMENT_READ),
            Entry(_("What leaders do"), "assignments:activities", "user-circle", Permission.ASSIGNMENT_READ),
            Entry(_("Leaders’ plans"), "plans:leaders", "flag", Permission.LEADER_PLAN),
        ),
    ),
    Group(
        _("Dispatch"),
        (
            Entry(_("Reports of the unit"), "reporting:own", "file-text", Permission.REPORT_FILE),
            Entry(_("Board of daily reports"), "reporting:board", "table", Permission.REPORT_READ),
            Entry(_("Roll-up of reports"), "reporting:roll-up", "sitemap", Permission.REPORT_READ),
            Entry(_("Reports by unit"), "reporting:units", "chart-bar", Permission.REPORT_READ),
            Entry(_("Rules for reports"), "reporting:rules", "list-check", Permission.REPORT_READ),
            Entry(_("Special periods"), "periods:list", "flag", Permission.FIGURE_READ),
            Entry(_("Report forms"), "reporting:forms", "checklist", Permission.REPORT_READ),
            Entry(_("Daily digests"), "digests:list", "news", Permission.REPORT_READ),
            Entry(_("Quality of data"), "quality:flags", "flag", Permission.REPORT_DISPATCH),
        ),
    ),
    Group(
        _("Duty"),
        (
            Entry(_("Duty room"), "duty:night", "clock", Permission.DUTY_READ),
            Entry(_("On duty now"), "duty:now", "users", Permission.DUTY_READ),
            Entry(_("My duties"), "duty:mine", "user-circle", Permission.DUTY_READ),
            Entry(_("Duty rosters"), "duty:roster", "table", Permission.DUTY_READ),
            Entry(_("States of readiness"), "duty:readiness", "flag", Permission.DUTY_READ),
            Entry(_("Spot checks"), "duty:spot_check", "clipboard-check", Permission.DUTY_READ),
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
            Entry(_("Figures"), "figures:list", "chart-bar", Permission.FIGURE_READ, "f"),
            Entry(_("Analysis"), "insight:analysis", "chart-bar", Permission.FIGURE_READ),
            Entry(_("Wall board"), "insight:wall", "table", Permission.FIGURE_READ),
            Entry(_("Bulletins"), "bulletins:list", "news", Permission.BULLETIN_READ, "b"),
            Entry(_("Papers"), "papers:list", "file-text", Permission.HAZARD_READ),
            Entry(_("Forms for superiors"), "exchange:forms", "table", Permission.FORM_FILL),
        ),
        job=FIGURES,
    ),
    Group(
        _("Administration"),
        (
            Entry(_("Journal"), "journal", "certificate", Permission.JOURNAL_READ, "j"),
            Entry(_("Sign-ins"), "access:sign-ins", "login", Permission.AUDIT_READ),
            Entry(_("Looks at protected data"), "access:looks", "eye", Permission.AUDIT_READ),
            Entry(_("People and posts"), "administration:people", "users", Permission.PEOPLE_MANAGE, "u"),
            Entry(_("Responsibility"), "administration:matrix", "table", Permission.RESPONSIBILITY_READ, "r"),
            Entry(_("Areas and bodies"), "administration:areas", "sitemap", Permission.ORG_MANAGE, "a"),
            Entry(_("Borders of maps"), "maps:sets", "map-pin", Permission.ORG_MANAGE),
            Entry(_("Ledgers"), "imports:list", "inbox", Permission.LEDGER_OPEN, "l"),
            Entry(_("Readiness"), "administration:readiness", "circle-check", Permission.READINESS_READ),
            Entry(_("My posts"), "administration:my-posts", "user-circle"),
            Entry(_("Roles and rights"), "access:permissions", "shield-check"),
            Entry(_("Access tokens"), "access:tokens", "key"),
            Entry(_("Webhooks"), "webhooks:list", "send", Permission.PEOPLE_MANAGE),
            Entry(_("Suggestions"), "suggestions:list", "inbox", Permission.SUGGESTION_ANSWER),
        ),
        job=KEEPING,
    ),
)


def navigation_for(actor: Actor | None, path: str) -> list[tuple[str | Promise, list[Link]]]:
    """Return (heading, links) for a reader on the page `path`; the longest address that fits is the current one."""
    if not actor:
        return []
    groups: list[tuple[str | Promise, list[tuple[Entry, str]]]] = []
    job = job_of(actor)
    for group in sorted(NAVIGATION, key=lambda group: bool(group.name) and group.job != job):
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
    bar = _bar(job, {entry.url_name for _name, known in groups for entry, _address in known})
    return [
        (
            name,
            [
                Link(e.name, address, e.icon, address == here, e.url_name in bar, e.key)
                for e, address in known
            ],
        )
        for name, known in groups
    ]


def _bar(job: str, known: set[str]) -> frozenset[str]:
    return frozenset([name for name in IN_THE_BAR[job] if name in known][:PHONE])
