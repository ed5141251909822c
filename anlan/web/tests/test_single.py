"""Sign-in by a provider that speaks OpenID Connect over HTTP, and every way in which its answer can be wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from anlan.access import oidc
from anlan.access.models import Outcome, SignIn
from anlan.kernel import clock
from anlan.org.models import Person

pytestmark = pytest.mark.usefixtures("city")
CLIENT, SECRET = "anlan", "a secret of the provider"


def parted(*parts: dict[str, Any]) -> str:
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)


class Provider:
    """An identity provider on the loopback; `change` alters the claims, `signed` how they are signed."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.name = "office1"
        self.change: dict[str, Any] = {}
        self.signed = self.by_key
        self.codes: dict[str, dict[str, str]] = {}
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def by_key(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def by_public_key_as_secret(self, claims: dict[str, Any]) -> str:
        head = parted({"alg": "HS256", "kid": "one"}, claims)
        seal = hmac.digest(self.key.as_pem(private=False), head.encode(), "sha256")
        return f"{head}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"

    def unsigned(self, claims: dict[str, Any]) -> str:
        return parted({"alg": "none"}, claims) + "."

    def sign_in(self, address: str) -> dict[str, str]:
        """Do what a person does there: return what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.codes["a-code"] = asked
        return {"code": "a-code", "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form["client_secret"] != SECRET or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(clock.real_now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
        }
        return {"id_token": self.signed(claims | {"preferred_username": self.name} | self.change)}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, told: Any) -> None:
                self.send_response(200 if told is not None else 400)
                self.end_headers()
                self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

            def do_GET(self) -> None:
                base = provider.issuer
                self.answer(
                    {"keys": [provider.key.as_dict(private=False)]}
                    if self.path == "/keys"
                    else {
                        "issuer": base, "authorization_endpoint": f"{base}/authorize",
                        "token_endpoint": f"{base}/token", "jwks_uri": f"{base}/keys",
                    }
                )  # fmt: skip

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(provider.token({name: values[0] for name, values in parse_qs(sent).items()}))

            def log_message(self, *args: Any) -> None: ...

        return Handler


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    found = Provider()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = found.issuer, CLIENT, SECRET
    oidc.forget()
    yield found
    found.server.shutdown()
    found.server.server_close()
    oidc.forget()


def returned(provider: Provider, client: Client, **changed: str) -> Any:
    begun = client.get("/sign-in/single/", {"next": "/hazards/"})
    assert begun.status_code == 302, begun.text
    return client.get("/sign-in/single/return/", provider.sign_in(begun["Location"]) | changed)


def who(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key).username if key else None


def test_whom_the_provider_vouches_for_is_let_in_where_he_wanted_to_go(provider, client):
    Person.objects.filter(username="office1").update(must_change_password=True)
    offered = client.get("/sign-in/?next=/hazards/").text

    answer = returned(provider, client)

    assert "/sign-in/single/?next=/hazards/" in offered
    assert (answer.status_code, answer["Location"]) == (302, "/hazards/")
    assert who(client) == "office1"
    assert client.get("/hazards/").status_code == 200, "no password of ours stands in the way"
    assert SignIn.objects.get(outcome=Outcome.OK).name == "office1"
    assert client.get("/sign-in/single/return/", {"code": "a-code", "state": "s"}).status_code == 403, "once"


@pytest.mark.parametrize(
    ("change", "signed"),
    [
        ({"iss": "http://127.0.0.1:1"}, "by_key"),
        ({"aud": "another"}, "by_key"),
        ({"aud": [CLIENT, "another"]}, "by_key"),
        ({"exp": 1_600_000_000}, "by_key"),
        ({"nonce": "of another attempt"}, "by_key"),
        ({"preferred_username": ["office1"]}, "by_key"),
        ({"preferred_username": "x" * 41}, "by_key"),
        ({}, "by_public_key_as_secret"),
        ({}, "unsigned"),
    ],
)
def test_a_token_that_is_not_in_order_lets_nobody_in(provider, client, change, signed):
    provider.change, provider.signed = change, getattr(provider, signed)

    answer = returned(provider, client)

    assert answer.status_code == 403
    assert who(client) is None


def test_an_answer_to_another_browser_or_from_another_provider_lets_nobody_in(provider, client):
    begun = Client().get("/sign-in/single/")
    brought = provider.sign_in(begun["Location"])

    assert client.get("/sign-in/single/return/", brought).status_code == 403
    assert returned(provider, client, state="another").status_code == 403
    assert returned(provider, client, iss="https://id.example.cn").status_code == 403
    assert returned(provider, client, error="access_denied").status_code == 403
    assert returned(provider, client, code="stolen").status_code == 403
    assert who(client) is None


@pytest.mark.parametrize(("name", "outcome"), [("nobody.here", Outcome.WRONG), ("office1", Outcome.INACTIVE)])
def test_who_has_no_standing_account_is_told_and_written_down(provider, client, name, outcome):
    provider.name = name
    Person.objects.filter(username="office1").update(is_active=False)

    answer = returned(provider, client)

    assert answer.status_code == 403
    assert name in answer.text
    assert SignIn.objects.get().outcome == outcome
    assert who(client) is None


def test_new_keys_of_the_provider_are_looked_up(provider, client):
    returned(provider, client)
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    client.logout()

    assert returned(provider, client).status_code == 302


def test_nobody_is_sent_out_of_the_site_afterwards(provider, client):
    begun = client.get("/sign-in/single/", {"next": "https://elsewhere.example/"})

    assert client.get("/sign-in/single/return/", provider.sign_in(begun["Location"]))["Location"] == "/"


def test_a_silent_provider_is_told_and_passwords_still_do(provider, client, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = client.get("/sign-in/single/")

    assert answer.status_code == 502
    assert 'name="password"' in answer.text


def test_an_address_that_is_not_https_is_never_asked(provider, client, settings):
    settings.OIDC_ISSUER = "http://id.example.cn"

    assert client.get("/sign-in/single/").status_code == 403


def test_without_a_provider_there_is_no_such_door(client):
    assert client.get("/sign-in/single/").status_code == 404
    assert client.get("/sign-in/single/return/").status_code == 404
    assert "/sign-in/single/" not in client.get("/sign-in/").text
