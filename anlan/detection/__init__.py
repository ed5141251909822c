"""What checks find and what they miss: rates by who checks, and estimates of what nobody found. Owns no table."""
