"""The steps of an issue that are more than a passage through the door, by name, as other programmes call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins import actions
from anlan.bulletins.models import Issue
from anlan.kernel.errors import Unknown
from anlan.lifecycle.door import Outcome
from anlan.org.scope import Actor

Given = Mapping[str, Any]


def _issue(key: int) -> Issue:
    found = Issue.objects.select_related("series__area", "series__issuer", "special").filter(pk=key).first()
    if found is None:
        raise Unknown(
            "bulletin.unknown", _("There is no bulletin with this number that you may see."), field="id"
        )
    return found


def _sign(key: int, _given: Given, by: Actor, act: str | None, revision: int | None) -> Outcome:
    return actions.sign(_issue(key), by=by, key=act, revision=revision)


def _distribute(key: int, _given: Given, by: Actor, act: str | None, revision: int | None) -> Outcome:
    return actions.distribute(_issue(key), by=by, key=act, revision=revision).outcome


def _correct(key: int, given: Given, by: Actor, act: str | None, _revision: int | None) -> Outcome:
    return actions.correct(_issue(key), given, by=by, key=act)


def _withdraw(key: int, given: Given, by: Actor, act: str | None, _revision: int | None) -> Outcome:
    return actions.withdraw(_issue(key), given, by=by, key=act)


def _ask_waiver(key: int, given: Given, by: Actor, act: str | None, revision: int | None) -> Outcome:
    return actions.ask_waiver(_issue(key), given, by=by, key=act, revision=revision)


BULLETIN_ACTS: Mapping[str, Callable[[int, Given, Actor, str | None, int | None], Outcome]] = {
    "ask_waiver": _ask_waiver,
    "sign": _sign,
    "distribute": _distribute,
    "correct": _correct,
    "withdraw": _withdraw,
}
