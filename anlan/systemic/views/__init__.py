"""Pages of systemic problems."""
