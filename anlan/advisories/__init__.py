"""Advisories (提示提醒) and warnings (风险预警): drafted, approved, issued to those chosen, acknowledged, lifted."""
