"""Page of the relations: what must hold between printed numbers, and how typed numbers are read."""

from __future__ import annotations

from anlan.cli.reference.markdown import both, code, table
from anlan.documents.relations import RELATIONS, Reading


def page() -> str:
    relations = sorted(RELATIONS, key=lambda relation: (relation.left, str(relation)))
    readings = sorted(RELATIONS.readings, key=lambda reading: (reading.code, reading.language))
    return (
        "# Relations 数字勾稽关系\n\n"
        "What must hold between the printed numbers of one area and period "
        "([0032](../adr/0032-printed-numbers-are-intervals.md)). A printed number stands for every value that would "
        "have been printed so; a contradiction is reported only if no values satisfy all of this. Numbers of areas "
        "add up where a figure is a sum of measures. An app declares these in its `relations.py`.\n\n"
        + table(
            ("Must hold", "Why", "理由"),
            [(code(str(relation)), *both(relation.reason)) for relation in relations],
        )
        + "\n## Never falls 只增不减\n\n"
        "From issue to issue of one year, counted from one first day, unless the earlier number was corrected: "
        + ", ".join(map(code, sorted(RELATIONS.rising)))
        + ".\n\n## Counted by hand 仅见于文字\n\n"
        "What texts count and no figure does.\n\n"
        + table(
            ("Code", "Name", "名称"), [(code(name), *both(words)) for name, words in RELATIONS.typed.items()]
        )
        + "\n## How typed numbers are read 手工数字的识别\n\n"
        "By the words just before or after the number, its measure word, and the noun beside it or before it in the "
        "sentence. A number that is not understood is left alone. Unless its sentence says that it is about the whole "
        "(今年以来 and 全市, or a figure stands in it), its numbers are held against each other only.\n\n"
        + table(
            ("Figure", "Language", "Words", "Measure words", "Noun"), [_row(reading) for reading in readings]
        )
    )


def _row(reading: Reading) -> tuple[str, ...]:
    words = reading.before or reading.after
    assert words is not None
    return (
        code(reading.code),
        reading.language,
        ("before: " if reading.before else "after: ") + code(words.pattern),
        " ".join(sorted(reading.units)) or "%",
        code(reading.noun.pattern) if reading.noun else "—",
    )
