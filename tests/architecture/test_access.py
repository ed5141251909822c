"""Who may do what: every guarded route walked with GET and POST, and every step of a case asked, by every role, by
strangers to the case and by nobody, and compared with access.txt, the table for people.

A new route: give each of its parameters a value in `values`, below. A change that is meant: write the table anew with
ANLAN_WRITE_ACCESS=1 .venv/bin/python -m pytest -q tests/architecture/test_access.py
and read its difference before you commit it: each changed cell is somebody who may more or less than before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anlan.access.models import Token, TokenKind
from anlan.assignments.models import AssignedTask, LeaderActivity, LeaderTerm, Meeting, TaskPart
from anlan.bulletins.models import Delivery, Issue, Template
from anlan.checklists.models import Checklist
from anlan.criteria.models import CriterionPack
from anlan.digests.actions import make as make_digest
from anlan.digests.models import Digest
from anlan.draws.models import Draw
from anlan.draws.tests.factories import prepare as prepared_draw
from anlan.duty.tests.factories import one_of_each as duty_of_each
from anlan.evidence.access import own_token
from anlan.evidence.tests.factories import attach, photograph
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.quoting import quote
from anlan.hazards.models import Hazard
from anlan.imports.tests.sheets_of import brought, ledger
from anlan.inspections.models import Visit
from anlan.inspections.tests.factories import qualified
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle.flow import FLOWS
from anlan.listings import exporting
from anlan.listings.models import Batch, Format, SavedView
from anlan.listings.sheets import SHEETS
from anlan.notifications.models import Notice
from anlan.org.models import Post
from anlan.org.roles import Role
from anlan.org.scope import SYSTEM
from anlan.outreach.models import Activity, Campaign
from anlan.outreach.tests.factories import launch, record_activity
from anlan.papers.models import Paper
from anlan.reporting.form_models import FormChange
from anlan.reporting.models import Due
from anlan.reporting.tests.factories import a_day, a_form
from anlan.suggestions.tests.test_box import send
from anlan.supervision.models import Supervision
from anlan.supervision.tests.factories import LETTER, REMINDED, supervised
from anlan.testing import TODAY, SmallCity, actor, person, scratch, sign_in
from anlan.testing.issues import distributed_issue, drafted_issue, kept_template
from tests.architecture.assigned import assigned
from tests.architecture.kept import kept, kept_cases
from tests.architecture.not_of_the_shop import NOT_OF_THE_SHOP
from tests.architecture.of_incidents import incident_cases, of_incidents
from tests.architecture.open_to_all import PUBLIC
from tests.architecture.planned import planned, planned_cases
from tests.architecture.readers import READERS, STRANGERS, changed, table
from tests.architecture.studied import studied

TABLE = Path(__file__).with_name("access.txt")
ANEW = "ANLAN_WRITE_ACCESS=1 .venv/bin/python -m pytest -q tests/architecture/test_access.py"


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any, list[str]]]:
    """Yield (name, view, names of the parameters) of every route."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "api-v1":  # walked with tokens by test_api_access.py
                continue
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern.callback, sorted(pattern.pattern.converters)


ROUTES = {name: (view, parameters) for name, view, parameters in routes()}
GUARDED = sorted(set(ROUTES) - set(PUBLIC))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep photographs and static files of the walk apart."""
    settings.HOME = settings.STATIC_ROOT = tmp_path


@pytest.fixture
def values(city, tmp_path) -> dict[str, Any]:
    return values_of(city, tmp_path)


def values_of(city: SmallCity, tmp_path: Path) -> dict[str, Any]:
    """Return the value of each parameter, by “route.parameter”, “app.parameter” or “parameter”, the first that fits.

    Everything is the shop's, or the personal thing of an owner of the case.
    """
    supervision = supervised(REMINDED, LETTER)
    hazard = Hazard.objects.get(pk=supervision.subject_id)
    picture, unattached = photograph(1), photograph(2)
    attach(picture, hazard.pk)
    dept, now = person("dept1"), clock.now()
    digest = Notice.objects.create(
        event="digest.daily", case_kind="", case_id=0, seq=1, created_at=now, delivered_at=now, counts={},
        organisation=city.organisations["fire"],
    )  # fmt: skip
    batch = Batch.objects.create(
        kind="hazard", step="assign", person=dept, organisation=city.organisations["fire"], at=now,
        asked=0, done=0, refused=0,
    )  # fmt: skip
    token = Token.objects.create(
        person=dept, kind=TokenKind.PERSONAL, purpose="walk", prefix="anlan_00000000", digest="0", scopes="read",
        made_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    path = ledger(
        tmp_path / "ledger.xlsx", "visits", {"premises": "shop", "visited_at": "2022-10-01", "officer": "?"}
    )
    brought_ledger = brought(path, "visits", by=actor("county1"))
    export = exporting.ask(
        by=actor("dept1"), sheet=SHEETS["hazards"], query={}, form=Format.XLSX, key="walk", at=now
    )
    a1, year = Cut.of(city.areas["a1"]), Period.year_to(TODAY)
    quoted = quote(evaluate("hazards.found", cut=a1, period=year), at=now)
    issue, out = drafted_issue(), distributed_issue(title="已印发的一期")
    template = kept_template(city)
    campaign = launch(by="county1", where="a1")
    activity = record_activity(by="station2")
    due = a_day()["gov-a"]
    expert = qualified(by="county1", area=city.areas["a"].pk)
    draw = prepared_draw(by="county1", where="a")
    a_form()
    duty = duty_of_each(city)
    view = SavedView.objects.create(person=dept, page="hazards", name="mine", query="state=found")
    return {
        "access.kind": "premises",
        "access.pk": hazard.premises_id,
        "access.register": "journal",
        "access:revoke-token.pk": token.pk,
        "administration.area": city.areas["a1"].pk,
        "administration.organisation": city.organisations["shop"].pk,
        "administration.person": person("station1").pk,
        "administration.post": person("station1").posts.get().pk,
        "administration.sector": "fire",
        "bulletins.pk": issue.pk,
        "bulletins.number": 1,
        "bulletins:series.series": issue.series_id,
        "bulletins.form": "txt",
        "bulletins:take.step": "submit",
        "bulletins:template.pk": template.pk,
        "bulletins:template-file.pk": template.pk,
        "bulletins:template-step.pk": template.pk,
        "bulletins:template-step.step": "retire",
        "bulletins:template-sample.language": "zh",
        "bulletins:write.step": "add",
        "delivery": Delivery.objects.get(issue=out, organisation=city.organisations["gov-a"]).pk,
        "case_id": hazard.pk,
        "case_kind": "hazard",
        "code": "hazards.found",
        "checklists.pk": Checklist.objects.order_by("pk").values_list("pk", flat=True)[0],
        "inspections.step": "conclude",
        "inspections:person.pk": expert.pk,
        "inspections:take-person.pk": expert.pk,
        "inspections:take-person.step": "correct",
        "hazards.pack": CriterionPack.objects.order_by("pk").values_list("pk", flat=True)[0],
        "criteria.pk": CriterionPack.objects.order_by("pk").values_list("pk", flat=True)[0],
        "evidence.token": own_token(unattached, actor("business1")),
        "file_id": picture.pk,
        "hazards.pk": hazard.pk,
        "imports.kind": "visits",
        "imports.pk": brought_ledger.pk,
        "inspections.pk": hazard.visit_id,
        "listings.page": "hazards",
        "suggestions.pk": send(by="dept1").pk,
        "suggestions:take.step": "answer",
        "listings.pk": export.pk,
        "listings:batch.pk": batch.pk,
        "listings:change-view.pk": view.pk,
        "notices.pk": digest.pk,
        "premises": hazard.premises_id,
        "premises.pk": hazard.premises_id,
        "hazards.step": "claim",
        "short.code": quoted.code,
        "outreach.pk": activity.pk,
        "outreach.step": "verify",
        "outreach:campaign.pk": campaign.pk,
        "outreach:take-campaign.pk": campaign.pk,
        "outreach:take-campaign.step": "withdraw",
        **assigned(),
        **(of_incidents() | studied(duty)),
        "draws.pk": draw.pk,
        "duty": duty,
        "duty.kind": "duty_room",
        "duty.pk": duty["duty_room"].pk,
        "duty.step": "close",
        "draws.step": "publish",
        "draws.what": "objects",
        "digests.pk": make_digest(city.areas["city"], TODAY, by=SYSTEM).case_id,
        "digests.form": "txt",
        "reporting.pk": due.pk,
        "reporting.code": "weekly",
        "reporting.version": 1,
        **kept(city),
        **planned(),
        "reporting:take.step": "report",
        "supervision.step": "answer",
        "supervision.kind": "hazard",
        "supervision.subject": hazard.pk,
        "supervision.pk": supervision.pk,
        "papers.pk": Paper.objects.get(kind="supervision.letter", case_id=supervision.pk).pk,
        "papers.form": "pdf",
        "supervision.number": supervision.papers.order_by("pk")[0].pk,
        "visit": hazard.visit_id,
    }


@pytest.fixture
def addresses(values) -> dict[str, str]:
    return addresses_of(values)


def addresses_of(values: dict[str, Any]) -> dict[str, str]:
    """Return an address of every guarded route, on things of the shop."""
    found = {}
    for name in GUARDED:
        app = name.partition(":")[0]
        given = {}
        for parameter in ROUTES[name][1]:
            keys = (f"{name}.{parameter}", f"{app}.{parameter}", parameter)
            key = next((key for key in keys if key in values), None)
            assert key is not None, (
                f"{name} takes “{parameter}”: give it a value in `values` of tests/architecture/test_access.py "
                f"(as one of {', '.join(keys)}), of the shop's; then write the table anew: {ANEW}"
            )
            given[parameter] = values[key]
        found[name] = reverse(name, kwargs=given)
    return found


def test_every_route_has_a_name_of_its_own():
    names = [name for name, _view, _parameters in routes()]

    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith("None")]


def test_the_public_routes_are_still_there():
    assert set(PUBLIC) <= set(ROUTES)


@pytest.mark.parametrize("name", GUARDED)
def test_every_view_is_guarded(name):
    view = ROUTES[name][0]

    signed_in_only = issubclass(getattr(view, "view_class", object), LoginRequiredMixin)
    assert getattr(view, "guarded", False) or signed_in_only, f"{name}: put @needs(…) before it"


def test_whoever_is_not_signed_in_is_sent_to_sign_in_from_everywhere(addresses, subtests):
    client = Client()

    for name, address in addresses.items():
        for method in ("get", "post", "head", "put", "delete"):
            with subtests.test(name=name, method=method):
                response = getattr(client, method)(address)
                assert response.status_code == 302
                assert response["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next=")


def test_every_role_has_its_column():
    assert set(Role.values) <= set(READERS)


def test_the_readers_hold_the_roles_of_their_columns(city):
    for role in Role.values:
        held = Post.objects.filter(person__username=READERS[role][0]).values_list("role", flat=True)
        assert list(held) == [role]


@pytest.fixture
def walked(addresses) -> dict[str, dict[str, str]]:
    """Return “GET/POST” status by route and column; what a POST writes is taken back.

    They ask for data: a page that is shown is the same, a refusal is a line without a page around it. Most answers are
    refusals, and half of the walk's time was spent on drawing them.
    """
    asking = {"accept": "application/json"}
    quiet = {column: Client(raise_request_exception=False, headers=asking) for column in READERS}
    clients = {column: sign_in(quiet[column], account) for column, (account, _what) in READERS.items()}
    return {
        name: {column: _statuses(client, address) for column, client in clients.items()}
        for name, address in sorted(addresses.items())
    }


@pytest.fixture
def operations(values) -> dict[str, dict[str, str]]:
    """Return “yes” or “no” by step of a lifecycle and column: the rule alone, whatever the state of the shop's case."""
    told: dict[str, dict[str, str]] = {}
    cases = {
        "hazard": Hazard.objects.get(pk=values["hazards.pk"]),
        "supervision": Supervision.objects.get(pk=values["supervision.pk"]),
        "bulletin": Issue.objects.get(pk=values["bulletins.pk"]),
        "delivery": Delivery.objects.get(pk=values["delivery"]),
        "bulletin_template": Template.objects.get(pk=values["bulletins:template.pk"]),
        "activity": Activity.objects.get(pk=values["outreach.pk"]),
        "report": Due.objects.get(pk=values["reporting.pk"]),
        **kept_cases(values),
        **incident_cases(values),
        **planned_cases(values),
        "draw": Draw.objects.get(pk=values["draws.pk"]),
        **values["duty"],
        **(values["forces"] | values["installations"]),
        "form": FormChange.objects.get(code=values["reporting.code"]),
        "digest": Digest.objects.get(pk=values["digests.pk"]),
        "campaign": Campaign.objects.get(pk=values["outreach:campaign.pk"]),
        "task": AssignedTask.objects.get(pk=values["assignments:task.pk"]),
        "task_part": TaskPart.objects.get(pk=values["assignments:take-part.pk"]),
        "meeting": Meeting.objects.get(pk=values["assignments:meeting.pk"]),
        "leader": LeaderTerm.objects.get(pk=values["assignments:leader.pk"]),
        "visit": Visit.objects.get(pk=values["inspections.pk"]),
        "leading": LeaderActivity.objects.get(pk=values["assignments:activity.pk"]),
    }
    actors = {column: actor(account) for column, (account, _what) in READERS.items()}
    for kind, case in cases.items():
        for name, step in FLOWS[kind].steps.items():
            if not step.opening:
                told[f"{kind}.{name}"] = {
                    column: "yes" if step.rule(by, case) else "no" for column, by in actors.items()
                }
    return told


def _statuses(client: Client, address: str) -> str:
    told = []
    for method in (client.get, client.post):
        with scratch():
            told.append(str(method(address).status_code))
    return "/".join(told)


def test_who_gets_what(walked, operations, subtests):
    """One test, so that the walk, which takes minutes, is made once and not once a worker."""
    if os.environ.get("ANLAN_WRITE_ACCESS"):
        told = "\n".join([*legend(), *table("route", walked), "", *table("operation", operations)]) + "\n"
        TABLE.write_text(told, "utf-8")
    with subtests.test("every role gets what the table says"):
        changes = [*changed(walked, TABLE, "route"), *changed(operations, TABLE, "operation")]
        assert not changes, "\n".join([*changes, "If each is meant, write the table anew:", ANEW])
    with subtests.test("a stranger takes no step of the shop's cases"):
        a_stranger_takes_no_step_of_the_shops_cases(operations)
    with subtests.test("a stranger opens and does nothing on things of the shop"):
        a_stranger_opens_and_does_nothing_on_things_of_the_shop(walked)
    with subtests.test("nothing fails for anybody"):
        nothing_fails_for_anybody(walked)


def legend() -> list[str]:
    return [
        "# Who gets what: the status of GET/POST at every guarded address, on things of one shop; below, who may",
        "# take each step of a case, whatever its state. Written by",
        f"# {ANEW}",
        "# 200 shown · 302 done, or sent on · 403 no right · 404 out of scope, as if it were not there · 405",
        "# not by this method · 409 refused in this state · 422 input missing (the POST is empty) · columns:",
        *(f"# {column.ljust(15)} {account.ljust(11)} {what}" for column, (account, what) in READERS.items()),
        "",
    ]


def a_stranger_takes_no_step_of_the_shops_cases(operations):
    taken = [
        f"{name}: {column}"
        for name, cells in operations.items()
        for column in STRANGERS
        if cells[column] == "yes"
    ]

    assert not taken


def a_stranger_opens_and_does_nothing_on_things_of_the_shop(walked):
    """Independent of the table, which somebody may write anew without reading it."""
    open_doors = [
        f"{name}: {column} {walked[name][column]}"
        for name in GUARDED
        if ROUTES[name][1] and name not in NOT_OF_THE_SHOP
        for column in STRANGERS
        if set(walked[name][column].split("/")) - {"403", "404", "405"}
    ]

    assert not open_doors, (
        "Cut what the page reads to the reader's scope, or list it in NOT_OF_THE_SHOP with the reason:\n"
        + "\n".join(open_doors)
    )


def nothing_fails_for_anybody(walked):
    failed = [
        f"{name}: {column} {cell}"
        for name, cells in walked.items()
        for column, cell in cells.items()
        if "500" in cell
    ]

    assert not failed


def test_the_reasons_are_still_needed():
    assert set(NOT_OF_THE_SHOP) <= set(ROUTES)
    assert set(STRANGERS) <= set(READERS)
