"""What must hold after every kill, and everything that was written in words that do not depend on how it came about.

A database that was killed and repaired by trying again must show the same portrait as its twin, which did the same
work and was never killed. Numbers that an engine may skip or that depend on the order within one sweep are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.db import connection
from django.db.models import Q

from anlan.figures.models import Cell, Fold
from anlan.figures.verification import verify as verify_figures
from anlan.hazards.models import Asked, Hazard, State
from anlan.inspections.models import Visit
from anlan.journal.models import Entry, Head, Seal
from anlan.journal.seal_file import read_file, seals_file
from anlan.journal.snapshot import snapshot
from anlan.journal.verify import verify as verify_journal
from anlan.listings.models import Batch, BatchLine
from anlan.notifications.models import DIGESTS, Event, Notice
from anlan.obligations.models import Kind, Obligation
from anlan.papers.models import Numbering
from anlan.supervision.models import Paper, Supervision

OWED: dict[str, str] = {
    State.FOUND: Kind.ASSIGN,
    State.ASSIGNED: Kind.RECTIFY,
    State.REFUSED: Kind.HEAR_REFUSAL,
    State.TRANSFERRING: Kind.RECEIVE_TRANSFER,
    State.CLAIMED: Kind.ACCEPT,
    State.LOOK_BACK: Kind.LOOK_BACK,
    State.ACCEPTED: Kind.CLOSE_OUT,
}
ASKED_OF: dict[str, str] = {
    Asked.EXTENSION: Kind.DECIDE_EXTENSION,
    Asked.GRADE: Kind.SECOND_VIEW,
    Asked.VOID: Kind.DECIDE_VOID,
}
TOLD: dict[tuple[str, str], str] = {
    ("hazard", "assign"): Event.HAZARD_ASSIGNED,
    ("hazard", "claim"): Event.HAZARD_CLAIMED,
    ("hazard", "accept"): Event.HAZARD_ACCEPTED,
    ("hazard", "send_back"): Event.HAZARD_SENT_BACK,
    ("hazard", "ask_extension"): Event.HAZARD_EXTENSION_ASKED,
    ("hazard", "merge"): Event.HAZARD_MERGED,
    ("hazard", "reopen"): Event.HAZARD_REOPENED,
    ("supervision", "remind"): Event.SUPERVISION_REMINDER,
    ("supervision", "letter"): Event.SUPERVISION_LETTER,
    ("supervision", "propose"): Event.SUPERVISION_PROPOSED,
}
"""Steps that always tell somebody, and of what."""
PAPERED = ("remind", "letter")
"""Steps of a supervision that the sweep takes and that issue a paper each."""

Key = tuple[str, str, tuple[Any, ...]]  # kind of work, table, what names the row
Portrait = dict[Key, list[Any]]


# -- what must hold ------------------------------------------------------------------------------------------------


def half_written() -> list[str]:
    """Return in words whatever is there in part only. Asked right after a kill, ahead of any repair."""
    reading = snapshot() if connection.vendor == "postgresql" else nullcontext()
    with reading:
        found = [*verify_journal().faults, *verify_figures().faults]
        for part in (_obligations, _notices, _supervisions, _papers, _batches):
            found += part()
        folded = Fold.objects.get(pk=1).seq
        if folded > Head.objects.get(pk=1).seq:
            found.append(f"figures are folded up to {folded}, beyond the journal")
    return found + (_file() if connection.vendor == "sqlite" else [])


def _file() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        strays = cursor.fetchall()
    return [line for line in told if line != "ok"] + [f"a row points nowhere: {row}" for row in strays]


def _obligations() -> Iterator[str]:
    """Compare what every hazard owes with its state, and each obligation with the steps that opened and ended it."""
    open_: dict[int, list[str]] = defaultdict(list)
    for case_id, kind in Obligation.objects.open().filter(case_kind="hazard").values_list("case_id", "kind"):
        open_[case_id].append(kind)
    for key, state, asked, signed in Hazard.objects.values_list("pk", "state", "asked", "signed_for_at"):
        owes = open_.pop(key, [])
        due = {OWED[state]} if state in OWED else set()
        due |= {ASKED_OF[asked]} if asked else set()
        due |= {Kind.SIGN_FOR.value} if state == State.ASSIGNED and signed is None else set()
        if len(owes) != len(set(owes)) or not due <= set(owes) or (state not in OWED and owes):
            yield f"hazard {key} is {state} {asked} and owes {sorted(owes)}, should owe {sorted(due)}"
    yield from (f"obligations of no hazard: {key} {kinds}" for key, kinds in open_.items())
    for edge in ("opened_seq", "discharged_seq"):
        strays = Obligation.objects.exclude(**{edge: None}).exclude(
            **{f"{edge}__in": Entry.objects.filter(case_id__gt=0).values("seq")}
        )
        yield from (f"{row} has no entry at {edge}" for row in strays[:5])


def _notices() -> Iterator[str]:
    rows = Notice.objects.exclude(event__in=DIGESTS)
    for row in rows.exclude(seq__in=Entry.objects.values("seq"))[:5]:
        yield f"notice {row} tells of no entry"
    told = Counter(rows.values_list("seq", "event"))
    for seq, kind, step in Entry.objects.filter(kind__in=["hazard", "supervision"]).values_list(
        "seq", "kind", "step"
    ):
        event = TOLD.get((kind, step))
        if event and not told[seq, event]:
            yield f"entry {seq} ({kind} {step}) told nobody"
    for digest in Notice.objects.filter(event=Event.STORM):
        withheld = Counter(Notice.objects.filter(digest=digest).values_list("event", flat=True))
        if withheld != Counter(digest.counts or {}):
            yield f"digest {digest.pk} says {digest.counts}, but tells of {dict(withheld)}"


def _supervisions() -> Iterator[str]:
    rungs: dict[int, tuple[int, Any]] = {}
    for row in Supervision.objects.order_by("pk"):
        former = rungs.get(row.obligation_id)
        if former and former[1] is None:
            yield f"obligation {row.obligation_id} is supervised twice"
        rungs[row.obligation_id] = (row.rung, row.ended_at)
    for key, rung in Obligation.objects.filter(Q(rung__gt=0) | Q(pk__in=list(rungs))).values_list(
        "pk", "rung"
    ):
        if rungs.get(key, (0, None))[0] != rung:
            yield f"obligation {key} stands on rung {rung}, its supervision on {rungs.get(key)}"


def _papers() -> Iterator[str]:
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, year, number in Paper.objects.values_list("kind", "year", "number"):
        numbers[f"supervision.{kind}", year].append(number)
    last = {(row.kind, row.year): row.last for row in Numbering.objects.all()}
    for (kind, year), given in numbers.items():
        if sorted(given) != list(range(1, last.get((kind, year), 0) + 1)):
            yield f"papers {kind} {year} are numbered {sorted(given)}, up to {last.get((kind, year))}"
    papered = set(Paper.objects.values_list("seq", flat=True))
    wanted = Entry.objects.filter(kind="supervision", step__in=PAPERED).values_list("seq", flat=True)
    if papered != set(wanted):
        yield f"steps without their paper, or papers without their step: {sorted(papered ^ set(wanted))[:5]}"


def _batches() -> Iterator[str]:
    lines = Counter(BatchLine.objects.values_list("batch_id", flat=True))
    for key, asked in Batch.objects.values_list("pk", "asked"):
        if lines[key] != asked:
            yield f"bulk run {key} says {asked} cases, its report has {lines[key]}"


def acknowledged(acks: dict[str, int]) -> dict[str, list[str]]:
    """Compare keys and their acknowledged journal numbers with the journal; return the keys that are not so."""
    found = Entry.objects.filter(key__in=list(acks)).values_list("key", "seq")
    seqs: dict[str, list[int]] = defaultdict(list)
    for key, seq in found:
        seqs[key or ""].append(seq)
    return {
        "lost": [key for key in acks if not seqs[key]],
        "doubled": [
            key for key, seq in acks.items() if len(seqs[key]) > 1 or (seq and seqs[key] not in ([], [seq]))
        ],
    }


# -- the portrait --------------------------------------------------------------------------------------------------


def portrait() -> Portrait:
    """Return every row that work writes, by what names it, with what it says."""
    names = _case_names()
    owed = _obligation_names(names)
    rows: Portrait = defaultdict(list)
    for kind, table, name, said in (
        *_of_entries(names),
        *_of_obligations(owed),
        *_of_cases(names),
        *_of_notices(names),
        *_of_supervisions(owed),
        *_of_cells(),
        *_of_seals(),
    ):
        rows[kind, table, name].append(said)
    return dict(rows)


def _work(name: str) -> str:
    return name.partition("-")[0]


def _case_names() -> dict[int, str]:
    """Return each case by the key that opened it; a supervision by what it supervises."""
    opened = Entry.objects.filter(n=1).order_by("seq").values_list("case_id", "kind", "key")
    names = {
        key: told or f"other-{kind}-without-a-key" for key, kind, told in opened if kind != "supervision"
    }
    subjects = Supervision.objects.values_list("pk", "subject_id", "duty", "opened_at")
    return names | {
        key: f"{names.get(subject, 'other-')}/{duty}/{at.isoformat()}" for key, subject, duty, at in subjects
    }


def _obligation_names(names: dict[int, str]) -> dict[int, tuple[Any, ...]]:
    numbers = dict(Entry.objects.values_list("seq", "n"))
    rows = Obligation.objects.values_list("pk", "case_id", "kind", "opened_seq")
    return {pk: (names.get(case, "other-"), kind, numbers.get(seq, 0)) for pk, case, kind, seq in rows}


Row = tuple[str, str, tuple[Any, ...], Any]


def _of_entries(names: dict[int, str]) -> Iterator[Row]:
    for e in Entry.objects.order_by("seq").iterator():
        name = names.get(e.case_id, "other-")
        mine = e.kind != "supervision" or e.actor_id
        said = (
            e.from_state,
            e.to_state,
            e.actor_id,
            e.post_id,
            e.occurred_at,
            (e.key, e.input) if mine else "",
        )
        # by its key where it has one: an act that was done twice stands twice under it
        yield _work(name), "entry", (name, e.key or e.step) if mine else (name, e.n, e.step), said


def _of_obligations(owed: dict[int, tuple[Any, ...]]) -> Iterator[Row]:
    for o in Obligation.objects.iterator():
        said = (o.owner_id, o.area_id, o.sector_id, o.opened_at, o.due_at, o.computation, o.discharged_at)
        yield _work(owed[o.pk][0]), "obligation", owed[o.pk], (*said, o.rung, o.next_at)


def _of_cases(names: dict[int, str]) -> Iterator[Row]:
    for model in (Hazard, Visit):
        for row in model.objects.values():
            name = names.get(row["id"], "other-")
            told = {
                k: v for k, v in row.items() if k not in ("id", "last_hash", "visit_id", "merged_into_id")
            }
            yield _work(name), model._meta.model_name or "", (name,), sorted(told.items())


def _of_notices(names: dict[int, str]) -> Iterator[Row]:
    numbers = dict(Entry.objects.values_list("seq", "n"))
    withheld: Counter[tuple[Any, ...]] = Counter()
    for row in Notice.objects.select_related("digest").iterator():
        if row.event in DIGESTS:
            yield (
                "notices",
                "digest",
                (row.event, row.seq, row.organisation_id),
                sum((row.counts or {}).values()),
            )
            continue
        name = names.get(row.case_id, "other-")
        named = (name, numbers.get(row.seq, 0), row.event, row.organisation_id)
        yield _work(name), "notice", named, row.delivered_at
        withheld[row.organisation_id, row.digest.seq if row.digest else None] += 1
    for place, count in withheld.items():
        yield "notices", "withheld", place, count


def _of_supervisions(owed: dict[int, tuple[Any, ...]]) -> Iterator[Row]:
    for s in Supervision.objects.iterator():
        said = (s.state, s.revision, s.rung, s.owner_id, s.supervisor_id, s.served_at, s.proposed, s.ended_at)
        yield _work(owed[s.obligation_id][0]), "supervision", owed[s.obligation_id], said
    for p in Paper.objects.select_related("supervision").iterator():
        name = owed[p.supervision.obligation_id]
        yield _work(name[0]), "paper", (*name, p.kind), (p.year, p.text, p.served_at)


def _of_cells() -> Iterator[Row]:
    """The folded counters; the last fold of all is not killed, so that both stand at the journal's head."""
    for row in Cell.objects.values("measure_id", "area_id", "sector_id", "grade", "bucket", "n"):
        n = row.pop("n")
        if n:
            yield "fold", "cell", tuple(row.values()), n


def _of_seals() -> Iterator[Row]:
    """The seals of the database, and those of the file outside it."""
    for row in Seal.objects.values_list("number", "first_seq", "last_seq"):
        yield "seal", "seal", row, ""
    for kept in read_file(seals_file())[0] if seals_file().exists() else ():
        yield "seal", "line of the file", (kept.number, kept.first_seq, kept.last_seq), ""


def compare(twin: Portrait, killed: Portrait) -> dict[str, dict[str, list[str]]]:
    """Return by kind of work what is lost, doubled, or there but other than in the twin."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in {**twin, **killed}:
        kind, table, name = key
        wanted, got = twin.get(key, []), killed.get(key, [])
        where = f"{table} {name}"
        if len(got) < len(wanted):
            found[kind]["lost"].append(where)
        elif len(got) > len(wanted):
            found[kind]["doubled"].append(where)
        elif sorted(map(repr, got)) != sorted(map(repr, wanted)):
            found[kind]["half"].append(f"{where}: {got} instead of {wanted}")
    return {kind: dict(faults) for kind, faults in found.items()}
