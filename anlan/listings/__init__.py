"""What every list shares: saved views, the sorts an index serves, capped counts, runs of a bulk step."""
