"""The ledgers of administration, in the order in which a city loads them: areas, bodies, sectors, people."""

from anlan.administration.imports.addresses import ADDRESSES
from anlan.administration.imports.areas import AREAS
from anlan.administration.imports.bodies import ORGANISATIONS, SECTORS
from anlan.administration.imports.people import PEOPLE

__all__ = ["ADDRESSES", "AREAS", "ORGANISATIONS", "PEOPLE", "SECTORS"]
