"""Pages of rescue forces."""
