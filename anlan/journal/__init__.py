"""What happened: an append-only, gapless, hash-linked record of every step of every case."""
