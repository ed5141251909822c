"""Rows reach pages, API, tables, figures and listings only through the reader's scope.

Read from the source: wherever one of these files asks a table for rows whose QuerySet knows `within(scope)`, the very
chain that asks must say `.within(`. What is read by keys that were cut to a scope already is listed here with the
reason; the list is short, and each line of it is still needed.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.fielded import SENT, SIGNING_IN
from tests.architecture.filled import SCOPED
from tests.architecture.hooked import SCOPED_HOOKS

ROOT = Path(__file__).resolve().parents[2]
SURFACES = tuple("views api rows figures listings listing lists panels sections exports".split())
"""Files, or folders of files, by which rows leave an app."""

SCOPING = frozenset({"within", "without_regulator", "owed_by", "shown_to", "to_do", "sent_by"})
"""Methods of a QuerySet that take the scope, or the reader's own organisations."""
MANAGERS = ("objects", "_default_manager", "_base_manager")
READING = frozenset(
    "all filter exclude get order_by select_related prefetch_related count first last exists values values_list "
    "aggregate annotate in_bulk iterator only defer latest earliest distinct union".split()
)

# (file, function) → why its rows need no scope of their own, or have one that this test does not see
TOLD_BY_KEY = "tells rows by the keys of a list that was cut to the scope"
MANAGED = "of one person or post that was found within the scope; reached with people.manage only"
REASONED: dict[tuple[str, str], str] = {
    **SENT,
    **SIGNING_IN,
    ("anlan/administration/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/administration/listing.py", "filtered"): "a condition on people, who are cut to the scope",
    ("anlan/administration/rows.py", "posts_now"): MANAGED,
    ("anlan/administration/views/people.py", "_account_forms"): MANAGED,
    ("anlan/administration/views/people.py", "_person_page"): MANAGED,
    **SCOPED,
    **SCOPED_HOOKS,
    (
        "anlan/systemic/views/options.py",
        "_posts",
    ): "who holds which post of the body that is to be charged: known to officials, told to who may confirm",
    ("anlan/papers/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/supervision/exports.py", "_papers"): TOLD_BY_KEY,
    ("anlan/supervision/views.py", "paper"): "the papers of a supervision that was found within the scope",
    ("anlan/administration/views/posts.py", "own"): "the reader's own posts and what was lent from them",
    ("anlan/administration/views/posts.py", "post"): "the deputies of a post that was found within the scope",
    (
        "anlan/administration/views/responsibility.py",
        "cell",
    ): "who answers for a cell, and a count: public to officials",
    (
        "anlan/administration/views/responsibility.py",
        "matrix",
    ): "counts of the whole matrix: public to officials",
    ("anlan/administration/views/tree.py", "area"): "two counts, for whoever keeps the tree",
    ("anlan/administration/views/tree.py", "organisation"): "a count, for whoever keeps the tree",
    ("anlan/bulletins/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/bulletins/listing.py", "tell_issues"): TOLD_BY_KEY,
    ("anlan/bulletins/listing.py", "words_of"): TOLD_BY_KEY,
    ("anlan/bulletins/listing.py", "words_of_deliveries"): TOLD_BY_KEY,
    ("anlan/bulletins/views/issue.py", "page"): "what is owed on an issue that was found within the scope",
    ("anlan/digests/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/digests/listing.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/digests/listing.py", "tell_digests"): TOLD_BY_KEY,
    ("anlan/advisories/exports.py", "receipt_teller"): TOLD_BY_KEY,
    ("anlan/advisories/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/advisories/rows.py", "counts"): TOLD_BY_KEY,
    ("anlan/advisories/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/advisories/rows.py", "tell_receipt_cases"): TOLD_BY_KEY,
    ("anlan/advisories/rows.py", "tell_advisories"): TOLD_BY_KEY,
    ("anlan/advisories/rows.py", "tell_receipts"): TOLD_BY_KEY,
    ("anlan/advisories/views/feeds.py", "feed"): "what was issued to the public and is in force",
    ("anlan/advisories/views/feeds.py", "public_cap"): "what was issued to the public",
    (
        "anlan/bulletins/views/issue.py",
        "_receipts",
    ): "the receipts of an issue that was found within the scope",
    ("anlan/teams/exports.py", "visit_teller"): TOLD_BY_KEY,
    ("anlan/teams/exports.py", "team_teller"): TOLD_BY_KEY,
    ("anlan/teams/exports.py", "day_teller"): TOLD_BY_KEY,
    ("anlan/teams/exports.py", "handover_teller"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "_words_of_teams"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "_words_of_links"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "tell_teams"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "tell_days"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "tell_handovers"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "_words_of_days"): TOLD_BY_KEY,
    ("anlan/teams/rows.py", "_words_of_handovers"): TOLD_BY_KEY,
    ("anlan/teams/figures.py", "links"): "a condition on visits and days, which are cut to the scope",
    ("anlan/teams/figures.py", "four_days"): "a condition on visits and days, which are cut to the scope",
    ("anlan/teams/figures.py", "_that_day"): "a condition on visits and days, which are cut to the scope",
    ("anlan/hazards/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/hazards/listing.py", "numbers"): "numbers of the cases of a bulk run, shown to whoever ran it",
    ("anlan/hazards/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/hazards/rows.py", "tell_hazards"): TOLD_BY_KEY,
    ("anlan/hazards/views/case.py", "_duties"): "what is owed on a hazard that was found within the scope",
    ("anlan/hazards/views/case.py", "_related"): "numbers only, of hazards that one within the scope names",
    ("anlan/imports/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/inspections/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/listings/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/inspections/figures.py", "distinct_premises"): "a number; figures count everything in a cut",
    ("anlan/inspections/figures.py", "premises_visited"): "a condition on premises, cut to the scope",
    ("anlan/inspections/figures.py", "_without"): "a condition on premises, cut to the scope",
    ("anlan/inspections/rows.py", "tell_visits"): TOLD_BY_KEY,
    ("anlan/inspections/views/record.py", "_choices"): TOLD_BY_KEY,
    ("anlan/inspections/exports.py", "qualified_teller"): TOLD_BY_KEY,
    (
        "anlan/inspections/views/qualified.py",
        "_options",
    ): "names of the keeper's own organisation, to choose from",
    ("anlan/inspections/rows.py", "tell_qualified"): TOLD_BY_KEY,
    (
        "anlan/obligations/views.py",
        "nearest",
    ): "the due moment beside which a page begins; the row is not shown",
    ("anlan/assignments/exports.py", "meeting_teller"): TOLD_BY_KEY,
    ("anlan/assignments/exports.py", "activity_teller"): TOLD_BY_KEY,
    ("anlan/assignments/exports.py", "task_teller"): TOLD_BY_KEY,
    ("anlan/assignments/exports.py", "offender_teller"): TOLD_BY_KEY,
    ("anlan/assignments/exports.py", "_joint"): TOLD_BY_KEY,
    ("anlan/assignments/figures.py", "overdue"): "a counted number; figures count everything in a cut",
    ("anlan/assignments/rows.py", "tell_meetings"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "tell_activities"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "tell_leaders"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "tell_late"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "_activity_words"): TOLD_BY_KEY,
    ("anlan/scrutiny/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/scrutiny/listing.py", "tell_cases"): "words for others, who were found to see the case",
    ("anlan/scrutiny/listing.py", "tell_flags"): TOLD_BY_KEY,
    ("anlan/hazards/rows.py", "subjects_of"): "for the rules of photographs; nothing of it is shown",
    ("anlan/inspections/rows.py", "subjects_of"): "for the rules of photographs; nothing of it is shown",
    ("anlan/suggestions/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/suggestions/listing.py", "tell_suggestions"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "tell_tasks"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "_case_words"): TOLD_BY_KEY,
    ("anlan/assignments/rows.py", "_part_words"): TOLD_BY_KEY,
    ("anlan/assignments/views/choosing.py", "splits"): "tasks that the actor's own offices issued",
    ("anlan/assignments/views/choosing.py", "goals"): "tasks of the issuer, for who directs it alone",
    ("anlan/assignments/views/task.py", "show"): "the parts of a task that was found within the scope",
    ("anlan/assignments/views/task.py", "_duties"): "what is owed on a task that was found within the scope",
    ("anlan/reporting/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/reporting/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/reporting/rows.py", "tell_dues"): TOLD_BY_KEY,
    ("anlan/outreach/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/outreach/figures.py", "rounds"): "a counted number; figures count everything in a cut",
    ("anlan/outreach/rows.py", "tell_activities"): TOLD_BY_KEY,
    ("anlan/outreach/rows.py", "tell_campaigns"): TOLD_BY_KEY,
    ("anlan/outreach/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/outreach/rows.py", "tell_households"): TOLD_BY_KEY,
    (
        "anlan/outreach/views/case.py",
        "_duties",
    ): "what is owed on an activity that was found within the scope",
    ("anlan/periods/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/periods/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/periods/rows.py", "tell_periods"): TOLD_BY_KEY,
    (
        "anlan/periods/rows.py",
        "tell_running",
    ): "that a period runs binds everybody in its area, businesses too",
    ("anlan/draws/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/incidents/exports.py", "teller"): TOLD_BY_KEY,
    **{
        ("anlan/incidents/rows.py", name): TOLD_BY_KEY
        for name in "tell_incidents tell_cases tell_recommendations tell_confirmations tell_terms".split()
    },
    ("anlan/incidents/views/zeros.py", "_confirmations"): "of the reader's own area and those above it",
    ("anlan/lookbacks/exports.py", "sample_teller"): TOLD_BY_KEY,
    ("anlan/lookbacks/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/lookbacks/rows.py", "counts_of"): "sums of samples that were found within the scope",
    ("anlan/lookbacks/rows.py", "strata_of"): "the same",
    ("anlan/lookbacks/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/lookbacks/rows.py", "tell_looks"): TOLD_BY_KEY,
    ("anlan/lookbacks/rows.py", "tell_rates"): TOLD_BY_KEY,
    ("anlan/lookbacks/rows.py", "tell_samples"): TOLD_BY_KEY,
    ("anlan/lookbacks/views/published.py", "opens_at"): "a moment of a sample that is public",
    ("anlan/lookbacks/views/published.py", "public"): "what is drawn by lot is for everybody",
    ("anlan/lookbacks/views/published.py", "public_detail"): "the same",
    ("anlan/lookbacks/views/published.py", "public_file"): "the same",
    ("anlan/enforcement/exports.py", "_teller"): "the papers of cases that were read within the scope",
    ("anlan/enforcement/views.py", "_detail"): "the papers of a case that was found within the scope",
    ("anlan/draws/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/draws/rows.py", "tell_draws"): TOLD_BY_KEY,
    ("anlan/plans/exports.py", "plan_teller"): TOLD_BY_KEY,
    ("anlan/plans/exports.py", "joint_teller"): TOLD_BY_KEY,
    ("anlan/plans/exports.py", "leader_teller"): TOLD_BY_KEY,
    ("anlan/plans/figures.py", "_visited"): "a condition on places, which are cut to the scope",
    ("anlan/plans/views/leaders.py", "options"): "the accounts of leaders, for whoever sets their plans",
    ("anlan/plans/figures.py", "fulfilment"): "one number of three leaders or more, whom it does not name",
    ("anlan/plans/rows.py", "reached_items"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_joint_cases"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_joints"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_leader_cases"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_leader_plans"): TOLD_BY_KEY,
    ("anlan/plans/rows.py", "tell_plans"): TOLD_BY_KEY,
    ("anlan/visiting/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/visiting/rows.py", "tell_arranged"): TOLD_BY_KEY,
    ("anlan/visiting/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/plans/listing.py", "place_choices"): "the bodies to whom the places of a plan in scope fall",
    ("anlan/draws/views.py", "public"): "what was made public is for everybody",
    ("anlan/draws/views.py", "public_detail"): "the same",
    ("anlan/draws/views.py", "public_file"): "the same",
    ("anlan/enterprise/rows.py", "tell_admissions"): TOLD_BY_KEY,
    ("anlan/enterprise/rows.py", "tell_checks"): TOLD_BY_KEY,
    ("anlan/enterprise/rows.py", "tell_letters"): TOLD_BY_KEY,
    ("anlan/enterprise/views/own.py", "_letters"): "of the one place whose code came in",
    ("anlan/tipoffs/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/tipoffs/rows.py", "tell_tips"): TOLD_BY_KEY,
    ("anlan/tipoffs/rows.py", "tell_cases"): TOLD_BY_KEY,
    ("anlan/tipoffs/views/informants.py", "new"): "the tip-off that was just sent, to whoever sent it",
    ("anlan/tipoffs/views/informants.py", "take"): "the tip-off whose receipt code was sent",
    ("anlan/duty/exports.py", "seat_lines"): TOLD_BY_KEY,
    ("anlan/duty/views/boards.py", "seats"): TOLD_BY_KEY,
    ("anlan/duty/views/extras.py", "of_swap"): "the seats of a swap that was found within the scope",
    ("anlan/duty/views/feeds.py", "seats_of"): "the reader's own duties, or those of whose secret it is",
    ("anlan/duty/views/options.py", "colleagues"): "the people of the bodies whose duty the actor keeps",
    ("anlan/duty/views/options.py", "of_roster"): "the seats of a roster that was found within the scope",
    ("anlan/duty/views/options.py", "running"): "the same",
    ("anlan/premises/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/premises/rows.py", "tell_premises"): TOLD_BY_KEY,
    ("anlan/premises/views.py", "listing"): TOLD_BY_KEY,
    ("anlan/supervision/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/supervision/rows.py", "words_of"): TOLD_BY_KEY,
    (
        "anlan/supervision/views.py",
        "_detail",
    ): "what is owed on a supervision that was found within the scope",
    ("anlan/supervision/views.py", "_people"): "the names of the two sides of a supervision within the scope",
    ("anlan/web/exports.py", "teller"): TOLD_BY_KEY,
    ("anlan/web/views/journal.py", "_entries"): "names for the auditor of the whole journal",
}


@cache
def scoped_models() -> frozenset[str]:
    """Return the names of the models whose rows somebody may be kept from."""
    return frozenset(
        model.__name__
        for model in apps.get_models()
        if hasattr(model._default_manager.get_queryset(), "within")
    )


@cache
def reverse_names() -> frozenset[str]:
    """Return the accessors that lead to rows of such a model: `visit.hazards`."""
    names = set()
    for model in apps.get_models():
        for relation in model._meta.related_objects:
            if relation.related_model.__name__ in scoped_models() and relation.get_accessor_name():
                names.add(relation.get_accessor_name())
    return frozenset(names)


def surfaces() -> list[str]:
    """Return the files by which rows leave."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "anlan"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return sorted(
        path
        for path in listed.split("\0")
        if path.endswith(".py")
        and "/tests/" not in path
        and (ROOT / path).is_file()
        and any(part.removesuffix(".py") in SURFACES for part in Path(path).parts[2:])
    )


def offences(source: str) -> list[tuple[str, int, str]]:
    """Return (function, line, what) wherever a source reads rows past the scope."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    names = _aliases(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and (what := _reads(node, names, parents)):
            words = _chain(node, parents)
            if not SCOPING & set(words):
                found.append((_function(node, parents), node.lineno, what))
            elif _says_everything(node, parents):
                found.append((_function(node, parents), node.lineno, f"{what} within EVERYTHING"))
    return found


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Return what the source calls the models: name → model."""
    names = {name: name for name in scoped_models()}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {a.asname: a.name for a in node.names if a.asname and a.name in scoped_models()}
        elif isinstance(node, ast.Assign) and _model(node.value, names):
            names |= {t.id: names[_model(node.value, names)] for t in node.targets if isinstance(t, ast.Name)}
    return names


def _model(node: ast.AST, names: dict[str, str]) -> str:
    """Return the name by which a source speaks of a scoped model: `Hazard`, `models.Hazard`; else ""."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name if name in names else ""


def _reads(node: ast.AST, names: dict[str, str], parents: dict[ast.AST, ast.AST]) -> str:
    """Return what a node begins to read, "" for nothing."""
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS and _model(node.value, names):
        return f"{names[_model(node.value, names)]}.{node.attr}"
    asks = parents.get(node)
    if (
        isinstance(node, ast.Attribute)
        and node.attr in reverse_names()
        and isinstance(asks, ast.Attribute)
        and asks.attr in READING
    ):
        return f"….{node.attr}"
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        if called in ("get_object_or_404", "get_list_or_404") and node.args and _model(node.args[0], names):
            return f"{called}({_model(node.args[0], names)})"
        if called in ("cursor", "raw", "RawSQL"):
            return f"{called}()"
    return ""


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> list[str]:
    """Return the names called one after the other on what a node begins."""
    return [outer.attr for outer in _outwards(node, parents) if isinstance(outer, ast.Attribute)]


def _outwards(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while True:
        above = parents.get(node)
        goes_on = (isinstance(above, ast.Attribute) and above.value is node) or (
            isinstance(above, ast.Call) and above.func is node
        )
        if above is None or not goes_on:
            return
        yield above
        node = above


def _says_everything(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether the chain asks within the system's own scope, which is everything."""
    return any(
        isinstance(outer, ast.Call)
        and isinstance(outer.func, ast.Attribute)
        and outer.func.attr == "within"
        and any("EVERYTHING" in ast.unparse(argument) for argument in outer.args)
        for outer in _outwards(node, parents)
    )


def _function(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Return the outermost function or class around a node; a method by its class."""
    name, above = "", parents.get(node)
    while above is not None:
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = above.name
        above = parents.get(above)
    return name


def test_the_test_knows_the_tables_and_the_files():
    assert {"Hazard", "Visit", "Premises", "Obligation"} <= scoped_models()
    assert {"anlan/premises/views.py", "anlan/web/views/today.py"} <= set(surfaces())


def test_no_page_reads_rows_outside_the_scope():
    found = [
        f"{path}:{line}: {function} reads {what}"
        for path in surfaces()
        for function, line, what in offences((ROOT / path).read_text("utf-8"))
        if (path, function) not in REASONED
    ]

    assert not found, (
        "Say `.within(request.actor.scope)` in the same chain, or list (file, function) in REASONED of "
        "tests/architecture/test_scope.py with the reason:\n" + "\n".join(found)
    )


def test_every_exception_is_still_needed():
    read = {
        (path, function)
        for path in surfaces()
        for function, _l, _w in offences((ROOT / path).read_text("utf-8"))
    }

    assert sorted(set(REASONED) - read) == [], "no longer reads past the scope: strike it out"


@pytest.mark.parametrize(
    "line",
    [
        "Hazard.objects.all()",
        "Hazard.objects.filter(pk=pk).first()",
        "list(Hazard.objects.select_related('visit').order_by('pk')[:50])",
        "Hazard.objects.filter(state='found').count()",
        "Hazard._default_manager.get(pk=pk)",
        "Hazard._base_manager.get(pk=pk)",
        "models.Hazard.objects.get(pk=pk)",
        "H.objects.get(pk=pk)",
        "Alias.objects.get(pk=pk)",
        "get_object_or_404(Hazard, pk=pk)",
        "visit.hazards.all()",
        "Hazard.objects.within(EVERYTHING).get(pk=pk)",
        "Hazard.objects.within(scope.EVERYTHING).get(pk=pk)",
        "Hazard.objects.raw('SELECT 1')",
        "connection.cursor()",
        "Visit.objects.filter(hazards__in=Hazard.objects.within(actor.scope))",
        "Hazard.objects.filter(visit__in=Visit.objects.within(actor.scope))",
    ],
)
def test_the_rule_bites(line):
    head = "from anlan.hazards.models import Hazard as H\nAlias = Hazard\n\n\n"
    source = f"{head}def page(request, pk):\n    return {line}\n"

    assert [(function, number) for function, number, _what in offences(source)][:1] == [("page", 6)]


@pytest.mark.parametrize(
    "line",
    [
        "Hazard.objects.within(request.actor.scope).filter(pk=pk).first()",
        "Hazard.objects.filter(pk=pk).within(request.actor.scope)",
        "Hazard.objects.select_related('visit').within(scope).order_by('pk')[:50]",
        "Area.objects.filter(pk=pk)",
        "hazard.description",
        "Hazard(pk=pk)",
        "Hazard.DoesNotExist",
        "hazard.visit.premises",
        "len(actor.posts)",
    ],
)
def test_the_rule_lets_through_what_is_in_order(line):
    assert offences(f"def page(request, pk):\n    return {line}\n") == []
