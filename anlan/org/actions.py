"""Writes of the organisation that are no case's transition: areas with their path and ancestors."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from anlan.kernel.errors import Invalid
from anlan.org.models import Area, AreaAncestor


@transaction.atomic
def add_area(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Area | None,
    valid_from: date,
    official_code: str | None = None,
    name_en: str = "",
    short_name: str = "",
) -> Area:
    """Add a node with its path and its ancestor rows. A parent that is closed takes no children."""
    if parent is not None and parent.valid_to is not None:
        raise Invalid("area.parent_closed", "the parent area is closed", field="parent")
    area = Area.objects.create(
        code=code,
        official_code=official_code,
        name=name,
        name_en=name_en or name,
        short_name=short_name or name,
        kind=kind,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        valid_from=valid_from,
    )
    area.path = f"{parent.path if parent else '/'}{area.pk}/"
    area.save(update_fields=["path"])
    AreaAncestor.objects.bulk_create(AreaAncestor(area=area, ancestor_id=key) for key in area.ancestor_ids())
    return area
