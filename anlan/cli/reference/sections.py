"""Page of the section files: their format, and those that there are."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

from anlan.cli.reference.markdown import code, table
from anlan.documents.sections import Section, parse
from anlan.figures.registry import REGISTRY

WORDS = ("area", "day", "span", "year")
EXAMPLE = """---
code: hazards.example
language: en
title: Hazards that are left
order: 230
series: bulletin
---
[hazards.outstanding > 0] By {day}, {area} had {hazards.outstanding} hazards left; {hazards.rectification_rate} are
rectified.

[hazards.outstanding = 0] By {day}, {area} had none left.

{table by area: hazards.found, hazards.outstanding}
"""

HEAD = (
    ("code", "names the section; the same in every language"),
    ("language", "`zh` or `en`: one file a language"),
    ("title", "its heading, without a number: headings are counted in the order of what is present"),
    ("order", "a whole number; sections stand in its order, then by code"),
    ("series", "the series that print it: `bulletin`, or several: `daily, weekly`"),
    ("kind", "`section` (left out), `lead` (the paragraph before all headings), `chapter` (一、)"),
    (
        "chapter",
        "the code of the chapter below which it stands (（一）); without it: a first-level heading of its own",
    ),
)

BODY = (
    ("`{hazards.found}`", "the figure in official prose with its measure word (8.1万多条; English: 81,562)"),
    ("`{hazards.found|bare}`", "the same without the measure word"),
    (
        "`{hazards.found@week#411121}`",
        (
            "over another span that ends on the document's day (`day`, `week`, `month`, `year`), of an area within "
            "the document's; each may stand alone"
        ),
    ),
    (
        "`{typed:14支|roster of the bureau}`",
        "a number written by hand, marked with its source; a third part names the figure as which it is compared",
    ),
    (", ".join(f"`{{{word}}}`" for word in sorted(WORDS)), "the document's own words"),
    (
        "`{span@month}`",
        "the days of a span as prose names them (10月1日至24日; 9月28日至10月4日); `{span}`: the document's own",
    ),
    (
        "`[hazards.outstanding > 0] …`",
        "the paragraph is printed only if the count is more than the number; also `=`, `<`, `>=`, `<=`",
    ),
    (
        "`[holds meetings.every_time] …`",
        (
            "only if the facts bear that claim; `[fails meetings.every_time]`: only if they do not. With commas "
            "between conditions, all must hold: `[hazards.outstanding > 0, holds hazards.each_followed]`"
        ),
    ),
    (
        "`{table by area: code, code}`",
        "alone in its paragraph: a row for each child of the area, exact numbers, and the area itself last",
    ),
)


def page() -> str:
    example = parse(EXAMPLE, source="example")
    assert set(example.figures) <= {figure.code for figure in REGISTRY}
    rows = [
        (
            code(place),
            code(s.code),
            s.language,
            s.title,
            str(s.order),
            s.series,
            ", ".join(map(code, s.figures)),
        )
        for place, s in _present()
    ]
    return (
        "# Sections 文书段落\n\n"
        "A section of a bulletin is one UTF-8 text file in the `sections/` folder of the app whose "
        "facts it tells. Numbers are never typed: they are quoted by figure code, and all that the "
        "texts quote are read in one statement. To add a section, add a file (one a language) and "
        "restart. A file that cannot be read is an error that names it.\n\n"
        "```text\n"
        f"{EXAMPLE}```\n\n"
        "## Head\n\n"
        f"{table(('Line', 'Means'), [(code(n), t) for n, t in HEAD])}\n"
        "## Body\n\n"
        "Paragraphs stand apart by one empty line. A line break inside a paragraph becomes a space "
        "where the paragraph is all ASCII, and nothing in any other.\n\n"
        f"{table(('Written', 'Prints'), BODY)}\n"
        "## What there is\n\n"
        + table(("File", "Code", "Language", "Title", "Order", "Series", "Figures"), rows)
    )


def _present() -> list[tuple[str, Section]]:
    """Return (file, section) of every installed app."""
    found = []
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "sections").glob("*.txt")):
            place = f"{config.label}/sections/{path.name}"
            found.append((place, parse(path.read_text("utf-8"), source=place)))
    return sorted(found, key=lambda pair: (pair[1].series, pair[1].language, pair[1].order, pair[1].code))
