"""Flags on photographs that look used before, doctored, or of another time or place; a person decides each."""
