"""The outbox of the field page under fire: a real browser, a real server, and between them a line that breaks."""
