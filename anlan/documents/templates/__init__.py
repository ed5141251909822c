"""A city's own DOCX templates: a file with placeholders, checked when it comes, filled without running anything.

A placeholder is a name of the list in `placeholders.py` between double braces. There are no loops, no conditions, no
expressions, no includes: nothing in a template is ever executed (docs/adr/0043).
"""
