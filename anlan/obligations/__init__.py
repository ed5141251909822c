"""What is owed, by whom, by when: opened and discharged by steps of cases; one to-do list for everybody."""
