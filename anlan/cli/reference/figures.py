"""Page of the figures."""

from __future__ import annotations

from anlan.cli.reference.markdown import both, code, table
from anlan.figures.registry import REGISTRY, Figure


def page() -> str:
    known = sorted(REGISTRY, key=lambda figure: figure.code)
    summary = table(
        ("Code", "Name", "名称", "Unit", "Counted as", "Cut by", "Step", "Revision"),
        [
            (
                code(figure.code),
                *both(figure.name),
                figure.unit,
                _formula(figure),
                _cuts(figure),
                "—" if figure.kind != "count" else f"{figure.step:,}".replace(",", " "),
                str(figure.revision),
            )
            for figure in known
        ],
    )
    return (
        "# Figures 指标\n\n"
        "What may be said: each number is defined once. A count is the signed sum of its measures "
        "over the cohort of the period; a rate divides one by another, of the same cohort. What is counted "
        "over *its rows* costs as much as the period has rows; the others cost the same at any size. *Step* is "
        "where the official prose cuts a count of 10 000 or more (11.1万多). *Revision* grows when the "
        "definition changes. Ask with `anlan figure CODE`.\n\n"
        f"{summary}\n## Definitions 口径\n\n" + "\n".join(map(_definition, known))
    )


def _formula(figure: Figure) -> str:
    if not figure.is_counted:
        return "its rows"
    above = " + ".join(map(code, figure.plus)) + "".join(f" − {code(m)}" for m in figure.minus)
    return f"{above} ÷ {' + '.join(map(code, figure.of))}" if figure.is_rate else above


def _cuts(figure: Figure) -> str:
    return ", ".join(figure.cut_by)


def _definition(figure: Figure) -> str:
    english, chinese = both(figure.definition)
    return f"### {code(figure.code)}\n\n{english}\n\n{chinese}\n"
