"""Visits to premises: every one is a 家次, and hazards enter the loop through it."""
