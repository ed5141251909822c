"""What each role may do. The generated permission table in docs/reference comes from here."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    PREMISES_READ = "premises.read"
    VISIT_READ = "visit.read"
    VISIT_RECORD = "visit.record"
    HAZARD_READ = "hazard.read"
    HAZARD_RECORD = "hazard.record"
    HAZARD_ASSIGN = "hazard.assign"
    HAZARD_CLAIM = "hazard.claim"
    HAZARD_ACCEPT = "hazard.accept"
    HAZARD_CLOSE = "hazard.close"
    HAZARD_GRADE = "hazard.grade"
    HAZARD_EXTEND = "hazard.extend"
    HAZARD_LOOK_BACK = "hazard.look_back"
    HAZARD_TRANSFER = "hazard.transfer"
    HAZARD_MERGE = "hazard.merge"
    HAZARD_RULE = "hazard.rule"  # a superior's decisions: refusals, exceptions, voiding, the third transfer
    CONTACT_READ = "contact.read"
    RESPONSIBILITY_READ = "responsibility.read"
    RESPONSIBILITY_RULE = "responsibility.rule"
    SUPERVISE = "supervision.act"
    SUPERVISION_OVERRIDE = "supervision.override"
    FIGURE_READ = "figure.read"
    BULLETIN_READ = "bulletin.read"
    BULLETIN_EDIT = "bulletin.edit"  # drafts, writes, submits, sends out, corrects
    BULLETIN_REVIEW = "bulletin.review"
    BULLETIN_SIGN = "bulletin.sign"
    BULLETIN_FOLLOW = "bulletin.follow"  # sees issues before they are signed
    JOURNAL_READ = "journal.read"
    PEOPLE_MANAGE = "people.manage"
    ORG_MANAGE = "org.manage"
    AUDIT_READ = "audit.read"
    LEDGER_OPEN = "ledger.open"  # the page of ledgers; which kinds, the kind's own permission says
    LEDGER_IMPORT = "ledger.import"
    READINESS_READ = "readiness.read"
    OUTREACH_READ = "outreach.read"
    OUTREACH_LAUNCH = "outreach.launch"  # campaigns
    OUTREACH_RECORD = "outreach.record"
    OUTREACH_VERIFY = "outreach.verify"
    OUTREACH_RULE = "outreach.rule"  # a superior's decision: voiding
    ASSIGNMENT_READ = "assignment.read"  # meetings, what leaders do, assigned tasks
    MEETING_RECORD = "meeting.record"
    TASK_ISSUE = "task.issue"  # issues, directs and verifies
    TASK_DO = "task.do"  # signs for, reports and submits what its organisation leads
    TASK_CLOSE = "task.close"  # the second signature
    TEAM_KEEP = "team.keep"  # sets up, changes and ends inspection teams
    DRAW_READ = "draw.read"
    DRAW_MAKE = "draw.make"  # prepares, excludes, draws what somebody else prepared, makes public
    LOOKBACK_KEEP = (
        "lookback.keep"  # rates and samples of look-backs, and what they say about people and the whole
    )
    REPORT_READ = "report.read"  # the board of an area's reports; a unit sees its own without it
    REPORT_FILE = "report.file"
    CHECKLIST_ISSUE = "checklist.issue"  # issues and withdraws checklists, keeps experts and officers
    REPORT_FORM = "report.form"  # enters forms, which hold in the area of its post
    REPORT_DISPATCH = "report.dispatch"  # keeps the rules, collects, calls, excuses
    PERIOD_KEEP = "period.keep"  # special periods of an area
    SUGGESTION_ANSWER = "suggestion.answer"
    INCIDENT_READ = "incident.read"
    INCIDENT_TAKE = "incident.take"  # takes calls, keeps the log, enters numbers, writes reports
    INCIDENT_RULE = (
        "incident.rule"  # chooses the official number, merges, closes, confirms that nothing happened
    )
    PLAN_READ = "plan.read"
    PLAN_MAKE = "plan.make"  # inspection plans of the own body
    PLAN_APPROVE = "plan.approve"  # what somebody else drafted
    LEADER_PLAN = "plan.leaders"  # sets and sees leaders' plans; a leader sees the own one without it
    ENFORCEMENT_READ = "enforcement.read"
    ENFORCEMENT_ACT = (
        "enforcement.act"  # issues papers of visits, proposes measures, penalties, listings, hand-overs
    )
    ENFORCEMENT_DECIDE = "enforcement.decide"  # decides what another proposed, consents to resuming
    LISTING_ORDER = "listing.order"  # lists, extends and delists at its level; lays down limits
    ENTERPRISE_ADMIT = "enterprise.admit"  # gives enterprises codes, reads and answers what they write
    TIP_HANDLE = "tip.handle"  # looks into the tip-offs assigned to its organisation
    TIP_TRIAGE = "tip.triage"  # takes in, sorts, refuses, closes, rewards those of its area
    TIP_OPEN = "tip.open"  # reads who informed: each reading has a reason and is written down
    DUTY_READ = "duty.read"  # rosters, who is on duty, spot checks; acts on what one is on duty for
    DUTY_KEEP = "duty.keep"  # rooms, rosters, leave of the own body; an office: of its area
    DUTY_ORDER = "duty.order"  # levels of readiness and response, spot checks
    FORM_FILL = "form.fill"  # brings, binds, fills and sends forms for superiors of its area
    DUTY_CHECK = "duty.check"  # makes the spot checks that its own body opened, of rooms of others
    FORCE_READ = "force.read"  # rescue forces, where they stand, alerts and call-outs
    FORCE_KEEP = "force.keep"  # rescue forces of the own body; an office: of its area
    FORCE_CALL = "force.call"  # alerts rescue forces, calls them out, stands them down
    ADVISORY_READ = "advisory.read"  # advisories and warnings; acknowledges what its own body received
    ADVISORY_MAKE = "advisory.make"  # drafts, issues, records calls to those that are silent
    ADVISORY_APPROVE = "advisory.approve"  # approves what somebody else drafted; updates and lifts
    INSTALLATION_READ = "installation.read"  # major hazard installations, posts, duties, experts, alarms
    INSTALLATION_KEEP = (
        "installation.keep"  # grades, files, removes; stations experts; opens sources of alarms
    )
    INSTALLATION_PERFORM = "installation.perform"  # appoints, acknowledges, performs duties, checks alarms
    STUDY_READ = "study.read"  # risk studies, their findings, risk levels, maps of them
    EVIDENCE_READ = "evidence.read"  # flags on photographs, where and when a photograph was taken
    EVIDENCE_DECIDE = "evidence.decide"  # decides on flags of photographs that others attached
    STUDY_KEEP = "study.keep"  # prepares, ends findings, closes; lays down risk levels of its area
    SYSTEMIC_READ = "systemic.read"  # systemic problems; tells how those go on that its own body is to solve
    SYSTEMIC_PROPOSE = "systemic.propose"  # proposes problems, sees the candidates
    SYSTEMIC_RULE = "systemic.rule"  # confirms what another proposed, sets terms, closes, dismisses


class Role(models.TextChoices):
    OFFICE = "office", _("City office of the work safety committee")
    AREA_OFFICE = "area_office", _("Area office of the work safety committee")
    DEPARTMENT = "department", _("Member department officer")
    INSPECTOR = "inspector", _("Inspector")
    TOWNSHIP = "township", _("Township safety station")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    BUSINESS = "business", _("Safety officer of a business entity")
    LEADER = "leader", _("Leader")
    EDITOR = "editor", _("Bulletin editor")
    REVIEWER = "reviewer", _("Bulletin reviewer")
    SIGNER = "signer", _("Bulletin signer")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


P = Permission
READ = frozenset(
    {
        P.PREMISES_READ,
        P.VISIT_READ,
        P.HAZARD_READ,
        P.FIGURE_READ,
        P.BULLETIN_READ,
        P.RESPONSIBILITY_READ,
        P.OUTREACH_READ,
        P.ASSIGNMENT_READ,
        P.DRAW_READ,
        P.PLAN_READ,
        P.ENFORCEMENT_READ,
        P.DUTY_READ,
        P.FORCE_READ,
        P.ADVISORY_READ,
        P.INSTALLATION_READ,
        P.STUDY_READ,
        P.EVIDENCE_READ,
        P.SYSTEMIC_READ,
    }
)
INSTALLATIONS = frozenset({P.INSTALLATION_KEEP, P.INSTALLATION_PERFORM})
WARNING = frozenset({P.ADVISORY_MAKE, P.ADVISORY_APPROVE})
STUDYING = WARNING | {P.STUDY_KEEP}
SYSTEMIC = frozenset({P.SYSTEMIC_PROPOSE, P.SYSTEMIC_RULE})
PLANNING = frozenset({P.PLAN_MAKE, P.PLAN_APPROVE})
ENFORCING = frozenset({P.ENFORCEMENT_ACT, P.ENFORCEMENT_DECIDE})
OUTREACH = frozenset({P.OUTREACH_LAUNCH, P.OUTREACH_RECORD, P.OUTREACH_VERIFY, P.OUTREACH_RULE})
DUTY = frozenset({P.DUTY_KEEP, P.DUTY_ORDER, P.DUTY_CHECK, P.FORCE_KEEP, P.FORCE_CALL})
INCIDENTS = frozenset({P.INCIDENT_READ, P.INCIDENT_TAKE, P.INCIDENT_RULE})
ASSIGNING = frozenset({P.MEETING_RECORD, P.TASK_ISSUE, P.TASK_DO, P.TASK_CLOSE})
# what follows a hazard up, wherever it was found
FOLLOW_UP = frozenset(
    {
        P.CONTACT_READ,
        P.VISIT_RECORD,
        P.HAZARD_RECORD,
        P.HAZARD_ASSIGN,
        P.HAZARD_ACCEPT,
        P.HAZARD_CLOSE,
        P.HAZARD_LOOK_BACK,
        P.HAZARD_GRADE,
        P.HAZARD_TRANSFER,
        P.HAZARD_MERGE,
        P.EVIDENCE_DECIDE,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICE: READ
    | OUTREACH
    | ASSIGNING
    | INCIDENTS
    | PLANNING
    | ENFORCING
    | DUTY
    | STUDYING
    | SYSTEMIC
    | INSTALLATIONS
    | {
        P.LISTING_ORDER,
        P.FORM_FILL,
        P.CONTACT_READ,
        P.HAZARD_ASSIGN,
        P.HAZARD_CLOSE,
        P.HAZARD_GRADE,
        P.HAZARD_EXTEND,
        P.HAZARD_LOOK_BACK,
        P.HAZARD_TRANSFER,
        P.HAZARD_MERGE,
        P.HAZARD_RULE,
        P.EVIDENCE_DECIDE,
        P.JOURNAL_READ,
        P.RESPONSIBILITY_RULE,
        P.SUPERVISE,
        P.LEDGER_IMPORT,
        P.LEDGER_OPEN,
        P.READINESS_READ,
        P.BULLETIN_FOLLOW,
        P.REPORT_READ,
        P.REPORT_FORM,
        P.REPORT_DISPATCH,
        P.CHECKLIST_ISSUE,
        P.PERIOD_KEEP,
        P.SUGGESTION_ANSWER,
        P.DRAW_MAKE,
        P.LOOKBACK_KEEP,
        P.TEAM_KEEP,
        P.LEADER_PLAN,
        P.TIP_HANDLE,
        P.ENTERPRISE_ADMIT,
        P.TIP_TRIAGE,
        P.TIP_OPEN,
    },
    Role.AREA_OFFICE: READ
    | FOLLOW_UP
    | OUTREACH
    | ASSIGNING
    | INCIDENTS
    | PLANNING
    | ENFORCING
    | DUTY
    | STUDYING
    | SYSTEMIC
    | INSTALLATIONS
    | {
        P.LISTING_ORDER,
        P.FORM_FILL,
        P.HAZARD_EXTEND,
        P.HAZARD_RULE,
        P.SUPERVISE,
        P.LEDGER_IMPORT,
        P.LEDGER_OPEN,
        P.REPORT_READ,
        P.REPORT_FILE,
        P.REPORT_FORM,  # of its own area
        P.CHECKLIST_ISSUE,
        P.REPORT_DISPATCH,  # of what lies below it
        P.PERIOD_KEEP,
        P.DRAW_MAKE,
        P.TEAM_KEEP,
        P.LEADER_PLAN,
        P.TIP_HANDLE,
        P.ENTERPRISE_ADMIT,
    },
    Role.DEPARTMENT: READ
    | FOLLOW_UP
    | PLANNING
    | ENFORCING
    | WARNING
    | INSTALLATIONS
    | {
        P.HAZARD_EXTEND,
        P.SYSTEMIC_PROPOSE,
        P.FORM_FILL,
        P.LEDGER_IMPORT,
        P.LEDGER_OPEN,
        P.OUTREACH_LAUNCH,
        P.OUTREACH_RECORD,
        P.REPORT_FILE,
        P.TASK_DO,
        P.CHECKLIST_ISSUE,
        P.DRAW_MAKE,
        P.TEAM_KEEP,
        P.TIP_HANDLE,
        P.DUTY_KEEP,
        P.FORCE_KEEP,
        P.INCIDENT_READ,
        P.ENTERPRISE_ADMIT,
    },
    Role.INSPECTOR: READ
    | {
        P.CONTACT_READ,
        P.VISIT_RECORD,
        P.HAZARD_RECORD,
        P.HAZARD_ACCEPT,
        P.HAZARD_LOOK_BACK,
        P.EVIDENCE_DECIDE,
        P.ENFORCEMENT_ACT,
        P.ENTERPRISE_ADMIT,
        P.INSTALLATION_PERFORM,
    },
    Role.TOWNSHIP: READ
    | FOLLOW_UP
    | {P.HAZARD_CLAIM, P.OUTREACH_RECORD, P.TASK_DO, P.REPORT_FILE, P.TIP_HANDLE, P.ENTERPRISE_ADMIT}
    | {P.INCIDENT_READ, P.INCIDENT_TAKE, P.FORCE_CALL},
    # keeps the duty room through its shift: takes in and calls out, decides and orders nothing
    Role.DUTY_OFFICER: READ
    | {
        P.CONTACT_READ,
        P.REPORT_READ,
        P.INCIDENT_READ,
        P.INCIDENT_TAKE,
        P.DUTY_CHECK,
        P.FORCE_CALL,
        P.ADVISORY_MAKE,
    },
    Role.BUSINESS: frozenset(
        {P.PREMISES_READ, P.HAZARD_READ, P.HAZARD_CLAIM, P.ENFORCEMENT_READ, P.ADVISORY_READ}
        | {P.INSTALLATION_READ, P.INSTALLATION_PERFORM}
    ),
    Role.LEADER: READ
    | {
        P.SUPERVISION_OVERRIDE,
        P.REPORT_READ,
        P.TASK_CLOSE,
        P.PLAN_APPROVE,
        P.ENFORCEMENT_DECIDE,
        P.LISTING_ORDER,
        P.INCIDENT_READ,
        P.ADVISORY_APPROVE,
        P.SYSTEMIC_RULE,
    },
    # what the lead sentence says of incidents is read by those who print, review and sign it
    Role.EDITOR: READ | {P.BULLETIN_EDIT, P.INCIDENT_READ},
    Role.REVIEWER: READ | {P.BULLETIN_REVIEW, P.INCIDENT_READ},
    Role.SIGNER: READ | {P.BULLETIN_SIGN, P.INCIDENT_READ},
    Role.SYSTEM_ADMIN: frozenset({P.LEDGER_OPEN, P.ORG_MANAGE, P.RESPONSIBILITY_READ, P.READINESS_READ}),
    Role.SECURITY_ADMIN: frozenset({P.LEDGER_OPEN, P.PEOPLE_MANAGE, P.READINESS_READ}),
    Role.AUDITOR: frozenset({P.JOURNAL_READ, P.AUDIT_READ}),
}

OWN_ORGANISATION_ONLY = frozenset({Role.BUSINESS})
"""Roles that see and do only what belongs to their own organisation, whatever their area."""
