"""What an address asks about figures, read strictly and never beyond what the reader's posts reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from anlan.figures.cut import GRADES, Cut, Known, find_area, find_sector
from anlan.figures.evaluation import Value, evaluate, evaluate_all, records
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.period import Period
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.models import Area, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True)
class Asked:
    """What a page's address asks: area, sectors and grade within the reader's posts, and the period."""

    area: Area
    cut: Cut
    period: Period
    known_at: Any
    query: dict[str, str]
    permissions: frozenset[Permission] = frozenset()
    everything: bool = False

    def may(self, figure: Figure) -> bool:
        """Tell whether the reader may ask for a figure that may be told to a few only."""
        return figure.reserved is None or self.everything or figure.reserved in self.permissions

    def cut_of(self, figure: Figure) -> Cut:
        """Return the cut for a figure.

        What has no sector is not cut by the sectors of the reader's posts, which nobody asked for; by a sector that
        was asked for it is refused when it is evaluated.
        """
        return self.cut if figure.sectored or "sector" in self.query else replace(self.cut, sector_ids=())

    def values(self, figures: Iterable[Figure]) -> dict[str, Value]:
        """Return those of the figures that can be told of this cut. One statement, or two where sectors are cut."""
        cuts: dict[Cut, list[str]] = {}
        order = [one for one in figures if self.may(one) and one.answers(self.cut_of(one))]
        for figure in order:
            cuts.setdefault(self.cut_of(figure), []).append(figure.code)
        found: dict[str, Value] = {}
        known = Known.by(self.known_at)
        for cut, codes in cuts.items():
            found |= evaluate_all(codes, cut=cut, period=self.period, known=known)
        return {figure.code: found[figure.code] for figure in order}

    def value(self, code: str) -> Value:
        """Return one figure's value. Raises Invalid where it is not told apart by what was asked, Refused where it is
        told to others only."""
        if not self.may(REGISTRY[code]):
            raise Refused(
                "figure.reserved", _("This figure is for the office alone."), field="code", http=403
            )
        cut = self.cut_of(REGISTRY[code])
        return evaluate(code, cut=cut, period=self.period, known_at=self.known_at)

    def link(self, **changes: str) -> str:
        """Return the query string with some of it changed; an empty value takes a part away."""
        return urlencode({name: value for name, value in {**self.query, **changes}.items() if value})


def asked(query: Mapping[str, Any], actor: Actor) -> Asked:
    """Return what the address asks, never more than the reader's posts reach. Raises Invalid or Unknown."""
    reached = _reached(actor)
    sector_text = parameters.words(query, "sector")
    own = _own_sectors(actor)
    sectors: tuple[Sector, ...] = (find_sector(sector_text),) if sector_text else ()
    if own is not None:
        if any(sector.pk not in own for sector in sectors):
            raise Refused(
                "figure.sector", _("Your posts do not reach this sector."), field="sector", http=403
            )
        sectors = sectors or tuple(Sector.objects.filter(pk__in=own))
    last = parameters.day(query, "to") or clock.today()
    first = parameters.day(query, "from") or last.replace(month=1, day=1)
    if first > last:
        raise Invalid("period.order", _("The period ends before it begins."), field="from")
    area_text = parameters.words(query, "area")
    area = _area(area_text, reached, (first, last))
    kept = {name: str(query[name]) for name in QUESTION if query.get(name)}
    return Asked(
        area,
        Cut.of(area, sectors=sectors, grade=parameters.choice(query, "grade", GRADES)),
        Period(first, last),
        parameters.moment(query, "known_at"),
        kept,
        actor.permissions,
        actor.is_system,
    )


QUESTION = ("area", "sector", "grade", "from", "to", "known_at")
"""The keys of an address that ask about a figure."""


def rows_asked(code: str, actor: Actor, query: Mapping[str, Any]) -> Any:
    """Return the records that a figure counts for an address, within the reader's scope, as a QuerySet."""
    rows = records(asked(query, actor).value(code), scope=actor.scope)
    return of_kind(REGISTRY[code], rows, query)


def of_kind(figure: Figure, rows: Any, query: Mapping[str, Any]) -> Any:
    """Return those of a figure's records that are of the kind which an address names. Raises Invalid."""
    if not (kind := parameters.words(query, "kind")):
        return rows
    if figure.kinds is None:
        raise Invalid(
            "figure.not_by_kind",
            _("“%(name)s” is not told apart by kind.") % {"name": figure.name},
            field="kind",
        )
    parameters.choice(query, "kind", [code for code, _label in figure.kinds.names()])
    return rows.filter(**{figure.kinds.column: kind})


def choices_of(actor: Actor) -> dict[str, list[tuple[str, Any]]]:
    """Return the words of what an address may choose: areas, sectors, grades."""
    return {
        "area": area_choices(areas_of(actor.scope)),
        "sector": sector_choices(),
        "grade": [("general", _("General hazard")), ("major", _("Major hazard"))],
    }


def may_ask(actor: Actor, *, area_path: str, sector_ids: tuple[int, ...]) -> bool:
    """Tell whether a value of this area and these sectors (none: all of them) may be shown to a reader."""
    if not any(area_path.startswith(path) for path in _reached(actor)):
        return False
    own = _own_sectors(actor)
    return own is None or (bool(sector_ids) and set(sector_ids) <= own)


def _reached(actor: Actor) -> list[str]:
    """Return the area paths of the reader's posts that read figures, the highest first."""
    if actor.is_system:
        return ["/"]
    paths = {post.area_path for post in actor.posts if Permission.FIGURE_READ in post.permissions}
    return sorted(paths, key=lambda path: (path.count("/"), path))


def _area(text: str, reached: list[str], during: tuple[date, date]) -> Area:
    """Return the area asked for, or the highest one within reach. Areas are public: beyond reach is told as such."""
    if not text:
        return find_area(None, among=below(reached[0], "path"))
    within = reduce(or_, [below(path, "path") for path in reached])
    try:
        return find_area(text, among=within, during=during)
    except Unknown:
        beyond = find_area(text, during=during)
        raise Refused(
            "figure.area",
            _("Your posts do not reach %(area)s: you see the figures of your own area.")
            % {"area": beyond.label},
            field="area",
            http=403,
        ) from None


def _own_sectors(actor: Actor) -> set[int] | None:
    """Return the sectors that every figure post of the reader is limited to, or None for all."""
    if actor.is_system:
        return None
    limited: set[int] = set()
    for post in actor.posts:
        if Permission.FIGURE_READ in post.permissions:
            if post.sector_ids is None:
                return None
            limited |= post.sector_ids
    return limited
