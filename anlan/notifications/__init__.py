"""Who is told: the outbox that a step fills in its own transaction; channels drain it later."""
