"""Look-backs (回头看) by lot: weekly samples of closed hazards, their answers, what they say about the whole."""
