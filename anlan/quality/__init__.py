"""Flags for the office: reports and checks that look improbable, each with its reason. Never a ranking of people."""
