"""What the READMEs print is what their commands print: on the hundredth city, as loaded."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.test_house import ROOT, text

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    subprocess.run(
        [sys.executable, "-m", "anlan", "demo", "load", "--scale", "0.01"],
        cwd=ROOT, env=_environment(folder, "en"), check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


def _environment(home, language: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "DJANGO_"))}
    return kept | {"ANLAN_HOME": str(home), "ANLAN_LANGUAGE": language}


@pytest.mark.slow  # loads a city
@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_every_output_that_a_readme_prints_is_what_the_command_says(home, tmp_path, name, language):
    block = BLOCK.search(text(name))
    assert block is not None
    shown = [part.partition("\n") for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]]

    said = [
        (command, _said(command, tmp_path, _environment(home, language)))
        for command, _, _output in shown
        if not command.startswith("export ")
    ]

    assert said == [(c, output.strip()) for c, _, output in shown if not c.startswith("export ")]


def _said(command: str, folder, environment: dict[str, str]) -> str:
    """Return what a command prints, run in a folder of its own."""
    run = command.replace(".venv/bin/anlan", f"{sys.executable} -m anlan")
    paths = environment | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["/bin/sh", "-c", run],
        cwd=folder,
        env=paths,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout.strip()
