"""Who may do what through the API: every operation called by every role, by strangers and without a token, with the
columns of test_access.py, and compared with api_access.txt, the table for people.

A change that is meant: write the table anew with
ANLAN_WRITE_ACCESS=1 .venv/bin/python -m pytest -q tests/architecture/test_api_access.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anlan.access import tokens
from anlan.access.models import Token, TokenKind, TokenScope
from anlan.api.acting import OFFERED
from anlan.api.administering import DECISIONS
from anlan.api.described import example
from anlan.api.openapi import document
from anlan.api.routers.duty import PATHS
from anlan.assignments.tests.factories import activity as led
from anlan.assignments.tests.factories import issue, join, leader
from anlan.assignments.tests.factories import meeting as record_meeting
from anlan.bulletins.models import Delivery
from anlan.checklists.models import Checklist, Issuing
from anlan.checklists.tests.factories import issued
from anlan.draws.tests.factories import prepare as prepared_draw
from anlan.duty.tests.factories import one_of_each as duty_of_each
from anlan.evidence.tests.factories import attach, photograph
from anlan.hazards.models import Hazard
from anlan.imports.tests.sheets_of import brought, ledger
from anlan.inspections.tests.factories import qualified
from anlan.kernel import clock
from anlan.listings import exporting
from anlan.listings.models import Format
from anlan.listings.sheets import SHEETS
from anlan.org.actors import actor_for
from anlan.org.models import Organisation, Post, Sector
from anlan.org.roles import Permission
from anlan.outreach.tests.factories import area, launch, record_activity
from anlan.papers.models import Paper
from anlan.periods.tests.factories import declare
from anlan.reporting.tests.demands import lay_down, noted
from anlan.reporting.tests.factories import a_day
from anlan.supervision.models import Supervision
from anlan.supervision.tests.factories import LETTER, REMINDED, supervised
from anlan.testing import actor, person, scratch
from anlan.testing.issues import distributed_issue, drafted_issue, kept_template
from tests.architecture.enforced import enforced_things
from tests.architecture.filled import FILLED, UPLOADS, filled_things
from tests.architecture.hooked import HOOK_INTAKES, hooked_things
from tests.architecture.of_forces import FORCES_OPERATIONS, force_things
from tests.architecture.of_incidents import incident_things
from tests.architecture.of_installations import INSTALLATION_OPERATIONS, installation_things
from tests.architecture.opened import INTAKES, opened_things
from tests.architecture.planned import PLAN_OPERATIONS, plans
from tests.architecture.readers import READERS, STRANGERS, changed, table
from tests.architecture.sampled import by_path
from tests.architecture.studied import STUDY_OPERATIONS, study_things
from tests.architecture.teamed import teamed
from tests.architecture.warned import WARNED, warned

TABLE = Path(__file__).with_name("api_access.txt")
ANEW = "ANLAN_WRITE_ACCESS=1 .venv/bin/python -m pytest -q tests/architecture/test_api_access.py"
# operation → why a stranger to the shop may call it although its address names something
NOT_OF_THE_SHOP = {
    **FILLED,
    "figures_get": "a figure, cut to the reader's own area",
    "figures_rows": "the same",
    "figures_proof": "the same",
    "ledgers_template": "an empty form; refused by the kind's right",
    "ruling_claim": "a cell of the matrix is public within the government; refused by the rule",
    "ruling_revoke": "the same",
    "ruling_rule": "the same",
    "figures_parts": "the same",
    "figures_changes": "the same; cases beyond the reader's scope are not named",
    "activities_get": "publicity has an area and no sector: a department limited to sectors sees its whole area",
    "activity_correct": "the same; its input is read before its rule refuses",
    "campaigns_get": "the same",
    "checklists_get": "what is looked at on a visit: the same for every reader",
    "checklist_issue": "an opening; its input is read before its rule refuses",
    "qualifications_get": "the register of experts and officers has an area and no sector",
    "periods_get": "a period has an area: a department limited to sectors sees those of its whole area",
    "draws_get": "a draw has an area: a department limited to sectors sees those of its whole area",
    "teams_get": "a team has an area and no sector: the same",
    "team_days_get": "the same of a day log",
    "team_handovers_get": "the same of a hand-over",
    **PLAN_OPERATIONS,
    **FORCES_OPERATIONS,
    **INSTALLATION_OPERATIONS,
    **STUDY_OPERATIONS,
    **WARNED,
    **{
        f"{path.replace('-', '_')}_get": "duty has an area and no sector: the same" for path in PATHS.values()
    },
    "meetings_get": "a meeting has an area and no sector: the same",
    "tasks_get": "the same of a task",
    "task_parts_get": "the same of a part in a task",
    "leaders_get": "the same of a leader's post",
    "leading_get": "the same of what a leader did",
    **dict.fromkeys(
        (
            "task_merge",
            *("duty_room_amend", "duty_room_enrol", "duty_room_release", "roster_seat", "roster_take_over"),
            *("incident_merge", "recommendation_link"),
            *("force_amend", "force_confirm", "force_stock", "positioning_amend"),
            *("plan_add", "plan_close", "plan_hand_out", "plan_remove"),
            *("team_end", "team_leave"),
        ),
        "the same; its input is read before its rule refuses",
    ),
    **dict.fromkeys(
        ("incidents_get", "recommendations_get", "look_back_samples_get"),
        "it has an area and no sector: a department limited to sectors sees those of its whole area",
    ),
}


def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return (method, path, operation) by operation id."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


OPERATIONS = operations()


def assigned() -> dict[str, Any]:
    """Return a record of each kind of the registers and of tasks, of the shop's township."""
    done = led(leader(by="county1", where="a1"), by="county1", area=area("a1"))
    task = issue(lead="station-a1", by="county1")
    return {
        "leader": done.leader,
        "leading": done,
        "meeting": record_meeting(done.leader, by="county1", where="a1"),
        "task": task,
        "task-part": join(task, "station-a2", by="county1"),
    }


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.HOME = settings.STATIC_ROOT = tmp_path


@pytest.fixture
def things(city, tmp_path) -> dict[str, Any]:
    """Return the cases of the shop by subject."""
    supervision = supervised(REMINDED, LETTER)
    hazard = Hazard.objects.get(pk=supervision.subject_id)
    picture = photograph(1)
    attach(picture, hazard.pk)
    export = exporting.ask(
        by=actor("dept1"), sheet=SHEETS["hazards"], query={}, form=Format.XLSX, key="walk", at=clock.now()
    )
    return {
        "person": person("station1").pk,
        "post": Post.objects.get(person__username="dept1").pk,
        "area": city.areas["a1"].pk,
        "organisation": Organisation.objects.filter(area=city.areas["a"])
        .exclude(kind="business")
        .latest("pk")
        .pk,
        "export": export.pk,
        "hazard": hazard,
        "visit": hazard.visit,
        "checklist": Issuing.objects.get(pk=issued(by="county1", area=area("a1").pk).issuing_seq),
        "qualification": qualified(by="county1", area=area("a1").pk),
        "activitie": record_activity(by="station2"),  # the path without its last letter
        "campaign": launch(by="county1", where="a1"),
        "draw": prepared_draw(by="county1", where="a"),
        **incident_things(),
        **force_things(),
        **installation_things(),
        **study_things(),
        **by_path(),
        **enforced_things(),
        **opened_things(),
        **hooked_things(),
        **teamed(),
        **warned(),
        **filled_things(),
        **plans(),
        **assigned(),
        **{PATHS[kind].removesuffix("s"): case for kind, case in duty_of_each(city).items()},
        "report": a_day()["gov-a"],
        "report-rule": lay_down(city, by="county1", area="a", group="townships", hour=None),
        "roll-up": noted(city),
        "period": declare(city, by="county1", area="a", first_day="2022-10-26"),
        "supervision": Supervision.objects.get(pk=supervision.pk),
        "paper": Paper.objects.get(kind="supervision.letter", case_id=supervision.pk),
        "bulletin": drafted_issue(),
        "bulletin-template": kept_template(city),
        "deliverie": Delivery.objects.filter(issue=distributed_issue(title="已印发的一期")).earliest("pk"),
        "picture": picture.pk,
        "ledger": brought(
            ledger(
                tmp_path / "a.xlsx",
                "visits",
                {"premises": "shop", "visited_at": "2022-10-01", "officer": "?"},
            ),
            "visits",
            by=actor("county1"),
        ),
    }


def address(path: str, things: dict[str, Any]) -> str:
    kind = path.split("/")[3].removesuffix("s")
    key = getattr(things.get(kind), "pk", things["hazard"].premises_id)
    values = {"id": key, "code": "hazards.found", "kind": "hazard", "case": things["hazard"].pk}
    values |= {name: things[name] for name in ("person", "post", "area", "export")} | {"sector": "fire"}
    values["series"] = things["bulletin"].series_id
    values["layer"] = "risk"
    values["delivery"] = things["webhook-delivery"].pk
    values["kind"] = "hazard" if "photographs" in path else "visits"
    return path.format(**values, file=things["picture"], ledger=things["ledger"].pk)


def body(name: str, things: dict[str, Any]) -> dict[str, Any]:
    """Return a body whose records are the shop's."""
    kind = next((k for k in sorted(OFFERED, key=len, reverse=True) if name.startswith(f"{k}_")), "")
    step = name.removeprefix(f"{kind}_")
    if name == "ledgers_act":
        return {"act": "discard"}
    if name == "acts_take":
        return {
            "acts": [{"flow": "hazard", "step": "claim", "key": "walk-0001", "case": things["hazard"].pk}]
        }
    if name in EMPTY:
        return EMPTY[name]
    if name in DECISIONS:
        decision = DECISIONS[name][1]
        given = example(decision.form, without=decision.without)
        named = {n: things[n] for n in ("person", "area", "organisation")} | {
            "department": things["organisation"]
        }
        named |= {"series": things["bulletin"].series_id, "sections": "none"}
        named |= {"sector": Sector.objects.get(code="fire").pk, "code": "new-one", "username": "newcomer"}
        return {"input": {field: named.get(field, value) for field, value in given.items()}}
    if name in INTAKES or name in HOOK_INTAKES:
        taken, without = (INTAKES | HOOK_INTAKES)[name]
        given = example(taken, without=without)
    else:
        given = example(OFFERED[kind].flow.steps[step])
    names = {
        "visit": things["visit"].pk,
        "checklist": Checklist.objects.get(code="general").pk,
        "premises": things["hazard"].premises_id,
        "area": area("a1").pk,
        "campaign": things["campaign"].pk,
        "period": things["period"].pk,
        "unit": things["organisation"],
        "series": things["bulletin"].series_id,
        "chair": things["leader"].pk,
        "leader": things["leader"].pk,
        "meeting": things["meeting"].pk,
        "task": things["task"].pk,
        "study": things["risk-studie"].pk,
        "advisory": things["advisorie"].pk,
        "lead": things["organisation"],
        "asked": [things["organisation"]],
        "organisation": things["organisation"],
        "account": things["person"],
    }
    return {"input": {field: names.get(field, value) for field, value in given.items()}}


EMPTY: dict[str, dict[str, Any]] = {
    "exports_ask": {"list": "hazards"},
    "exports_drop": {},
    "superior_forms_fill": {"first": "2022-09-01", "last": "2022-09-30"},
    "ledgers_columns": {"columns": {"officer": "检查人"}},
    "notices_read": {"newest": 1},
    "webhook_test": {},
    "webhook_again": {},
}


def secret_of(username: str) -> str:
    """Return a token that is good for everything; without a post it is one that was left over."""
    who = person(username)
    if not actor_for(who, at=clock.now()).posts:
        return left_over(username)
    wanted = [s.value for s in TokenScope]
    if not actor_for(who, at=clock.now()).may(Permission.JOURNAL_READ):
        wanted.remove(TokenScope.JOURNAL)
    made, secret = tokens.make(
        who, kind=TokenKind.PERSONAL, by=None, purpose="walk", scopes=wanted, days=1, at=clock.real_now()
    )
    Token.objects.filter(pk=made.pk).update(scopes="read act journal administer")
    return secret


def left_over(username: str) -> str:
    """Return the token of an account that has lost its posts since."""
    secret = secret_of("office1")
    Token.objects.filter(pk=Token.objects.latest("pk").pk).update(person=person(username))
    return secret


@pytest.fixture
def walked(things) -> dict[str, dict[str, str]]:
    """Return the status and code by operation and column; what an act writes is taken back."""
    client = Client(raise_request_exception=False)
    secrets = {column: secret_of(account) for column, (account, _what) in READERS.items()}
    return {
        name: {
            column: call(client, name, method, address(path, things), things, secret)
            for column, secret in secrets.items()
        }
        for name, (method, path, _operation) in sorted(OPERATIONS.items())
    }


def call(client: Client, name: str, method: str, path: str, things: dict[str, Any], secret: str) -> str:
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    with scratch():
        if method == "get":
            return str(client.get(path, headers=headers).status_code)
        if name in ("photographs_upload", "ledgers_bring", "templates_upload", "templates_replace", *UPLOADS):
            return str(client.post(path, {}, headers=headers).status_code)
        sent = client.post(path, body(name, things), content_type="application/json", headers=headers)
        if name == "acts_take" and sent.status_code == 200:
            return f"200:{json.loads(sent.content)['results'][0]['status']}"
        return str(sent.status_code)


def test_who_gets_what(walked, subtests):
    """One test, so that the walk, which takes a minute, is made once and not once a worker."""
    if os.environ.get("ANLAN_WRITE_ACCESS"):
        TABLE.write_text("\n".join([*legend(), *table("operation", walked)]) + "\n", "utf-8")
    with subtests.test("every role gets what the table says"):
        changes = changed(walked, TABLE, "operation")
        assert not changes, "\n".join([*changes, "If each is meant, write the table anew:", ANEW])
    with subtests.test("a stranger gets and does nothing of the shop"):
        a_stranger_gets_and_does_nothing_of_the_shop(walked)
    with subtests.test("a stranger names nothing of the shop in an act"):
        a_stranger_names_nothing_of_the_shop_in_an_act(walked)
    with subtests.test("nothing fails for anybody"):
        nothing_fails_for_anybody(walked)


def legend() -> list[str]:
    return [
        "# Who gets what through the API: the status of every operation, on things of one shop, with a token good for",
        "# every scope. Written by",
        f"# {ANEW}",
        "# 200 shown or done · 401 the account holds no post · 403 no right · 404 out of scope, as if it were not",
        "# there · 409 refused in this state · 422 input (of an upload: no file) · 200:403 of a batch: its act",
        *(f"# {column.ljust(15)} {account.ljust(11)} {what}" for column, (account, what) in READERS.items()),
        "",
    ]


def a_stranger_gets_and_does_nothing_of_the_shop(walked):
    """Independent of the table, which somebody may write anew without reading it."""
    named = [n for n, (_m, path, _o) in OPERATIONS.items() if "{" in path and n not in NOT_OF_THE_SHOP]
    open_doors = [
        f"{name}: {column} {walked[name][column]}"
        for name in named
        for column in STRANGERS
        if walked[name][column] not in ("401", "403", "404")
    ]

    assert not open_doors


def a_stranger_names_nothing_of_the_shop_in_an_act(walked):
    for column in STRANGERS:
        assert walked["acts_take"][column] in ("401", "200:403", "200:404")
        for name in ("hazard_record", "visit_record"):
            assert walked[name][column] in ("401", "403", "422")


def nothing_fails_for_anybody(walked):
    failed = [
        f"{name}: {column}"
        for name, cells in walked.items()
        for column, cell in cells.items()
        if "500" in cell
    ]

    assert not failed


def test_nothing_is_answered_without_a_token(things):
    answered = [
        name
        for name, (method, path, operation) in OPERATIONS.items()
        if operation["security"] != [{"AccessToken": []}]
        or call(Client(), name, method, address(path, things), things, "") != "401"
    ]

    assert not answered


def test_a_token_of_other_scopes_opens_nothing(things):
    secret = secret_of("office1")
    opened = []
    for name, (method, path, operation) in OPERATIONS.items():
        others = " ".join(s.value for s in TokenScope if s.value != operation["x-scope"])
        Token.objects.update(scopes=others)
        if call(Client(), name, method, address(path, things), things, secret) != "403":
            opened.append(name)

    assert not opened


def test_a_browser_that_is_signed_in_is_nobody_here(things):
    client = Client()
    client.force_login(person("office1"), "django.contrib.auth.backends.ModelBackend")

    assert client.get("/api/v1/hazards").status_code == 401


def test_the_reasons_are_still_needed():
    assert set(NOT_OF_THE_SHOP) <= set(OPERATIONS)
