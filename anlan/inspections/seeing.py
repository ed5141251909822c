"""Who could have seen a hidden visit while it was hidden (C16): told once it is released."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from anlan.inspections.models import Visit
from anlan.org.models import Post
from anlan.org.models.people import held_at
from anlan.org.roles import GRANTS, Permission, Role

READERS = [role for role in Role if Permission.VISIT_READ in GRANTS[role]]
MOST = 200


def who_could_see(visit: Visit) -> list[tuple[str, str, str]]:
    """Return name, post and organisation of everybody who held a post that showed the visit while it was hidden.

    Those are the city's office and whoever reads visits in the organisation that made it. Posts begun later, while
    it was still hidden, count too. Who keeps the journal (the office, the auditor) could read its entries there.
    """
    shows = Q(role=Role.OFFICE) | Q(organisation=visit.organisation_id, role__in=READERS)
    until = visit.released_at or visit.visited_at
    here = [int(key) for key in visit.area_path.strip("/").split("/")]
    posts: Any = (
        Post.objects.filter(shows & (held_at(visit.visited_at) | held_at(until)), area__in=here)
        .filter(Q(sectors=None) | Q(sectors=visit.sector_id))
        .order_by("organisation", "person", "pk")
        .distinct()
    )
    return list(posts.values_list("person__name", "title", "organisation__name")[:MOST])
