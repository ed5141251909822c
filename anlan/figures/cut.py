"""What a figure is asked about: an area, sectors, a grade; and how much was known at the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.journal.models import Entry, Head
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Unknown
from anlan.org.models import Area, Sector
from anlan.org.models.areas import below, standing_in

GRADES = ("general", "major")


@dataclass(frozen=True, slots=True)
class Cut:
    """One area with its subtree, all sectors or some, all grades or one."""

    area_id: int
    area_path: str
    sector_ids: tuple[int, ...] = ()
    grade: str = ""

    def where(self, *, graded: bool = True) -> Q:
        """Return the condition on rows that carry area_path, sector_id and (when graded) grade."""
        condition = below(self.area_path)
        if self.sector_ids:
            condition &= Q(sector_id__in=self.sector_ids)
        if self.grade and graded:
            condition &= Q(grade=self.grade)
        return condition

    @classmethod
    def of(cls, area: Area, *, sectors: tuple[Sector, ...] = (), grade: str = "") -> Cut:
        if grade and grade not in GRADES:
            raise Invalid(
                "figure.grade_unknown",
                _("“%(grade)s” is no grade. Use general or major.") % {"grade": grade[:40]},
                field="grade",
            )
        return cls(area.pk, area.path or "", tuple(sorted(s.pk for s in sectors)), grade)


@dataclass(frozen=True, slots=True)
class Known:
    """How much was recorded: entries up to `seq`. `latest` when nothing later exists yet."""

    seq: int
    at: datetime
    latest: bool

    @classmethod
    def now(cls) -> Known:
        """Return everything recorded so far."""
        head = Head.objects.filter(pk=1).values_list("seq", "recorded_at").first()
        seq, recorded_at = head or (0, clock.now())
        return cls(seq, max(clock.now(), recorded_at), True)

    @classmethod
    def by(cls, moment: datetime | None) -> Known:
        """Return what was recorded up to `moment`, inclusive; None is now. The future is refused."""
        now = cls.now()
        if moment is None:
            return now
        if moment > now.at:
            raise Invalid("known_at.future", _("That moment has not come yet."), field="known_at")
        seq = (
            Entry.objects.filter(recorded_at__lte=moment)
            .order_by("-recorded_at", "-seq")
            .values_list("seq", flat=True)
        ).first() or 0
        return cls(seq, moment, seq == now.seq)


def find_area(text: str | None, *, among: Q | None = None, during: tuple[date, date] | None = None) -> Area:
    """Return the area by its code, official code or name; without text the root of the tree.

    The tree is today's or, where one is given, that of a period; of a code that was handed on, the newest holder.
    """
    areas = Area.objects.filter(standing_in(*during) if during and text else Q(valid_to=None))
    if among is not None:
        areas = areas.filter(among)
    if not text:
        found = areas.order_by("depth", "path").first()
        if found is None:
            raise Unknown("area.none", _("There is no area yet: load a city first."), field="area")
        return found
    clean = text.strip()[:80]
    if not parameters.storable(clean):
        raise Unknown(
            "area.unknown", _("There is no area “%(area)s”.") % {"area": _shown(clean)}, field="area"
        )
    hits = list(
        areas.filter(
            Q(code=clean)
            | Q(official_code=clean)
            | Q(name=clean)
            | Q(short_name=clean)
            | Q(name_en__iexact=clean)
        ).order_by("depth", "-valid_from", "path")[:2]
    )
    if not hits:
        raise Unknown("area.unknown", _("There is no area “%(area)s”.") % {"area": clean}, field="area")
    if len(hits) > 1 and hits[0].depth == hits[1].depth and hits[0].code != hits[1].code:
        raise Invalid(
            "area.ambiguous",
            _("More than one area is called “%(area)s”: give its code.") % {"area": clean},
            field="area",
        )
    return hits[0]


def find_sector(text: str) -> Sector:
    """Return the sector by its code or name."""
    clean = text.strip()[:80]
    named = Q(code=clean) | Q(name=clean) | Q(name_en__iexact=clean)
    found = Sector.objects.filter(named).first() if parameters.storable(clean) else None
    if found is None:
        shown = _shown(clean)
        raise Unknown(
            "sector.unknown", _("There is no sector “%(sector)s”.") % {"sector": shown}, field="sector"
        )
    return found


def _shown(text: str) -> str:
    """Return a name that may be shown: what cannot be printed is escaped."""
    return text if parameters.storable(text) else text.encode("ascii", "backslashreplace").decode()


def where_and_when(query: Mapping[str, Any], day_column: str = "") -> Q:
    """Return the condition that a list's address asks by `area`, `sector`, `from` and `to`."""
    condition = Q()
    if area := parameters.words(query, "area"):
        condition &= below(find_area(area).path or "")
    if sector := parameters.words(query, "sector"):
        condition &= Q(sector=find_sector(sector))
    if day_column and (first := parameters.day(query, "from")):
        condition &= Q(**{f"{day_column}__gte": first})
    if day_column and (last := parameters.day(query, "to")):
        condition &= Q(**{f"{day_column}__lte": last})
    return condition
