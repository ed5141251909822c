"""The enterprise's own page: signed in to by a code for one place, with what it owes, found itself, and was written."""
