"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from anlan.outreach.models import Activity, Campaign, Household
from anlan.outreach.tests.factories import launch, record_activity, verified_activity
from anlan.testing import NOON


def broken(rows, **changes) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**changes)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("media_item", {"state": "done"}),
        ("media_item", {"kind": "likes"}),
        ("media_item", {"channel": "pigeon"}),
        ("media_item", {"quantity": 0}),
        ("media_item", {"measure_word": ""}),
        ("media_item", {"venue_kind": "school"}),
        ("media_item", {"grid_cell": "W1"}),
        ("media_item", {"receipt_number": "1"}),
        ("media_item", {"is_estimated": True}),
        ("media_item", {"state": "verified"}),
        ("media_item", {"state": "returned"}),
        ("media_item", {"verified_at": NOON}),
        ("five_entries", {"venue_kind": ""}),
        ("household_visit", {"grid_cell": ""}),
        ("leaflet", {"estimate_basis": ""}),
        ("sms", {"receipt_count": 5}),
        ("sms", {"receipted_on": None}),
        ("sms", {"receipt_number": ""}),
    ],
)
def test_an_activity_that_contradicts_itself_is_not_kept(city, kind, changes):
    activity = record_activity(kind)

    broken(Activity.objects.filter(pk=activity.pk), **changes)


def test_nobody_verifies_what_he_recorded_or_corrected(city):
    activity = verified_activity()
    rows = Activity.objects.filter(pk=activity.pk)

    broken(rows, verified_by=activity.recorded_by_id)
    broken(rows, corrected_by=activity.verified_by_id)
    broken(rows, verified_by=None)


@pytest.mark.parametrize("changes", [{"state": "gone"}, {"last_day": "2022-08-31"}, {"name": ""}])
def test_a_campaign_that_contradicts_itself_is_not_kept(city, changes):
    launch()

    broken(Campaign.objects.all(), **changes)


def test_a_household_stands_once(city):
    record_activity("household_visit")
    one, _other = Household.objects.order_by("pk")

    broken(Household.objects.exclude(pk=one.pk), door=one.door)
