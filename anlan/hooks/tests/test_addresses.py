"""Where webhooks may go: decided by rule, for names by what they mean at the moment."""

from __future__ import annotations

import socket
from ipaddress import ip_network
from typing import Any

import pytest

from anlan.hooks import addresses
from anlan.hooks.posting import Line
from anlan.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ftp://systems.example.cn/", "form"),
        ("https://", "form"),
        ("https://a b/", "form"),
        ("https://systems.example.cn:99999/", "form"),
        ("https://安州.example.cn/", "form"),
        ("https://x.cn/" + "a" * 300, "form"),
        ("https://user:secret@systems.example.cn/", "secret"),
        ("https://systems.example.cn/#part", "secret"),
        ("http://systems.example.cn/", "plain"),
        ("http://10.1.2.3/", "plain"),
        ("https://127.0.0.1/", "network"),
        ("https://127.1/", "network"),
        ("https://2130706433/", "network"),
        ("https://0x7f.0.0.1/", "network"),
        ("https://0.0.0.0/", "network"),
        ("https://169.254.169.254/latest/meta-data/", "network"),
        ("https://100.100.100.200/", "network"),
        ("https://224.0.0.1/", "network"),
        ("https://[::1]/", "network"),
        ("https://[::ffff:127.0.0.1]/", "network"),
        ("https://[64:ff9b::7f00:1]/", "network"),
        ("https://[2002:7f00:1::]/", "network"),
        ("https://[fe80::1]/", "network"),
        ("https://[fd00:ec2::254]/", "network"),
    ],
)
def test_an_address_that_leads_where_no_message_goes_is_refused(settings: Any, text: str, code: str) -> None:
    settings.WEBHOOK_NETWORKS = ()

    with pytest.raises(Invalid) as met:
        addresses.taken_apart(text)

    assert met.value.code == f"webhook.{code}"


@pytest.mark.parametrize(
    ("text", "target", "named"),
    [
        ("https://systems.example.cn", "/", "systems.example.cn"),
        ("https://systems.example.cn:8443/in?a=1", "/in?a=1", "systems.example.cn:8443"),
        ("https://10.20.30.40/hook", "/hook", "10.20.30.40"),
        ("https://8.8.8.8/", "/", "8.8.8.8"),
        ("https://[2400:3200::1]/x", "/x", "[2400:3200::1]"),
    ],
)
def test_https_goes_to_public_and_private_hosts(settings: Any, text: str, target: str, named: str) -> None:
    settings.WEBHOOK_NETWORKS = ()

    found = addresses.taken_apart(text)

    assert (found.target, found.named) == (target, named)


def test_a_listed_network_takes_plain_http_and_no_other_does(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("10.20.0.0/16"),)

    assert addresses.taken_apart("http://10.20.1.1:8080/").port == 8080
    with pytest.raises(Invalid, match="https only"):
        addresses.taken_apart("http://10.21.1.1/")
    with pytest.raises(Invalid, match="this machine"):
        addresses.taken_apart("http://127.0.0.1/")


def test_a_name_that_means_this_machine_is_refused_when_it_is_registered_and_when_it_is_called(
    settings: Any,
) -> None:
    settings.WEBHOOK_NETWORKS = ()

    with pytest.raises(Invalid, match="this machine"):
        addresses.checked("https://localhost/hook")

    result = Line("https://localhost/hook").post(b"{}", {})
    assert result.status is None
    assert "this machine" in result.answer


def test_a_name_that_nobody_knows_yet_may_be_registered() -> None:
    assert addresses.checked("https://nobody.invalid/hook").host == "nobody.invalid"


def test_the_connection_goes_to_the_very_address_that_was_judged(here: Any, monkeypatch: Any) -> None:
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def once(host: Any, *given: Any, **more: Any) -> Any:
        asked.append(host)
        return resolve("127.0.0.1", *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    line = Line(here.address.replace("127.0.0.1", "systems.example.cn"))

    first, second = line.post(b'{"event": "a"}', {}), line.post(b'{"event": "b"}', {})
    line.close()

    assert (first.status, second.status) == (204, 204)
    # the name is asked once; what is opened then is the address itself (which resolvers are not asked about)
    assert [one for one in asked if one == "systems.example.cn"] == ["systems.example.cn"]
    assert here.got[0].headers["Host"].startswith("systems.example.cn")
