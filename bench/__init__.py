"""Measured claims. `make bench` runs every bench_*.py; each prints its ratios against a limit in the same run."""
