"""What may be said: every number is defined once, counted in the step's own transaction, and opens to its rows."""
