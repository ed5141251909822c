"""`anlan demo`."""

from __future__ import annotations

import argparse
import os
import signal
import time

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.cli.lock import holding
from anlan.cli.progress import Bar
from anlan.cli.session import say
from anlan.demo import city, reporters


def _bar() -> Bar:
    return Bar({"city": _("Areas, people, premises"), "year": _("A year of work")})


HERE = ("127.0.0.1", 8000)


def open_at(host: str, port: int) -> None:
    """Let the demo know where people open it, unless ANLAN_SITE says so: its signed paper then bears QR codes."""
    if settings.SITE:
        return
    host = HERE[0] if host in ("0.0.0.0", "::", "") else host  # noqa: S104 -- compared, not listened on
    settings.SITE = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    os.environ["ANLAN_SITE"] = settings.SITE  # of the server and the worker, which are children


def load(options: argparse.Namespace) -> int:
    open_at(*HERE)
    with holding("load"):
        began = time.monotonic()
        if city.ensure(scale=options.scale, progress=_bar().step, lapse=options.with_lapse):
            say(_("The demo city is loaded (%(seconds)d s).") % {"seconds": time.monotonic() - began})
        else:
            loaded = city.current()
            say(
                _("The demo city is already loaded at scale %(scale)s.")
                % {"scale": loaded.scale if loaded else "?"}
            )
    return 0


def reset(options: argparse.Namespace) -> int:
    open_at(*HERE)
    with holding("serve"), holding("load"):
        city.reset(progress=_bar().step)
    say(_("The demo city is as it was at the beginning; its clock stands at 15:40 of 24 October 2022."))
    return 0


def run(options: argparse.Namespace) -> int:
    open_at(options.host, options.port)
    load(options)
    from anlan.cli.serve import supervise, tls_of

    tls = tls_of(options)
    more = {"reporters": ["demo", "reporters"]} if options.reporters else {}
    return supervise(
        host=options.host, port=options.port, accounts=city.accounts(), codes=city.codes(), more=more, tls=tls
    )


def simulate_reporters(options: argparse.Namespace) -> int:
    """Let the units that still owe their daily report send it, one after the other, until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    reporters.refuse_outside_a_demo()
    say(_("Simulated reporters are on: every page says so. Ctrl-C ends them."))
    try:
        reporters.simulate(lambda sent: say(_("%(n)s simulated reports came in") % {"n": sent}))
    except KeyboardInterrupt:
        say(_("Simulated reporters are off."))
    return 0
