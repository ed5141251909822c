"""Words that every layer speaks and that need no table: decisions, periods, the clock, official numerals, errors."""
