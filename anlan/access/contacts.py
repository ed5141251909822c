"""The telephone numbers of people: for those whose area and sectors the person's posts fall to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.access.protected import Found, contact
from anlan.kernel import clock
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import Permission
from anlan.org.scope import Actor


def find(actor: Actor, key: int) -> Found | None:
    """Return a person's number, if one of the posts held now lies below a post that grants the right to see it.

    A post over the whole city answers to nobody but posts over the whole city; sectors limit nothing here: a colleague
    of another sector may be called too.
    """
    posts = (
        Post.objects.filter(held_at(clock.now()), person_id=key)
        .filter(actor.scope.where(Permission.CONTACT_READ, area="area__path", sector=None))
        .select_related("person", "organisation", "area")
    )
    post = posts.order_by("pk").first()
    if post is None:
        return None
    path = post.area.path or ""
    held = next(
        h for h in actor.posts if Permission.CONTACT_READ in h.permissions and path.startswith(h.area_path)
    )
    return Found(post.person.name, post.person.phone, held, sub=f"{post.title} · {post.organisation.label}")


def names(keys: list[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))


contact("person", _("Telephone number of a person"), find=find, names=names)
