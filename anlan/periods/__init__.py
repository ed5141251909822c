"""Special periods (专项、敏感时段): days of a level in an area, on which more is asked for; each ends by itself."""
