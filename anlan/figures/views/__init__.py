"""Pages of figures: the list, one figure with everything about it, its proof, its permanent addresses."""
