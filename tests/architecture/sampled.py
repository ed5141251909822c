"""What the walks over all routes and operations need of look-backs: a sample and rates of the city."""

from __future__ import annotations

from typing import Any

from anlan.lookbacks.models import Rate, Sample
from anlan.lookbacks.tests.factories import closed, draw, set_rates

ROUTES = {
    "lookbacks:public": "what is drawn by lot is public: seed and digests at once",
    "lookbacks:public-detail": "the same",
    "lookbacks:public-file": "the same; pool and result once the look-backs were due",
}
"""Why anybody may open them."""

NOT_OF_THE_SHOP = {
    "lookbacks:sample": "a sample has an area: a department limited to sectors sees those of its whole area",
    "lookbacks:file": "the same",
    "lookbacks:take": "the same; what it may do, its steps say",
}
"""Why a stranger to the shop may open them."""


def sampled() -> tuple[Sample, Rate]:
    """Return a drawn sample with a hazard of another place, and rates that have not begun."""
    closed("plant")
    sample = draw()
    set_rates(first_day="2022-11-07")
    return sample, Rate.objects.get()


def addressed() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    sample, rate = sampled()
    return {
        "lookbacks.pk": sample.pk,
        "lookbacks.what": "quotas",
        "lookbacks.step": "void",
        "lookbacks:withdraw-rates.pk": rate.pk,
    }


def sampled_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "lookback_sample": Sample.objects.get(pk=values["lookbacks.pk"]),
        "lookback_rate": Rate.objects.get(pk=values["lookbacks:withdraw-rates.pk"]),
    }


def by_path() -> dict[str, Any]:
    """Return them as the walk over the API names them: by the first part of the path, without its last letter."""
    sample, rate = sampled()
    return {"look-back": sample, "look-back-sample": sample, "look-back-rate": rate}
