"""People and the dated posts that give them their rights."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models.areas import Area
from anlan.org.models.organisations import Organisation, Sector
from anlan.org.roles import Role


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

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's role in an organisation, over an area subtree and sectors, between two dates (inclusive)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="posts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_dates_in_order"
            ),
        ]
        indexes = [
            # every request reads the posts of one person
            models.Index(fields=["person", "valid_from"], name="post_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.role})"
