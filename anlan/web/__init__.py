"""The site shell: frame, navigation, sign-in, errors, and the design system every page is made of.

Domains keep their own pages; what they share (macros, style sheet, filters) lives here and is described in
docs/design-system.md. No domain rule lives here, and no domain imports this package.
"""
