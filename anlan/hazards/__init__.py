"""The closed loop: hazards found, assigned, rectified, accepted and closed out, never entered as a bare number."""
