"""Page of the claim words: what they claim, what decides, and what has no records yet."""

from __future__ import annotations

from anlan.cli.reference.markdown import both, code, table
from anlan.documents.claims import CLAIMS, Claim


def page() -> str:
    known = sorted(CLAIMS, key=lambda claim: claim.code)
    bound = [claim for claim in known if claim.predicate is not None]
    open_ = [claim for claim in known if claim.predicate is None]
    return (
        "# Claims 断言用语\n\n"
        "Words that claim something are judged by facts before an issue may print them "
        "([0031](../adr/0031-words-are-claims.md)). An app binds them in its `claims.py`. What is negated, demanded "
        "(要求…), intended (力争, 务必) or stands in a title claims nothing. Of overlapping claims the longest is "
        "judged. The words are regular expressions.\n\n"
        "## Judged by facts 以事实判定\n\n"
        + table(
            ("Code", "Name", "名称", "Chinese words", "English words", "True if"),
            [(*_row(claim), _decides(claim)) for claim in bound],
        )
        + "\n## Unproven 无从证明\n\n"
        "No records are kept here that could tell. Whoever prints one of these words gives a reason with a name. "
        "An app that keeps the records binds the same code.\n\n"
        + table(
            (
                "Code",
                "Name",
                "名称",
                "Chinese words",
                "English words",
                "Records that are missing",
                "缺少的记录",
            ),
            [(*_row(claim), *both(claim.needs)) for claim in open_],
        )
    )


def _row(claim: Claim) -> tuple[str, ...]:
    return (code(claim.code), *both(claim.name), code(claim.zh.pattern), code(claim.en.pattern))


def _decides(claim: Claim) -> str:
    """Return the first line of the predicate's docstring, without the words that each begins with."""
    line = (getattr(claim.predicate, "__doc__", None) or "").split("\n", 1)[0]
    return line.removeprefix("Tell whether ").removesuffix(".")
