"""Tables of the organisation."""

from anlan.org.models.areas import Area, AreaAncestor, AreaKind, PathField
from anlan.org.models.organisations import Organisation, OrganisationKind, Sector
from anlan.org.models.people import Person, Post

__all__ = [
    "Area",
    "AreaAncestor",
    "AreaKind",
    "Organisation",
    "OrganisationKind",
    "PathField",
    "Person",
    "Post",
    "Sector",
]
