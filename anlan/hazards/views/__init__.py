"""Pages of the closed loop: the ledger, one hazard, recording on a visit, steps on many, who owns what is open."""
