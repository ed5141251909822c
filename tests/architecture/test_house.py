"""Rules of the house that a machine can check. An exception is listed here with its reason, or it is a failure."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]

# path → why it may be longer
LONG_FILES: dict[str, str] = {}
PY_LINES = 450
TEMPLATE_LINES = 140
GRAB_BAGS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "tools"}

# path → why it reads the machine's clock and not anlan.kernel.clock
CLOCK_READER = re.compile(
    r"(?:^|\.)(?:datetime\.(?:now|utcnow|today)|date\.today|timezone\.(?:now|localdate|localtime))$"
)
REAL_TIME: dict[str, str] = {
    "anlan/kernel/clock.py": "is the clock",
}
# what leaders read knows figures and listings by code, never a domain's tables
READERS = ("bulletins", "insight", "reporting")
DOMAINS = (
    "premises periods assignments duty outreach inspections risk hazards incidents forces enforcement "
    "installations"
).split()
# Composed so that the rule does not find itself.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb.debian" + ".org",
)
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|root|work|Users|opt/(?:wheels|pypi))/[\w.]")


@cache
def tracked() -> tuple[str, ...]:
    """Files that are or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


def files(*endings: str, under: str = "") -> list[str]:
    return [path for path in tracked() if path.startswith(under) and path.endswith(endings)]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def templates() -> list[str]:
    return [
        path
        for path in files(".html", ".xml", ".txt", ".svg", under="anlan/")
        if "/jinja2/" in path or "/templates/" in path
    ]


def places(paths: list[str], pattern: str) -> list[str]:
    """`file:line: text` for every line that matches."""
    wanted = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), start=1)
        if wanted.search(line)
    ]


def calls(path: str) -> list[tuple[int, str]]:
    """(line, dotted name) of every call in a Python file."""
    nodes = ast.walk(ast.parse(text(path)))
    return [(node.lineno, ast.unparse(node.func)) for node in nodes if isinstance(node, ast.Call)]


def show(offences: list[str], rule: str) -> str:
    return f"{rule}:\n" + "\n".join(offences)


def test_the_rules_see_the_repository():
    assert "pyproject.toml" in tracked()
    assert files(".py", under="anlan/")


def test_no_file_is_longer_than_one_can_hold_in_mind():
    limits = [(path, PY_LINES) for path in files(".py") if "/migrations/" not in path]
    limits += [(path, TEMPLATE_LINES) for path in templates()]

    long = [
        f"{path}: {lines} lines (at most {limit})"
        for path, limit in limits
        if (lines := len(text(path).splitlines())) > limit and path not in LONG_FILES
    ]

    assert not long, show(long, "Split by kind of change, or list it in LONG_FILES with the reason")


def test_exceptions_are_still_needed():
    gone = [path for path in (*LONG_FILES, *REAL_TIME) if not (ROOT / path).exists()]

    assert not gone, show(gone, "Listed as exceptions, but not there")


def test_no_module_is_a_grab_bag():
    bags = [
        path for path in files(".py") if GRAB_BAGS & {part.removesuffix(".py") for part in Path(path).parts}
    ]

    assert not bags, show(bags, "Name a module for what it holds")


def test_no_tracked_file_names_a_machine_or_a_registry():
    paths = [
        path
        for path in tracked()
        if (ROOT / path).stat().st_size < 2_000_000 and b"\0" not in (ROOT / path).read_bytes()
    ]
    hosts = "|".join(map(re.escape, REGISTRY_HOSTS))
    offences = places(paths, f"{MACHINE_PATH.pattern}|{hosts}")

    assert not offences, show(
        offences, "Paths of one machine and hosts of registries stay out of the repository"
    )


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\sstyle\s*=", "the content policy refuses inline styles: use a class"),
        (r"\shx-on[:\w-]*\s*=", "the content policy refuses code in attributes: use static/*.js"),
        (r"\son(?:click|change|submit|input|load|error|key\w+|focus|blur)\s*=", "the same"),
        (
            r"hx-trigger\s*=\s*[\"'][^\"']*\[",
            "a trigger filter is evaluated, which the content policy refuses",
        ),
        (r"hx-(?:vals|headers)\s*=\s*[\"']js:", "the same"),
        (r"\|\s*safe\b", "mark text as safe where it is made (Markup), never in a template"),
        (r"\{%-?\s*autoescape\s+false", "escaping stays on"),
        (
            r"<script(?![^>]*(?:\bsrc=|\bnonce=|type=\"application/json\"))[^>]*>",
            "a script is a file, or carries the nonce",
        ),
    ],
    ids=["style", "hx-on", "on-event", "trigger-filter", "js-vals", "safe", "autoescape", "script"],
)
def test_templates_hold_nothing_that_the_content_policy_or_escaping_would_lose_to(pattern, reason):
    offences = places(templates(), pattern)

    assert not offences, show(offences, reason)


def test_only_the_command_line_prints():
    allowed = ("anlan/cli/", "anlan/cli.py")
    offences = [
        f"{path}:{line}"
        for path in files(".py", under="anlan/")
        if not path.startswith(allowed)
        for line, name in calls(path)
        if name == "print"
    ]

    assert not offences, show(offences, "Log it, or return it to the command line")


def test_only_the_clock_reads_the_clock():
    offences = [
        f"{path}:{line}: {name}"
        for path in files(".py", under="anlan/")
        if path not in REAL_TIME and "/tests/" not in path
        for line, name in calls(path)
        if CLOCK_READER.search(name)
    ]

    assert not offences, show(
        offences, "Use anlan.kernel.clock, or list the file in REAL_TIME with the reason"
    )


def test_every_ignored_finding_says_which():
    offences = places(files(".py"), r"#\s*(?:type:\s*ignore(?!\[)|noqa(?!:\s*[A-Z]+\d))")

    assert not offences, show(offences, "Name the code: `type: ignore[code]`, `noqa: X123`")


def test_every_app_says_what_it_owns():
    packages = sorted(
        {"/".join(Path(path).parts[:2]) for path in files(".py", under="anlan/") if len(Path(path).parts) > 2}
    )
    silent = [
        package
        for package in packages
        if not (ROOT / package / "__init__.py").exists()
        or ast.get_docstring(ast.parse(text(f"{package}/__init__.py"))) is None
    ]

    assert not silent, show(
        silent, "The docstring of __init__.py is missing: one paragraph, what the app owns"
    )


def test_what_leaders_read_knows_no_tables_of_a_domain():
    forbidden = re.compile(rf"anlan\.(?:{'|'.join(DOMAINS)})\.(?:models|actions|flow|rules)\b")
    offences = []
    for reader in READERS:
        for path in files(".py", under=f"anlan/{reader}/"):
            if "/tests/" in path:
                continue
            for node in ast.walk(ast.parse(text(path))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    names = [f"{node.module}.{alias.name}" for alias in node.names]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                else:
                    continue
                offences += [f"{path}:{node.lineno}: {name}" for name in names if forbidden.search(name)]

    assert not offences, show(offences, "Quote figures and listings by code")


# path → why its save() is none of a model
NOT_A_MODEL = {"anlan/access/sessions.py": "Django's session interface: save() is what it calls"}


def test_state_has_no_back_door():
    offences = places(
        [
            path
            for path in files(".py", under="anlan/")
            if "/migrations/" not in path and "/tests/" not in path and path not in NOT_A_MODEL
        ],
        r"^\s*@receiver\(|\b(?:pre|post)_(?:save|delete)\.connect\(|^\s{4}def save\(self",
    )

    assert not offences, show(offences, "No signals and no save() overrides: write an action or a step")


def test_locks_hold_versions_and_hashes_but_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = text(name)

        assert "http" not in lock, name
        assert "--hash=sha256:" in lock, name


def test_locks_hold_what_pyproject_asks_for():
    project = tomllib.loads(text("pyproject.toml"))
    runtime = project["project"]["dependencies"] + project["build-system"]["requires"]
    asked = {
        "requirements.lock": runtime,
        "requirements-dev.lock": runtime + project["project"]["optional-dependencies"]["dev"],
    }
    stale = []
    for name, requirements in asked.items():
        pinned = dict(re.findall(r"^([\w.-]+)==([\w.!+]+)", text(name), re.MULTILINE))
        for requirement in map(Requirement, requirements):
            version = pinned.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version):
                stale.append(f"{name}: {requirement} (locked: {version})")

    assert not stale, show(stale, "Run `make lock`")


def test_both_locks_agree():
    versions = [
        dict(re.findall(r"^([\w.-]+)==([\w.!+]+)", text(name), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    different = [f"{name}: {version} and {versions[1].get(name)}" for name, version in versions[0].items()
                 if versions[1].get(name) != version]  # fmt: skip

    assert not different, show(different, "Run `make lock`")


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_the_doors_for_people_are_there(name):
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_license_is_apache_2():
    assert "Apache License" in text("LICENSE")
    assert "Version 2.0, January 2004" in text("LICENSE")
