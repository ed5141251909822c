"""Where a request comes from: the address beyond the proxies of the house, and the browser in two words."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

BROWSERS = (
    (r"MicroMessenger/([\d]+)", "WeChat"),
    (r"(?:Edg|EdgA|EdgiOS)/(\d+)", "Edge"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:QQBrowser)/(\d+)", "QQ Browser"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def client_address(request: HttpRequest) -> str:
    """Return the address of the client as the outermost trusted proxy saw it; "" where none is plain.

    Each proxy of the house appends the address that it sees to X-Forwarded-For; ANLAN_TRUSTED_PROXIES says how many
    there are, so what a client wrote into the header itself stays to the left and is never read. With fewer entries
    than proxies the request did not come through them, and the peer itself is meant.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    count: int = settings.TRUSTED_PROXIES
    if count < 1:
        return _plain(peer)
    told = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    return (_plain(told[-count]) if len(told) >= count else "") or _plain(peer)


def _plain(text: str) -> str:
    """Return an address without port and brackets, IPv4 as IPv4; "" if it is none."""
    if match := re.fullmatch(r"\[(.+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+", text):
        text = match[1] or match[2]
    try:
        found = ip_address(text)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def browser_of(request: HttpRequest) -> str:
    """Return “Chrome 120 · Windows”: enough to know one's own, not a fingerprint."""
    told = str(request.META.get("HTTP_USER_AGENT") or "")[:400]
    browser = next((f"{name} {m[1][:4]}" for form, name in BROWSERS if (m := re.search(form, told))), "")
    system = next((name for form, name in SYSTEMS if re.search(form, told)), "")
    return " · ".join(part for part in (browser, system) if part)
