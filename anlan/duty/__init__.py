"""Duty: readiness and response levels, duty rooms with their rosters, leave, swaps, hand-overs and spot checks."""
