"""The cells of a table, written by a function: a page of fifty rows has four hundred of them, and two macros for each
were half of what the page cost. What a cell may be is told in docs/design-system.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup, escape

NOTHING = Markup('<span class="dim">—</span>')


def slot(column: Mapping[str, Any], value: Any, first: bool = False) -> Markup:
    """Return the cell of a column: the first names the row. On phones each shows its label itself."""
    kind = f"k-{column.get('kind') or 'text'}"
    if isinstance(value, Mapping) and "heat" in value:
        kind += f" heat-{value['heat']}"
    if not first and _is_nothing(value):
        kind += " is-empty"  # on a phone a wide cell has no label: a dash alone would say nothing
    name, scope = ("th", ' scope="row"') if first else ("td", "")
    label = escape(column["label"])
    return Markup(f'<{name}{scope} class="{escape(kind)}" data-label="{label}">{inside(value)}</{name}>')  # noqa: S704


def _is_nothing(value: Any) -> bool:
    return value is None or isinstance(value, Undefined) or value == ""


def inside(value: Any) -> Markup:
    """Return what stands in a cell: text as it is, or {text, href?, tone?, title?, sub?, code?, lang?}."""
    if _is_nothing(value):
        return NOTHING
    if not isinstance(value, Mapping):
        return escape(value)
    text = escape(value.get("text", "—"))
    title = _attribute("title", value.get("title"))
    if tone := value.get("tone"):
        shown = f'<span class="word word-{escape(tone)}"{title}>{text}</span>'
    elif href := value.get("href"):
        shown = f'<a href="{escape(href)}"{title}>{text}</a>'
    elif value.get("code"):
        shown = f"<code>{text}</code>"
    else:
        shown = f"<span{_attribute('lang', value.get('lang'))}{title}>{text}</span>"
    if sub := value.get("sub"):
        shown += f'<span class="cell-sub">{escape(sub)}</span>'
    return Markup(shown)  # noqa: S704 -- every part was escaped above


def _attribute(name: str, value: Any) -> str:
    return f' {name}="{escape(value)}"' if value else ""
