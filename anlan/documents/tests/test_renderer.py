"""The name of what makes a file: where it is the same, the same document gives the same bytes."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from anlan.bulletins.models import Format
from anlan.documents.rendering import renderer

LIBRARIES = {
    "pdf": ["typst", "segno"],
    "docx": ["python-docx"],
    "html": ["jinja2"],
    "txt": [],
    "xlsx": ["xlsxwriter"],
    "own": ["lxml"],
}


@pytest.mark.parametrize("form", Format.values)
def test_the_name_of_each_format_holds_the_versions_of_what_makes_it(form):
    name = renderer.renderer(form)

    assert all(f"{library} {version(library)}" in name for library in LIBRARIES[form])


@pytest.mark.parametrize(
    "file", ["rendering/xlsx.py", "templates/filling.py", "jinja2/documents/_composition.html"]
)
def test_a_change_of_what_lays_out_changes_the_name(tmp_path, monkeypatch, file):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_bytes(b"before")
    here = renderer.HERE.parent
    monkeypatch.setattr(
        renderer, "LAYOUT", tuple(tmp_path / one.relative_to(here) for one in renderer.LAYOUT)
    )
    names = []

    for content in (b"before", b"after"):
        (tmp_path / file).write_bytes(content)
        renderer._layout.cache_clear()
        names.append(renderer.renderer("own"))
    renderer._layout.cache_clear()

    assert names[0] != names[1]
