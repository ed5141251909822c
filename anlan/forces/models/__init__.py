"""Tables of rescue forces."""

from anlan.forces.models.calls import Alert, CallOut
from anlan.forces.models.positions import Positioning, PositionVersion
from anlan.forces.models.register import Confirmed, RescueForce, Stand, Stock

__all__ = ["Alert", "CallOut", "Confirmed", "PositionVersion", "Positioning", "RescueForce", "Stand", "Stock"]
