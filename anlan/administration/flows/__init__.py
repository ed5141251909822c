"""One file a lifecycle: its states, steps, what each writes."""
