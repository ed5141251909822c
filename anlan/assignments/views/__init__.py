"""Pages of meetings, of what leaders do, and of assigned tasks."""
