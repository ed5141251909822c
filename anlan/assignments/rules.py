"""Who may do what with meetings, leaders' activities and assigned tasks; the reason is shown wherever the no appears.

An area's office keeps the registers and issues tasks; the lead signs for, reports and submits; the issuing office
verifies, and a second person of it, or its leader, closes (capability C62).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held


def may_record(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Record in an area's register: the office of that very area or one above it."""
    post = actor.holds_in(Permission.MEETING_RECORD, area_path=draft["area"].path or "")
    if post is None:
        return denied(
            _("You have no right to keep the register of meetings of this area"), code="meeting.record"
        )
    return allowed(via=post)


def may_change(actor: Actor, record: Any) -> Decision:
    """Correct or void a record: the organisation that made it."""
    post = _of(actor, Permission.MEETING_RECORD, record.organisation_id)
    if post is None:
        return denied(_("Only the organisation that recorded it changes it"), code="meeting.change")
    return allowed(via=post)


def may_issue(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Issue a task to a lead in one's area."""
    post = actor.holds_in(Permission.TASK_ISSUE, area_path=draft["lead"].area.path or "")
    if post is None:
        return denied(
            _("You have no right to assign tasks to this unit: it lies outside your area"), code="task.issue"
        )
    return allowed(via=post)


def may_join(actor: Actor, draft: Mapping[str, Any]) -> Decision:
    """Let units take part in a task: its issuer, who alone also decides about the parts."""
    return may_direct(actor, draft["task"])


def may_direct(actor: Actor, task: Any) -> Decision:
    """Direct a task or a part: its issuing office."""
    post = _of(actor, Permission.TASK_ISSUE, task.issuer_id)
    if post is None:
        return denied(_("Only the office that issued the task decides this"), code="task.issuer")
    return allowed(via=post)


def may_lead(actor: Actor, task: Any) -> Decision:
    """Sign for a task, report and submit it: its lead."""
    post = _of(actor, Permission.TASK_DO, task.lead_id)
    if post is None:
        return denied(_("Only the lead of the task does this"), code="task.lead")
    return allowed(via=post)


def may_take_part(actor: Actor, part: Any) -> Decision:
    """End a part: the joint unit itself."""
    post = _of(actor, Permission.TASK_DO, part.organisation_id)
    if post is None:
        return denied(_("Only the unit whose part it is ends it"), code="task.part_unit")
    return allowed(via=post)


def may_verify(actor: Actor, task: Any) -> Decision:
    may = may_direct(actor, task)
    if may and task.submitted_by_id in actor.identities:
        return denied(
            _("Whoever submitted the task does not verify it: another person does"), code="task.own_work"
        )
    return may


def may_close(actor: Actor, task: Any) -> Decision:
    """Give the second signature: neither who verified it nor who submitted it, himself or by a deputy."""
    post = _of(actor, Permission.TASK_CLOSE, task.issuer_id)
    if post is None:
        return denied(_("Only the office that issued the task, or its leader, closes it"), code="task.closer")
    if task.verified_by_id in actor.identities:
        return denied(
            _("The second signature is another person's than the one who verified it"),
            code="task.second_signature",
        )
    if task.submitted_by_id in actor.identities:
        return denied(_("Whoever submitted the task does not close it"), code="task.own_work")
    return allowed(via=post)


def may_end_for(actor: Actor, part: Any) -> Decision:
    """Note that a joint unit ended its part, where it does not say so here itself: the issuing office."""
    return may_direct(actor, part)


def may_take_back_record(actor: Actor, record: Any) -> Decision:
    return _may_take_back(actor, Permission.MEETING_RECORD, record.area_path)


def may_take_back_task(actor: Actor, task: Any) -> Decision:
    """Take back what a ledger entered: whoever could have brought it for the issuing office."""
    return _may_take_back(actor, Permission.TASK_ISSUE, task.issuer_path)


def _may_take_back(actor: Actor, permission: Permission, area_path: str) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = brings_for(actor, permission, area_path)
    if post is None:
        return denied(_("Only who takes ledgers in here takes back what came from one"), code="ledger.import")
    return allowed(via=post)


def brings_for(actor: Actor, permission: Permission, area_path: str) -> Held | None:
    """Return the post in whose right somebody brings ledgers of an area: a department's reach does not suffice."""
    for post in actor.posts:
        wanted = {Permission.LEDGER_IMPORT, permission} <= post.permissions
        if wanted and not post.own_only and area_path.startswith(post.area_path):
            return post
    return None


def _of(actor: Actor, permission: Permission, organisation_id: int) -> Held | None:
    for post in actor.posts:
        if permission in post.permissions and post.organisation_id == organisation_id:
            return post
    return None
