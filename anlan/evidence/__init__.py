"""Photographs that prove: checked by content, re-encoded, kept once by their digest, served only through a check."""
