"""The packs as files, one a document, and their way into the tables: idempotent, run after every migrate.

A pack that is in force may gain what was missing, keywords, an end and remarks; its articles and their words stay as
they were, because hazards were graded by them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from anlan.criteria.models import Criterion, CriterionPack
from anlan.kernel import clock

FOLDER = Path(__file__).parent


class PackChanged(Exception):
    """A file gives other words to an article that hazards may be graded by: it must become a new pack."""


def sync_criteria(folder: Path = FOLDER, *, today: date | None = None, **_: Any) -> int:
    """Load new and changed packs; return how many. One query where nothing changed. Raises PackChanged."""
    known = dict(CriterionPack.objects.values_list("code", "digest"))
    files = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.json"))}
    digests = {code: hashlib.sha256(content).hexdigest() for code, content in files.items()}
    changed = [code for code in files if known.get(code) != digests[code]]
    if not changed:
        return 0
    today = today or clock.today()
    with transaction.atomic():
        told = {code: json.loads(files[code]) for code in changed}
        # what replaces another comes after it
        for code in sorted(changed, key=lambda code: (told[code]["effective_from"], code)):
            _load(told[code], digest=digests[code], today=today)
    return len(changed)


def _load(told: dict[str, Any], *, digest: str, today: date) -> None:
    former = told["supersedes"]
    columns = {
        **{name: told[name] for name in _PLAIN},
        "effective_from": date.fromisoformat(told["effective_from"]),
        "effective_to": date.fromisoformat(told["effective_to"]) if told["effective_to"] else None,
        "supersedes": CriterionPack.objects.get(code=former) if former else None,
        "digest": digest,
    }
    existing = CriterionPack.objects.filter(code=told["code"]).first()
    _check_words(existing, told, today=today)
    pack, _made = CriterionPack.objects.update_or_create(code=told["code"], defaults=columns)
    articles = [item["article"] for item in told["criteria"]]
    pack.criteria.exclude(
        article__in=articles
    ).delete()  # of a pack not yet in force; others were checked above
    # to positions out of the way first: two articles may change places
    offset = len(articles) + pack.criteria.count()
    for row in pack.criteria.order_by("position"):
        Criterion.objects.filter(pk=row.pk).update(position=row.position + offset)
    for position, item in enumerate(told["criteria"]):
        Criterion.objects.update_or_create(
            pack=pack,
            article=item["article"],
            defaults={"text": item["text"], "keywords": item["keywords"], "position": position},
        )


_PLAIN = ("title", "title_en", "issuer", "issuer_en", "doc_no", "sectors", "complete", "note", "note_en")
_FIXED = ("title", "issuer", "doc_no")


def _check_words(pack: CriterionPack | None, told: dict[str, Any], *, today: date) -> None:
    """Raise PackChanged where a pack in force would lose an article or have it say something else."""
    if pack is None or pack.effective_from > today:
        return
    for name in _FIXED:
        if getattr(pack, name) != told[name]:
            raise PackChanged(f"{pack.code}: {name} is fixed since it is in force; make a new pack")
    if pack.effective_from.isoformat() != told["effective_from"]:
        raise PackChanged(f"{pack.code}: effective_from is fixed since it is in force; make a new pack")
    words = {item["article"]: item["text"] for item in told["criteria"]}
    for article, text in pack.criteria.values_list("article", "text"):
        if words.get(article) != text:
            raise PackChanged(
                f"{pack.code} {article}: its words are fixed since it is in force; make a new pack"
            )
