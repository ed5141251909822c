"""People and the dated posts that give them their rights."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.org.models.areas import Area
from anlan.org.models.organisations import Organisation, Sector
from anlan.org.roles import Permission, Role

if TYPE_CHECKING:
    from anlan.org.scope import Scope

NOBODY = Q(pk__in=())


class PersonQuerySet(models.QuerySet["Person"]):
    def within(self, scope: Scope) -> PersonQuerySet:
        """Return whom a security administrator sees: people with a post in the area, and those with none at all."""
        where = scope.where(Permission.PEOPLE_MANAGE, area="area__path", sector=None)
        if where == NOBODY:
            return self.none()
        posts = Post.objects.filter(person=OuterRef("pk"))
        return self.filter(Exists(posts.filter(where)) | ~Exists(posts))


class PostQuerySet(models.QuerySet["Post"]):
    def within(self, scope: Scope) -> PostQuerySet:
        """Return the posts that a security administrator has to do with."""
        return self.filter(scope.where(Permission.PEOPLE_MANAGE, area="area__path", sector=None))


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, *, username: str, name: str, password: str | None = None, **extra: Any) -> Person:
        """Create an account; without a password it cannot sign in."""
        person = self.model(username=username, name=name, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with a name; rights come from posts only, there is no superuser."""

    username = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Use small letters, digits, dot, dash."))],
    )
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    must_change_password = models.BooleanField(
        default=False
    )  # signed in with a password that others have seen
    account_seq = models.BigIntegerField(null=True, unique=True)  # its case in the journal; null: loaded

    objects = PersonManager.from_queryset(PersonQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
"""Roles that are kept apart (三员分立): nobody holds two of them at a time."""


def held_at(at: datetime, prefix: str = "") -> Q:
    """Return the condition that a post is held at a moment: within its days, not ended, and the same is true of
    the post that it deputises for, if it does."""
    day = clock.local_day(at)

    def stands(to: str) -> Q:
        open_ended = Q(**{f"{to}valid_to": None}) | Q(**{f"{to}valid_to__gte": day})
        not_ended = Q(**{f"{to}ended_at": None}) | Q(**{f"{to}ended_at__gt": at})
        return Q(**{f"{to}valid_from__lte": day}) & open_ended & not_ended

    return stands(prefix) & (Q(**{f"{prefix}acting_for": None}) | stands(f"{prefix}acting_for__"))


class Post(models.Model):
    """A person's role in an organisation, over an area subtree and sectors, between two dates (inclusive).

    Leaving it sets `ended_at`: rights end with the next request, not with the day. A deputy's post (代理) names
    the post that it deputises for, copies its role, organisation, area and sectors, and ends with it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="posts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    acting_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="deputies")
    appointment_seq = models.BigIntegerField(null=True, unique=True)  # its case in the journal; null: loaded

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(acting_for=None) | Q(valid_to__isnull=False), name="post_deputy_has_both_dates"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(valid_to__isnull=False), name="post_ended_has_its_last_day"
            ),
            # what a constraint can hold of the three administrators; days that overlap are the flow's to refuse
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(role__in=ADMINISTRATORS, valid_to=None),
                name="post_administrators_apart",
            ),
        ]
        indexes = [
            # every request reads the posts of one person
            models.Index(fields=["person", "valid_from"], name="post_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.role})"
