"""The pages of superiors' forms."""
