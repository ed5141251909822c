"""A study as a PNG: its charts below one another, under what they are of and as of when."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from anlan.documents.rendering import drawing as paper
from anlan.insight import drawing
from anlan.insight.canvas import WIDTH, breadth
from anlan.insight.sheets import Study
from anlan.kernel.errors import Invalid

STYLE = (
    '.dr-text{font-size:13px;fill:#1d2733;font-family:"%(face)s"}.dr-small{font-size:12px}.dr-soft{fill:#51606f}'
    ".dr-halo{stroke:#ffffff;stroke-width:3px;paint-order:stroke;stroke-linejoin:round}.dr-title{font-size:20px}.dr-strong{font-weight:700}.dr-end{text-anchor:end}.dr-mid{text-anchor:middle}"
    ".dr-on{fill:#ffffff}.dr-1{fill:#14708f}.dr-2{fill:#855400}.dr-ink{fill:#1d2733}.dr-edge{stroke:#855400}"
    ".dr-grid{stroke:#d5dde5}.dr-half{stroke:#51606f;stroke-dasharray:2 3}"
    ".dr-line{fill:none;stroke:#14708f;stroke-width:2}.dr-dash{stroke:#855400;stroke-dasharray:6 4}"
    ".dr-former{fill:none;stroke:#855400;stroke-width:1.5;stroke-dasharray:5 4}"
    ".dr-ring{fill:#ffffff;stroke:#14708f;stroke-width:2}"
    ".dr-h0{fill:#f1f4f7}.dr-h1{fill:#dcebf2}.dr-h2{fill:#b5d6e4}.dr-h3{fill:#86bcd2}.dr-h4{fill:#2f83a1}.dr-h5{fill:#0d5a75}"
)
MARGIN = 28


def png(study: Study) -> bytes:
    """Return the charts of a study as one picture. Raises Invalid where there is nothing to draw."""
    drawn = [(sheet, svg) for sheet in study.sheets if (svg := drawing.draw(sheet))]
    if not drawn:
        raise Invalid(
            "analysis.nothing_drawn", _("There is nothing to draw here: choose another period or area.")
        )
    y = MARGIN + 20.0
    parts = [_text(MARGIN, y, study.title, "dr-text dr-title dr-strong")]
    facts = " · ".join(_("%(what)s: %(told)s") % {"what": what, "told": told} for what, told in study.about)
    for line in _folded(facts):
        y += 20
        parts.append(_text(MARGIN, y, line, "dr-text dr-soft dr-small"))
    for sheet, svg in drawn:
        y += 34
        parts.append(_text(MARGIN, y, _headed(sheet.title, sheet.compared), "dr-text dr-strong"))
        y += 12
        high = float(svg.split("viewBox=", 1)[1].split('"')[1].split()[3])
        placed = f'<svg x="{MARGIN}" y="{y:.0f}" width="{WIDTH}" height="{high:.0f}" '
        parts.append(svg.replace("<svg ", placed, 1))
        y += high
    rows = _("%(n)s rows in the table behind it") % {"n": study.rows}
    parts.append(_text(MARGIN, y + 24, rows, "dr-text dr-soft dr-small"))
    width, height = WIDTH + 2 * MARGIN, round(y + 24 + MARGIN)
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{STYLE % {'face': paper.face()}}</style>{''.join(parts)}</svg>"
    )
    return paper.png(whole, width=width)


def _headed(title: str, compared: str) -> str:
    hatched = _("hatched or dashed: %(what)s") % {"what": compared}
    return f"{title} ({hatched})" if compared else title


def _text(x: float, y: float, words: str, css: str) -> str:
    return f'<text class="{css}" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def _folded(words: str) -> list[str]:
    """Return words in lines that fit the picture, broken between facts."""
    lines: list[str] = []
    for part in words.split(" · "):
        if lines and breadth(f"{lines[-1]} · {part}", 12) <= WIDTH:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    return lines
