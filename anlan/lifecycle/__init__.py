"""The one door through which a state changes: state, journal, obligations, counters and notices in one transaction."""
