"""Composition: settings, URLs and the WSGI door."""
