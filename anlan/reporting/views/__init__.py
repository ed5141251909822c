"""Pages of dispatch: the clerk's report, and the board of the office."""
