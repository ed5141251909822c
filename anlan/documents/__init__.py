"""Official documents: sections with figure chips, composed once, rendered as text and as a page."""
