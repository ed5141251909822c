"""Which kind of blank form a file is, and the form opened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.exchange.grids import refused
from anlan.exchange.word import Paper
from anlan.exchange.xlsx import Workbook

XLSX, DOCX = "xlsx", "docx"
SUFFIXES = (XLSX, DOCX)


def kind_of(name: str) -> str:
    """Return what kind of form a file is by its name. Raises Invalid."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("csv", "txt", "tsv"):
        raise refused(
            "text",
            _("“%(name)s” is a text without cells: bring the superior’s blank form as .xlsx or .docx. Lists of records "
              "(CSV) are brought under “Ledgers”.") % {"name": name[-60:]},
        )  # fmt: skip
    if suffix not in SUFFIXES:
        raise refused(
            "kind",
            _("“%(name)s” is neither .xlsx nor .docx: save the form as one of these.") % {"name": name[-60:]},
        )
    return suffix


def opened(content: bytes, kind: str) -> Workbook | Paper:
    """Return a blank form. Raises Invalid for all that it must not hold."""
    if not content:
        raise refused("empty", _("The file is empty: choose the blank form, .xlsx or .docx."))
    return Workbook(content) if kind == XLSX else Paper(content)
