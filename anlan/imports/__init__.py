"""Ledgers taken in: a spreadsheet becomes rows, rows become acts through the door, faults go back in the same file.

An app declares what it takes in as a `Kind` in its own `imports.py`. A file becomes a `Batch` (a case: the journal
names who brought it and its digest), its rows wait as `Line`s, and a runner writes them chunk by chunk.
"""
