"""Extracts every English source string, keeps its Chinese translation, and compiles the catalogue.

messages.py            extract, merge, compile; lists what has no translation, or two

Translations are written in anlan/locale/parts/*.po alone; LC_MESSAGES/ is made from them.

messages.py --check    only tell whether the catalogue is complete and fresh (exit 1 if not)
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "anlan" / "locale" / "zh_Hans" / "LC_MESSAGES"
EPOCH = datetime(2022, 10, 24, tzinfo=UTC)
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/content/**", "ignore"),
    ("**.py", "python"),
    ("**/jinja2/**.html", "jinja2"),
]
OPTIONS = {"**/jinja2/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Return every string of the sources, without places: they change with every edit."""
    catalog = Catalog(project="anlan", charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        str(ROOT / "anlan"), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        catalog.add(message, context=context)
    return catalog


def translated() -> tuple[Catalog, list[str]]:
    """Return the translations that people wrote, and the strings that two parts translate differently."""
    known, twice = Catalog(locale="zh_Hans", charset="utf-8"), []
    for path in sorted((ROOT / "anlan" / "locale" / "parts").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if not message.id or not _is_whole(message.string):
                    continue
                former = known.get(message.id, context=message.context)
                if former is None:
                    known.add(message.id, message.string, context=message.context)
                elif former.string != message.string:
                    twice.append(f"{message.id}: {former.string}, and in {path.name} {message.string}")
    return known, twice


def _is_whole(string: str | tuple[str, ...] | list[str]) -> bool:
    return bool(string) if isinstance(string, str) else all(string)


def merged() -> Catalog:
    """Return the sources' strings with their translations; those no longer used are dropped."""
    known, _twice = translated()
    catalog = Catalog(locale="zh_Hans", project="anlan", charset="utf-8", fuzzy=False)
    for message in extracted():
        if message.id:
            found = known.get(message.id, context=message.context)
            string = (
                found.string if found and found.string else ("" if isinstance(message.id, str) else ("",))
            )
            flags = [flag for flag in message.flags if flag != "fuzzy"]
            catalog.add(message.id, string, context=message.context, flags=flags)
    return catalog


def rendered(catalog: Catalog) -> tuple[bytes, bytes]:
    """Return the .po and .mo files, the same for the same strings."""
    catalog.creation_date = catalog.revision_date = (
        EPOCH  # the moment of the run would make every run another file
    )
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalog, sort_output=True, omit_header=False, no_location=True, width=110)
    lines = [
        line for line in po.getvalue().split(b"\n") if b"-Date: " not in line and not line.startswith(b"# ")
    ]
    write_mo(mo, catalog)
    return b"\n".join(lines), mo.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [
        str(m.id)
        for m in catalog
        if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)
    ]


def main() -> int:
    catalog = merged()
    po, mo = rendered(catalog)
    missing = untranslated(catalog)
    for message in missing:
        sys.stdout.write(f"no Chinese: {message}\n")
    for message in translated()[1]:
        sys.stdout.write(f"two translations: {message}\n")
    if "--check" in sys.argv:
        stale = not (FOLDER / "django.po").exists() or (FOLDER / "django.po").read_bytes() != po
        if stale:
            sys.stdout.write("the catalogue is stale: run scripts/messages.py\n")
        return int(stale or bool(missing))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "django.po").write_bytes(po)
    (FOLDER / "django.mo").write_bytes(mo)
    sys.stdout.write(f"{len(catalog)} strings, {len(missing)} without Chinese\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
