"""The house-keeping of uploads that broke off."""

from anlan.field import uploads
from anlan.jobs.schedule import daily
from anlan.kernel import clock


@daily(3, 35)
def forget_uploads() -> str:
    """Forget photographs of phones whose record did not come within 30 days, and the bytes of those that are gone."""
    return f"{uploads.sweep(now=clock.now())} uploads removed"
