"""Whom a code stands for: a person without password in the register of people, with a post that ends with the code."""

from __future__ import annotations

from typing import Any

from anlan.enterprise.models import Holder
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.org.models import Person, Post
from anlan.org.roles import Role

TITLE = "安全负责人（凭码登录）"


def make_holder(case: Any, taken: Taken, seq: int) -> None:
    """Open a post for whoever gets the code; the same name at the same place is the same person."""
    end_holder(case, taken, seq)
    former = Holder.objects.filter(admission_id=case.id, person__name=case.holder).order_by("-seq").first()
    person = former.person if former else Person.objects.create_person(username=f"qy{seq}", name=case.holder)
    post = Post.objects.create(
        person=person,
        organisation_id=case.operator_id,
        role=Role.BUSINESS,
        title=TITLE,
        area_id=case.area_id,
        valid_from=clock.local_day(taken.at),
        valid_to=clock.local_day(case.expires_at),
    )
    Holder.objects.create(admission_id=case.id, seq=seq, person=person, post=post)


def end_holder(case: Any, taken: Taken, _seq: int) -> None:
    """End the posts of former codes of this place with this moment."""
    posts = Holder.objects.filter(admission_id=case.id).values("post")
    Post.objects.filter(pk__in=posts, ended_at=None).update(ended_at=taken.at)
