"""`anlan demo`."""

from __future__ import annotations

import argparse
import time

from django.utils.translation import gettext as _

from anlan.cli.lock import holding
from anlan.cli.progress import Bar
from anlan.cli.session import say
from anlan.demo import city


def _bar() -> Bar:
    return Bar({"city": _("Areas, people, premises"), "year": _("A year of work")})


def load(options: argparse.Namespace) -> int:
    with holding("load"):
        began = time.monotonic()
        if city.ensure(scale=options.scale, progress=_bar().step):
            say(_("The demo city is loaded (%(seconds)d s).") % {"seconds": time.monotonic() - began})
        else:
            loaded = city.current()
            say(
                _("The demo city is already loaded at scale %(scale)s.")
                % {"scale": loaded.scale if loaded else "?"}
            )
    return 0


def reset(options: argparse.Namespace) -> int:
    with holding("serve"), holding("load"):
        city.reset(progress=_bar().step)
    say(_("The demo city is as it was at the beginning; its clock stands at 15:40 of 24 October 2022."))
    return 0


def run(options: argparse.Namespace) -> int:
    load(options)
    from anlan.cli.serve import supervise

    return supervise(host=options.host, port=options.port, accounts=city.accounts())
