"""The series that an area begins with, and whom their issues go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from anlan.bulletins.models import Cycle, Group, Line, Member, Selector, Series, SpecialSeries
from anlan.bulletins.models.series import chinese
from anlan.figures.cut import find_area
from anlan.kernel.errors import Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area, Organisation, OrganisationKind
from anlan.org.profile import masthead

BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True)
class Kind:
    """A series that every area may have: how it is called after the area's name, and what its figures count."""

    code: str
    suffix: str
    suffix_en: str
    cycle: Cycle

    @property
    def label(self) -> Any:
        """How its section files are called where a series chooses its own; in the reader's language."""
        return lazy(lambda: self.suffix if chinese() else self.suffix_en, str)()


KINDS = (
    Kind(BULLETIN, "安全生产简报", "Work Safety Bulletin", Cycle.YEAR),
    Kind("daily", "安全生产每日快报", "Work Safety Daily", Cycle.DAY),
    Kind("weekly", "安全生产周报", "Work Safety Weekly", Cycle.WEEK),
    Kind("monthly", "安全生产月报", "Work Safety Monthly", Cycle.MONTH),
    Kind("notice", "重点时段安全生产通报", "Work Safety Notice", Cycle.SPECIAL),
)

_GROUPS = (
    (Line.DELIVER, "市委常委、市安委会主任、副主任", "Leaders of the committee", Selector.LEADERS),
    (Line.ISSUE, "各县区、功能区安委办", "Offices of counties, districts and zones", Selector.AREA_OFFICES),
    (Line.ISSUE, "市安全生产委员会成员单位", "Member departments of the committee", Selector.DEPARTMENTS),
)


def found(area: Area) -> list[Series]:
    """Write the series that the area does not have yet, each with its groups; return all. For pages that write."""
    known = {series.code for series in Series.objects.filter(area=area)}
    if len(known) < len(KINDS):
        issuer = issuer_of(area)
        for kind in KINDS:
            if kind.code not in known:
                _write(area, issuer, kind)
    return list(Series.objects.filter(area=area, closed_on=None).order_by("position", "id"))


def series_of(area: Area, issuer: Organisation, code: str) -> Series:
    """Return a series as an area begins it, not written yet. Raises Unknown for a kind that there is not."""
    place = next((n for n, kind in enumerate(KINDS) if kind.code == code), None)
    if place is None:
        raise Unknown(
            "bulletin.series", _("There is no series “%(code)s”.") % {"code": code[:40]}, field="series"
        )
    kind = KINDS[place]
    stem = area.name.removesuffix("市")
    named = (masthead(area, language="zh"), masthead(area, language="en"))
    return Series(
        area=area,
        issuer=issuer,
        code=kind.code,
        name=named[0] if kind.code == BULLETIN else f"{stem}{kind.suffix}",
        name_en=named[1] if kind.code == BULLETIN else f"{area.name_en} {kind.suffix_en}",
        sections=kind.code,
        cycle=kind.cycle,
        position=place,
    )


def _write(area: Area, issuer: Organisation, kind: Kind) -> None:
    series = series_of(area, issuer, kind.code)
    series.save(force_insert=True)
    write_groups(series)


def write_groups(series: Series) -> None:
    """Write the groups that a series begins with."""
    Group.objects.bulk_create(
        Group(series=series, line=line, position=number, name=name, name_en=english, selector=selector)
        for number, (line, name, english, selector) in enumerate(_GROUPS)
    )


def copy_groups(like: Series, series: Series, *, on: date) -> None:
    """Give a series the groups of another with their members, as they stand on a day."""
    for group in Group.objects.on(on).filter(series=like).order_by("pk"):
        members_ = list(Member.objects.filter(group=group, valid_to=None).order_by("pk"))
        group.pk, group.series, group.valid_from = None, series, on
        group.save(force_insert=True)
        Member.objects.bulk_create(
            Member(group=group, organisation_id=one.organisation_id, valid_from=on) for one in members_
        )


def issuer_of(area: Area) -> Organisation:
    """Return the office that issues an area's bulletins: its work safety committee office."""
    kinds = (OrganisationKind.OFFICE, OrganisationKind.GOVERNMENT)
    offices = Organisation.objects.filter(area=area, kind__in=kinds, valid_to=None)
    issuer = offices.order_by("kind", "id").last() if len(offices) > 1 else offices.first()
    if issuer is None:
        raise Unknown(
            "bulletin.issuer",
            _("%(area)s has no office that could issue a bulletin: enter its organisation first.")
            % {"area": area.label},
        )
    return issuer


def find(code: str, area: Area | None = None) -> Series:
    """Return a series of an area (of the whole tree's root) by its code. Raises Unknown."""
    area = area or find_area(None)
    series = (
        Series.objects.select_related("area", "issuer").filter(area=area, code=code, closed_on=None).first()
    )
    if series is None:
        raise Unknown(
            "bulletin.series", _("There is no series “%(code)s”.") % {"code": code[:40]}, field="series"
        )
    return series


def period_of(series: Series, on: date) -> Period:
    """Return the days that an issue of a day tells of.

    Of a special period: since the special series that runs on that day began; the year to the day where none runs.
    """
    first = {
        Cycle.SPECIAL: _special_first(series, on),
        Cycle.YEAR: date(on.year, 1, 1),
        Cycle.MONTH: on.replace(day=1),
        Cycle.WEEK: on - timedelta(days=on.weekday()),
        Cycle.DAY: on,
    }[Cycle(series.cycle)]
    return Period(first, on)


def _special_first(series: Series, on: date) -> date:
    special = running_special(series, on) if series.cycle == Cycle.SPECIAL and series.pk else None
    return special.first_on if special else date(on.year, 1, 1)


def running_special(series: Series, on: date) -> SpecialSeries | None:
    """Return the special series that runs on a day; the one begun last, if there are several."""
    rows = SpecialSeries.objects.filter(series=series, first_on__lte=on)
    return rows.filter(Q(last_on=None) | Q(last_on__gte=on)).order_by("-first_on", "-id").first()


def lines(series: Series, *, language: str, on: date) -> dict[str, str]:
    """Return the lines of the colophon as they are printed on a day: a sentence of names each. A query."""
    names: dict[str, list[str]] = {}
    for group in Group.objects.on(on).filter(series=series).order_by("line", "position", "id"):
        names.setdefault(group.line, []).append(group.name if language == "zh" else group.name_en)
    comma, stop = ("，", "。") if language == "zh" else ("; ", ".")
    return {line: comma.join(some) + stop for line, some in names.items()}


def members(group: Group, on: date) -> list[Organisation]:
    """Return the organisations that a group stands for on a day, in order of key: its selector's and its members."""
    standing = Organisation.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    area = group.series.area
    named = Member.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), group=group, valid_from__lte=on)
    chosen = Q(pk__in=named.values("organisation"))
    match Selector(group.selector):
        case Selector.LEADERS:
            posts = Q(posts__role="leader", posts__valid_from__lte=on, posts__area=area) & (
                Q(posts__valid_to=None) | Q(posts__valid_to__gte=on)
            )
            chosen |= Q(pk__in=standing.filter(posts).values("pk"))
        case Selector.AREA_OFFICES:
            chosen |= Q(kind=OrganisationKind.GOVERNMENT, area__parent=area)
        case Selector.DEPARTMENTS:
            chosen |= Q(kind=OrganisationKind.DEPARTMENT, area=area)
        case Selector.STATIONS:
            chosen |= Q(kind=OrganisationKind.STATION, area__path__startswith=area.path or "/")
    return list(standing.filter(chosen).order_by("id"))
