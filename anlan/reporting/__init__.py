"""Dispatch: who owes which report on which day, the daily and zero report by 16:00, and the board that chases them."""
