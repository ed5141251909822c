from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.Model):
    """How far the index of a kind reaches: every row up to key `indexed_to` is in it, `docs` of them."""

    kind = models.PositiveSmallIntegerField(primary_key=True)
    indexed_to = models.BigIntegerField(default=0)
    docs = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search mark")


class Block(models.Model):
    """The keys of 16,384 things in rising order; a thing's place in it is what the postings hold."""

    pk = models.CompositePrimaryKey("kind", "number")
    kind = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    ids = models.BinaryField()  # 8 bytes each


class Posting(models.Model):
    """The things of one block that hold one pair of characters (`anlan.search.postings` tells the form)."""

    # the only way it is read: some pairs, a range of blocks
    pk = models.CompositePrimaryKey("token", "block")
    token = models.BigIntegerField()  # kind << 42 | character << 21 | character
    block = models.PositiveIntegerField()
    docs = models.BinaryField()


class Touched(models.Model):
    """A thing whose words changed after it was indexed, until it is indexed again.

    Not unique: a second change while the first is being indexed must stay to be seen.
    """

    kind = models.PositiveSmallIntegerField(db_index=True)  # a search asks for its own kind's
    thing_id = models.BigIntegerField()
