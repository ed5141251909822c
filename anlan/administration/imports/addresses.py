"""The address book: mail addresses of organisations that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.administration.flows.addresses import MAIL
from anlan.administration.imports.acts import carry_out
from anlan.imports import lookup
from anlan.imports.kinds import Column, Kind, Row, Run
from anlan.kernel.errors import AnlanError, Refused
from anlan.lifecycle.inputs import Text
from anlan.org import naming
from anlan.org.models import Organisation
from anlan.org.roles import Permission

COLUMNS = (
    Column(
        input=Text(name="organisation", label=_("Organisation"), max_length=120, help=_("Code or name.")),
        header="单位名称",
        also=("单位", "单位编码", "名称", "机构名称", "部门名称", "成员单位"),
        example="海东市应急管理局",
    ),
    Column(
        input=replace(MAIL, required=True),
        header="电子邮箱",
        also=("邮箱", "邮件地址", "电子邮件"),
        example="yingji@example.cn",
    ),
)


def entry_key(values: Mapping[str, Any]) -> str:
    return f"{naming.plain(values['organisation'])}|{values['mail']}"


def entries_there(keys: Sequence[str]) -> dict[str, int]:
    """Return the entries that say what stands already: an organisation with this very address."""
    wanted = {key.rpartition("|")[2] for key in keys}
    found: dict[str, int] = {}
    for body in Organisation.objects.filter(mail__in=wanted, valid_to=None):
        for name in (body.code, body.name):
            found[f"{naming.plain(name)}|{body.mail}"] = body.pk
    return {key: found[key] for key in keys if key in found}


def resolve_entries(rows: Sequence[Row], run: Run) -> None:
    known = naming.bodies()
    named: dict[int, int] = run.memory.setdefault("addressed", {})
    for row in rows:
        text = row["organisation"]
        body = lookup.one(row, "organisation", text, known.find(text), gettext("organisation"))
        if body is None:
            continue
        first = named.setdefault(body.pk, row.number)
        if first != row.number:
            told = gettext("Row %(row)s of this file gives another address of the same organisation.")
            row.fault("mail", told % {"row": first}, "address.twice")
        row.ready = body


def write_entries(rows: Sequence[Row], run: Run) -> None:
    given = [{"organisation": row.ready, "mail": row["mail"]} for row in rows]
    carry_out("address_body", rows, given, run, "organisation")


def undo_entries(taken: Mapping[int, int | None], run: Run) -> dict[int, AnlanError]:
    told = gettext("An address is not untaken: enter the one that is right.")
    return {record: Refused("address.final", told) for record in taken}


ADDRESSES = Kind(
    code="addresses",
    label=_("Mail addresses"),
    order=25,
    columns=COLUMNS,
    permission=Permission.ORG_MANAGE,
    natural=entry_key,
    existing=entries_there,
    resolve=resolve_entries,
    write=write_entries,
    undo=undo_entries,
    help=_("Of organisations that are there already; new ones bring theirs in their own ledger."),
)
