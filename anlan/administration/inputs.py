"""What the steps of administration take in: sectors, and the records that may be named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.lifecycle.inputs import Input, Reference, Text
from anlan.org.models import Area, Organisation, OrganisationKind, Person, Post, Sector

BODIES = (OrganisationKind.OFFICE, OrganisationKind.DEPARTMENT, OrganisationKind.GOVERNMENT)
"""Kinds of organisation that may answer for a sector."""


@dataclass(frozen=True, kw_only=True)
class Sectors(Input):
    """Some sectors, by code: a list, or codes with commas between them. None named means all of them."""

    kind = "sectors"

    def clean(self, raw: Any) -> tuple[Sector, ...]:
        if raw is not None and not isinstance(raw, (str, list, tuple)):
            raise self.wrong_type(_("a list of codes"))
        codes = raw.split(",") if isinstance(raw, str) else list(raw or ())
        if strange := [code for code in codes if not isinstance(code, (str, Sector))]:
            raise self.wrong_type(_("a list of codes, not of %(kind)s") % {"kind": type(strange[0]).__name__})
        wanted = [code.strip() if isinstance(code, str) else code.code for code in codes]
        wanted = list(dict.fromkeys(code for code in wanted if code))
        found = {sector.code: sector for sector in Sector.objects.filter(code__in=wanted[:200])}
        for code in wanted:
            if code not in found:
                raise self.invalid(
                    "sector",
                    _("There is no sector “%(sector)s”.") % {"sector": code[:40].replace("\x00", "")},
                )
        return tuple(found[code] for code in wanted)

    def journal(self, value: tuple[Sector, ...]) -> Any:
        return ", ".join(sector.code for sector in value) or None


def find_person(key: int) -> Person | None:
    return Person.objects.filter(pk=key).first()


def find_post(key: int) -> Post | None:
    return Post.objects.select_related("area", "person").filter(pk=key).first()


def find_area(key: int) -> Area | None:
    return Area.objects.filter(pk=key, valid_to=None).first()


def find_organisation(key: int) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(pk=key, valid_to=None).first()


def find_department(key: int) -> Organisation | None:
    return Organisation.objects.filter(pk=key, valid_to=None, kind__in=BODIES).first()


def find_sector(key: int) -> Sector | None:
    return Sector.objects.filter(pk=key).first()


PERSON = Reference(name="person", label=gettext_lazy("Holder of the post"), find=find_person, model=Person)
ACCOUNT_OF = Reference(name="person", label=gettext_lazy("Account of"), find=find_person, model=Person)
DEPUTY = Reference(name="person", label=gettext_lazy("Deputy"), find=find_person, model=Person)
POST = Reference(name="post", label=gettext_lazy("Post"), find=find_post, model=Post)
AREA = Reference(name="area", label=gettext_lazy("Area"), find=find_area, model=Area)
ORGANISATION = Reference(
    name="organisation", label=gettext_lazy("Organisation"), find=find_organisation, model=Organisation
)
DEPARTMENT = Reference(
    name="department", label=gettext_lazy("Department"), find=find_department, model=Organisation
)
SECTOR = Reference(name="sector", label=gettext_lazy("Sector"), find=find_sector, model=Sector)
REASON = Text(name="reason", label=gettext_lazy("Reason"), max_length=500, lines=2)
DOCUMENT = Text(
    name="document",
    label=gettext_lazy("Document number"),
    max_length=60,
    help=gettext_lazy("The document that this rests on, for example 安委办〔2022〕12号."),
)
