"""Risk studies (风险研判): held in a meeting, with findings that each end; the four-colour register of risk levels."""
