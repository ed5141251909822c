"""Pages of visits: the list, recording one, one with its steps, its checklist; the register of experts and officers."""
