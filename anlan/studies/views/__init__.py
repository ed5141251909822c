"""Pages of risk studies."""
