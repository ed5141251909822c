"""Which places a plan holds: chosen by attributes in one statement, drawn by lot, or named; to whom each falls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from anlan.draws import pools
from anlan.draws.models import Draw
from anlan.org.models import Organisation, OrganisationKind
from anlan.org.models.areas import below
from anlan.plans.models import ChosenBy, Doer, PlanItem
from anlan.premises.models import Premises

MOST_TOLD = 10
COLUMNS = (
    "plan_id", "premises_id", "organisation_id", "officer_id", "area_id", "area_path", "sector_id", "visits_due",
    "due_on", "every_days", "in_seq",
)  # fmt: skip


class HasTag(Func):
    """Whether a JSON list of texts holds one, on either engine."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        if connection.vendor == "sqlite":
            template = "EXISTS (SELECT 1 FROM json_each(%(expressions)s)"
            return super().as_sql(
                compiler,
                connection,
                template=template + ")",
                arg_joiner=") WHERE json_each.value = (",
                **extra,
            )
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" ? ", **extra)


@dataclass(frozen=True, slots=True)
class Class:
    """A class of places with a frequency of its own: what it is told by, how many visits, by which law."""

    what: str
    visits: int
    basis: str = ""


def classes_of(text: str) -> list[Class]:
    return [
        Class(what, int(visits), basis) for what, visits, basis in (x.split("\t") for x in text.splitlines())
    ]


def classes_told(classes: Sequence[Class]) -> str:
    return "\n".join(f"{one.what}\t{one.visits}\t{one.basis}" for one in classes)


@dataclass(frozen=True, slots=True)
class Named:
    """A place that was named: how often, by when and by whom it is to be visited; what is None follows the plan."""

    premises: Premises
    visits: int | None = None
    due_on: date | None = None
    organisation_id: int | None = None
    officer_id: int | None = None


def is_a(what: str) -> Q:
    """Return the condition that a place is of a class: of a sector by name or code, of a tag, or of a kind."""
    tagged = Q(HasTag(F("tags"), Value(what, output_field=CharField())))
    return Q(sector__code=what) | Q(sector__name=what) | Q(kind=what) | tagged


def chosen(plan: Any) -> QuerySet[Premises]:
    """Return the places at work that a plan's attributes choose."""
    rows = Premises.objects.filter(below(plan.area_path), is_active=True)
    if plan.sectors:
        rows = rows.filter(sector__code__in=plan.sectors.split(","))
    if plan.kinds:
        rows = rows.filter(kind__in=plan.kinds.split("\n"))
    if plan.tags:
        tagged = Q()
        for tag in plan.tags.split("\n"):
            tagged |= Q(HasTag(F("tags"), Value(tag, output_field=CharField())))
        rows = rows.filter(tagged)
    if plan.least_staff:
        rows = rows.filter(staff_count__gte=plan.least_staff)
    return rows


def unknown(plan: Any) -> tuple[str, str] | None:
    """Return the first tag or kind that no place at work in the plan's area bears, with its field: it is misspelt."""
    here = Premises.objects.filter(below(plan.area_path), is_active=True)
    for kind in filter(None, plan.kinds.split("\n")):
        if not here.filter(kind=kind).exists():
            return "kinds", kind
    for tag in filter(None, plan.tags.split("\n")):
        if not here.filter(Q(HasTag(F("tags"), Value(tag, output_field=CharField())))).exists():
            return "tags", tag
    return None


def idle_class(plan: Any, places: Sequence[Named] = ()) -> str:
    """Return the first class of the plan that no place chosen is of, or nothing: it is misspelt, and asks for nothing.

    One query for each class, and for each 500 places named.
    """
    keys = [one.premises.pk for one in places]
    for one in classes_of(plan.classes):
        if not is_named(plan):
            fits = chosen(plan).filter(is_a(one.what)).exists()
        else:
            fits = any(
                Premises.objects.filter(is_a(one.what), pk__in=keys[start : start + 500]).exists()
                for start in range(0, len(keys), 500)
            )
        if not fits:
            return one.what
    return ""


def in_use(plan: Any, field: str) -> list[str]:
    """Return the tags or the kinds of the places at work in the plan's area, the most frequent first. One query."""
    here = Premises.objects.filter(below(plan.area_path), is_active=True)
    if field == "kinds":
        rows = here.exclude(kind="").values_list("kind").annotate(n=Count("pk")).order_by("-n", "kind")
        return [kind for kind, _n in rows[:MOST_TOLD]]
    tags = Counter(tag for tags in here.values_list("tags", flat=True).iterator() for tag in tags)
    return [tag for tag, _n in tags.most_common(MOST_TOLD)]


def _visits(plan: Any) -> Any:
    each = Value(plan.visits_each, output_field=IntegerField())
    classes = classes_of(plan.classes)
    if not classes:
        return each
    return Case(*(When(is_a(one.what), then=Value(one.visits)) for one in classes), default=each)


def _falls_to(plan: Any) -> Any:
    """Return whose each place is. A place that nobody of the kind asked for answers for falls to the plan's maker."""
    maker = Value(plan.organisation_id, output_field=BigIntegerField())
    if plan.doer == Doer.REGULATOR:
        return Coalesce(F("department_id"), maker)
    if plan.doer == Doer.ISSUER:
        return maker
    kinds = [OrganisationKind.GOVERNMENT]
    if plan.doer == Doer.STATION:
        kinds.append(OrganisationKind.STATION)
    bodies = Organisation.objects.filter(below(plan.area_path, "area__path"), kind__in=kinds, valid_to=None)
    found = bodies.order_by("-area__depth", "pk").values_list("pk", "area__path")
    whens = [When(below(path or ""), then=Value(key, output_field=BigIntegerField())) for key, path in found]
    return Case(*whens, default=maker) if whens else maker


def days_of(plan: Any) -> int:
    return int((plan.last_day - plan.first_day).days) + 1


def planned(plan: Any) -> QuerySet[Premises]:
    """Return the chosen places with what each owes: `falls_to`, `owes`."""
    return chosen(plan).annotate(falls_to=_falls_to(plan), owes=_visits(plan))


def size(plan: Any) -> tuple[int, int]:
    """Return how many places the attributes choose, and how many visits these owe. One query."""
    found = planned(plan).aggregate(units=Count("pk"), owed=Sum("owes"))
    return found["units"], found["owed"] or 0


def write(plan: Any, seq: int) -> int:
    """Write the chosen places as the plan's, in one statement; return how many.

    50 000 rows would else be read, made into objects and sent back while every other step waits for its number.
    """
    whole: Any = Value(plan.last_day, output_field=DateField())
    days = days_of(plan)
    rows = planned(plan).annotate(
        p=Value(plan.id, output_field=BigIntegerField()),
        nobody=Value(None, output_field=BigIntegerField()),
        by_day=whole,
        every=Case(
            When(owes__gt=1, then=Value(days) / F("owes")), default=Value(0), output_field=IntegerField()
        ),
        entry=Value(seq, output_field=BigIntegerField()),
    )
    asked = rows.values_list(
        "p", "pk", "falls_to", "nobody", "reporting_area", "area_path", "sector", "owes", "by_day", "every",
        "entry",
    )  # fmt: skip
    sql, params = asked.query.sql_with_params()
    table = PlanItem._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(COLUMNS)}) {sql}", params)
        return int(cursor.rowcount)


def drawn(plan: Any) -> list[Named]:
    """Return the places that the plan's draw drew and that are still at work, each with the first officer drawn."""
    pairs = pools.result(Draw.objects.values_list("result", flat=True).get(pk=plan.draw_id))
    officers = {pair.key: int(pair.officers[0]) for pair in pairs}
    places = Premises.objects.filter(code__in=list(officers), is_active=True).order_by("pk")
    return [Named(place, officer_id=officers[place.code]) for place in places]


def visits_of(plan: Any, places: Sequence[Named]) -> dict[int, int]:
    """Return how many visits each named place owes: as told, else by its class. One query."""
    keys = [one.premises.pk for one in places]
    found: dict[int, int] = {}
    for start in range(0, len(keys), 500):
        rows = Premises.objects.filter(pk__in=keys[start : start + 500]).annotate(owes=_visits(plan))
        found |= dict(rows.values_list("pk", "owes"))
    return found | {one.premises.pk: one.visits for one in places if one.visits}


def write_named(plan: Any, places: Sequence[Named], seq: int) -> None:
    """Write named places as the plan's."""
    visits = visits_of(plan, places)
    keys = [one.premises.pk for one in places]
    bodies: dict[int, int] = {}
    for start in range(0, len(keys), 500):
        rows = Premises.objects.filter(pk__in=keys[start : start + 500]).annotate(falls_to=_falls_to(plan))
        bodies |= dict(rows.values_list("pk", "falls_to"))
    days = days_of(plan)
    PlanItem.objects.bulk_create(
        (
            PlanItem(
                plan_id=plan.id,
                premises_id=one.premises.pk,
                organisation_id=one.organisation_id or bodies[one.premises.pk],
                officer_id=one.officer_id,
                area_id=one.premises.reporting_area_id,
                area_path=one.premises.area_path,
                sector_id=one.premises.sector_id,
                visits_due=visits[one.premises.pk],
                due_on=one.due_on or plan.last_day,
                every_days=days // visits[one.premises.pk] if visits[one.premises.pk] > 1 else 0,
                in_seq=seq,
            )
            for one in places
        ),
        batch_size=1_000,
    )


def is_named(plan: Any) -> bool:
    return bool(plan.chosen_by != ChosenBy.ATTRIBUTES)
