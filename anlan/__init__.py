"""anlan 安澜: work-safety supervision and emergency command, from the inspector's phone to the signed bulletin."""

__version__ = "0.1.0"
