"""Write anlan/field/words.py from the texts that the field page's modules ask for; a test compares the two."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASKED = re.compile(r'\bt\("((?:[^"\\]|\\.)*)"')
HEAD = '''"""The words of the field page by their English text. Written by scripts/field_words.py."""

from __future__ import annotations

from django.utils.translation import gettext


def _(text: str) -> str:
    """Mark a text for translation; it is translated when it is asked for."""
    return text


def words() -> dict[str, str]:
    """Return every text with its words in the reader's language."""
    return {text: gettext(text) for text in TEXTS}


TEXTS = (
'''


def texts() -> list[str]:
    """Return every text that the modules ask for, in order."""
    files = sorted((ROOT / "anlan/field/static/field").glob("*.js"))
    return sorted({text for file in files for text in ASKED.findall(file.read_text("utf-8"))})


def module() -> str:
    rows = []
    for text in texts():
        if len(text) < 90:
            rows.append(f'    _("{text}"),\n')
            continue
        parts = textwrap.wrap(text, 90, drop_whitespace=False, break_long_words=False)
        assert "".join(parts) == text
        rows.append("    _(\n" + "".join(f'        "{part}"\n' for part in parts) + "    ),\n")
    return f"{HEAD}{''.join(rows)})\n"


if __name__ == "__main__":
    (ROOT / "anlan/field/words.py").write_text(module(), "utf-8")
    print(f"{len(texts())} texts")
