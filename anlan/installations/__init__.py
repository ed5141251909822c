"""Major hazard installations (重大危险源): register, guarantee posts (包保), duty performance, experts, alarms.

A unit (单元) holds substances up to its design maximum. `grading` says whether it is an installation and of which
level, step by step; the tables of each edition of the standard are a file in `packs/`, chosen by the day. Who
guarantees for it holds a post with a term; what each post owes in each cycle is rule data too (`duty_packs/`).
"""
