"""The readable table of rights: what each role may do, and how far it reaches, in words."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.org.roles import GRANTS, OWN_ORGANISATION_ONLY, Permission, Role

RIGHTS: dict[str, str | Promise] = {
    Permission.PREMISES_READ: _("See premises"),
    Permission.VISIT_READ: _("See inspections"),
    Permission.VISIT_RECORD: _("Record inspections"),
    Permission.HAZARD_READ: _("See hazards"),
    Permission.HAZARD_RECORD: _("Record hazards"),
    Permission.HAZARD_ASSIGN: _("Assign hazards"),
    Permission.HAZARD_CLAIM: _("Report rectification"),
    Permission.HAZARD_ACCEPT: _("Accept rectification"),
    Permission.HAZARD_CLOSE: _("Close hazards out"),
    Permission.HAZARD_GRADE: _("Grade hazards"),
    Permission.HAZARD_EXTEND: _("Decide on extensions"),
    Permission.HAZARD_LOOK_BACK: _("Look back at closed hazards"),
    Permission.HAZARD_TRANSFER: _("Transfer hazards"),
    Permission.HAZARD_MERGE: _("Merge duplicate hazards"),
    Permission.HAZARD_RULE: _("Decide as the superior: refusals, exceptions, voiding"),
    Permission.CONTACT_READ: _("See telephone numbers (each look is logged)"),
    Permission.RESPONSIBILITY_READ: _("See the responsibility matrix"),
    Permission.RESPONSIBILITY_RULE: _("Rule who is responsible"),
    Permission.SUPERVISE: _("Supervise what is late"),
    Permission.SUPERVISION_OVERRIDE: _("Skip a rung of the ladder of supervision"),
    Permission.LEDGER_OPEN: _("See the ledgers that were brought"),
    Permission.LEDGER_IMPORT: _("Take in ledgers"),
    Permission.FIGURE_READ: _("See figures"),
    Permission.BULLETIN_READ: _("See bulletins"),
    Permission.BULLETIN_EDIT: _("Draft, write and send out bulletins"),
    Permission.BULLETIN_REVIEW: _("Review bulletins"),
    Permission.BULLETIN_SIGN: _("Sign and withdraw bulletins"),
    Permission.BULLETIN_FOLLOW: _("See bulletins before they are signed"),
    Permission.JOURNAL_READ: _("See the journal"),
    Permission.PEOPLE_MANAGE: _("Manage people and posts"),
    Permission.ORG_MANAGE: _("Manage areas, organisations and sectors"),
    Permission.OUTREACH_READ: _("See publicity"),
    Permission.OUTREACH_LAUNCH: _("Launch campaigns of publicity"),
    Permission.OUTREACH_RECORD: _("Record publicity"),
    Permission.OUTREACH_VERIFY: _("Verify publicity that somebody else recorded"),
    Permission.OUTREACH_RULE: _("Void publicity as the superior"),
    Permission.ASSIGNMENT_READ: _("See meetings, what leaders do, and assigned tasks"),
    Permission.MEETING_RECORD: _("Keep the registers of leaders, meetings and what leaders do"),
    Permission.TASK_ISSUE: _("Assign tasks, direct and verify them"),
    Permission.TASK_DO: _("Sign for, report on and submit tasks of the own organisation"),
    Permission.TASK_CLOSE: _("Close tasks with the second signature"),
    Permission.REPORT_READ: _("See the board of daily reports"),
    Permission.REPORT_FILE: _("Send the daily report of the own unit"),
    Permission.DUTY_READ: _("See rosters, who is on duty, hand-overs and spot checks; act on one's own duty"),
    Permission.DUTY_KEEP: _("Keep duty rooms, rosters and leave of the own body or area"),
    Permission.DUTY_ORDER: _("Order levels of readiness and response, and spot checks of duty"),
    Permission.DUTY_CHECK: _("Make spot checks that the own body opened, of duty rooms of others"),
    Permission.FORCE_READ: _("See rescue forces, where they stand, alerts and call-outs"),
    Permission.FORCE_KEEP: _("Keep and position rescue forces of the own body or area"),
    Permission.FORCE_CALL: _("Alert rescue forces, call them out, stand them down"),
    Permission.DRAW_READ: _("See draws of places and officers"),
    Permission.DRAW_MAKE: _("Prepare draws, draw what somebody else prepared, make it public"),
    Permission.LOOKBACK_KEEP: _("Set rates of look-backs, draw samples, see the estimated true rate"),
    Permission.TEAM_KEEP: _("Set up, change and end inspection teams"),
    Permission.PLAN_READ: _("See inspection plans and joint visits"),
    Permission.PLAN_MAKE: _("Draft, change and close inspection plans of the own body"),
    Permission.PLAN_APPROVE: _("Approve inspection plans that somebody else drafted"),
    Permission.LEADER_PLAN: _("Set leaders’ inspection plans and see how they stand"),
    Permission.REPORT_FORM: _("Enter forms of reports"),
    Permission.FORM_FILL: _("Bring, bind, fill and send forms for superiors"),
    Permission.REPORT_DISPATCH: _("Collect daily reports: call, excuse"),
    Permission.PERIOD_KEEP: _("Declare, move and end special periods"),
    Permission.CHECKLIST_ISSUE: _("Issue checklists; keep the registers of experts and officers"),
    Permission.SUGGESTION_ANSWER: _("Read and answer suggestions"),
    Permission.INCIDENT_READ: _("See incidents and drills"),
    Permission.INCIDENT_TAKE: _("Take calls about incidents, keep the log, enter numbers, write reports"),
    Permission.INCIDENT_RULE: _(
        "Choose the official numbers of an incident, merge and close incidents, confirm that nothing happened"
    ),
    Permission.ENFORCEMENT_READ: _("See papers of enforcement, measures, penalties, listings, hand-overs"),
    Permission.ENFORCEMENT_ACT: _(
        "Issue papers of visits; propose measures, penalties, listings, hand-overs"
    ),
    Permission.ENFORCEMENT_DECIDE: _("Decide what another proposed; consent to resuming"),
    Permission.LISTING_ORDER: _("List, extend and delist major hazards at the own level"),
    Permission.ENTERPRISE_ADMIT: _("Give enterprises codes for their page, read and answer what they write"),
    Permission.TIP_HANDLE: _("Look into tip-offs assigned to the own organisation and answer them"),
    Permission.TIP_TRIAGE: _("Take tip-offs in, assign, refuse, close and reward them"),
    Permission.TIP_OPEN: _("Read who informed (each reading has a reason and is logged)"),
    Permission.ADVISORY_READ: _("See advisories and warnings; acknowledge those to the own body"),
    Permission.INSTALLATION_READ: _(
        "See major hazard installations, guarantee posts and their duties, stationed experts, alarms"
    ),
    Permission.INSTALLATION_KEEP: _(
        "Grade, file and remove major hazard installations, station experts, open sources of alarms"
    ),
    Permission.INSTALLATION_PERFORM: _(
        "Fill and acknowledge guarantee posts, perform their duties, write experts' logs, check alarms"
    ),
    Permission.ADVISORY_MAKE: _("Draft and issue advisories and warnings; record calls about them"),
    Permission.ADVISORY_APPROVE: _(
        "Approve advisories and warnings that somebody else drafted; update and lift them"
    ),
    Permission.EVIDENCE_READ: _("See flags on photographs; where and when photographs were taken"),
    Permission.EVIDENCE_DECIDE: _("Decide on flags of photographs that others attached"),
    Permission.STUDY_READ: _("See risk studies, what they found, risk levels and their map"),
    Permission.STUDY_KEEP: _("Prepare and close risk studies, end their findings, lay down risk levels"),
    Permission.SYSTEMIC_READ: _("See systemic problems; tell how those of the own body go on"),
    Permission.SYSTEMIC_PROPOSE: _("See candidates and propose systemic problems"),
    Permission.SYSTEMIC_RULE: _(
        "Confirm, follow up, close and dismiss systemic problems that another proposed"
    ),
    Permission.READINESS_READ: _("See what is missing before the first working day"),
    Permission.AUDIT_READ: _("See sign-ins and looks at protected data"),
}
"""Permission → what it lets somebody do."""

GROUPS: tuple[tuple[str | Promise, str], ...] = (
    (
        _("Premises, inspections and hazards"),
        "premises visit hazard contact draw plan lookback checklist team enterprise evidence",
    ),
    (_("Enforcement"), "enforcement listing"),
    (_("Tip-offs"), "tip"),
    (_("Publicity"), "outreach"),
    (_("Meetings and assigned tasks"), "assignment meeting task"),
    (_("Dispatch"), "report period"),
    (_("Duty"), "duty"),
    (_("Rescue forces"), "force"),
    (_("Incidents"), "incident"),
    (_("Major hazard installations"), "installation"),
    (_("Risk studies and warnings"), "study advisory"),
    (_("Systemic problems"), "systemic"),
    (_("Responsibility and supervision"), "responsibility supervision"),
    (_("Figures and papers"), "figure bulletin form"),
    (_("Administration and audit"), "journal people org readiness audit suggestion"),
)
"""Heading → the first words of the permissions below it; what fits none stands at the end."""


class Reach(StrEnum):
    """How far a role's grant of a permission goes."""

    AREA = "area"
    OWN = "own"
    NONE = "none"


REACH: dict[Reach, tuple[str, str | Promise, str | Promise]] = {
    Reach.AREA: (
        "●",
        _("in the area"),
        _("The post's area with everything below it; only its sectors, if it names any"),
    ),
    Reach.OWN: ("◐", _("own only"), _("Only what belongs to the post's own organisation")),
    Reach.NONE: ("", _("Not granted"), _("Not granted")),
}
"""Reach → sign, short words, the scope in words."""


def reach(role: Role, permission: Permission) -> Reach:
    """Return how far a role's grant of a permission goes."""
    if permission not in GRANTS[role]:
        return Reach.NONE
    return Reach.OWN if role in OWN_ORGANISATION_ONLY else Reach.AREA


def grouped() -> list[tuple[str | Promise, list[Permission]]]:
    """Return the permissions under their headings, in the order of their declaration."""
    headings = {word: heading for heading, words in GROUPS for word in words.split()}
    groups: dict[str | Promise, list[Permission]] = {heading: [] for heading, _words in GROUPS}
    for permission in Permission:
        groups.setdefault(headings.get(permission.partition(".")[0], _("Other")), []).append(permission)
    return [(heading, permissions) for heading, permissions in groups.items() if permissions]
