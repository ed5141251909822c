"""Business units: where they stand, who runs them, who counts and supervises them."""
