"""Which forces are proposed: judged over all of them, told in so many as a page shows."""

from __future__ import annotations

from datetime import date

from anlan.forces.kinds import ForceState
from anlan.forces.models import Alert, RescueForce
from anlan.forces.proposing import MOST, candidates
from anlan.org.models import Area

TODAY = date(2022, 10, 24)


def force(number: int, lat_e6: int) -> RescueForce:
    return RescueForce(
        pk=number,
        name=f"救援队{number}",
        kind="social",
        state=ForceState.READY,
        head_count=10,
        present=10,
        assembly_minutes=30,
        skills="",
        lat_e6=lat_e6,
        lon_e6=115_000_000,
        area=Area(name="东江县", short_name="东江县"),
        area_path="/1/2/",
        confirmed_on=TODAY,
    )


def test_the_nearest_is_proposed_first_however_late_it_came_onto_the_register():
    alert = Alert(skills="", lat_e6=34_000_000, lon_e6=115_000_000, area_path="/1/2/")
    forces = [force(number, 34_500_000) for number in range(1, MOST + 1)] + [force(MOST + 1, 34_010_000)]

    found = candidates(alert, forces, bound={}, positioned={}, today=TODAY)

    assert len(found) == MOST
    assert found[0].force.pk == MOST + 1
    assert all(one.reasons for one in found)
