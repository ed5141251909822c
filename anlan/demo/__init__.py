"""The demo city: 漯河's shape with invented people and a year of work, every record through the door."""
