"""When a hazard is a major one: the official criteria by sector, each pack with its document and its time in force."""
