"""The clock of webhooks: what the API would show to an account is what leaves to its systems."""

from collections.abc import Mapping

from anlan.hooks import runner
from anlan.hooks.events import Readable
from anlan.jobs.schedule import every


@every(1)
def send_webhooks() -> str:
    """Wake the thread that sends what was journalled to other systems; it goes on between two minutes."""
    return runner.wake(_readable)


def _readable() -> Mapping[str, Readable]:
    # it loads every lifecycle of the API: only where somebody is told
    from anlan.api.telling import readable  # noqa: PLC0415

    return readable()
