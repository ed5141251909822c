"""Argon2id with a memory cost that four sign-ins at eight in the morning can afford (OWASP's second choice)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2Hasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
