"""One entry, many forms: the blank forms of superiors, their cells bound to figures and lists, filled each period."""
