"""A paper is issued: numbered and its words fixed, in the transaction of the step that issues it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from anlan.documents.model import Composition, Frame, Letter, Paragraph, Text, Writ, as_data, from_data
from anlan.kernel import clock
from anlan.org.models import Organisation
from anlan.papers.kinds import Kind, Line, fill, kinds
from anlan.papers.models import Numbering, Paper


class Body(NamedTuple):
    """Who issues a paper, or to whom it goes: the key and the name that is printed."""

    pk: int
    name: str


def bodies(keys: Iterable[int]) -> dict[int, Body]:
    """Return organisations by key, as narrow as a paper needs them: one query."""
    rows = Organisation.objects.filter(pk__in=set(keys)).order_by().values_list("pk", "name")
    return {pk: Body(pk, name) for pk, name in rows}


TELL_AGAIN: dict[str, Callable[[Paper], Composition]] = {}
"""Kind of case → how a paper older than the register is told from its case."""

_NEXT = (
    f"INSERT INTO {Numbering._meta.db_table} (kind, year, last) VALUES (%s, %s, 1) "  # noqa: S608
    f"ON CONFLICT (kind, year) DO UPDATE SET last = {Numbering._meta.db_table}.last + 1 RETURNING last"
)


def next_number(kind: str, year: int) -> int:
    """Return the next number of a kind in a year, holding its row to the commit: a rollback gives it back."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction of the paper that bears it")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [kind, year])
        return int(cursor.fetchone()[0])


def written_day(at: datetime) -> str:
    """Return a moment's day in Shanghai as paper writes it: 2022年10月24日."""
    day = clock.local_day(at)
    return f"{day.year}年{day.month}月{day.day}日"


def compose(
    kind: Kind, *, name: str, issuer: Body, at: datetime, values: Mapping[str, str], draft: str = ""
) -> Composition:
    """Return a paper as a composed document: the words of its kind with the values of its case."""
    day = written_day(at)
    frame: Frame = (
        _writ(kind, name, issuer, day, values, draft)
        if kind.is_writ
        else Letter(
            masthead=issuer.name,
            number=name,
            title=tuple(fill(clause, values) for clause in kind.title),
            addressee=fill(kind.addressee, values),
            issuer=issuer.name,
            day=day,
            copies_to=fill(kind.copies_to, values),
            printed_by=issuer.name,
            printed_on=f"{day}印发",
            draft=draft,
        )
    )
    told = (fill(text, values) for when, text in kind.paragraphs if not when or values[when])
    # a value of several lines (numbered problems) is as many paragraphs
    blocks = tuple(
        Paragraph((Text(line.strip()),)) for text in told for line in text.splitlines() if line.strip()
    )
    return Composition(frame, blocks)


def _writ(kind: Kind, name: str, issuer: Body, day: str, values: Mapping[str, str], draft: str) -> Writ:
    """Return the frame of a paper of enforcement with its lines filled."""
    return Writ(
        masthead=issuer.name,
        number=name,
        title=tuple(fill(clause, values) for clause in kind.title),
        facts=_filled(kind.facts, values),
        addressee=fill(kind.addressee, values),
        signatures=_filled(kind.signatures, values),
        issuer=issuer.name,
        day=day,
        is_sealed=kind.is_sealed,
        note=kind.note,
        draft=draft,
    )


def _filled(lines: Iterable[Line], values: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        tuple((fill(label, values), " ".join(fill(value, values).split())) for label, value in line)
        for line in lines
    )


def issue(
    code: str,
    *,
    case_kind: str,
    case_id: int,
    seq: int,
    issuer: Body,
    recipient: Body | None,
    at: datetime,
    values: Mapping[str, str],
) -> Paper:
    """Number a paper, fix its words and return it. Two statements; runs inside the caller's transaction."""
    kind = kinds()[code]
    year = clock.local_day(at).year
    number = next_number(code, year)
    document = compose(kind, name=kind.numbered(year, number), issuer=issuer, at=at, values=values)
    content = as_data(document)
    return Paper.objects.create(
        kind=code,
        year=year,
        number=number,
        name=kind.numbered(year, number),
        title="".join(document.frame.title)[:300],
        case_kind=case_kind,
        case_id=case_id,
        seq=seq,
        issuer_id=issuer.pk,
        recipient_id=recipient.pk if recipient else None,
        issued_at=at,
        content=content,
        digest=digest_of(content),
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document's data in one spelling: sorted keys, no spaces, UTF-8."""
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode("utf-8")).hexdigest()


def document_of(paper: Paper) -> Composition:
    """Return a paper as it was issued."""
    return from_data(paper.content) if paper.content else TELL_AGAIN[paper.case_kind](paper)
