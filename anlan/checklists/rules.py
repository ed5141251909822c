"""Who may issue and withdraw checklists, and what a version must be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from anlan.checklists.models import Checklist, ItemGrade
from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import NOT_NOW, Taken
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor


def may_issue(actor: Actor, draft: dict[str, Any]) -> Decision:
    post = actor.holds_in(Permission.CHECKLIST_ISSUE, area_path=draft["area"].path or "?")
    if post is None:
        return denied(_("You have no right to issue checklists for this area"), code="checklist.issue")
    return allowed(via=post)


def may_withdraw(actor: Actor, case: Any) -> Decision:
    """Whoever belongs to the office that issued it, or the city's office."""
    if actor.is_system:
        return ALLOWED
    post = actor.holds_in(Permission.CHECKLIST_ISSUE, area_path=case.area_path)
    if post is None or (post.organisation_id != case.organisation_id and post.role != Role.OFFICE):
        return denied(
            _("Only the office that issued a checklist, or the city's office, withdraws it"),
            code="checklist.withdraw",
        )
    return allowed(via=post)


def may_retire(actor: Actor, _draft: dict[str, Any]) -> Decision:
    """What came with the product is withdrawn by the city's office."""
    for post in actor.posts:
        if post.role == Role.OFFICE and Permission.CHECKLIST_ISSUE in post.permissions:
            return allowed(via=post)
    return denied(_("What came with the product is withdrawn by the city's office"), code="checklist.retire")


def is_from_ledger(case: Any) -> Decision:
    if not case.is_from_ledger:
        return denied(_("It did not come from a ledger"), code=NOT_NOW)
    return ALLOWED


# -- of what was sent ----------------------------------------------------------------------------------------------


def version_is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    last = given["effective_to"]
    if last is not None and last < given["effective_from"]:
        return denied(_("The last day lies before the first"), code="days.order")
    if not (items := items_are_sound(given["items"], given["note"])):
        return items
    return follows_its_former(taken)


def items_are_sound(items: list[dict[str, Any]], note: str) -> Decision:
    twice = [code for code, count in Counter(item["code"] for item in items).items() if count > 1]
    if twice:
        return _of_item(twice[0], _("stands twice in the list"))
    for item in items:
        if item["quote"] and not (item["law"] and item["article"]):
            return _of_item(item["code"], _("words of an article are quoted without their law and article"))
        if (item["default_grade"] == ItemGrade.MAJOR) != (item["criterion"] is not None):
            return _of_item(
                item["code"],
                _("a major hazard needs the official criterion by which it is one; a general one has none"),
            )
    if not note and not are_complete(items):
        return denied(
            _(
                "An item has no law or no words of it: say under “What is missing” that the list is not complete"
            ),
            code="checklist.note",
        )
    return ALLOWED


def are_complete(items: list[dict[str, Any]]) -> bool:
    """Tell whether every item quotes the law behind it."""
    return all(item["law"] and item["quote"] for item in items)


def _of_item(code: str, fault: Any) -> Decision:
    return denied(_("Item %(code)s: %(fault)s") % {"code": code, "fault": fault}, code="checklist.item")


def follows_its_former(taken: Taken) -> Decision:
    """A version is numbered above every other of its code, begins later, and is the same office's.

    A list that came with the product is carried on by the city's office alone; others choose a code of their own.
    """
    given = taken.input
    assert taken.via is not None
    versions = Checklist.objects.filter(code=given["code"])
    latest = versions.order_by("-version").first()
    if latest is None:
        return ALLOWED
    owner = latest.owner_id
    city = taken.via.role == Role.OFFICE
    if owner is None and not city:
        return denied(
            _("This code belongs to a list that came with the product: only the city's office carries it on"),
            code="checklist.code",
        )
    if owner is not None and owner != taken.via.organisation_id:
        return denied(_("This code belongs to another office's list: choose another"), code="checklist.code")
    if given["version"] <= latest.version:
        return denied(
            _("There is a version %(version)s already: number this one higher") % {"version": latest.version},
            code="checklist.version",
        )
    begins = versions.aggregate(last=Max("effective_from"))["last"]
    if given["effective_from"] <= begins:
        return denied(
            _("The version before it is in force from %(day)s: this one begins later")
            % {"day": begins.isoformat()},
            code="checklist.begins",
        )
    return ALLOWED


def is_shipped(_case: None, taken: Taken) -> Decision:
    checklist: Checklist = taken.input["checklist"]
    if checklist.owner_id is not None:
        return denied(_("This list was issued by an office: withdraw it there"), code="checklist.retire")
    if checklist.withdrawn_on is not None:
        return denied(_("It is withdrawn already"), code="checklist.withdrawn")
    return ALLOWED


def still_follows(_case: Any, taken: Taken, _seq: int) -> None:
    """Look again once nobody else can write."""
    if not follows_its_former(taken):
        raise Conflict("checklist.moved", _("Another version of this list was issued at the same moment."))
