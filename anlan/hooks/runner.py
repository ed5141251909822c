"""The thread of the worker that keeps the deliveries going between two ticks of the clock (ADR 0107).

The queue has one worker: a job that waited for receivers would keep all others waiting. So the job of the minute only
wakes this thread, which looks into the journal every second and ends by itself when no job has woken it for a while:
a worker that is stopped, or an installation that is being restored, sends nothing more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from django.db import connection
from django.db.models import Q

from anlan.hooks.events import Readable
from anlan.hooks.models import Delivery, Receiver, ReceiverState, Sent
from anlan.hooks.sender import Sender

log = logging.getLogger(__name__)
AWAKE_SECONDS = 150.0
EVERY_SECONDS = 1.0
AFTER_FAULT_SECONDS = 10.0


class Runner:
    """The one thread that delivers in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.until = 0.0

    def wake(self, readable: Callable[[], Mapping[str, Readable]]) -> bool:
        """Let it run for some time more; return whether it had to be started."""
        with self.lock:
            self.until = time.monotonic() + AWAKE_SECONDS
            if self.thread is not None and self.thread.is_alive():
                return False
            self.thread = threading.Thread(target=self._run, args=(readable(),), name="webhooks", daemon=True)
            self.thread.start()
            return True

    def _run(self, readable: Mapping[str, Readable]) -> None:
        sender = Sender(readable)
        try:
            while time.monotonic() < self.until:
                try:
                    sender.round(wait=EVERY_SECONDS)
                except Exception:
                    log.exception("webhooks: a round failed")
                    connection.close()
                    time.sleep(AFTER_FAULT_SECONDS)
        finally:
            connection.close()


RUNNER = Runner()


def wake(readable: Callable[[], Mapping[str, Readable]]) -> str:
    """Wake the thread where somebody is to be told of something; one query where nobody is."""
    asked = Q(pk__in=Delivery.objects.filter(state=Sent.WAITING).values("receiver"))
    living = Receiver.objects.exclude(state=ReceiverState.CLOSED)
    if not living.filter(Q(state=ReceiverState.OPEN) | asked).exists():
        return "no receiver"
    return "started" if RUNNER.wake(readable) else "under way"
