"""Major hazard installations (重大危险源): identification and grading by the standard in force on the day.

A unit (单元) holds substances up to its design maximum. `grading` says whether it is an installation and of which
level, step by step; the tables of each edition of the standard are a file in `packs/`, chosen by the day.
"""
