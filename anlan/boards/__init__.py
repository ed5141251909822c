"""Boards of a duty room: tiles of the areas, a view for the wall, and live parts that many screens share."""
