"""`anlan bulletin template`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.bulletins import series, templates
from anlan.bulletins.models import Template
from anlan.bulletins.templates import TEMPLATE_FLOW
from anlan.cli.session import say
from anlan.documents.templates.package import MOST_BYTES
from anlan.documents.templates.sample import sample
from anlan.figures.cut import find_area
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.lifecycle import door
from anlan.org.actors import actor_for
from anlan.org.models import Person


def sample_file(options: argparse.Namespace) -> int:
    """Write a template to begin from."""
    try:
        options.out.write_bytes(sample(options.language))
    except OSError as error:
        raise Invalid(
            "template.file",
            _("%(file)s cannot be written (%(why)s).") % {"file": options.out, "why": error.strerror},
            field="out",
        ) from None
    say(str(options.out))
    return 0


def check(options: argparse.Namespace) -> int:
    """Read a template as an upload would, and list what stands in it."""
    file = _read(options.file)
    say(_("%(file)s: %(n)s placeholders") % {"file": options.file, "n": len(file.placeholders)})
    for words in file.placeholders:
        say(f"  {words}")
    return 0


def _read(path: Path) -> templates.TemplateFile:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(
            "template.file",
            _("%(file)s cannot be read (%(why)s).") % {"file": path, "why": error.strerror},
            field="file",
        ) from None
    return templates.read_file(path.name, content, find_area(None))


def upload(options: argparse.Namespace) -> int:
    """Keep a template under a name, or a new version of it; let a series choose it if one is named."""
    area = find_area(None)
    person = Person.objects.filter(username=options.by, is_active=True).first()
    if person is None:
        raise Unknown(
            "person.unknown", _("There is no account “%(name)s”.") % {"name": options.by[:40]}, field="by"
        )
    actor = actor_for(person, at=clock.now())
    run = None
    if options.series:
        series.found(area)
        run = series.find(options.series, area)
    file = _read(options.file)
    known = Template.objects.in_use().filter(area=area, name=options.name).first()
    if known:
        key = door.apply(TEMPLATE_FLOW, known.pk, "replace", by=actor, input={"file": file}).case_id
    else:
        given = {"area": area, "name": options.name, "file": file}
        key = door.open_case(TEMPLATE_FLOW, "upload", by=actor, input=given).case_id
    if run is not None and run.template_id != key:
        door.apply(TEMPLATE_FLOW, key, "choose", by=actor, input={"series": run.pk})
    kept = Template.objects.get(pk=key)
    say(_("“%(name)s” is kept as version %(n)s.") % {"name": kept.name, "n": kept.version})
    return 0


def listed(options: argparse.Namespace) -> int:
    """List the templates that there are."""
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "state": one.state,
            "version": one.version,
            "series": [run.code for run in one.series_set.order_by("position", "id")],
        }
        for one in Template.objects.order_by("state", "name", "pk")
    ]
    if options.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    for row in rows:
        say(f"{row['name']} · {row['version']} · {row['state']} · {', '.join(row['series']) or '—'}")
    return 0
