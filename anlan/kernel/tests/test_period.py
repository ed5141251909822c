from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.period import Period, bucket_day, buckets, day_bucket

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def days_of(low: int, high: int) -> set[date]:
    """Return every day that an inclusive bucket range covers."""
    day, last, found = date(2018, 1, 1), date(2027, 12, 31), set()
    digits = len(str(low))
    while day <= last:
        if low <= int(str(day_bucket(day))[:digits]) <= high:
            found.add(day)
        day += timedelta(days=1)
    return found


@given(DAYS, DAYS)
def test_bucket_ranges_tile_a_period_without_gap_or_overlap(a, b):
    period = Period(min(a, b), max(a, b))

    ranges = buckets(period)

    covered = [day for low, high in ranges for day in days_of(low, high)]
    assert len(ranges) <= 5
    assert len(covered) == len(set(covered)) == period.days()
    assert set(covered) == {period.first + timedelta(days=n) for n in range(period.days())}


@given(DAYS)
def test_a_day_bucket_reads_back(day):
    assert bucket_day(day_bucket(day)) == day


def test_a_period_is_whole_shanghai_days():
    period = Period(date(2022, 10, 16), date(2022, 10, 22))

    assert period.start.isoformat() == "2022-10-15T16:00:00+00:00"
    assert period.end.isoformat() == "2022-10-22T16:00:00+00:00"
