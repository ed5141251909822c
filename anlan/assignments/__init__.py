"""Meetings, what leaders do and require, and the tasks that are assigned and followed to their end (交办)."""
