"""Names, options and help of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anlan.cli import parsers_exchange, parsers_files, parsers_tls, parsers_webhooks

Run = Callable[[argparse.Namespace], int]


def later(name: str) -> Run:
    """Return a function that loads `module:function` of this package when it is called."""

    def run(options: argparse.Namespace) -> int:
        module, function = name.split(":")
        return int(getattr(import_module(f"anlan.cli.{module}"), function)(options))

    return run


def day(text: str) -> date:
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text[:40]}” is not a day; write it like 2022-10-24") from None
    if not 2000 <= value.year <= 2099:
        raise argparse.ArgumentTypeError(f"“{text[:40]}” does not lie between 2000 and 2099")
    return value


def moment(text: str) -> datetime:
    """Read a moment; without a zone it is Beijing time, a day alone means its last second."""
    try:
        value = datetime.fromisoformat(f"{text} 23:59:59.999999" if len(text) == 10 else text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text[:40]}” is not a moment; write it like 2022-10-24T15:40:00"
        ) from None
    if not 2000 <= value.year <= 2099:
        raise argparse.ArgumentTypeError(f"“{text[:40]}” does not lie between 2000 and 2099")
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo("Asia/Shanghai"))).astimezone(UTC)


def scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0.001 <= value <= 10:
        raise argparse.ArgumentTypeError("a scale is a number from 0.001 to 10; 1 is the whole city")
    return value


def port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a whole number from 1 to 65535")
    return int(text)


def entry_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:20]) < 2**63):
        raise argparse.ArgumentTypeError("an entry's number is a whole number from 1")
    return int(text)


def add_commands(commands: Any) -> None:
    _serve(commands)
    _first_day(commands)
    _demo(commands)
    _figures(commands)
    _ledgers(commands)
    _forms(commands)
    _keeping(commands)
    _others(commands)
    _tokens(commands)


def _serve(commands: Any) -> None:
    serve = commands.add_parser("serve", help="serve web, worker and scheduler under one supervisor")
    serve.add_argument("--port", type=port, default=8000, help="port on the loopback address (8000)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parsers_tls.served(serve)
    serve.set_defaults(run=later("serve:serve"))
    parsers_tls.add(commands, later, port)
    worker = commands.add_parser("worker", help="run the background worker and scheduler alone")
    worker.set_defaults(run=later("serve:worker"))
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=later("data:migrate"))
    manage = commands.add_parser("manage", help="run a Django management command")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    manage.set_defaults(run=later("data:manage"))


def _first_day(commands: Any) -> None:
    init = commands.add_parser("init", help="set up an empty data folder: the city and its first people")
    for name, text in (
        ("city", "name of the city"),
        ("short", "its short name (the name)"),
        ("code", "its administrative division code, six digits"),
        ("name-en", "its name in English (the name)"),
        ("office", "name of the office (the city's 安全生产委员会办公室)"),
        ("office-en", "name of the office in English"),
        ("since", "first day of which records may be entered (2020-01-01)"),
        ("system-admin", "name of the system administrator"),
        ("security-admin", "name of the security administrator"),
        ("auditor", "name of the auditor"),
        ("dispatcher", "name of the office's first dispatcher"),
    ):
        init.add_argument(f"--{name}", help=text)
    init.add_argument("--web", action="store_true", help="only print a new code for the set-up page")
    init.add_argument("--json", action="store_true")
    init.set_defaults(run=later("init:init"))
    ready = commands.add_parser("ready", help="tell what is missing before the first working day")
    ready.add_argument("--json", action="store_true")
    ready.set_defaults(run=later("ready:ready"))


def _demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="load, reset or run the demo city").add_subparsers(
        title="demo commands", metavar="COMMAND", required=True
    )
    for name, text in (
        ("load", "load the city without serving; does nothing if it is loaded"),
        ("reset", "restore the pristine city, its clock included"),
        ("run", "load the city if needed, then serve it"),
    ):
        command = demo.add_parser(name, help=text)
        if name != "reset":
            command.add_argument("--scale", type=scale, default=1.0, help="share of the whole city (1)")
            command.add_argument(
                "--with-lapse",
                action="store_true",
                help="let one spot check of the special period fail, so that 全部在岗在位 may not be said",
            )
        if name == "run":
            command.add_argument("--port", type=port, default=8000)
            command.add_argument("--host", default="127.0.0.1")
            parsers_tls.served(command)
            command.add_argument(
                "--reporters", action="store_true", help="let simulated units send today's reports meanwhile"
            )
        command.set_defaults(run=later(f"demo:{name}"))
    simulated = demo.add_parser("reporters", help="let simulated units send today's reports, until Ctrl-C")
    simulated.set_defaults(run=later("demo:simulate_reporters"))


def _figures(commands: Any) -> None:
    figure = commands.add_parser("figure", help="print one figure")
    figure.add_argument("code", help="for example hazards.outstanding")
    figure.add_argument("--area", help="code or name of an area (the whole tree)")
    figure.add_argument(
        "--sector", action="append", default=[], help="code or name of a sector; may be repeated"
    )
    figure.add_argument("--grade", default="", help="general or major")
    figure.add_argument("--from", dest="first", type=day, help="first day (1 January of the last day's year)")
    figure.add_argument("--to", dest="last", type=day, help="last day, inclusive (today)")
    figure.add_argument("--known-at", type=moment, help="as it was known then (now)")
    figure.add_argument("--json", action="store_true")
    figure.set_defaults(run=later("figures:figure"))
    figures = commands.add_parser("figures", help="list or verify the figures").add_subparsers(
        title="figures commands", metavar="COMMAND", required=True
    )
    listing = figures.add_parser("list", help="every figure with its definition")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=later("figures:listing"))
    verify = figures.add_parser("verify", help="recompute every counter from the journal and compare")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=later("figures:verify"))
    fold = figures.add_parser("fold", help="fold what was counted since the last fold")
    fold.set_defaults(run=later("figures:fold"))
    rescreen = commands.add_parser(
        "rescreen", help="list the open hazards that a document of criteria asks to be looked at again"
    )
    rescreen.add_argument("pack", help="its code, for example industry-2023")
    rescreen.add_argument("--json", action="store_true")
    rescreen.set_defaults(run=later("rescreen:rescreen"))


def _ledgers(commands: Any) -> None:
    template = commands.add_parser(
        "template", help="write the template of a ledger; without a kind: list them"
    )
    template.add_argument("kind", nargs="?", default="")
    template.add_argument("--out", type=Path, help="file to write, .xlsx or .csv (KIND.xlsx)")
    template.set_defaults(run=later("imports:template"))
    taking = commands.add_parser(
        "import", help="take a ledger in (xlsx, xls, csv): sound rows count, faulty ones come back"
    )
    taking.add_argument("kind", help="see: anlan template")
    taking.add_argument("file", type=Path)
    taking.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    taking.add_argument("--json", action="store_true")
    taking.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=HEADER",
        help="a column of the template is this header (or letter) of the sheet; may be repeated, remembered",
    )
    taking.add_argument("--sender", default="", help="who sent it: mappings are remembered by sender")
    taking.add_argument("--sheet", default="", help="name of the sheet (the one with most known columns)")
    taking.add_argument("--option", action="append", default=[], help="with-visits for hazards")
    taking.add_argument("--faults", type=Path, help="workbook for the faulty rows, in their own layout")
    taking.add_argument("--by", default="", help="account in whose right it is taken in (the system)")
    taking.set_defaults(run=later("imports:take_in"))
    undo = commands.add_parser(
        "import-undo", help="undo a ledger that was taken in; what moved on since is kept"
    )
    undo.add_argument("batch", type=entry_number, help="number of the ledger")
    undo.add_argument("--by", default="", help="account in whose right it is undone (the system)")
    undo.add_argument("--json", action="store_true")
    undo.set_defaults(run=later("imports:undo"))


def _forms(commands: Any) -> None:
    forms = commands.add_parser("forms", help="list, show, write or enter forms of reports").add_subparsers(
        title="forms commands", metavar="COMMAND", required=True
    )
    listing = forms.add_parser("list", help="every form as it holds today")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=later("forms:listing"))
    show = forms.add_parser("show", help="one form with its fields")
    export = forms.add_parser("export", help="write a form to a file that can be changed and taken in again")
    for command in (show, export):
        command.add_argument("code", help="see: anlan forms list")
        command.add_argument("--version", type=entry_number, help="a version (the one of today)")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=later("forms:show"))
    export.add_argument("--out", type=Path, required=True, help="file to write, .xlsx or .json")
    export.set_defaults(run=later("forms:export"))
    taking = forms.add_parser("import", help="enter a form, or a new version of one, from a file")
    taking.add_argument("file", type=Path, help=".xlsx, .csv or .json, as `anlan forms export` writes it")
    taking.add_argument("--by", required=True, help="account of the office in whose right it is entered")
    taking.add_argument("--first-day", type=day, help="the day from which it holds (the file's)")
    taking.add_argument("--dry-run", action="store_true", help="only tell what would be wrong")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=later("forms:take_in"))


def _keeping(commands: Any) -> None:
    backup = commands.add_parser(
        "backup", help="write everything of the installation into one file, while it runs"
    )
    backup.add_argument("file", type=Path)
    backup.add_argument("--json", action="store_true")
    with_key = "a file whose first line is a passphrase: the key of the tip-offs goes "
    backup.add_argument("--with-key", type=Path, metavar="FILE", help=with_key + "along, sealed with it")
    backup.set_defaults(run=later("backup:backup"))
    restore = commands.add_parser("restore", help="bring a backup back: verified first, then put in place")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="set aside what is there")
    restore.add_argument("--with-key", type=Path, metavar="FILE", help=with_key + "back, opened with it")
    restore.set_defaults(run=later("restore:restore"))
    rehearse = commands.add_parser(
        "rehearse", help="try an upgrade or a restore on a copy: timed, figures compared"
    )
    rehearse.add_argument("file", type=Path, nargs="?", help="a backup (else one is made now)")
    rehearse.add_argument("--json", action="store_true")
    rehearse.set_defaults(run=later("rehearse:rehearse"))
    doctor = commands.add_parser("doctor", help="tell what is wrong with the installation; 1 if something is")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=later("doctor:doctor"))


def _others(commands: Any) -> None:
    journal = commands.add_parser("journal", help="verify, seal or prove the journal").add_subparsers(
        title="journal commands", metavar="COMMAND", required=True
    )
    verify = journal.add_parser("verify", help="prove that no entry was changed, removed or put in between")
    verify.add_argument(
        "--seals", type=Path, help="a copy of the file of seals (the installation's own file)"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=later("journal:verify"))
    seal = journal.add_parser("seal", help="seal what waits and append the roots to the file of seals")
    seal.add_argument("--json", action="store_true")
    seal.set_defaults(run=later("journal:seal"))
    prove = journal.add_parser("prove", help="print the proof that an entry lies under its seal, as JSON")
    prove.add_argument("seq", type=entry_number, help="number of the entry")
    prove.set_defaults(run=later("journal:prove"))
    _bulletins(commands)
    export = commands.add_parser("export", help="write a list of the whole installation to a file")
    export.add_argument("list", help="code of the list: hazards, visits, premises, supervision, people")
    export.add_argument("--out", type=Path, required=True, help="file to write")
    export.add_argument("--format", choices=("xlsx", "csv", "csv-gb18030"), default="xlsx")
    export.add_argument(
        "--query", default="", help="filters as in the list's address: state=overdue&area=411102"
    )
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=later("exports:export"))
    parsers_files.add(commands, later, day)
    parsers_exchange.add(commands, later, day)
    parsers_webhooks.add(commands, later)
    waiting = commands.add_parser("exports", help="write the exports that wait (the worker starts it)")
    waiting.set_defaults(run=later("exports:exports"))
    docs = commands.add_parser("docs", help="write the generated reference")
    docs.add_argument("--out", type=Path, default=Path("docs/reference"))
    docs.add_argument("--check", action="store_true", help="only tell whether it is stale")
    docs.set_defaults(run=later("docs:docs"))
    person = commands.add_parser("person", help="give an account a new password, or unlock it")
    person.add_argument("username")
    person.add_argument("--password", help="new password (asked for when it is left out)")
    person.add_argument("--unlock", action="store_true", help="forget the failed sign-ins")
    person.set_defaults(run=later("data:person"))


def _bulletins(commands: Any) -> None:
    bulletin = commands.add_parser("bulletin", help="compose, replay or begin bulletins").add_subparsers(
        title="bulletin commands", metavar="COMMAND", required=True
    )
    compose = bulletin.add_parser(
        "compose", help="write the signed issue of a day, or a draft from live figures if none was signed"
    )
    compose.add_argument("--on", type=day, required=True, help="the day whose end is told")
    compose.add_argument("--out", type=Path, required=True, help="file to write; its ending is the format")
    compose.add_argument(
        "--series", default="bulletin", help="bulletin, daily, weekly, monthly, notice (bulletin)"
    )
    compose.add_argument("--language", choices=("zh", "en"), default="zh")
    compose.add_argument(
        "--own", action="store_true", help="by the city's own template that the series chose (.docx)"
    )
    compose.set_defaults(run=later("bulletin:compose"))
    _templates(bulletin)
    replay = bulletin.add_parser(
        "replay", help="count a signed issue's numbers anew from what was known then; 1 if anything differs"
    )
    replay.add_argument("number", type=entry_number, help="number of the issue")
    replay.add_argument("--year", type=int, help="its year, if several have one of that number")
    replay.add_argument("--series", default="bulletin")
    replay.add_argument("--json", action="store_true")
    replay.set_defaults(run=later("bulletin:replay_issue"))
    begin = bulletin.add_parser(
        "begin", help="found the series; let numbers go on from what was reached elsewhere"
    )
    begin.add_argument("--series", default="bulletin")
    begin.add_argument("--year", type=int, help="whose counter goes on (this one)")
    begin.add_argument("--after", type=int, help="the last number given before: 48, if the next is No. 49")
    begin.add_argument("--special", default="", help="name of a special series, made if it is new")
    begin.add_argument("--special-en", default="", help="its name in English")
    begin.add_argument("--since", type=day, help="its first day (today)")
    begin.add_argument("--special-after", type=int, help="its last number given before")
    begin.set_defaults(run=later("bulletin:begin_series"))
    _series(bulletin)


def _series(bulletin: Any) -> None:
    listing = bulletin.add_parser("series", help="list the series with their next numbers and recipients")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=later("series:listing"))
    opening = bulletin.add_parser("open-series", help="open a series of the city, for example 工作动态")
    opening.add_argument("name", help="its name; its masthead too, unless --masthead says another")
    opening.add_argument("--name-en", default="", help="its name in English")
    opening.add_argument("--masthead", default="")
    opening.add_argument("--code", default="", help="for --series of other commands (made from the name)")
    opening.add_argument("--cycle", choices=("year", "month", "week", "day", "period"), default="year")
    opening.add_argument(
        "--sections",
        default="none",
        help="whose section files its text begins with: bulletin, daily … (none)",
    )
    opening.add_argument("--like", default="", help="code of a series whose recipients it gets")
    opening.add_argument("--after", type=int, help="the last number given elsewhere this year")
    opening.set_defaults(run=later("series:open_series"))
    adding = bulletin.add_parser("add-group", help="add a group of recipients to a series")
    adding.add_argument("name", help="as the colophon prints it")
    adding.add_argument("--series", default="bulletin")
    adding.add_argument("--line", choices=("report", "deliver", "issue"), required=True, help="报, 送 or 发")
    adding.add_argument("--name-en", default="")
    adding.add_argument(
        "--who", choices=("leaders", "area_offices", "departments", "stations", "named"), default="named"
    )
    adding.add_argument("--mail", default="", help="address of the group itself")
    adding.add_argument(
        "--member", action="append", default=[], help="code or name of an organisation; may be repeated"
    )
    adding.set_defaults(run=later("series:add_group"))


def _templates(bulletin: Any) -> None:
    template = bulletin.add_parser(
        "template", help="check, upload or list the city's own Word templates"
    ).add_subparsers(title="template commands", metavar="COMMAND", required=True)
    sample = template.add_parser("sample", help="write a template to begin from")
    sample.add_argument("--out", type=Path, required=True, help="file to write (.docx)")
    sample.add_argument("--language", choices=("zh", "en"), default="zh")
    sample.set_defaults(run=later("templates:sample_file"))
    check = template.add_parser("check", help="read a template and list its placeholders; nothing is kept")
    check.add_argument("file", type=Path)
    check.set_defaults(run=later("templates:check"))
    upload = template.add_parser("upload", help="keep a template, or a new version of the one with this name")
    upload.add_argument("file", type=Path)
    upload.add_argument("--name", required=True, help="name of the template")
    upload.add_argument("--by", required=True, help="account of an editor of bulletins")
    upload.add_argument("--series", default="", help="choose it for this series: bulletin, daily, …")
    upload.set_defaults(run=later("templates:upload"))
    listed = template.add_parser("list", help="list the templates with the series that print by them")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=later("templates:listed"))


def days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 366):
        raise argparse.ArgumentTypeError("a token is valid for 1 to 366 days")
    return int(text)


def _tokens(commands: Any) -> None:
    openapi = commands.add_parser("openapi", help="write the description of the HTTP API")
    openapi.add_argument("--out", type=Path, default=Path("docs/reference/openapi.json"))
    openapi.set_defaults(run=later("docs:openapi"))
    client = commands.add_parser("client", help="write the Python client of the HTTP API, one file")
    client.add_argument("--out", type=Path, default=Path("anlan_client.py"))
    client.set_defaults(run=later("docs:client"))
    token = commands.add_parser("token", help="make, list or revoke access tokens").add_subparsers(
        title="token commands", metavar="COMMAND", required=True
    )
    make = token.add_parser("make", help="make a token for an account and print it, this once")
    make.add_argument("username")
    make.add_argument("--purpose", required=True, help="what it is for")
    make.add_argument(
        "--scope", action="append", choices=("read", "act", "journal"), help="may be repeated (read)"
    )
    make.add_argument("--days", type=days, default=90, help="how long it is valid, at most 366 (90)")
    make.add_argument(
        "--machine", action="store_true", help="the account is a machine's: nobody signs in with it"
    )
    make.set_defaults(run=later("tokens:make"))
    listing = token.add_parser("list", help="the tokens in force")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=later("tokens:listing"))
    revoke = token.add_parser("revoke", help="end a token with its next use")
    revoke.add_argument("prefix", help="its first characters, as the list shows them")
    revoke.set_defaults(run=later("tokens:revoke"))
