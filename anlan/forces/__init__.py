"""Rescue forces: their register and readiness, where they are positioned, and call-outs with the arrival clock."""
