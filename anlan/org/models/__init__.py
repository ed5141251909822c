"""Tables of the organisation."""

from anlan.org.models.areas import Area, AreaAncestor, AreaKind, PathField
from anlan.org.models.calendar import CalendarDay
from anlan.org.models.organisations import Organisation, OrganisationKind, Sector
from anlan.org.models.people import Person, Post
from anlan.org.models.profile import CityProfile
from anlan.org.models.responsibility import Responsibility

__all__ = [
    "Area",
    "AreaAncestor",
    "AreaKind",
    "CalendarDay",
    "CityProfile",
    "Organisation",
    "OrganisationKind",
    "PathField",
    "Person",
    "Post",
    "Responsibility",
    "Sector",
]
