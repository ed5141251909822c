"""What happens when something owed is late: reminder, supervision letter, circular, interview, each a journalled step.

One supervision stands for one late obligation. The sweep (`sweep.py`) opens it and sends reminder and letter; circular
and interview it proposes to the supervising office, where a person signs them. A rung is skipped by a leader only.
"""
