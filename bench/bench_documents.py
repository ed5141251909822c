"""T11, the paper's part: PDF and DOCX of a bulletin, against typst's bare compile of the same text.

Bare means: the same words in the same face on plain A4, given to a kept typst compiler of its own, no frame, no grid,
no colophon. The words differ each time, so that no cache answers. Cold is a process of its own up to the first page in
hand. Memory is VmHWM of such processes: after one document, and after many different ones. Times are CPU times.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.ground import ROOT, note, size, tell, temporary_home

ROUNDS = size(40, 8)
MANY = size(200, 20)
BARE = """#let texts = json(bytes(sys.inputs.texts))
#set page(paper: "a4", margin: 3cm)
#set text(font: "Anlan Fang", size: 16pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#for text in texts [#par(text)]
"""


def main() -> int:
    if len(sys.argv) > 1:
        _django()
        print(json.dumps({"cold": _cold, "peak": _peak, "rows": _rows}[sys.argv[1]](*sys.argv[2:])))
        return 0
    with temporary_home() as home:
        os.environ["ANLAN_HOME"] = str(home)
        _django()
        measure()
    return 0


def measure() -> None:
    from anlan.documents.rendering import docx, html, pdf, plain

    pages = _pages(pdf.render(_bulletin(0)))
    note(f"a bulletin of {pages} pages, {sum(len(text) for text in _texts(0)):,} characters")
    bare = _bare()
    sides: dict[str, Callable[[int], Any]] = {
        "typst, bare text": bare,
        "PDF": lambda n: pdf.render(_bulletin(n)),
        "DOCX": lambda n: docx.render(_bulletin(n)),
        "page": lambda n: html.render(_bulletin(n)),
        "text": lambda n: plain.render(_bulletin(n)),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for n in range(ROUNDS):
        for name, make in sides.items():
            start = time.process_time()
            make(n + 1)
            taken[name].append(time.process_time() - start)
    middle = {name: statistics.median(values[2:]) * 1000 for name, values in taken.items()}
    for name, value in middle.items():
        tell("T11", f"{name}, warm, words changed, CPU", value, "ms")
    tell(
        "T11",
        "PDF / typst's bare compile of the same text, CPU",
        middle["PDF"] / middle["typst, bare text"],
        "x",
    )
    tell("T11", "PDF + DOCX, warm, CPU", middle["PDF"] + middle["DOCX"], "ms", most=500)
    digests = {hashlib.sha256(pdf.render(_bulletin(1))).hexdigest(), _child("cold")["digest"]}
    note("the same bytes in two processes" if len(digests) == 1 else "DIFFERENT bytes in two processes")
    cold = [_child("cold") for _n in range(3)]
    tell(
        "T11",
        "first PDF of a process, from import on, CPU",
        statistics.median(each["ms"] for each in cold),
        "ms",
    )
    few, many = _child("peak", "1"), _child("peak", str(MANY))
    tell("T11", "peak memory of a process that made one PDF and one DOCX", few["mb"], "MB")
    tell("T11", "… before it loaded fonts, typst and python-docx", few["before"], "MB")
    tell("T11", f"what {MANY} different documents take more", many["mb"] - few["mb"], "MB")
    rows = _child("rows", "3000")
    tell("T11", f"a table of {rows['rows']:,} rows ({rows['pages']} pages): PDF, CPU", rows["pdf"], "s")
    tell("T11", f"a table of {rows['rows']:,} rows: DOCX, CPU", rows["docx"], "s")
    tell("T11", "… peak memory", rows["mb"], "MB")


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
    import django

    django.setup()


def _child(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.bench_documents", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _bulletin(n: int) -> Any:
    from dataclasses import replace

    from anlan.documents.model import Paragraph, Text
    from anlan.documents.tests import specimens

    document = specimens.bulletin(length=8)
    blocks = (
        Paragraph((Text(f"第{n}次排版。"), *block.runs)) for block in document.blocks
    )  # no paragraph is met twice
    return replace(document, blocks=tuple(blocks))


def _texts(n: int) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in _bulletin(n).blocks]


def _bare() -> Callable[[int], Any]:
    return _bare_of(_texts)


def _bare_of(texts: Callable[[int], list[str]]) -> Callable[[int], Any]:
    """Return what compiles the bare words of a round, with a compiler that is kept."""
    import typst

    from anlan.documents.rendering import fonts

    source = Path(os.environ["ANLAN_HOME"]) / "bare.typ"
    source.write_text(BARE, "utf-8")
    compiler = typst.Compiler(
        input=str(source), font_paths=fonts.loaded(tuple(fonts.folders())), ignore_system_fonts=True
    )
    return lambda n: compiler.compile(
        format="pdf", sys_inputs={"texts": json.dumps(texts(n), ensure_ascii=False)}, timestamp=0
    )


def _pages(content: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def _cold() -> dict[str, Any]:
    start = time.process_time()
    from anlan.documents.rendering import pdf

    made = pdf.render(_bulletin(1))
    return {"ms": (time.process_time() - start) * 1000, "digest": hashlib.sha256(made).hexdigest()}


def _peak(count: str) -> dict[str, Any]:
    before = _memory()
    from anlan.documents.rendering import docx, pdf

    for n in range(int(count)):
        pdf.render(_bulletin(n))
        docx.render(_bulletin(n))
    return {"mb": _memory(), "before": before}


def _rows(count: str) -> dict[str, Any]:
    from anlan.documents.model import Composition
    from anlan.documents.rendering import docx, pdf
    from anlan.documents.tests import specimens

    document = Composition(specimens.FRAME, (specimens.table(int(count)),))
    marks = [time.process_time()]
    made = pdf.render(document)
    marks.append(time.process_time())
    docx.render(document)
    marks.append(time.process_time())
    return {
        "rows": int(count), "pages": _pages(made), "pdf": marks[1] - marks[0], "docx": marks[2] - marks[1],
        "mb": _memory(),
    }  # fmt: skip


def _memory() -> float:
    """Return the process's peak of resident memory in MB."""
    lines = Path("/proc/self/status").read_text("ascii", "ignore").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
