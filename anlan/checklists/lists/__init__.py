"""The lists that come with the product, one version a file, and their way into the tables: run after every migrate.

What visits may have been made by keeps its items for ever; only its end, its remarks and its English may change.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from anlan.checklists.models import Checklist, ChecklistItem
from anlan.criteria.models import Criterion

FOLDER = Path(__file__).parent
ITEM_COLUMNS = (
    "code", "text", "text_en", "law", "article", "quote", "method", "applies_if", "evidence",
    "default_grade", "default_days", "penalty",
)  # fmt: skip
_PLAIN = ("title", "title_en", "sectors", "complete", "note", "note_en")


class ListChanged(Exception):
    """A file gives other items to a version that is there already: it must become a new version."""


def digest_of(items: list[dict[str, Any]]) -> str:
    """Return the SHA-256 over the items of a version, without their English: the words that visits answer."""
    kept = [{name: value for name, value in item.items() if name != "text_en"} for item in items]
    told = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def sync_checklists(folder: Path = FOLDER, **_: Any) -> int:
    """Load new versions and take over changed remarks; return how many are new. Raises ListChanged."""
    files = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    known = {(row.code, row.version): row for row in Checklist.objects.filter(owner=None)}
    new = 0
    with transaction.atomic():
        for told in files:
            version = known.get((told["code"], told["version"]))
            if version is None:
                _load(told)
                new += 1
            else:
                _compare(version, told)
    return new


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    ends = told["effective_to"]
    return {name: told[name] for name in _PLAIN} | {
        "effective_to": date.fromisoformat(ends) if ends else None
    }


def _load(told: dict[str, Any]) -> None:
    checklist = Checklist.objects.create(
        code=told["code"],
        version=told["version"],
        effective_from=date.fromisoformat(told["effective_from"]),
        digest=digest_of(told["items"]),
        **_columns(told),
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist,
            position=position,
            criterion=_criterion(item["criterion"]),
            **{name: item[name] for name in ITEM_COLUMNS},
        )
        for position, item in enumerate(told["items"])
    )


def _criterion(named: list[str] | None) -> Criterion | None:
    return Criterion.objects.get(pack__code=named[0], article=named[1]) if named else None


def _compare(version: Checklist, told: dict[str, Any]) -> None:
    if version.digest != digest_of(told["items"]):
        raise ListChanged(f"{version.code} V{version.version}: its items are fixed; make a new version")
    columns = _columns(told)
    # an office's own later version ended it: that end stays
    later = Checklist.objects.filter(code=version.code, version__gt=version.version, owner__isnull=False)
    if later.exists():
        columns.pop("effective_to")
    if any(getattr(version, name) != value for name, value in columns.items()):
        Checklist.objects.filter(pk=version.pk).update(**columns)
