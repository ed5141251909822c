"""Inspection teams (督查组、综合工作组、驻守组): who goes for how long, each day's log, their visits, hand-overs."""
