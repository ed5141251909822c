"""Words of the API's document in the language of whoever reads it; ninja takes them for plain text."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy


def _(text: str) -> str:
    return cast(str, gettext_lazy(text))
