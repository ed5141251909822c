"""Look-backs through the API: a programme prepares, draws, reads what is owed, answers, and asks for the estimate."""

from __future__ import annotations

from anlan.api.tests.callers import caller
from anlan.hazards.tests.factories import photo
from anlan.lookbacks.models import LookBack
from anlan.lookbacks.tests.factories import PUBLIC, closed, prepare, set_rates


def test_a_programme_draws_reads_answers_and_asks_for_the_estimate(city):
    for _n in range(3):
        closed()
    set_rates()
    sample = prepare()
    office = caller("office1")
    given = {"public_text": PUBLIC, "witness": "纪检组 王某", "commitment": sample.commitment}

    drawn = office.step(f"/look-back-samples/{sample.pk}/draw", key="api-draw-01", **given)
    assert office.status == 200, drawn
    rows = office.get("/look-backs?state=waiting")["rows"]
    one = rows[0]
    asked = {"result": "false", "note": "现场未见整改", "document": [photo(9, by="office1").picture_sha256]}
    office.step(f"/hazards/{one['hazard']['id']}/look_back", **asked)

    assert office.status == 200
    assert len(rows) == LookBack.objects.count() == 3
    assert one["waits"] is True
    assert office.get("/look-backs?state=false")["rows"][0]["seen"]["code"] == "false"
    told = office.get(f"/look-backs/samples/{sample.pk}")
    assert (told["answered"], told["failed"], told["waiting"], len(told["drawn"])) == (1, 1, 2, 3)
    assert told["command"].startswith("anlan draw ")
    estimate = office.get("/look-backs/estimate")
    assert (estimate["held"]["share"], estimate["answered"], estimate["reported"]) == (0.0, 1, 2 / 3)
    assert estimate["acceptors"][0]["false"] == 1


def test_others_read_what_is_owed_in_their_area_and_no_estimate(city):
    closed()
    set_rates()
    sample = prepare()
    county, business = caller("county2"), caller("business1")

    assert county.get("/look-backs")["rows"] == []
    county.get(f"/look-backs/samples/{sample.pk}")
    assert county.status == 404
    county.get("/look-backs/estimate")
    assert county.status == 403
    assert business.get("/look-backs")["rows"] == []
