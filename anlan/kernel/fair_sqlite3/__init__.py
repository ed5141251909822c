"""Django's engine for SQLite with its writers in a queue: whoever asked first writes first."""
