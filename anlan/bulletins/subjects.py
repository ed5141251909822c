"""What a correction is about, as people read it: a printed number is told by its figure’s name, area and days."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.bulletins.models import Issue, SignedValue
from anlan.figures.registry import REGISTRY
from anlan.org.models import Area


def key_of(subject: str) -> str:
    """Return the key that a subject may be: as it stands between the braces of a token."""
    return subject.strip().removeprefix("{").removesuffix("}")


def number_of(issue_id: int, subject: str) -> SignedValue | None:
    """Return the printed number of a signed issue that a subject names by its key; None for words. A query."""
    return SignedValue.objects.filter(signed=issue_id, key=key_of(subject)).order_by("position").first()


def named(issue: Issue, subject: str) -> str:
    """Return a subject in words: “Hazards closed (2022-10-01 – 2022-10-24)” for hazards.closed@month."""
    found = number_of(issue.pk, subject)
    return subject if found is None else name_of(found, issue)


def name_of(value: SignedValue, issue: Issue) -> str:
    """Return the name of a printed number: its figure, the area where it is not the issue's own, its days."""
    figure = REGISTRY.find(value.code)
    what = str(figure.name) if figure else value.code
    days = _("%(first)s to %(last)s") % {
        "first": value.first_on.isoformat(),
        "last": value.last_on.isoformat(),
    }
    if value.area_id == issue.area_id:
        return _("%(what)s (%(days)s)") % {"what": what, "days": days}
    area = Area.objects.filter(pk=value.area_id).first()
    where = area.label if area else value.area_code
    return _("%(what)s (%(area)s, %(days)s)") % {"what": what, "area": where, "days": days}


def choices(issue: Issue) -> list[tuple[str, str]]:
    """Return the printed numbers of a signed issue to choose from: (key, “as printed: name”). Two queries or more."""
    rows = SignedValue.objects.filter(signed=issue.pk).exclude(row_digest="").order_by("position")
    return [(row.key, f"{row.printed}: {name_of(row, issue)}") for row in rows[:200]]
