"""What the API answers, described for the document and for the tests that compare the two; `example` stands in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field


def _example(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": example})


class Fault(Schema):
    code: str
    message: str


class Error(Schema):
    """Every refusal. `code` is for programmes and stays; `message` is for people, in the language asked for."""

    code: str
    message: str
    field: str = Field(description="the field at fault, empty where it is none alone")
    errors: dict[str, Fault] = Field(description="every fault of the input, by field")

    model_config = _example(
        {
            "code": "state.wrong",
            "message": "“Assign” is not possible: Wang Jianjun already brought it to “Closed out” at 2022-10-24 09:12.",
            "field": "",
            "errors": {},
        }
    )


class Outcome(Schema):
    """What a step led to. `replayed`: an earlier request with the same key had already done it."""

    case: int
    seq: int = Field(description="number of the journal entry")
    state: str
    revision: int
    recorded_at: datetime
    replayed: bool

    model_config = _example(
        {
            "case": 48211,
            "seq": 51904,
            "state": "assigned",
            "revision": 2,
            "recorded_at": "2022-10-24T04:00:00.000001+00:00",
            "replayed": False,
        }
    )


class AccountOutcome(Outcome):
    """What a step on an account led to, with its one-time password: told once, kept nowhere."""

    person: int
    username: str
    one_time_password: str | None = Field(description="null where the request was sent again")

    model_config = _example(
        {
            "case": 48211,
            "seq": 51904,
            "state": "active",
            "revision": 1,
            "recorded_at": "2022-10-24T04:00:00.000001+00:00",
            "replayed": False,
            "person": 311,
            "username": "zhangsan",
            "one_time_password": "kABC-mDEF-pGHJ-t234",
        }
    )


class Result(Schema):
    """What became of one act of a batch: `outcome` where status is 200, else `error`."""

    key: str
    status: int
    outcome: Outcome | None
    error: Error | None


class Results(Schema):
    done: int
    refused: int
    results: list[Result]


class Named(Schema):
    """Something with a code, named in the language asked for."""

    code: str
    name: str


class Keyed(Schema):
    id: int
    name: str


class Labelled(Schema):
    code: str
    label: str


class Count(Schema):
    n: int
    more: bool = Field(description="there are more than n; nobody counted further")


class Page(Schema):
    """One page of a list. `next` and `previous` are addresses, null where there is nothing more."""

    next: str | None
    previous: str | None
    count: Count | None = Field(description="only on the first page and only with count=1")


class HazardRow(Schema):
    id: int
    number: str
    state: Labelled
    grade: Labelled
    category: Labelled
    description: str
    premises: Keyed
    area: Named
    sector: Named
    department: Keyed
    found_at: datetime
    found_on: date
    due_at: datetime | None
    is_overdue: bool
    settled_at: datetime | None
    revision: int


class Available(Schema):
    """A step that leaves the present state: may you take it, and if not, why not."""

    step: str
    label: str
    allowed: bool
    code: str
    reason: str


class Detail(Schema):
    label: str
    value: str


class HistoryEntry(Schema):
    seq: int
    title: str
    who: str
    recorded_at: datetime
    claimed_at: datetime | None = Field(description="when it happened, if it was recorded afterwards")
    details: list[Detail]


class Duty(Schema):
    kind: Labelled
    owner: Keyed
    due_at: datetime


class Photograph(Schema):
    href: str
    role: str
    sha256: str


class HazardDetail(HazardRow):
    visit: Keyed
    supervisor: Keyed
    operator: Keyed
    found_by: str
    on_the_spot: bool
    interim_measure: str
    requirement: str
    rectification: str
    acceptance: str
    assigned_at: datetime | None
    rectified_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    asked: str
    available: list[Available]
    duties: list[Duty]
    photographs: list[Photograph]
    history: list[HistoryEntry]


class VisitRow(Schema):
    id: int
    number: str
    mode: Labelled
    premises: Keyed
    area: Named
    sector: Named
    organisation: Keyed
    visited_at: datetime
    visited_on: date
    revision: int


class SupervisionRow(Schema):
    id: int
    state: Labelled
    subject: str = Field(description="the case on which something is late")
    owner: Keyed
    due_at: datetime
    revision: int


class SupervisionDetail(SupervisionRow):
    available: list[Available]
    history: list[HistoryEntry]


class PaperRow(Schema):
    id: int
    name: str = Field(description="the number as it is printed: 督办函〔2022〕17号")
    kind: Labelled
    title: str
    issuer: Keyed
    recipient: Keyed | None
    subject: str = Field(description="the case that it belongs to")
    seq: int = Field(description="number of the journal entry that issued it")
    issued_at: datetime
    digest: str = Field(description="SHA-256 of its words")


class PaperDetail(PaperRow):
    text: str = Field(description="the paper as plain text")
    file_sha256: str = Field(description="SHA-256 of the archived PDF, empty while it is not archived")


class PremisesRow(Schema):
    id: int
    code: str
    name: str
    address: str
    area: Named
    sector: Named
    department: Keyed | None
    operator: Keyed
    staff_count: int
    is_active: bool
    contact_name: str
    contact_phone: str = Field(description="masked; the whole number is shown on the page, to who says why")
    lat: float | None = Field(description="degrees north (WGS 84)")
    lon: float | None = Field(description="degrees east (WGS 84)")


class MapFile(Schema):
    """A FeatureCollection (RFC 7946); an area without a border has no geometry."""

    type: str
    name: str
    sources: list[dict[str, Any]]
    features: list[dict[str, Any]]


class AreaRow(Schema):
    id: int
    code: str
    official_code: str | None
    name: str
    kind: Labelled
    parent: str | None
    depth: int


class SectorRow(Schema):
    code: str
    name: str
    lead: Keyed


class OrganisationRow(Schema):
    id: int
    code: str
    name: str
    kind: Labelled
    area: Named
    mail: str | None = Field(
        description="shown to those who keep it: system administrators and bulletin editors"
    )


class FigureDefinition(Schema):
    code: str
    name: str
    definition: str
    unit: str
    kind: str = Field(description="count, rate or mean")
    revision: int = Field(description="grows when the definition changes")
    is_graded: bool
    is_sectored: bool


class FigureValue(Schema):
    code: str
    name: str
    kind: str
    unit: str
    revision: int
    number: float | int | None = Field(description="null for a rate or mean of nothing")
    count: int
    base: int | None
    text: str = Field(description="in official prose")
    area: str
    sectors: list[str]
    grade: str
    first: date
    last: date
    known_at: datetime
    known_seq: int

    model_config = _example(
        {
            "code": "hazards.outstanding",
            "name": "Hazards outstanding",
            "kind": "count",
            "unit": "处",
            "revision": 1,
            "number": 102,
            "count": 102,
            "base": None,
            "text": "102",
            "area": "city",
            "sectors": [],
            "grade": "",
            "first": "2022-01-01",
            "last": "2022-10-24",
            "known_at": "2022-10-24T07:40:00+00:00",
            "known_seq": 51904,
        }
    )


class FigurePart(Schema):
    key: str = Field(description="the first day of a step; the code of an area, a sector or a grade")
    label: str
    number: float | int | None = Field(description="null for a rate or mean of nothing")
    count: int
    base: int | None
    text: str = Field(description="in official prose")

    model_config = _example(
        {"key": "2022-10-01", "label": "2022-10", "number": 17, "count": 17, "base": None, "text": "17"}
    )


class FigureProof(Schema):
    code: str
    rows: int
    digest: str = Field(description="SHA-256 over the keys of the rows, ascending, one a line")


class FigureRow(Schema):
    id: int
    cells: list[str]


class DutyRow(Schema):
    id: int
    kind: Labelled
    case_kind: str
    case: int
    text: str
    place: str
    owner: Keyed
    opened_at: datetime
    due_at: datetime
    is_late: bool
    rung: int = Field(description="how far it was escalated, 0: not")


class JournalEntry(Schema):
    """An entry with everything that its hash covers."""

    seq: int
    kind: str
    case: int
    n: int
    step: str
    from_state: str
    to_state: str
    actor: int
    post: int | None
    organisation: int | None
    occurred_at: datetime
    recorded_at: datetime
    input: str = Field(description="canonical JSON, as it is hashed")
    key: str | None
    former_hash: str
    hash: str


class Journal(Schema):
    entries: list[JournalEntry]
    next: int = Field(description="send it as `since` to go on")
    head: int = Field(description="the last number of the journal")
    digest: str


class Uploaded(Schema):
    sha256: str = Field(description="give it to a step as a photograph")
    width: int
    height: int


class Me(Schema):
    """Whose token this is, in which posts, and what it is good for."""

    username: str
    name: str
    scopes: list[str]
    expires_at: datetime
    posts: list[Labelled]
    permissions: list[str]


def page_of(row: type[Schema]) -> type[Schema]:
    """Return the schema of a page of such rows."""
    fields: dict[str, Any] = {"__annotations__": {"rows": list[row]}, "__module__": __name__}  # type: ignore[valid-type]
    return type(f"{row.__name__.removesuffix('Row')}Page", (Page,), fields)
