"""The page itself, without a word of anybody's data: it is kept on the phone and opens without a network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from anlan import __version__
from anlan.field import authority
from anlan.field.words import words
from anlan.hazards import hollow
from anlan.kernel.errors import Unknown

STATIC = Path(__file__).resolve().parent.parent / "static" / "field"
MODULES = sorted(path.stem for path in STATIC.glob("*.js") if path.stem != "sw")
STYLES = ("vendor/tabler/tabler.min.css", "anlan/anlan.css", "anlan/parts.css", "field/field.css")
ICONS = ("field/icon-192.png", "field/icon-512.png", "anlan/icon.svg")


def files() -> list[str]:
    """Return the addresses of everything that the page is made of."""
    return [static(name) for name in (*STYLES, *(f"field/{name}.js" for name in MODULES), *ICONS)]


def edition() -> str:
    """Return what changes with every change of the page: its files by name and content, and the words."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    for url in files():
        digest.update(url.encode())
    digest.update(json.dumps([words(), hollow.for_phones()], sort_keys=True).encode())
    return digest.hexdigest()[:12]


@never_cache
@ensure_csrf_cookie
@csp_update({"img-src": ["blob:"], "worker-src": [SELF]})
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Show the field page."""
    return render(
        request,
        "field/shell.html",
        {
            "styles": [static(name) for name in STYLES],
            "start": static("field/app.js"),
            "words": json.dumps(words(), ensure_ascii=False),
            "hollow": json.dumps(hollow.for_phones(), ensure_ascii=False),
            "edition": edition(),
            "lang": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        },
    )


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker: it keeps the page and its files under this edition, and nobody's data."""
    kept = json.dumps({"edition": edition(), "files": files(), "page": request.path.rsplit("/", 1)[0] + "/"})
    script = (STATIC / "sw.js").read_text("utf-8")
    return HttpResponse(f"const KEPT = {kept};\n{script}", content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with what a phone needs to install the page."""
    page = request.path.rsplit("/", 1)[0] + "/"
    answer: dict[str, Any] = {
        "name": _("anlan in the field"),
        "short_name": _("anlan"),
        "lang": "en" if (get_language() or "").startswith("en") else "zh-Hans",
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#f6f7f9",
        "theme_color": "#10303f",
        "icons": [
            {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
             "purpose": "any maskable"}
            for size in (192, 512)
        ],
    }  # fmt: skip
    return JsonResponse(answer, content_type="application/manifest+json")


@require_safe
def the_authority(request: HttpRequest) -> HttpResponse:
    """Answer with the certificate of this installation's authority, to be installed on a phone; public by nature."""
    try:
        content = authority.path().read_bytes()
    except FileNotFoundError:
        raise Unknown("field.authority", _("This server has no certificate authority of its own.")) from None
    response = HttpResponse(content, content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="anlan-authority.crt"'
    return response
