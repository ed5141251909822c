"""Draws of whom to inspect and by whom (双随机): prepared, drawn from a seed that nobody chose alone, made public."""
