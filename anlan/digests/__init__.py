"""The one-page digest of a day's reports and figures, made by the clock and kept; made anew only with a reason."""
