"""Inspection plans with what was visited of their places, joint visits that two bodies agree, leaders' plans."""
