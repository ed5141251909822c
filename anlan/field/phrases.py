"""Quick phrases: how findings are worded with an object and a place, by category. The blanks ＿＿ are filled in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.hazards.models import Category


def phrases() -> dict[str, list[str]]:
    """Return the phrases by category, in the reader's language; each names what, where and what is wrong."""
    alarm = _("The gas alarm at ＿＿ does not respond when it is tested")
    certificate = _("Who works at ＿＿ cannot show a valid certificate for it")
    sign = _("No sign warns of the danger at ＿＿")
    guard = _("The guard of the machine at ＿＿ is missing")
    wiring = _("The wiring at ＿＿ hangs loose and is not protected by a tube")
    return {
        Category.FIRE.value: [
            _("The fire extinguisher at ＿＿ has lost its pressure or is past its date"),
            _("The evacuation passage at ＿＿ is blocked by goods"),
            _("The safety exit at ＿＿ is locked during opening hours"),
            _("The emergency light or exit sign at ＿＿ does not work"),
            _("Electric bicycles are charged inside the building at ＿＿"),
        ],
        Category.EQUIPMENT.value: [guard, alarm],
        Category.ELECTRICAL.value: [wiring, _("Electricity is tapped without a breaker at ＿＿")],
        Category.PROCESS.value: [alarm, _("The valve at ＿＿ leaks")],
        Category.LAYOUT.value: [_("The distance between ＿＿ and ＿＿ is less than required"), sign],
        Category.MANAGEMENT.value: [certificate, _("No record of the check of ＿＿ can be shown")],
        Category.BEHAVIOUR.value: [_("Somebody works at ＿＿ without protective gear"), certificate],
        Category.OTHER.value: [sign],
    }


def measures() -> list[str]:
    """Return how rectification is worded."""
    return [
        _("＿＿ was replaced by a new one that is in date"),
        _("The goods at ＿＿ were cleared away and the passage is free"),
        _("＿＿ was repaired and tried out"),
    ]
