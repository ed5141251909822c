"""A composed document on paper and on the screen: one file for each form, all from the same `Composition`."""
