"""One row closes, another takes its place: the tree as it was stays in the closed rows and in the cases.

What is current (premises, organisations, standing responsibility) goes over to the successor. A post is copied: the
old one still reaches the cases that were counted in the closed area, until the security administrator ends it; its
copy reaches what comes after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from anlan.org.actions import add_area
from anlan.org.models import Area, Organisation, Post, Responsibility, Sector
from anlan.org.models.areas import below
from anlan.org.models.people import ADMINISTRATORS
from anlan.premises.models import Premises
from anlan.premises.responsibility import project

DAY = timedelta(days=1)


def close(areas: Sequence[Area], *, on: date) -> None:
    """Let areas end on the day before `on`."""
    Area.objects.filter(pk__in=[area.pk for area in areas]).update(valid_to=on - DAY)


def succeed(
    area: Area,
    *,
    on: date,
    today: date,
    name: str,
    name_en: str = "",
    short_name: str = "",
    code: str = "",
    parent: Area | None = None,
) -> Area:
    """Close an area with all that is open below it; open its successor and theirs; carry over what is current."""
    old = list(Area.objects.filter(below(area.path or "", "path"), valid_to=None).order_by("depth", "pk"))
    close(old, on=on)
    heirs: dict[int, Area] = {}
    for row in old:
        above = heirs.get(row.parent_id or 0, parent or row.parent)
        first = row.pk == area.pk
        heirs[row.pk] = add_area(
            code=(code if first else "") or row.code,
            official_code=row.official_code,
            name=name if first else row.name,
            name_en=name_en if first else row.name_en,
            short_name=short_name if first else row.short_name,
            kind=row.kind,
            parent=above,
            valid_from=on,
        )
    carry(heirs, on=on, today=today)
    return heirs[area.pk]


def carry(heirs: Mapping[int, Area], *, on: date, today: date) -> None:
    """Give what is current in closed areas to their heirs, and say who succeeds whom."""
    for key, heir in heirs.items():
        Area.objects.filter(pk=key).update(successor=heir)
        Premises.objects.filter(area=key).update(area=heir)
        Premises.objects.filter(reporting_area=key).update(reporting_area=heir, area_path=heir.path)
        Organisation.objects.filter(area=key, valid_to=None).update(area=heir)
        _carry_rows(Responsibility.objects.filter(area=key), on=on, area=heir)
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), area__in=heirs, ended_at=None)
    _copy_posts(list(posts.order_by("acting_for_id", "pk")), on=on, area=lambda post: heirs[post.area_id])
    heir_keys = [heir.pk for heir in heirs.values()]
    project(Premises.objects.filter(reporting_area__in=heir_keys), on=today)


def succeed_body(body: Organisation, *, name: str, name_en: str, on: date, today: date) -> Organisation:
    """Close an organisation and open its successor under the same code, with its posts, sectors and premises."""
    Organisation.objects.filter(pk=body.pk).update(valid_to=on - DAY)
    heir = Organisation.objects.create(
        code=body.code,
        name=name,
        name_en=name_en,
        kind=body.kind,
        area_id=body.area_id,
        mail=body.mail,
        valid_from=on,
    )
    Organisation.objects.filter(pk=body.pk).update(successor=heir)
    Sector.objects.filter(lead=body).update(lead=heir)
    Premises.objects.filter(operator=body).update(operator=heir)
    sectors = set(body.responsibilities.values_list("sector_id", flat=True))
    _carry_rows(Responsibility.objects.filter(department=body), on=on, department=heir)
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), organisation=body, ended_at=None)
    _copy_posts(list(posts.order_by("acting_for_id", "pk")), on=on, organisation=lambda _post: heir)
    if sectors:  # one that answers for none leaves no regulator to change
        project(Premises.objects.filter(sector__in=sectors), on=today)
    return heir


def _carry_rows(rows: Any, *, on: date, **changed: Any) -> None:
    """Let rows of the matrix end and go on with another area or department."""
    standing = list(rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)))
    for row in standing:
        Responsibility.objects.create(
            sector_id=row.sector_id,
            valid_from=max(on, row.valid_from),
            valid_to=row.valid_to,
            ruling_seq=row.ruling_seq,
            **{"area_id": row.area_id, "department_id": row.department_id}
            | {f"{name}_id": value.pk for name, value in changed.items()},
        )
    keys = [row.pk for row in standing]
    Responsibility.objects.filter(pk__in=keys, valid_from__gte=on).delete()
    Responsibility.objects.filter(pk__in=keys).update(valid_to=on - DAY)


def _copy_posts(posts: Sequence[Post], *, on: date, **changed: Any) -> None:
    """Copy posts with another area or organisation; a deputy's copy lends the copy of the post it lent.

    Deputies come after the posts they lend. An administrator's post goes over whole: nobody holds two of them.
    """
    copies: dict[int, Post] = {}
    for post in sorted(posts, key=lambda post: (post.acting_for_id is not None, post.pk)):
        sectors = list(post.sectors.all())
        if post.role in ADMINISTRATORS:
            Post.objects.filter(pk=post.pk).update(**{name: new(post) for name, new in changed.items()})
            continue
        copy = Post(
            person_id=post.person_id,
            organisation_id=post.organisation_id,
            role=post.role,
            title=post.title,
            area_id=post.area_id,
            valid_from=max(on, post.valid_from),
            valid_to=post.valid_to,
            acting_for=copies.get(post.acting_for_id or 0, post.acting_for),
        )
        for name, new in changed.items():
            setattr(copy, name, new(post))
        copy.save()
        copy.sectors.set(sectors)
        copies[post.pk] = copy
