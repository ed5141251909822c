"""What is still missing before the first working day: counted live, over the areas of whoever asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.administration.models import Account
from anlan.jobs.models import Run, RunState
from anlan.kernel import clock
from anlan.org import calendar
from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Person, Post, Sector
from anlan.org.models.people import ADMINISTRATORS, held_at
from anlan.org.responsibility import Matrix
from anlan.org.roles import Permission, Role
from anlan.org.scope import Scope
from anlan.premises.models import Premises

NAMED = 5
"""Names that a line tells; the count says how many there are."""
WORKER_SILENT = timedelta(minutes=15)
BACKUP_OLD = timedelta(days=7)
Text = str | Promise
UNUSABLE = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


@dataclass(frozen=True)
class Question:
    """Who asks and when: conditions on rows come from here."""

    scope: Scope
    now: datetime

    def area(self, field: str) -> Q:
        return self.scope.where(Permission.READINESS_READ, area=field, sector=None)

    @property
    def areas(self) -> QuerySet[Area]:
        return Area.objects.filter(self.area("path"), valid_to=None)

    @property
    def whole(self) -> bool:
        """Tell whether the asker's area is the whole tree."""
        return self.areas.filter(parent=None).exists()

    @property
    def posts(self) -> QuerySet[Post]:
        return Post.objects.filter(held_at(self.now), person__is_active=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """How many are missing (0: ready), which ones first, and more words if there are any."""

    count: int
    names: tuple[str, ...] = ()
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the page. `must` False: work can begin without it, soon it will be missed. `one`: it is there or
    not, rather than some of many."""

    code: str
    label: Text
    why: Text
    ask: Callable[[Question], Answer]
    url: str = ""
    permission: Permission | None = None
    must: bool = True
    one: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A check with its answer."""

    check: Check
    answer: Answer

    @property
    def ready(self) -> bool:
        return not self.answer.count

    @property
    def href(self) -> str:
        return reverse(self.check.url) if self.check.url else ""


def lines(scope: Scope, *, at: datetime) -> list[Line]:
    """Return every check with its answer, in the order in which a city does them; about thirty queries."""
    question = Question(scope, at)
    return [Line(check, check.ask(question)) for check in CHECKS]


def _named(rows: Iterable[Any]) -> Answer:
    labels = [row if isinstance(row, str) else row.label for row in rows]
    return Answer(len(labels), tuple(labels[:NAMED]))


# -- the tree, its sectors, who answers ------------------------------------------------------------------------


def _areas(question: Question) -> Answer:
    return Answer(0 if question.areas.filter(depth__gt=0).exists() or not question.whole else 1)


def _departments(question: Question) -> Answer:
    known = Organisation.objects.filter(
        question.area("area__path"), kind=OrganisationKind.DEPARTMENT, valid_to=None
    )
    return Answer(0 if known.exists() or not question.whole else 1)


def _sectors(_question: Question) -> Answer:
    return Answer(0 if Sector.objects.exists() else 1)


def _sectors_without_lead(question: Question) -> Answer:
    root = Area.objects.filter(parent=None, valid_to=None).order_by("pk").first()
    if root is None:
        return Answer(0)
    matrix = Matrix.on(clock.local_day(question.now))
    claims = [
        (sector, matrix.claims(sector.pk, root.path or "/")) for sector in Sector.objects.order_by("position")
    ]
    return _named(sector for sector, claim in claims if claim.department_id is None)


def _cells(question: Question) -> Answer:
    """Cells of sector × lowest area for which nobody, or more than one, answers."""
    matrix = Matrix.on(clock.local_day(question.now))
    open_below = Area.objects.filter(parent=OuterRef("pk"), valid_to=None)
    leaves = list(question.areas.filter(~Exists(open_below)).order_by("path"))
    found = [
        f"{area.short_label} × {sector.label}"
        for sector in Sector.objects.order_by("position", "code")
        for area in leaves
        if matrix.claims(sector.pk, area.path or "/").department_id is None
    ]
    return _named(found)


# -- people ------------------------------------------------------------------------------------------------


def _administrators(question: Question) -> Answer:
    held = set(question.posts.filter(role__in=ADMINISTRATORS).values_list("role", flat=True))
    return _named(str(role.label) for role in ADMINISTRATORS if role not in held)


def _people(question: Question) -> QuerySet[Person]:
    """Return the active accounts that the asker's areas look after."""
    accounts = Account.objects.filter(question.area("area_path")).values("pk")
    theirs = Q(account_seq__in=accounts) | Q(posts__area__in=question.areas.values("pk"))
    if question.whole:
        theirs |= Q(account_seq=None)
    return Person.objects.filter(theirs, is_active=True).distinct()


def _without_post(question: Question) -> Answer:
    today = clock.local_day(question.now)
    ahead = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), person=OuterRef("pk"), ended_at=None
    )
    return _some(_people(question).filter(~Exists(ahead)))


def _some(people: QuerySet[Person]) -> Answer:
    names = people.order_by("pk").values_list("name", flat=True)
    return Answer(people.count(), tuple(names[:NAMED]))


def _unstaffed(role: Role, *kinds: str) -> Callable[[Question], Answer]:
    """Return the check for areas of some kinds in which nobody holds a role's post."""

    def ask(question: Question) -> Answer:
        held = question.posts.filter(role=role).values("area")
        return _named(question.areas.filter(kind__in=kinds).exclude(pk__in=held).order_by("path"))

    return ask


def _departments_unstaffed(question: Question) -> Answer:
    held = question.posts.filter(role__in=[Role.DEPARTMENT, Role.INSPECTOR]).values("organisation")
    bodies = Organisation.objects.filter(
        question.area("area__path"), kind=OrganisationKind.DEPARTMENT, valid_to=None
    ).exclude(pk__in=held)
    return _named(bodies.order_by("area__path", "pk"))


def _office_unstaffed(question: Question) -> Answer:
    if not question.whole or question.posts.filter(role=Role.OFFICE).exists():
        return Answer(0)
    return Answer(1)


def _without_password(question: Question) -> Answer:
    return _some(_people(question).filter(UNUSABLE))


def _never_changed(question: Question) -> Answer:
    return _some(_people(question).filter(must_change_password=True).exclude(UNUSABLE))


# -- premises ----------------------------------------------------------------------------------------------


def _premises(question: Question) -> Answer:
    return Answer(0 if Premises.objects.filter(question.area("area_path")).exists() else 1)


def _premises_of(condition: Q) -> Callable[[Question], Answer]:
    def ask(question: Question) -> Answer:
        places = Premises.objects.filter(question.area("area_path"), condition, is_active=True)
        names = places.order_by("pk").values_list("name", flat=True)
        return Answer(places.count(), tuple(names[:NAMED]))

    return ask


# -- the installation --------------------------------------------------------------------------------------


def _calendar(offset: int) -> Callable[[Question], Answer]:
    def ask(question: Question) -> Answer:
        year = clock.local_day(question.now).year + offset
        return Answer(0 if calendar.is_announced(year) else 1, (str(year),))

    return ask


def _worker(question: Question) -> Answer:
    alive = Run.objects.filter(state=RunState.DONE, finished_at__gte=question.now - WORKER_SILENT)
    return Answer(0 if alive.exists() else 1)


def _backup(question: Question) -> Answer:
    """Look for the note that `anlan backup` leaves in the data folder."""
    try:
        told = json.loads((Path(settings.HOME) / "last-backup.json").read_text("utf-8"))
        made_at = datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Answer(1)
    if made_at.tzinfo is None or clock.real_now() - made_at > BACKUP_OLD:
        return Answer(1, note=_("The last one is older than a week."))
    return Answer(0)


P = Permission
CHECKS: tuple[Check, ...] = (
    Check("areas", _("Areas"), _("Premises and hazards are counted in areas below the city."), _areas,
          "administration:areas", P.ORG_MANAGE, one=True),
    Check("departments", _("Member departments"), _("They supervise sectors and answer for hazards."), _departments,
          "administration:organisations", P.ORG_MANAGE, one=True),
    Check("sectors", _("Sectors"), _("Every place and every hazard lies in one."), _sectors,
          "administration:sectors", P.ORG_MANAGE, one=True),
    Check("sectors.lead", _("Sectors without a lead department"),
          _("Nobody would answer for their hazards in the whole city."), _sectors_without_lead,
          "administration:matrix", P.RESPONSIBILITY_READ),
    Check("matrix", _("Cells of the matrix without one responsible department"),
          _("A hazard there has no owner, or two."), _cells, "administration:matrix", P.RESPONSIBILITY_READ),
    Check("administrators", _("Administrators"),
          _("System administrator, security administrator and auditor are three people."), _administrators,
          "administration:people", P.PEOPLE_MANAGE),
    Check("office", _("City office without a dispatcher"), _("Nobody could assign, grade or rule for the city."),
          _office_unstaffed, "administration:people", P.PEOPLE_MANAGE, one=True),
    Check("posts.area", _("Area offices without anybody"), _("Nobody could follow up hazards of that area."),
          _unstaffed(Role.AREA_OFFICE, AreaKind.COUNTY, AreaKind.ZONE), "administration:people", P.PEOPLE_MANAGE),
    Check("posts.township", _("Townships without anybody at their station"),
          _("Nobody could inspect or accept there."), _unstaffed(Role.TOWNSHIP, AreaKind.TOWNSHIP),
          "administration:people", P.PEOPLE_MANAGE),
    Check("posts.department", _("Departments without anybody"), _("What falls to them would be seen by nobody."),
          _departments_unstaffed, "administration:people", P.PEOPLE_MANAGE),
    Check("people.post", _("People without a post"), _("Without a post nobody sees or does anything."),
          _without_post, "administration:people", P.PEOPLE_MANAGE),
    Check("people.password", _("Accounts without a password"),
          _("They cannot sign in until the security administrator gives them one."), _without_password,
          "administration:people", P.PEOPLE_MANAGE),
    Check("people.first_password", _("One-time passwords never changed"),
          _("These people have not signed in yet, or somebody else knows their password."), _never_changed,
          "administration:people", P.PEOPLE_MANAGE, must=False),
    Check("premises", _("Premises"), _("A visit goes to a place, and a hazard is found at one."), _premises,
          "premises:list", P.PREMISES_READ, one=True),
    Check("premises.department", _("Premises without one responsible department"),
          _("Their hazards would have no owner."), _premises_of(Q(department=None)), "administration:unclear",
          P.RESPONSIBILITY_READ),
    Check("premises.area", _("Premises counted in a closed area"), _("No staff would see them."),
          _premises_of(Q(reporting_area__valid_to__isnull=False)), "premises:list", P.PREMISES_READ),
    Check("calendar.this", _("Working calendar of this year"),
          _("Deadlines in working days need the holidays and make-up days."), _calendar(0), one=True),
    Check("calendar.next", _("Working calendar of next year"),
          _("The State Council announces it in autumn; deadlines reach over the turn of the year."), _calendar(1),
          must=False, one=True),
    Check("worker", _("Background worker"), _("Without it nothing is reminded, counted up or sealed."),
          _worker, one=True),
    Check("backup", _("Backup"), _("Make one before the first records come in, and keep it elsewhere."),
          _backup, one=True),
)  # fmt: skip
