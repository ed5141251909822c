"""Webhooks: receivers of other systems, what leaves to them of the journal, and the feed of changes."""
