"""Where a webhook may go. An address is somebody's word: it must not lead the server to itself or its neighbours.

Https to any host of a public or private network; plain http, this machine and other special networks only where the
operator lists the network (ANLAN_WEBHOOK_NETWORKS). What answers inside of a machine or hands out its credentials
(loopback, link-local with the metadata of clouds, multicast, reserved) is refused by default. A name is resolved once
for each connection and the connection goes to the very address that was judged, so that a name cannot mean one
address when it is looked at and another when it is called.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
_CARRIED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96")))
"""Networks of IPv6 whose last 32 bits are an address of IPv4."""
_METADATA = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "fd00:ec2::254")))
"""Where clouds hand a machine its credentials."""
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?\Z")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; `target` is what is asked of the host."""

    is_tls: bool
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def refused(code: str, message: str) -> Invalid:
    return Invalid(f"webhook.{code}", message, field="address")


def taken_apart(text: str) -> Address:
    """Return the parts of an address that is well formed and not plainly forbidden; asks no network. Raises Invalid."""
    if len(text) > LONGEST or not text.isascii() or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise refused(
            "form",
            _("An address has at most %(most)s plain characters and no spaces, for example "
              "https://systems.example.cn/anlan.") % {"most": LONGEST},
        )  # fmt: skip
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _not_one(text) from None
    if parts.scheme not in ("https", "http") or not host or not (_HOST.match(host) or ":" in host):
        raise _not_one(text)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise refused(
            "secret",
            _("The address holds a name, a password or a “#” part. Leave them out: every message is signed."),
        )
    is_tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    found = Address(is_tls, host, port if port is not None else (443 if is_tls else 80), target)
    literal = _literal(host)
    if literal is not None:
        judge(found, literal)
    elif not is_tls and not settings.WEBHOOK_NETWORKS:
        raise _plain()
    return found


def _not_one(text: str) -> Invalid:
    return refused(
        "form",
        _("“%(text)s” is no address of a receiver. Write it like https://systems.example.cn/anlan.")
        % {"text": text[:60]},
    )


def _plain() -> Invalid:
    return refused(
        "plain",
        _("Messages leave by https only. Plain http goes to networks that the operator lists in "
          "ANLAN_WEBHOOK_NETWORKS."),
    )  # fmt: skip


def _literal(host: str) -> IP | None:
    """Return the address that a host is written as, also as one number or in octal, as resolvers read it."""
    try:
        return ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        pass
    if re.fullmatch(r"[0-9a-fA-FxX.]+", host) and re.match(r"\d", host):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return None


def carried(ip: IP) -> IP:
    """Return the address of IPv4 that one of IPv6 stands for, else the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return inner
        if any(ip in network for network in _CARRIED) and int(ip) > 1:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def judge(address: Address, ip: IP) -> None:
    """Raise Invalid where a message may not go to this address of a network."""
    inner = carried(ip)
    if any(one.version == inner.version and inner in one for one in settings.WEBHOOK_NETWORKS):
        return
    is_private = any(one.version == inner.version and inner in one for one in _PRIVATE)
    if inner in _METADATA or inner.is_multicast or not (inner.is_global or is_private):
        raise refused(
            "network",
            _("%(host)s lies at %(ip)s: this machine itself or a network with a special purpose. No message goes "
              "there, unless the operator lists the network in ANLAN_WEBHOOK_NETWORKS.")
            % {"host": address.host[:80], "ip": ip},
        )  # fmt: skip
    if not address.is_tls:
        raise _plain()


def resolved(address: Address) -> list[IP]:
    """Return the addresses of a host, each of them judged. Raises Invalid, OSError where there is no such host."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    ips = list(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).split("%", 1)[0]) for one in found))
    for ip in ips:
        judge(address, ip)
    return ips


def checked(text: str) -> Address:
    """Return an address that may be registered: a name that resolves must not lead anywhere forbidden.

    A name that does not resolve (yet) is let through: the first delivery tells. Raises Invalid.
    """
    address = taken_apart(text)
    with suppress(OSError, UnicodeError):
        resolved(address)
    return address
