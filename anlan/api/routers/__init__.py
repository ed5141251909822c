"""One router a subject. A new one: a module here that makes `router`, and its line in anlan/api/root.py."""
