"""`anlan packs`: the editions of rule data that are kept, and taking in another."""

from __future__ import annotations

import argparse

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.cli.session import say, say_json, tell
from anlan.installations.packs import adding
from anlan.installations.packs.adding import Pack
from anlan.kernel import clock
from anlan.kernel.errors import Invalid


def packs(options: argparse.Namespace) -> int:
    """List the packs with which holds today, judge a file, or take it in. Raises Invalid, Conflict."""
    if options.act == "list":
        return _list(options.json)
    if options.file is None or not options.file.is_file():
        raise Invalid("table.file", _("There is no file %(file)s.") % {"file": options.file}, field="file")
    if options.act == "check":
        found = adding.judged(options.file)
        tell(_("%(code)s is sound: it would hold from %(day)s on.") % _told(found))
        return 0
    found, target = adding.add(options.file)
    say(str(target))
    tell(
        _("%(code)s is taken in: it holds from %(day)s on. Start the server anew, so that it reads it.")
        % _told(found)
    )
    return 0


def _told(one: Pack) -> dict[str, object]:
    return {"code": one.code, "day": one.effective_from}


def _list(as_json: bool) -> int:
    kept, today = adding.kept(), clock.today()
    ahead = {one.kind: one.code for one in kept if one.effective_from <= today}  # the last of each kind
    if as_json:
        say_json(
            [
                {"kind": one.kind, "code": one.code, "title": one.title, "effective_from": f"{one.effective_from}",
                 "size": one.size, "in_force": ahead.get(one.kind) == one.code}
                for one in kept
            ]
        )  # fmt: skip
        return 0
    chinese = (get_language() or "zh").startswith("zh")
    for one in kept:
        mark = _("in force") if ahead.get(one.kind) == one.code else ""
        title = one.title if chinese else one.title_en
        say(f"{one.kind}\t{one.code}\t{one.effective_from}\t{one.size}\t{title}\t{mark}")
    return 0
