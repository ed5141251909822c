"""Numbered papers: a number per kind and year without a gap, the words as they were issued, the archive of the files.

A kind of paper is one folder `paper_kinds/<kind>/` in the app that issues it (`kinds.py`); that app says who sees the
case behind a paper (`access.py`) and calls `issuing.issue` in the transaction of its step.
"""
