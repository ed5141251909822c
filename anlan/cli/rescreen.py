"""`anlan rescreen`: the open hazards that a document of criteria asks to be looked at again."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from anlan.cli.session import say, say_json
from anlan.criteria.models import CriterionPack
from anlan.hazards.models import Hazard
from anlan.hazards.rescreen import LABELS, TO_LOOK_AT, counts, screen
from anlan.kernel.errors import Unknown
from anlan.org.scope import EVERYTHING


def rescreen(options: argparse.Namespace) -> int:
    pack = CriterionPack.objects.select_related("supersedes").filter(code=options.pack).first()
    if pack is None:
        known = ", ".join(CriterionPack.objects.order_by("code").values_list("code", flat=True))
        told = _("There is no document of criteria “%(code)s”. There are: %(known)s.")
        raise Unknown("criteria.unknown", told % {"code": options.pack, "known": known}, field="pack")
    found = screen(pack, EVERYTHING)
    shown = [one for one in found if one.change in TO_LOOK_AT]
    hazards = Hazard.objects.in_bulk([one.hazard for one in shown])
    if options.json:
        say_json(
            {
                "pack": pack.code,
                "complete": pack.complete,
                "counts": {change.value: count for change, count in counts(found).items()},
                "hazards": [
                    {
                        "number": hazards[one.hazard].number,
                        "change": one.change.value,
                        "grade": hazards[one.hazard].grade,
                        "description": hazards[one.hazard].description,
                        "candidates": [criterion.article for criterion in one.candidates],
                    }
                    for one in shown
                ],
            }
        )
        return 0
    say(pack.label)
    if not pack.complete:
        say(_("Not loaded in full: %(what)s") % {"what": pack.remark})
    for change, count in counts(found).items():
        say(f"{count:>6}  {LABELS[change]}")
    for one in shown:
        articles = ", ".join(criterion.article for criterion in one.candidates) or "—"
        say(
            f"{hazards[one.hazard].number}  {one.change.value}  {articles}  {hazards[one.hazard].description}"
        )
    return 0
