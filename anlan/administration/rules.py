"""Who may decide about whom: nobody about themselves, an administrator only in the area of the own post.

The system itself (the command line, the page that sets an installation up) may what administrators may: whoever can
run commands on the machine holds the database anyway, and the journal tells that no post stood behind the act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.decision import ALLOWED, Decision, allowed, denied
from anlan.org.models import Area, Person, Post
from anlan.org.models.people import ADMINISTRATORS
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor


def may_open_account(actor: Actor, draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = next((held for held in actor.posts if Permission.PEOPLE_MANAGE in held.permissions), None)
    if post is None:
        return denied(_("Only the security administrator may open accounts"), code="people.manage")
    return allowed(via=post)


def may_enrol_account(actor: Actor, draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    if not Person.objects.within(actor.scope).filter(pk=draft["person"].pk).exists():
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    return may_open_account(actor, draft)


def may_manage_account(actor: Actor, account: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.PEOPLE_MANAGE, area_path=account.area_path)
    if post is None:
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    if account.username == actor.username:
        return denied(
            _("Nobody decides about their own account: ask another security administrator"), code="self"
        )
    return allowed(via=post)


def may_appoint(actor: Actor, draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.PEOPLE_MANAGE, area_path=draft["area"].path)
    if post is None:
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    if draft["person"].pk in actor.identities:
        return denied(_("Nobody appoints themselves, nor whom they act for"), code="self")
    return allowed(via=post)


def may_enrol(actor: Actor, draft: dict[str, Any]) -> Decision:
    """Whoever may go on with a post that was loaded takes it into the journal first: its holder, the administrator."""
    if actor.is_system:
        return ALLOWED
    post: Post = draft["post"]
    own = next((held for held in actor.posts if held.post_id == post.pk), None)
    via = actor.holds(Permission.PEOPLE_MANAGE, area_path=post.area.path or "") or own
    if via is None:
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    return allowed(via=via)


def may_end(actor: Actor, appointment: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.PEOPLE_MANAGE, area_path=appointment.area_path)
    if post is None:
        return denied(_("Only the security administrator of the area may do this"), code="people.manage")
    if appointment.person_id == actor.person_id:
        return denied(_("Nobody ends their own post: ask another security administrator"), code="self")
    return allowed(via=post)


def may_deputise(actor: Actor, draft: dict[str, Any]) -> Decision:
    """The holder lends a post, or the security administrator does for somebody who cannot."""
    post: Post = draft["post"]
    own = next((held for held in actor.posts if held.post_id == post.pk), None)
    via = own or actor.holds(Permission.PEOPLE_MANAGE, area_path=post.area.path or "")
    if via is None:
        return denied(
            _("A deputy is named by the holder of the post or the security administrator"), code="deputise"
        )
    if draft["person"].pk == actor.person_id:
        return denied(_("Nobody appoints themselves, nor whom they act for"), code="self")
    return allowed(via=via)


def may_withdraw(actor: Actor, appointment: Any) -> Decision:
    """The one who lent the post, the deputy, who may hand it back, or the security administrator."""
    held = [post for post in actor.posts if post.post_id == appointment.acting_for_id]
    if not held and appointment.person_id == actor.person_id:
        held = [post for post in actor.posts if post.for_person_id == appointment.principal_id]
    via = held[0] if held else actor.holds(Permission.PEOPLE_MANAGE, area_path=appointment.area_path)
    if via is None:
        return denied(
            _("Only who lent the post, the deputy or the security administrator may end this"),
            code="withdraw",
        )
    return allowed(via=via)


def may_rule(actor: Actor, ruling: Any) -> Decision:
    """Before the first ruling on a cell it is given the input, afterwards the case."""
    if isinstance(ruling, dict):
        path, sector = ruling["area"].path, ruling["sector"].pk
    else:
        path, sector = ruling.area_path, ruling.sector_id
    post = actor.holds(Permission.RESPONSIBILITY_RULE, area_path=path, sector_id=sector)
    if post is None:
        return denied(
            _("You have no right to rule who is responsible in this area"), code="responsibility.rule"
        )
    return allowed(via=post)


def may_reorganise(actor: Actor, draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    area = draft["area"] if "area" in draft else draft["organisation"].area
    post = actor.holds(Permission.ORG_MANAGE, area_path=area.path)
    if post is None:
        return denied(_("Only the system administrator of the area may change the tree"), code="org.manage")
    return allowed(via=post)


def may_address(actor: Actor, draft: dict[str, Any]) -> Decision:
    """Let those who keep the organisations, and the editors who send to them, keep their mail addresses."""
    if actor.is_system:
        return ALLOWED
    path = draft["organisation"].area.path
    for permission in (Permission.ORG_MANAGE, Permission.BULLETIN_EDIT):
        post = actor.holds(permission, area_path=path)
        if post is not None:
            return allowed(via=post)
    return denied(
        _("Only the system administrator or a bulletin editor of the area keeps mail addresses"),
        code="organisation.mail",
    )


def may_found(actor: Actor, _draft: dict[str, Any]) -> Decision:
    if actor.is_system:
        return ALLOWED
    return denied(_("Only the command line or the set-up page founds the city"), code="city.found")


def may_take_back(actor: Actor, case: Any) -> Decision:
    if actor.is_system:
        return ALLOWED
    post = actor.holds(Permission.ORG_MANAGE, area_path=case.area_path)
    if post is None:
        return denied(_("Only the system administrator of the area may change the tree"), code="org.manage")
    return allowed(via=post)


def may_keep_sectors(actor: Actor, _draft: Any) -> Decision:
    """Sectors are the same for the whole tree: whoever keeps its root keeps them."""
    if actor.is_system:
        return ALLOWED
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    post = actor.holds(Permission.ORG_MANAGE, area_path=root.path or "/") if root else None
    if post is None:
        return denied(
            _("Only the system administrator of the whole tree keeps the sectors"), code="org.manage"
        )
    return allowed(via=post)


def administrators_stay_apart(
    person: Person, role: str, first: date, last: date | None, *, besides: Iterable[int] = ()
) -> Decision:
    """Nobody holds two of system administrator, security administrator and auditor on the same day (三员分立).

    Locks the person's row (not against foreign keys to it), so that two appointments at once see one another.
    """
    if role not in ADMINISTRATORS:
        return ALLOWED
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
    others = Post.objects.filter(person=person, role__in=ADMINISTRATORS).exclude(pk__in=list(besides))
    overlap = Q(valid_to=None) | Q(valid_to__gte=first)
    if last is not None:
        overlap &= Q(valid_from__lte=last)
    other = others.filter(overlap, ended_at=None).exclude(role=role).order_by("pk").first()
    if other is None:
        return ALLOWED
    return denied(
        _(
            "%(person)s is already %(role)s in those days: system administrator, security administrator and "
            "auditor are three people"
        )
        % {"person": person.name, "role": Role(other.role).label},
        code="administrators.apart",
    )
