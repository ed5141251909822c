"""Pages of major hazard installations."""
