"""The bulletin (简报): its sections composed for a day from live figures."""
