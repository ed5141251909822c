"""Page of the rights: role by permission, and the permission that each page asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import URLPattern, URLResolver, get_resolver

from anlan.access.rights import REACH, RIGHTS, Reach, reach
from anlan.cli.reference.markdown import both, code, pair, table
from anlan.cli.reference.sources import permissions_of
from anlan.lifecycle.flow import FLOWS
from anlan.org.roles import OWN_ORGANISATION_ONLY, Permission, Role


def page() -> str:
    roles = list(Role)
    guarded, others = [], []
    for address, name, view in _views(get_resolver()):
        if getattr(view, "guarded", False):
            guarded.append(
                (code(address), code(name), code(view.permission.value) if view.permission else "signed in")
            )
        else:
            signed_in = issubclass(getattr(view, "view_class", object), LoginRequiredMixin)
            others.append((code(address), code(name), "signed in" if signed_in else "open to everybody"))
    matrix = table(
        ("Permission", *(code(role.value) for role in roles)),
        [
            (
                f"{code(p.value)}<br>{pair(RIGHTS.get(p, p.value))}",
                *(REACH[reach(r, p)][0] for r in roles),
            )
            for p in Permission
        ],
    )
    names = table(
        ("Role", "Name", "名称", "Reaches"), [(code(r.value), *both(r.label), _reach(r)) for r in roles]
    )
    return (
        "# Roles and permissions 岗位与权限\n\n"
        "Rights come from posts (`org.Post`: person, role, organisation, area, sectors, from, to), "
        "never from the person; there is no superuser. A permission is granted by the role and "
        "reaches as far as the post does. A step of a lifecycle asks more than the permission: see "
        "[lifecycles](lifecycles.md).\n\n"
        f"{names}\n"
        f"{_legend()}\n\n{matrix}\n"
        f"{_unused({asked for _a, _n, asked in guarded})}## Pages and what each asks for\n\n"
        "What a page then shows is what its reader's posts reach.\n\n"
        + table(("Address", "Name", "Asks for"), sorted(guarded) + sorted(others))
    )


def _legend() -> str:
    """Return the signs of the table with the scope in words; an empty cell is no grant."""
    told = [
        f"{sign} {pair(scope)}" for kind, (sign, _words, scope) in REACH.items() if kind is not Reach.NONE
    ]
    return (
        "; ".join(told) + "; an empty cell: not granted. The same table for people: `/access/permissions/`."
    )


def _reach(role: Role) -> str:
    if role in OWN_ORGANISATION_ONLY:
        return "what belongs to its own organisation"
    return "the post's area with everything below it; its sectors, if the post names any"


def _unused(asked: set[str]) -> str:
    """Return the sentence on permissions that no page and no step asks for."""
    rules = {
        name for flow in FLOWS.values() for step in flow.steps.values() for name in permissions_of(step.rule)
    }
    idle = [code(p.value) for p in Permission if p not in rules and code(p.value) not in asked]
    return f"No page and no step asks for these yet: {', '.join(idle)}.\n\n" if idle else ""


def _views(resolver: URLResolver, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield (address, name, view) of every page."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _views(entry, address, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield address, f"{space}{entry.name}", entry.callback
