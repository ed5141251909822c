"""The kill suite: processes are killed at random points of real work, and what they leave is compared with the truth.

plan.py    what is done: turns of work, drawn from a seed, as plain data
worker.py  does it, through the product's own entry points, and says what it was told is done
trap.py    kills the worker, or the server's process behind it, at a statement or at the edge of a commit
proof.py   what must hold after every kill; everything that was written, to compare with a twin never killed
suite.py   draws turns and kills, tries again as a client would, counts what went wrong
__main__.py  both engines and the table: `make faults`
"""
