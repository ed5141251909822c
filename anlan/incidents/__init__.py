"""Incidents: calls, numbers by source, grades, reports against statutory clocks, the log of commands, zeros."""
