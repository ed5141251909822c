"""Page of the rights: role by permission, and the permission that each page asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from anlan.cli.reference.markdown import both, code, pair, table
from anlan.org.roles import GRANTS, OWN_ORGANISATION_ONLY, Permission, Role
from anlan.web.views.account import RIGHTS


def page() -> str:
    roles = list(Role)
    matrix = table(
        ("Permission", *(code(role.value) for role in roles)),
        [
            (f"{code(p.value)}<br>{pair(RIGHTS.get(p, p.value))}", *("●" if p in GRANTS[r] else "" for r in roles))
            for p in Permission
        ],
    )
    names = table(
        ("Role", "Name", "名称", "Sees and does"),
        [
            (
                code(role.value),
                *both(role.label),
                "only its own organisation's" if role in OWN_ORGANISATION_ONLY else "its area with everything below, "
                "its sectors if any are named on the post",
            )
            for role in roles
        ],
    )
    return (
        "# Roles and permissions 岗位与权限\n\n"
        "Rights come from posts (`org.Post`: person, role, organisation, area, sectors, from, to), never from the person;\n"
        "there is no superuser. A permission is granted by the role, and reaches as far as the post does. A step of a\n"
        "lifecycle asks more than the permission: see [lifecycles](lifecycles.md).\n\n"
        f"{names}\n{matrix}\n## Pages and what each asks for\n\n"
        "A page without a permission needs a signed-in reader; what it then shows is what their posts reach.\n\n"
        + table(("Address", "Name", "Permission"), sorted(_doors(get_resolver())))
    )


def _doors(resolver: URLResolver, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield (address, name, permission) of every page that stands behind `needs`."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _doors(entry, address, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            view: Any = entry.callback
            if getattr(view, "guarded", False):
                asked = view.permission.value if view.permission else ""
                yield code(address), code(f"{space}{entry.name}"), code(asked) if asked else "signed in"
