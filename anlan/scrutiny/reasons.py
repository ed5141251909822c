"""Why a photograph is flagged, and what was measured, in words."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Reason(models.TextChoices):
    SAME_BYTES = "same_bytes", gettext_lazy("The same file was used before")
    NEAR_SAME = "near_same", gettext_lazy("A nearly identical picture was used before")
    BEFORE_AFTER = "before_after", gettext_lazy("Before and after look the same")
    CAPTURE_TIME = "capture_time", gettext_lazy("Taken at another time")
    FUTURE = "future", gettext_lazy("Taken in the future")
    PLACE = "place", gettext_lazy("Taken far from the premises")
    SCREEN = "screen", gettext_lazy("Perhaps a picture of a screen")


REUSE = frozenset({Reason.SAME_BYTES, Reason.NEAR_SAME, Reason.BEFORE_AFTER})
"""Reasons that name another photograph."""


def told(flag: Any) -> str:
    """Return what was measured on a flag, with the limit, as one sentence."""
    value, limit, detail = flag.value, flag.bound, flag.detail
    match flag.reason:
        case Reason.SAME_BYTES:
            return _("Byte for byte the file of another photograph.")
        case Reason.NEAR_SAME | Reason.BEFORE_AFTER:
            if not value and flag.reason == Reason.BEFORE_AFTER and detail == "bytes":
                return _("The photograph after rectification is the very file from before it.")
            return _(
                "%(value)s of 64 bits of the two pictures differ where they fit best (flagged up to %(limit)s); crops, "
                "mirrored and turned pictures are compared too."
            ) % {"value": value, "limit": limit}
        case Reason.CAPTURE_TIME:
            words = (
                _("The camera says %(time)s before the case began (tolerance %(limit)s).")
                if detail == "early"
                else _("The camera says %(time)s after it was handed in (tolerance %(limit)s).")
            )
            return words % {"time": span(value), "limit": span(limit)}
        case Reason.FUTURE:
            return _("The camera says %(time)s later than the upload (tolerance %(limit)s).") % {
                "time": span(value),
                "limit": span(limit),
            }
        case Reason.PLACE:
            source = _("the camera") if detail == "camera" else _("the phone that recorded it")
            return _("%(value)s m from the premises, says %(source)s (flagged beyond %(limit)s m).") % {
                "value": f"{value:,}",
                "source": source,
                "limit": limit,
            }
    if detail == "grid":
        return _(
            "A fine grid runs through the picture: its frequency stands out %(value)s times (flagged from %(limit)s). "
            "A photographed screen does so; a mesh or a fabric may."
        ) % {"value": value, "limit": limit}
    return _(
        "%(size)s pixels, the size of a screen, and nothing that a camera writes. A screenshot looks so; a chat "
        "programme may have removed what the camera wrote."
    ) % {"size": detail}


def span(minutes: int) -> str:
    """Return a length of time in the largest unit that fits."""
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes >= 120:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
