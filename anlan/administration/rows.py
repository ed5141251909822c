"""Posts as rows of a table and as words, prepared from values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.org.models import Post
from anlan.org.models.people import held_at
from anlan.org.roles import Role


def acting_word(name: str) -> str:
    """Return how a deputy's post is marked: 代 with the name of the one deputised for."""
    return _("for %(name)s") % {"name": name}


def posts_now(people: Iterable[int], *, at: datetime) -> dict[int, list[str]]:
    """Return “title, organisation” of the posts held at a moment, by person. One query."""
    held: dict[int, list[str]] = defaultdict(list)
    rows = Post.objects.filter(held_at(at), person__in=list(people)).order_by("pk")
    for post in rows.select_related("organisation", "acting_for__person"):
        marks = f"（{acting_word(post.acting_for.person.name)}）" if post.acting_for else ""
        held[post.person_id].append(f"{post.organisation.label} {post.title}{marks}")
    return held


def standing_word(post: Post, now: datetime) -> dict[str, Any]:
    """Return whether a post is held, as a word with its tone."""
    today = clock.local_day(now)
    if post.ended_at is not None and post.ended_at <= now:
        return {"text": _("Ended"), "tone": "neutral"}
    if post.valid_to is not None and post.valid_to < today:
        return {"text": _("Ended"), "tone": "neutral"}
    if post.valid_from > today:
        return {"text": _("Begins later"), "tone": "info"}
    if post.acting_for is not None and standing_word(post.acting_for, now).get("code") != "held":
        return {"text": _("Ended with the post deputised for"), "tone": "neutral"}
    return {"text": _("Held now"), "tone": "good", "code": "held"}


def days(post: Post) -> str:
    """Return the days of a post; one that was ended within a day says when."""
    if post.ended_at is not None:
        last = f"{post.ended_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    else:
        last = post.valid_to.isoformat() if post.valid_to else _("no end in sight")
    return f"{post.valid_from.isoformat()} – {last}"


def post_rows(posts: Iterable[Post], *, now: datetime) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of these posts; give them organisation, area and acting_for__person."""
    columns: list[dict[str, Any]] = [
        {"label": _("Post"), "kind": "name"},
        {"label": _("Organisation"), "kind": "name"},
        {"label": _("Role"), "kind": "name"},
        {"label": _("Area")},
        {"label": _("Days"), "kind": "date"},
        {"label": _("State")},
    ]
    rows = [
        [
            {
                "text": post.title,
                "href": reverse("administration:post", args=[post.pk]),
                "sub": acting_word(post.acting_for.person.name) if post.acting_for else "",
            },
            post.organisation.label,
            str(Role(post.role).label),
            post.area.short_label,
            days(post),
            standing_word(post, now),
        ]
        for post in posts
    ]
    return columns, rows
