"""The lifecycle of a digest: made once by the clock (or by the office, where the clock stood still), then made anew."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.bulletins.inputs import Carried
from anlan.digests import rules
from anlan.digests.making import Made
from anlan.digests.models import Digest, DigestState, Edition
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Text

CARRIED = Carried(name="made", label=_("Digest made ready"), model=Made)
REASON = Text(
    name="reason",
    label=_("Why it is made anew"),
    min_length=4,
    max_length=500,
    lines=2,
    help=_("The former edition is kept; what differs is shown beside it."),
)


def _is_first(_case: Any, taken: Taken) -> Decision:
    made = taken.input["made"]
    if Digest.objects.filter(area=made.area, day=made.day).exists():
        return denied(
            _("The digest of %(day)s was made already: it is made anew with a reason, never silently.")
            % {"day": made.day},
            code="digest.once",
        )
    return ALLOWED


def _is_of_this_day(case: Any, taken: Taken) -> Decision:
    made = taken.input["made"]
    if (made.area.pk, made.day) != (case.area_id, case.day):
        return denied(_("It was made ready for another day or area."), code="digest.other")
    return ALLOWED


def _opened(_case: None, taken: Taken) -> dict[str, Any]:
    made = taken.input["made"]
    return {
        "area_id": made.area.pk,
        "area_path": made.area.path,
        "issuer_id": made.issuer_id,
        "day": made.day,
        "edition": 1,
        **_state_of(made, taken),
    }


def _anew(case: Any, taken: Taken) -> dict[str, Any]:
    return {"edition": case.edition + 1, **_state_of(taken.input["made"], taken)}


def _state_of(made: Made, taken: Taken) -> dict[str, Any]:
    return {"made_at": taken.now or taken.at, "known_seq": made.known.seq, "sha256": made.digest_text}


def _keep(case: Any, taken: Taken, seq: int) -> None:
    """Keep the edition as it was made."""
    made: Made = taken.input["made"]
    Edition.objects.create(
        digest_id=case.id,
        number=case.edition,
        seq=seq,
        by_id=None if taken.by.is_system else taken.by.person_id,
        at=taken.now or taken.at,
        why=taken.input.get("reason") or "",
        known_seq=made.known.seq,
        known_at=made.known.at,
        compositions=made.compositions,
        numbers=made.numbers,
        sha256=made.digest_text,
    )


DIGEST_FLOW = Flow(
    "digest",
    model=Digest,
    name=_("daily digest"),
    states={s.value: s.label for s in DigestState},
    counted=Counted(day="day", sector=""),
    steps=[
        Step(
            name="make",
            label=_("Make the digest"),
            done=_("made the digest of the day"),
            target=DigestState.MADE,
            rule=rules.may_make,
            form=Form((CARRIED,)),
            guard=_is_first,
            effect=_opened,
            projects=_keep,
            looks_up=True,
        ),
        Step(
            name="remake",
            label=_("Make it anew"),
            done=_("made the digest anew"),
            sources=frozenset({DigestState.MADE}),
            target=STAY,
            rule=rules.may_remake,
            form=Form((REASON, CARRIED)),
            guard=_is_of_this_day,
            effect=_anew,
            projects=_keep,
        ),
    ],
)
