"""People and posts as a file; telephone numbers are masked. The tree's own lists stand in `tree_exports`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import anlan.administration.tree_exports  # noqa: F401 -- declares its sheets
from anlan.access.protected import masked
from anlan.administration.listing import choices, filtered
from anlan.administration.rows import posts_now
from anlan.kernel import clock
from anlan.listings.sheets import CODE, WIDE, Column, Line, Sheet, Teller
from anlan.org.models import Person
from anlan.org.roles import Permission


def columns() -> list[Column]:
    return [
        Column(_("Name")),
        Column(_("User name"), CODE),
        Column(_("Posts held now"), WIDE),
        Column(_("Telephone number"), CODE),
        Column(_("Account")),
    ]


def teller() -> Teller:
    now = clock.now()
    active, gone, between = _("Active"), _("Deactivated"), _("; ")

    def tell(keys: list[int]) -> Iterable[tuple[int, Line]]:
        held = posts_now(keys, at=now)
        for person in Person.objects.filter(pk__in=keys).only("pk", "name", "username", "phone", "is_active"):
            yield (
                person.pk,
                (
                    person.name,
                    person.username,
                    between.join(held.get(person.pk, [])),
                    masked(person.phone),
                    active if person.is_active else gone,
                ),
            )

    return tell


Sheet(
    code="people",
    label=gettext_lazy("People and posts"),
    route="administration:people",
    permission=Permission.PEOPLE_MANAGE,
    rows=filtered,
    columns=columns,
    teller=teller,
    choices=choices,
    filters=("q", "role", "area"),
    masked=True,
)
