"""Systemic problems (突出问题): hazards that cluster in an area, a sector or a time, made one problem to solve."""
