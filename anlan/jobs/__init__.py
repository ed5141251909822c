"""Background work: scheduled jobs on the domain's clock, each slot once, failing ones parked."""
