"""Whether a unit is a major hazard installation and of which level, with each step of the reckoning.

    S = Σ q/Q        a unit with S ≥ 1 is an installation
    R = α · Σ β·q/Q  level I from 100, II from 50, III from 10, IV below

q is the design maximum in tonnes, not today's stock. Everything is reckoned in fractions: R = 10 is 10, and no rounding
moves a unit from one level to another. Rounded are only the numbers that are shown.

Source: GB 18218-2018 §4 as told in the domain brief §3.1. Where a substance has several classes, the lowest Q is taken
(standard) and the highest β (the careful reading: the standard is silent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.installations.packs import Edition, HazardClass, Substance, checked_cas
from anlan.kernel.errors import Invalid

MOST_TONNES = Decimal(10_000_000)
MOST_RESIDENTS = 10_000_000
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a mixture: its name and its share in percent by mass."""

    name: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Holding:
    """What a unit can hold of one substance or mixture: at most `tonnes`, by design.

    It is known by its number in table 1, by its CAS number or by its classes of table 2. A mixture of the same class as
    its pure substance is entered as that substance, any other by the classes of the mixture. `stated_beta` is what a
    filing says: it is compared, never taken.
    """

    name: str
    tonnes: Decimal
    number: int | None = None
    cas: str = ""
    classes: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    stated_beta: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A step: the holding, its Q and its β with where each comes from, and what it adds to S and to Σ β·q/Q."""

    holding: Holding
    q: Fraction
    q_from: str
    beta: Fraction
    beta_from: str
    ratio: Fraction
    weighted: Fraction


@dataclass(frozen=True, slots=True)
class Grading:
    """The outcome: `level` is "" where the unit is no installation (S < 1)."""

    edition: str
    residents: int
    alpha: Fraction
    lines: tuple[Line, ...]
    s: Fraction
    r: Fraction
    level: str

    @property
    def is_installation(self) -> bool:
        return self.s >= 1


def grade(holdings: Sequence[Holding], *, residents: int, edition: Edition) -> Grading:
    """Reckon S, R and the level of a unit with `residents` living within 500 m of the plant's boundary.

    Raises Invalid, naming the rule and the line, for what cannot be reckoned.
    """
    if not holdings:
        raise _invalid(_("A unit is graded by what it holds: name at least one substance."), "holdings")
    alpha = alpha_of(residents, edition)
    lines = tuple(_line(one, place, edition) for place, one in enumerate(holdings, start=1))
    s = sum((line.ratio for line in lines), Fraction(0))
    r = alpha * sum((line.weighted for line in lines), Fraction(0))
    level = next(name for least, name in edition.levels if r >= least) if s >= 1 else ""
    return Grading(edition.code, residents, alpha, lines, s, r, level)


def alpha_of(residents: int, edition: Edition) -> Fraction:
    """Return α (table 5). Raises Invalid below 0."""
    if not 0 <= residents <= MOST_RESIDENTS:
        raise _invalid(
            _("%(n)s residents within 500 m: a whole number from 0 on decides α (table 5).")
            % {"n": residents},
            "residents",
        )
    return next(alpha for least, alpha in edition.alpha if residents >= least)


def shown(number: Fraction) -> str:
    """Return a number with four places at most, halves rounded up, without idle noughts."""
    exact = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(_SHOWN, ROUND_HALF_UP)
    return f"{exact.normalize():f}"


def substance_of(holding: Holding, edition: Edition) -> Substance | None:
    """Return the line of table 1 that a holding is, or None where it goes by its classes. Raises Invalid."""
    cas = checked_cas(holding.cas) if holding.cas else ""
    if holding.number is not None:
        found = edition.substances.get(holding.number)
        if found is None:
            raise _invalid(
                _("Table 1 has no substance No. %(n)s; it ends with No. %(last)s.")
                % {"n": holding.number, "last": max(edition.substances)},
                "number",
            )
        if cas and found.cas and cas not in found.cas:
            raise _invalid(
                _("No. %(n)s of table 1 is %(name)s (CAS %(right)s), not CAS %(cas)s.")
                % {"n": found.no, "name": label(found), "right": " ".join(found.cas), "cas": cas},
                "cas",
            )
        return found
    named = edition.by_cas.get(cas, ()) if cas else ()
    if len(named) > 1:
        raise _invalid(
            _("CAS %(cas)s stands in table 1 more than once: name the number (%(all)s).")
            % {"cas": cas, "all": "; ".join(f"{one.no} {label(one)}" for one in named)},
            "number",
        )
    return named[0] if named else None


def label(one: Substance | HazardClass) -> str:
    """Return its name in the reader's language."""
    return one.name if (get_language() or "").startswith("zh") else one.name_en


def _line(holding: Holding, place: int, edition: Edition) -> Line:
    try:
        return _reckoned(holding, edition)
    except Invalid as fault:
        named = holding.name.strip() or holding.cas
        raise Invalid(
            fault.code,
            _("Line %(n)s (%(name)s): %(fault)s") % {"n": place, "name": named[:60], "fault": fault.message},
            field=f"holdings.{place - 1}.{fault.field}",
        ) from None


def _reckoned(holding: Holding, edition: Edition) -> Line:
    tonnes = _tonnes(holding.tonnes)
    _check_mixture(holding.components)
    substance = substance_of(holding, edition)
    classes = _classes(holding.classes, edition)
    _check_family(substance, classes, edition)
    if substance is not None:
        q, q_from = substance.q, _("table 1 No. %(n)s") % {"n": substance.no}
    elif classes:
        least = min(classes, key=lambda one: one.q)
        q, q_from = least.q, _("table 2 %(code)s") % {"code": least.code}
    else:
        raise _invalid(
            _(
                "The substance is not in table 1 by its number or CAS number: name its classes of table 2 "
                "(from its safety data sheet)."
            ),
            "classes",
        )
    beta, beta_from = _beta(holding, substance, classes, edition)
    if holding.stated_beta is not None and Fraction(holding.stated_beta) != beta:
        raise _invalid(
            _("β is stated as %(stated)s; %(source)s gives %(right)s.")
            % {"stated": holding.stated_beta, "source": beta_from, "right": shown(beta)},
            "stated_beta",
        )
    ratio = tonnes / q
    return Line(holding, q, q_from, beta, beta_from, ratio, beta * ratio)


def _check_family(substance: Substance | None, classes: Sequence[HazardClass], edition: Edition) -> None:
    """Refuse classes of which none is of the kind of the substance's usual one: their β is that of another hazard.

    Within a kind the work decides (petrol above its boiling point is W5.1, not W5.3); further classes may be added.
    """
    if substance is None or not substance.hazard_class or not classes:
        return
    usual = edition.classes[substance.hazard_class]
    if not any(one.code.split(".")[0] == usual.code.split(".")[0] for one in classes):
        raise _invalid(
            _(
                "%(name)s is of class %(usual)s (%(words)s); %(given)s is of another, and so is its β (table 4)."
            )
            % {
                "name": label(substance),
                "usual": usual.code,
                "words": label(usual),
                "given": ", ".join(one.code for one in classes),
            },
            "classes",
        )


def _beta(
    holding: Holding, substance: Substance | None, classes: Sequence[HazardClass], edition: Edition
) -> tuple[Fraction, str]:
    numbers = substance.cas if substance is not None else ()
    for cas in (*numbers, *([checked_cas(holding.cas)] if holding.cas else [])):
        if cas in edition.toxic:
            return edition.toxic[cas], _("table 3")
    if not classes and substance is not None and substance.hazard_class:
        classes = [edition.classes[substance.hazard_class]]
    if not classes:
        raise _invalid(
            _("β goes by the class (table 4): name the classes of the substance from its safety data sheet."),
            "classes",
        )
    most = max(classes, key=lambda one: one.beta)
    return most.beta, _("table 4 %(code)s") % {"code": most.code}


def _classes(codes: Sequence[str], edition: Edition) -> list[HazardClass]:
    wanted = [code.strip().upper() for code in codes if code.strip()]
    for code in wanted:
        if code not in edition.classes:
            raise _invalid(
                _("There is no class “%(code)s” in table 2. There are: %(all)s.")
                % {"code": code[:20], "all": ", ".join(edition.classes)},
                "classes",
            )
    return [edition.classes[code] for code in dict.fromkeys(wanted)]


def _tonnes(tonnes: Decimal) -> Fraction:
    if not tonnes.is_finite() or not 0 < tonnes <= MOST_TONNES:
        raise _invalid(
            _("The design maximum is a number of tonnes above 0, at most %(most)s.") % {"most": MOST_TONNES},
            "tonnes",
        )
    return Fraction(tonnes)


def _check_mixture(components: Sequence[Component]) -> None:
    for one in components:
        if not one.percent.is_finite() or not 0 < one.percent <= 100:
            raise _invalid(
                _("The share of %(name)s is a percentage above 0, at most 100.") % {"name": one.name[:60]},
                "components",
            )
    total = sum((one.percent for one in components), Decimal(0))
    if total > 100:
        raise _invalid(
            _("The shares of the mixture add up to %(total)s %%, more than 100 %%.") % {"total": total},
            "components",
        )


def _invalid(message: str, field: str) -> Invalid:
    return Invalid("grading.invalid", message, field=field)
