"""Every list can be taken as a file (C91). A new page with rows offers its export, or says here why it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anlan.duty.listing import LISTS as DUTY
from anlan.figures.registry import REGISTRY
from anlan.forces.listing import LISTS as FORCES
from anlan.installations.listing import LISTS as INSTALLATIONS
from anlan.listings.sheets import SHEETS
from anlan.listings.spec import LISTS
from anlan.studies.listing import LISTS as STUDIES

ROOT = Path(__file__).resolve().parents[2] / "anlan"
ROWS = re.compile(r"\b(?:data_table|table|pager)\(")
OFFERED = re.compile(r"""url\(["']listings:export["'], (?:["']([\w-]+)["']|(\w+))""")
# template → why it offers no file
WITHOUT = {
    "field/conflicts.html": "what waits for a person, to be decided one by one; what went in stands in the journal",
    "field/phones.html": "one's own few phones, to be shut out one by one",
    "access/machines.html": "living tokens, to be revoked one by one; their making and use stand in the sign-ins",
    "access/tokens.html": "one's own few tokens; the same",
    "administration/area.html": "one area with its bodies: the list of organisations, filtered by it, is a file",
    "administration/cell.html": "one cell of the matrix: the matrix is a file",
    "administration/choose_body.html": "a step of a form",
    "administration/person.html": "one person: people and posts are a file",
    "administration/post.html": "one post: the same",
    "administration/readiness.html": "counted when it is asked for; `anlan ready --json` gives it to programmes",
    "forces/_of_level.html": "a panel: the list of positionings is a file",
    "incidents/terms.html": "a dozen terms that hold; the journal of each that was laid down is a file",
    "bulletins/day.html": "a document; it goes out as PDF, DOCX, page and text",
    "bulletins/deliveries.html": "to whom one issue went, a line an organisation; the journal of each is a file",
    "bulletins/detail.html": "one issue; the archive is a file",
    "bulletins/series.html": "one series; `anlan bulletin series --json` and the API give all",
    "bulletins/series_list.html": "the few series of an office; the same",
    "bulletins/templates.html": "Word files, each given as it was uploaded",
    "bulletins/derived.html": "one issue; the archive is a file",
    "exchange/forms.html": "a short register: each form is a file, and what was filled is one",
    "exchange/form.html": "one form, which is a file; what was filled of it is a list with one",
    "exchange/filling.html": "one filled form, which is a file; the list of them is one",
    "digests/detail.html": "a document; it goes out in every format",
    "detection/gap.html": "counted when it is asked for; the page gives a workbook of it",
    "quality/flags.html": "counted when it is asked for; the page gives a workbook of it",
    "quality/hollow.html": "judged when it is asked for; the page gives a workbook of it",
    "bulletins/proof.html": "one issue counted anew; `anlan bulletin replay --json` gives it to programmes",
    "teams/_list.html": "a team's day, for its own eyes: not a file that goes round; the page prints",
    "teams/_days.html": "a part of the team's page: the day logs are a file",
    "teams/handover.html": "one hand-over: the hand-overs are a file",
    "enforcement/_panel.html": "a panel: each register, filtered by the place, is a file",
    "enforcement/detail.html": "one case; its papers are files, and each register is one",
    "enforcement/limits.html": "some thirty numbers; the API and the journal give their changes",
    "draws/_told.html": "one draw; its pools and its result are files of its page",
    "incidents/_parts.html": "of one incident: the log, its reports; the list of incidents is a file",
    "incidents/detail.html": "one incident: the list of incidents is a file",
    "incidents/zeros.html": "five counts: each is a figure, whose records are a file",
    "plans/visits.html": "the visits that meet one plan: the list of visits is a file",
    "plans/_close_by.html": "a panel: the places of the plan, filtered, are a file",
    "plans/due_print.html": "the printed form of the day list, whose page offers the file",
    "visiting/planner.html": "counted when it is asked for; the page gives a workbook of it",
    "visiting/place.html": "one place of the proposal, which is a workbook",
    "visiting/arranged.html": "one arranged visit: the list of them is a file",
    "plans/leader.html": "one plan of a leader, which is no list to pass on; the visits are a file",
    "draws/public_list.html": "what was made public; each draw offers its files",
    "lookbacks/estimate.html": "sums of a period for the office; the looks behind them are a file",
    "lookbacks/public_list.html": "what was made public; each sample offers its files",
    "lookbacks/rates.html": "the few rates of an office; the API lists them",
    "lookbacks/sample.html": "one sample; its pool, strata and result are files of its page",
    "enterprise/warnings.html": "one enterprise's own warnings, as cards; the receipts are a file of the authorities",
    "advisories/detail.html": "one warning's silent bodies; its receipts are a file",
    "duty/_duty_room.html": "one room; the rooms are a file, and so are the seats",
    "duty/_readiness.html": "one area's levels; the states of readiness are a file",
    "duty/_roster.html": "one roster: the seats of duty, filtered, are a file",
    "duty/_spot_round.html": "one round; the spot checks are a file",
    "duty/mine.html": "one's own few duties; the seats of duty are a file, and a calendar reads them",
    "duty/now.html": "who is on duty at this moment, to be printed; the seats of duty are a file",
    "maps/sets.html": "the few files of borders; the API lists them, a map is taken as GeoJSON",
    "systemic/candidates.html": "what was worked out for one question; its page offers a workbook of its own",
    "studies/risk_study.html": "one study: the findings, filtered by it, are a file",
    "studies/finding.html": "one finding: findings and risk levels are files",
    "studies/risk_rating.html": "one subject: the register of risk levels is a file",
    "forces/_alert.html": "who could come to one alert, to choose from; the register is a file",
    "forces/_force.html": "one force; the register, positionings and call-outs are files",
    "forces/_lines.html": "one alert: its report offers its call-outs as a file",
    "forces/call_list.html": "whom to call at this moment, to be printed; the register is a file",
    "installations/_guarantee_post.html": "the terms of one post; the posts are a file",
    "installations/_installation.html": "one installation: its grading is a paper; posts, duties and alarms are files",
    "installations/_of_plant.html": "the few of one plant; the register, filtered by it, is a file",
    "installations/_park.html": "one park; the register, filtered by it, is a file",
    "notifications/routes.html": "one's own few routes and the newest of what they sent; the notices are a file",
    "outreach/campaign.html": "one campaign: the list of publicity, filtered by it, is a file",
    "outreach/campaigns.html": "the few campaigns of a year; the API lists them",
    "outreach/choose.html": "a step of a form",
    "hazards/_panel.html": "a panel: the list of hazards, filtered, is a file",
    "hazards/bulk.html": "a step of a form",
    "hazards/rescreen.html": "counted when it is asked for; `anlan rescreen --json` gives it to programmes",
    "hazards/owners.html": "sums, not rows: each leads to the list of hazards",
    "imports/detail.html": "the rows go back in the layout in which they came",
    "inspections/choose.html": "a step of a form",
    "inspections/detail.html": "one visit: the list of visits is a file, its answers come through the API",
    "inspections/person.html": "one expert or officer: the register is a file, and so is the list of visits",
    "listings/batch.html": "the report of one run; what became of its cases stands in their list",
    "listings/exports.html": "the exports themselves",
    "listings/print.html": "the printed form of a list, whose page offers the file",
    "assignments/_arisen.html": "a panel: the list of tasks is a file",
    "assignments/leaders.html": "a short register: what leaders did is a file",
    "assignments/meeting.html": "one record; its rows are the list of tasks or activities, which is a file",
    "assignments/task.html": "one case",
    "reporting/roll_up.html": "sums of one day; the reports themselves are a file",
    "reporting/rule.html": "one rule; the rules with their units are a file",
    "reporting/_board.html": "the part of the board that is polled; the board offers the file",
    "reporting/detail.html": "one case",
    "reporting/own.html": "one's own last days; the list of daily reports is a file",
    **dict.fromkeys(
        ("enterprise/checks.html", "enterprise/letters.html"),
        "the enterprise’s own few; the staff’s is a file",
    ),
    "enterprise/code.html": "one code; the messages are a file",
    "tipoffs/detail.html": "one tip-off; the list is a file",
    "public/list.html": "each public list is a file of its own page",
    "suggestions/own.html": "one's own few; the office's list is a file",
    "reporting/burden.html": "medians of groups, with a workbook of their own: a list of reports would name units",
    "reporting/form.html": "one form, which is a workbook",
    "reporting/form_values.html": "sums with a workbook of their own; the reports behind them are a file",
    "reporting/units.html": "sums with a workbook of their own; the reports behind them are a file",
    "reporting/forms.html": "a short register: each form is a workbook",
    "supervision/_panel.html": "a panel: the list of supervisions is a file",
    "supervision/detail.html": "one case",
    "hooks/list.html": "the few receivers of an area, with their addresses; the API lists them for who decides on them",
    "hooks/receiver.html": "one receiver: its deliveries are read by the API and by `anlan webhook log --json`",
    "web/_data.html": "the macros",
    "figures/_changes.html": "a part of the page of a change, which offers the file",
    "figures/detail.html": "the first ten; “All records” leads to the page that offers the file",
    "web/_duties.html": "a part of the to-do page, which offers the file",
    "web/_seals.html": "the seals: the ledger of roots beside the data is their file (ADR 0014)",
    "web/account.html": "one's own sessions and sign-ins",
    "web/set_up_done.html": "one-time passwords, shown once",
}


def templates() -> dict[str, str]:
    return {
        path.relative_to(path.parents[1]).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(ROOT.glob("*/jinja2/*/*.html"))
    }


def test_every_page_with_rows_offers_a_file_or_says_why_not():
    missing = {name for name, text in templates().items() if ROWS.search(text) and not OFFERED.search(text)}

    assert missing - set(WITHOUT) == set(), (
        "offer an export (anlan/listings/sheets.py), or say why not in WITHOUT"
    )
    assert set(WITHOUT) - missing == set(), "these exceptions are needed no more"


def test_what_is_offered_is_there_and_what_is_there_is_offered():
    found = [OFFERED.findall(text) for text in templates().values()]
    named = {code for some in found for code, _variable in some if code}
    of_figures = {figure.code for figure in REGISTRY}

    by_kind = {
        spec.code for lists in (DUTY, FORCES, INSTALLATIONS, STUDIES) for spec in lists.values()
    }  # duty/list.html shows each by `shown.spec.code`

    assert named | of_figures | by_kind == set(SHEETS)


def test_every_declared_list_is_a_sheet_with_its_own_filters():
    # the analysis of a figure is a table of sums: its page gives a workbook and CSV of its own
    lists = set(LISTS) - {"analysis"}

    assert lists <= set(SHEETS)
    assert all(SHEETS[code].spec is LISTS[code] for code in lists)


@pytest.mark.parametrize("code", sorted(SHEETS))
def test_a_code_fits_its_column(code):
    assert len(code) <= 40
