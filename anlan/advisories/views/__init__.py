"""Pages of advisories and warnings, of receipts, and what machines read."""
