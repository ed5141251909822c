"""The clock of installations: duties of each cycle, what was missed, posts that fell vacant, old messages."""

from __future__ import annotations

from datetime import timedelta

from anlan.installations import signing, tasking
from anlan.installations.models import HeardMessage
from anlan.jobs.schedule import daily, every
from anlan.kernel import clock


@daily(0, 20)
def lay_down_duties() -> str:
    """Lay down the guarantee duties that the day's cycles ask for; note what was missed; end terms that are over."""
    today = clock.today()
    posts, ended = tasking.set_up_posts(), tasking.end_terms(today)
    missed = tasking.note_missed(clock.now())
    return f"{tasking.lay_down(today)} duties laid down, {missed} missed, {posts} posts set up, {ended} terms over"


@every(60)
def forget_old_messages() -> str:
    """Drop the marks of messages whose time stamp no longer passes: they cannot be replayed."""
    old = clock.real_now() - timedelta(seconds=2 * signing.WINDOW_SECONDS)
    return f"{HeardMessage.objects.filter(heard_at__lt=old).delete()[0]} marks dropped"
