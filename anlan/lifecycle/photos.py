"""Photographs as the input of a step: the journal keeps the digests of the very pictures that are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.evidence.actions import find
from anlan.evidence.models import File
from anlan.lifecycle.inputs import Input

_SEPARATOR = re.compile(r"[,\s]+")
_LONGEST_VALUE = 64


@dataclass(frozen=True, kw_only=True)
class Photos(Input):
    """From `least` to `most` photographs in the role before, after or document.

    Takes files, or digests (a list, or text with commas). A number is refused: it could be guessed, and attaching a
    picture opens it to whoever sees the case; a digest is known only to whoever held the picture.
    """

    role: str
    least: int = 0
    most: int = 9
    required: bool = False  # follows from `least`
    kind = "photos"

    def __post_init__(self) -> None:
        object.__setattr__(self, "required", self.least > 0)

    def empty(self) -> tuple[File, ...]:
        return ()

    def clean(self, raw: Any) -> tuple[File, ...]:
        values = self._values(raw)
        if not values and self.least:
            raise self.invalid(
                "photos",
                _("The photograph for “%(field)s” is missing: at least %(least)s needed. Take or choose it.")
                % {"field": self.label, "least": self.least},
            )
        return self.parse(values)

    def parse(self, raw: Any) -> tuple[File, ...]:
        values = self._values(raw)
        if len(values) > self.most:
            raise self.invalid(
                "photos",
                _("“%(field)s” takes at most %(most)s photographs; there are %(count)s.")
                % {"field": self.label, "most": self.most, "count": len(values)},
            )
        found = find(value for value in values if isinstance(value, str))
        files: dict[int, File] = {}
        for value in values:
            file = value if isinstance(value, File) else found.get(value)
            if file is None:
                raise self.invalid(
                    "photos",
                    _(
                        "A photograph for “%(field)s” is no longer there: it was not sent within a day. Choose it anew."
                    )
                    % {"field": self.label},
                )
            files.setdefault(file.pk, file)
        if len(files) < self.least:
            raise self.invalid(
                "photos",
                _("“%(field)s” needs at least %(least)s photographs; there are %(count)s.")
                % {"field": self.label, "least": self.least, "count": len(files)},
            )
        return tuple(files.values())

    def journal(self, value: tuple[File, ...]) -> list[str] | None:
        """Return the digests of the kept pictures, in their order; None where there is none."""
        return [file.picture_sha256 for file in value] or None

    def _values(self, raw: Any) -> list[File | str]:
        """Return what was given as files and digests; raises Invalid for anything else."""
        if raw is None:
            return []
        given = _SEPARATOR.split(raw) if isinstance(raw, str) else raw
        if isinstance(given, File):
            given = (given,)
        if not isinstance(given, (list, tuple)):
            raise self.wrong_type(_("a list of photographs"))
        values: list[File | str] = []
        for value in given:
            if isinstance(value, File):
                values.append(value)
            elif isinstance(value, str) and len(value) <= _LONGEST_VALUE:
                if value:
                    values.append(value.lower())
            else:
                raise self.wrong_type(_("a list of photographs"))
        return values
