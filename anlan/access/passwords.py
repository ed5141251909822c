"""Rules for passwords. Each says in the person's language which rule a password breaks; all are checked at once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anlan.access import tokens
from anlan.access.models import FormerPassword
from anlan.kernel import clock
from anlan.org.models import Person

SHORTEST, LONG_ENOUGH, KINDS, DIFFERENT, KEPT = 10, 16, 3, 5, 5
CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")
ALIKE = str.maketrans(
    {"@": "a", "4": "a", "0": "o", "3": "e", "1": "i", "!": "i", "$": "s", "5": "s", "7": "t"}
)
# what is left of a password without its digits and signs at both ends, as people here choose them
CORES = frozenset(
    "a aa aaa abc abcd abcde abcdef abcdefg qaz qwe qwer qwert qwerty qwertyuiop asd asdf asdfgh asdfghjkl zxc zxcv "
    "zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc password passwd passw pass pwd admin administrator root user "
    "guest test system default changeme welcome letmein login hello iloveyou woaini wo woaizuguo nihao zhongguo china "
    "huawei lenovo wang zhang "
    "anlan anquan anwei aqsc anjian yingji anquanshengchan anwenban".split()
)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


class LongOrMixed:
    """At least ten characters of three kinds, or at least sixteen of any: a sentence is as good as a riddle."""

    def validate(self, password: str, user: Person | None = None) -> None:
        faults = []
        if len(password) < SHORTEST:
            told = _("The password is too short: it has %(n)s characters, at least %(least)s are needed.")
            faults.append(
                ValidationError(told % {"n": len(password), "least": SHORTEST}, code="password.short")
            )
        if len(set(password)) < DIFFERENT:
            told = _("The password repeats the same few characters: use at least five different ones.")
            faults.append(ValidationError(told, code="password.repeats"))
        kinds = sum(bool(re.search(form, password)) for form in CLASSES)
        if len(password) < LONG_ENOUGH and kinds < KINDS:
            told = _(
                "A password of fewer than %(long)s characters needs three of these four: small letters, "
                "capitals, digits, other signs. This one has %(kinds)s of them."
            )
            faults.append(
                ValidationError(told % {"long": LONG_ENOUGH, "kinds": kinds}, code="password.plain")
            )
        if faults:
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        return _(
            "At least %(least)s characters with three of these four: small letters, capitals, digits, other signs; "
            "or at least %(long)s characters of any kind."
        ) % {"least": SHORTEST, "long": LONG_ENOUGH}


class NotAName:
    """Not the user name, the real name, or its pinyin."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if user is None:
            return
        squeezed = _squeezed(password)
        if any(name in squeezed for name in _names(user)):
            raise ValidationError(
                _("The password contains your user name, your name or its pinyin."), code="password.name"
            )

    def get_help_text(self) -> str:
        return _("It may not contain your user name, your name or its pinyin.")


def _names(user: Person) -> set[str]:
    """Return what a password may not contain, without signs and capitals; nothing so short that it is chance."""
    name = _squeezed(user.name)
    names = {_squeezed(user.username)}
    if name:
        syllables = _pinyin(user.name)
        names |= {"".join(syllables), "".join(syllables[1:] + syllables[:1])}
        if len(syllables) > 2:
            names |= {"".join(syllables[1:])}
    return {n for n in names if len(n) >= 4} | ({name} if len(name) >= 2 else set())


def _pinyin(name: str) -> list[str]:
    # its tables are read when a password is changed, not when a process starts
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return [_squeezed(syllable) for syllable in lazy_pinyin(name)]


class NotCommon:
    """Not on the list of common passwords, nor a common word with digits and signs around it."""

    def validate(self, password: str, user: Person | None = None) -> None:
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
        replaced = core.translate(ALIKE)
        listed = password.lower().strip() in _listed()
        if listed or not core or core in CORES or replaced in CORES:
            raise ValidationError(
                _("The password is one of those that are tried first: a common word or row of keys."),
                code="password.common",
            )

    def get_help_text(self) -> str:
        return _("No common word with digits behind it, no row of keys, not digits alone.")


@cache
def _listed() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


class NotFormer:
    """Not one of the last five. Django calls `password_changed` whenever a person with a new one is saved, by
    whatever way: the own access tokens end with the old password."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = FormerPassword.objects.filter(person=user).order_by("-pk").values_list("encoded", flat=True)
        known = {*former[:KEPT], user.password}
        if any(encoded and check_password(password, encoded) for encoded in known):
            raise ValidationError(
                _("The password is one of your last %(n)s: choose another.") % {"n": KEPT},
                code="password.former",
            )

    def password_changed(self, password: str | None, user: Any = None) -> None:
        if user is None or user.pk is None or not user.has_usable_password():
            return
        FormerPassword.objects.create(person=user, encoded=user.password, at=clock.real_now())
        kept = FormerPassword.objects.filter(person=user).order_by("-pk").values_list("pk", flat=True)[:KEPT]
        FormerPassword.objects.filter(person=user).exclude(pk__in=list(kept)).delete()
        tokens.revoke_of(user.pk, at=clock.real_now())  # whoever knew the old one may have made some

    def get_help_text(self) -> str:
        return _("Not one of your last %(n)s passwords.") % {"n": KEPT}
