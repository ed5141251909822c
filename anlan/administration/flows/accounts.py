"""The lifecycle of an account: opened by the security administrator, given new passwords, deactivated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.access import sessions, tokens
from anlan.access.models import Outcome
from anlan.administration import rules
from anlan.administration.inputs import ACCOUNT_OF, REASON
from anlan.administration.models import Account, AccountState
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Refused
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Text
from anlan.org.models import Area, Person, Post
from anlan.org.scope import Held

NAME = Text(name="name", label=_("Name"), max_length=40)
PHONE = Text(name="phone", label=_("Telephone"), max_length=20, required=False)
USERNAME = Text(
    name="username",
    label=_("User name"),
    max_length=40,
    min_length=2,
    help=_("Small letters, digits, dot, dash; it cannot be changed afterwards."),
)


def username_is_free(_account: None, taken: Taken) -> Decision:
    username = taken.input["username"]
    plain = username.isascii() and username[0].isalnum() and not set(username) - set(_LETTERS)
    if not plain:
        return denied(
            _("A user name is written with small letters, digits, dot and dash"), code="username.form"
        )
    if Person.objects.filter(username=username).exists():
        return denied(_("This user name is taken: choose another"), code="username.taken")
    return ALLOWED


_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789._-"


def not_enrolled(_account: None, taken: Taken) -> Decision:
    if Person.objects.filter(pk=taken.input["person"].pk, account_seq__isnull=False).exists():
        return denied(_("This account is in the journal already"), code="account.enrolled")
    return ALLOWED


def opened(_account: None, taken: Taken) -> dict[str, Any]:
    return {"username": taken.input["username"], **_home(taken.via)}


def enrolled(_account: None, taken: Taken) -> dict[str, Any]:
    """Return the columns of an account that was loaded: its home is the area of its first post."""
    person: Person = taken.input["person"]
    post = Post.objects.filter(person=person).select_related("area").order_by("pk").first()
    home = {"area_id": post.area_id, "area_path": post.area.path} if post else _home(taken.via)
    return {"username": person.username, **home}


def _home(via: Held | None) -> dict[str, Any]:
    """Return the area whose staff looks after an account: of the post in whose right it is opened, else the root."""
    if via is not None:
        return {"area_id": via.area_id, "area_path": via.area_path}
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    if root is None:
        raise Refused("city.none", _("No city is set up yet: run “anlan init” first."))
    return {"area_id": root.pk, "area_path": root.path}


def create_person(account: Any, taken: Taken, seq: int) -> None:
    """Write the person without a usable password: the one-time password is set beside it and never journalled."""
    Person.objects.create_person(
        username=account.username,
        name=taken.input["name"],
        phone=taken.input["phone"],
        must_change_password=True,
        account_seq=seq,
    )


def link_person(account: Any, _taken: Taken, seq: int) -> None:
    Person.objects.filter(username=account.username, account_seq=None).update(account_seq=seq)


def amend_person(account: Any, taken: Taken, _seq: int) -> None:
    given = {"name": taken.input["name"], "phone": taken.input["phone"]}
    Person.objects.filter(account_seq=account.id).update(**given)


def demand_new_password(account: Any, _taken: Taken, _seq: int) -> None:
    Person.objects.filter(account_seq=account.id).update(must_change_password=True)


def switch_off(account: Any, _taken: Taken, _seq: int) -> None:
    Person.objects.filter(account_seq=account.id).update(is_active=False)
    for key in Person.objects.filter(account_seq=account.id).values_list("pk", flat=True):
        sessions.end_all(key, why=Outcome.INACTIVE, at=clock.real_now())
        tokens.revoke_of(key, at=clock.real_now(), machines=True)


def switch_on(account: Any, _taken: Taken, _seq: int) -> None:
    Person.objects.filter(account_seq=account.id).update(is_active=True)


def state_of_person(_account: Any, taken: Taken) -> str:
    return AccountState.ACTIVE if taken.input["person"].is_active else AccountState.INACTIVE


ACTIVE = frozenset({AccountState.ACTIVE})

ACCOUNT_FLOW = Flow(
    "account",
    model=Account,
    name=_("account"),
    states={s.value: s.label for s in AccountState},
    counted=Counted(day="last_at"),
    steps=[
        Step(
            name="create",
            label=_("Open an account"),
            done=_("opened the account"),
            target=AccountState.ACTIVE,
            rule=rules.may_open_account,
            form=Form((NAME, USERNAME, PHONE)),
            guard=username_is_free,
            effect=opened,
            projects=create_person,
        ),
        Step(
            name="enrol",
            label=_("Take into the journal"),
            done=_("took the account into the journal"),
            target=state_of_person,
            targets=frozenset(AccountState.values),
            rule=rules.may_enrol_account,
            form=Form((ACCOUNT_OF,)),
            guard=not_enrolled,
            effect=enrolled,
            projects=link_person,
        ),
        Step(
            name="amend",
            label=_("Change name or telephone"),
            done=_("changed name or telephone"),
            target=STAY,
            rule=rules.may_manage_account,
            sources=ACTIVE,
            form=Form((NAME, PHONE, REASON)),
            projects=amend_person,
        ),
        Step(
            name="reset_password",
            label=_("Give a new password"),
            done=_("gave a new one-time password"),
            target=STAY,
            rule=rules.may_manage_account,
            sources=ACTIVE,
            form=Form((REASON,)),
            projects=demand_new_password,
        ),
        Step(
            name="deactivate",
            label=_("Deactivate the account"),
            done=_("deactivated the account"),
            target=AccountState.INACTIVE,
            rule=rules.may_manage_account,
            sources=ACTIVE,
            form=Form((REASON,)),
            projects=switch_off,
        ),
        Step(
            name="reactivate",
            label=_("Activate the account again"),
            done=_("activated the account again"),
            target=AccountState.ACTIVE,
            rule=rules.may_manage_account,
            sources=frozenset({AccountState.INACTIVE}),
            form=Form((REASON,)),
            projects=switch_on,
        ),
    ],
)
