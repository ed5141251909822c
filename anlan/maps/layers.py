"""What a map can show: apps register their layers; a layer knows its right, its shades of areas and its spots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

TONES = ("red", "orange", "yellow", "blue", "good", "plain", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5")
MOST_SPOTS = 20_000


@dataclass(frozen=True, slots=True)
class Shade:
    """How an area is shown: a colour, and the same in words and in a sign, for colours never stand alone."""

    tone: str
    text: str
    sign: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the map with its words, its page, its colour and sign."""

    lat_e6: int
    lon_e6: int
    text: str
    href: str = ""
    tone: str = "plain"
    sign: str = ""
    sub: str = ""


Shades = Callable[[Actor, Area, Sequence[Area]], Mapping[int, Shade]]
Spots = Callable[[Actor, Area], Sequence[Spot]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A subject of maps. `shades(actor, area, areas)` colours some areas, `spots(actor, area)` returns points in the
    reader's scope; `order` is the place among the layers. `legend`: (tone, sign, words)."""

    code: str
    label: str | Promise
    permission: Permission
    order: int
    shades: Shades | None = None
    spots: Spots | None = None
    legend: Sequence[tuple[str, str, str | Promise]] = ()


LAYERS: dict[str, Layer] = {}


def register(layer: Layer) -> Layer:
    LAYERS[layer.code] = layer
    return layer


def layers_for(actor: Actor) -> list[Layer]:
    return sorted(
        (one for one in LAYERS.values() if actor.may(one.permission)), key=lambda one: (one.order, one.code)
    )
