"""The suggestion box: what users of any page propose to the city's office, and what it answers."""
