"""The page for the field: what is captured on a phone without a network, and how it arrives once and whole."""
