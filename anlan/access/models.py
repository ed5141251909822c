"""Sessions, the history of sign-ins, looks at protected data, and the passwords that may not come again.

All moments here are real time, also while a demo or a drill shifts the clock: they tell who was at a keyboard when.
"""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Person, Post


class Outcome(models.TextChoices):
    """What became of an attempt to sign in, or of a session."""

    OK = "ok", _("Signed in")
    WRONG = "wrong", _("Wrong password")
    LOCKED = "locked", _("Locked after wrong passwords")
    INACTIVE = "inactive", _("Account deactivated")
    SIGNED_OUT = "signed_out", _("Signed out")
    IDLE = "idle", _("Ended: not used for too long")
    TOO_LONG = "too_long", _("Ended: longest time reached")
    NEWER = "newer", _("Ended by a newer session")
    ELSEWHERE = "elsewhere", _("Ended from another session")
    PASSWORD = "password", _("Ended by a change of password")
    ADMINISTRATOR = "administrator", _("Ended by an administrator")
    TOKEN_MADE = "token_made", _("Access token made")
    TOKEN_REVOKED = "token_revoked", _("Access token revoked")
    TOKEN_REFUSED = "token_refused", _("Access token refused")


REFUSALS = (Outcome.WRONG, Outcome.LOCKED, Outcome.INACTIVE, Outcome.TOKEN_REFUSED)
ENDINGS = (
    Outcome.INACTIVE,
    Outcome.IDLE,
    Outcome.TOO_LONG,
    Outcome.NEWER,
    Outcome.ELSEWHERE,
    Outcome.PASSWORD,
    Outcome.ADMINISTRATOR,
)


class Session(AbstractBaseSession):
    """A browser that is signed in. An ended one stays until its last day, so that its next request is told why."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False, ended_why__in=ENDINGS),
                name="session_ended_with_its_reason",
            ),
        ]
        indexes = [
            # the living sessions of one person: at each sign-in, on the account page
            models.Index(fields=["person", "started_at"], condition=Q(ended_at=None), name="session_living"),
        ]

    @classmethod
    def get_session_store_class(cls) -> type:
        from anlan.access.sessions import SessionStore  # noqa: PLC0415 the store imports this table

        return SessionStore


class TokenKind(models.TextChoices):
    """Who uses a token: a person from their own programmes, or a machine with an account of its own."""

    PERSONAL = "personal", _("Personal")
    MACHINE = "machine", _("Machine")


class TokenScope(models.TextChoices):
    """What a token is good for, within what the posts of its account grant at the moment of use."""

    READ = "read", _("Read")
    ACT = "act", _("Take steps")
    JOURNAL = "journal", _("Read the journal")
    ADMINISTER = "administer", _("Decide on accounts, posts, areas and responsibility")


class Token(models.Model):
    """A key to the API. Only its SHA-256 is kept; the prefix tells people which one it is. Rights come from posts."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=TokenKind)
    purpose = models.CharField(max_length=60)
    prefix = models.CharField(max_length=14, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=40)  # codes with a space between them
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    expires_at = models.DateTimeField()
    # written at most every five minutes
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True)
    # null also when the operator did it from the command line
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TokenKind.values), name="token_kind_known"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(scopes=""), name="token_says_what_for"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="token_expires"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by=None), name="token_revoked_at_a_moment"
            ),
        ]
        indexes = [
            # the tokens of one person: on their page, and how many there are when another is made
            models.Index(fields=["person", "id"], name="token_by_person"),
        ]

    def __str__(self) -> str:
        return self.prefix


class SignIn(models.Model):
    """One attempt to sign in, the end of a session, or what a token met. Append-only; `name` is what was typed."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    token = models.ForeignKey(Token, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="sign_in_outcome_known"),
        ]
        indexes = [
            # the last twenty of one person
            models.Index(fields=["person", "id"], name="sign_in_by_person"),
            # the auditor's filter by name; whether a lock-out was written down already
            models.Index(fields=["name", "id"], name="sign_in_by_name"),
            # the auditor's filter by days
            models.Index(fields=["at"], name="sign_in_by_moment"),
            # how many tokens were refused to one address within the last minutes
            models.Index(
                fields=["address", "at"],
                condition=Q(outcome=Outcome.TOKEN_REFUSED),
                name="sign_in_token_refused",
            ),
        ]


class Reason(models.TextChoices):
    """Why somebody looked. One word is asked for, not an essay: the post says the rest."""

    RECTIFY = "rectify", _("To arrange an inspection or rectification")
    EMERGENCY = "emergency", _("To handle an emergency")
    CHECK = "check", _("To check whether the record is right")
    ROUTINE = "routine", _("Regular audit")
    INCIDENT = "incident", _("Inquiry into an incident")
    REQUEST = "request", _("At the request of a superior or of the person concerned")


TO_CALL = (Reason.RECTIFY, Reason.EMERGENCY, Reason.CHECK)
TO_AUDIT = (Reason.ROUTINE, Reason.INCIDENT, Reason.REQUEST)


class Look(models.Model):
    """Somebody read something protected: which, in the right of which post, why. Append-only.

    `kind` is the code of a protected contact or register (anlan/access/protected.py); `key` names the row.
    """

    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    key = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=16, choices=Reason)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="look_reason_known"),
            models.CheckConstraint(condition=~Q(kind=""), name="look_kind_given"),
        ]
        indexes = [
            # the auditor's filter by person
            models.Index(fields=["person", "id"], name="look_by_person"),
            # who looked at this one
            models.Index(fields=["kind", "key", "id"], name="look_by_thing"),
            # the auditor's filter by days
            models.Index(fields=["at"], name="look_by_moment"),
        ]


class FormerPassword(models.Model):
    """The hash of a password that was set; the newest few of a person may not be set again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    encoded = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the newest of one person, at each change
            models.Index(fields=["person", "id"], name="former_password_by_person"),
        ]
