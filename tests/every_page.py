"""Every page that there is, and who opens it: the routes of the URL conf on the things of one shop.

The addresses are those of tests/architecture/test_access.py, the readers those that access.txt says are shown the page,
so a new route is visited without a word here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from anlan.enterprise.models import SelfCheck
from anlan.enterprise.tests.factories import given, inside
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.public.lists import PUBLIC_LISTS
from anlan.testing import NOON, SmallCity, sign_in
from tests.architecture import test_access as access

# who works with most pages comes first: what they may do stands on the page too
BY_WORK = ("area_office", "department", "township", "business", "office", "leader", "editor")
BY_OFFICE = ("security_admin", "system_admin", "auditor", "inspector", "no post")
BY_CODE = "the code of the shop"
# what answers with a file or a part of a page, not with a page
FILES = frozenset(
    {
        "evidence:own-thumb", "evidence:show", "evidence:thumb", "imports:template", "imports:faults",
        "listings:export-file", "lookbacks:file", "bulletins:file", "bulletins:template-file",
        "bulletins:template-sample", "plans:at-place", "plans:close-by",
        "figures:proof-steps", "papers:download", "teams:of-visit", "reporting:live", "draws:file",
        "reporting:form-workbook", "reporting:form-values-workbook", "reporting:burden-workbook",
        "reporting:units-workbook", "incidents:drill-paper",
        "digests:file", "digests:panel", "quality:file", "quality:hollow-file", "detection:file", "public:file",
        "duty:night-live", "visiting:file",
        "incidents:panel",
        "reporting:not-in",
        "forces:live", "forces:panel", "forces:of-incident", "forces:of-level",
        "installations:of-plant", "installations:grading", "installations:notice",
        "exchange:blank", "exchange:filled-file", "insight:live", "insight:analysis-file",
        "api:client", "advisories:feed", "advisories:public-cap", "advisories:cap",
        "hazards:hints", "field:positions", "studies:of-end", "studies:paper-page", "systemic:candidates-file",
        "maps:geojson",
    }
)  # fmt: skip
# a page that another reader meets quite differently
ALSO = {
    "today": tuple(access.READERS)[:11],
    "hazards:detail": ("business", "leader", "inspector"),
    "hazards:list": ("business",),
    "supervision:detail": ("business", "leader"),
    "journal": ("office",),
    "imports:list": ("security_admin",),
    "administration:matrix": ("office",),
    "premises:detail": ("business",),
}


def shown_to() -> dict[str, list[str]]:
    """Return route → the columns of access.txt whose readers are shown the page."""
    lines = access.TABLE.read_text("utf-8").splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("route "))
    found = {}
    for line in lines[head + 1 :]:
        if not line:
            break
        name, *cells = line.split()
        found[name] = [
            column for column, cell in zip(access.READERS, cells, strict=True) if cell.startswith("200/")
        ]
    return found


def pages_of(city: SmallCity, folder: Path) -> list[tuple[str, str, str]]:
    """Return (route, address, username) of every page: once by who works with it, and by those of `ALSO`.

    Makes the shop's case and everything that the addresses name.
    """
    with clock.at(NOON):
        values = access.values_of(city, folder)
    return [*pages_at(access.addresses_of(values)), *pages_outside()]


def pages_outside() -> list[tuple[str, str, str]]:
    """Return (route, address, who) of what is open to everybody, and of the page of the shop behind its code."""
    lists = [("public:list", (code,)) for code in PUBLIC_LISTS]
    open_to_all = [("public:index", ()), *lists, ("tipoffs:new", ()), ("tipoffs:follow", ())]
    check = SelfCheck.objects.filter(premises__code="shop").order_by("pk").values_list("pk", flat=True)[:1]
    hazard = Hazard.objects.filter(premises__code="shop").order_by("pk").values_list("pk", flat=True)[:1]
    behind: list[tuple[str, Any]] = [
        (f"enterprise:{name}", ()) for name in ("home", "checks", "record-check", "letters", "warnings")
    ]
    behind += [("enterprise:check", tuple(check)), ("enterprise:hazard", tuple(hazard))]
    return [
        *(
            (route, reverse(route, args=args), "")
            for route, args in [*open_to_all, ("enterprise:sign-in", ())]
        ),
        *((route, reverse(route, args=args), BY_CODE) for route, args in behind),
    ]


def client_of(who: str) -> Client:
    """Return a browser signed in as an account, come in by the code of the shop, or as nobody."""
    if who == BY_CODE:
        return inside(given("shop")[1])
    return sign_in(Client(), who) if who else Client()


def pages_at(addresses: dict[str, str]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for route, columns in shown_to().items():
        if route in FILES or not columns or route not in addresses:
            continue
        first = next(column for column in (*BY_WORK, *BY_OFFICE) if column in columns)
        readers: list[Any] = list(dict.fromkeys([first, *ALSO.get(route, ())]))
        found += [
            (route, addresses[route], access.READERS[column][0]) for column in readers if column in columns
        ]
    return found
