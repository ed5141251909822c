"""The photographs that the demo plants are flagged for what they are, and no others."""

from __future__ import annotations

import pytest

from anlan.demo.doubts import DECIDED, ORDER, Doubted, raise_planted
from anlan.demo.pictures import PAIRS
from anlan.kernel import clock
from anlan.premises.models import Premises
from anlan.scrutiny import looking
from anlan.scrutiny.models import PhotoFlag
from anlan.testing import actor, record_hazard, take


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def test_each_planted_photograph_is_flagged_once_and_two_are_decided(city):
    Premises.objects.filter(code="shop").update(lat_e6=33_580_000, lon_e6=114_010_000)
    pictures = Doubted(actor("dept1"))
    for number in range(PAIRS, PAIRS + len(ORDER) + 1):
        before, after = (pictures.own(number, cleared=cleared) for cleared in (False, True))
        hazard = record_hazard("shop", before=[before])
        take(hazard, "assign")
        take(hazard, "claim", after=[after])
    shared = pictures.shared(1, cleared=True)

    raised = raise_planted(pictures, by=actor("office1"), at=clock.now())

    flags = dict(PhotoFlag.objects.values_list("reason", "state"))
    assert raised == PhotoFlag.objects.count() == len(ORDER) - 1
    assert flags.keys() == {reason for reason in ORDER if reason}
    assert {reason: state for reason, state in flags.items() if state != "open"} == {
        reason: decision for reason, (decision, _why) in DECIDED.items()
    }
    assert looking.look() == 0
    assert shared.pk not in PhotoFlag.objects.values_list("file", flat=True)
