"""Sign-in by the city's own identity provider: OpenID Connect, the authorisation code flow with PKCE, state and nonce.

Only whoever has an account here gets in: a claim of the provider names it, nothing is made or given by the provider
([0097](docs/adr/0097-who-signs-in-by-the-citys-provider-has-an-account-here.md)). Moments are real time.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Refused

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key pair alone: neither `none` nor a secret that both sides know."""
LEEWAY_SECONDS = 60
WAIT_SECONDS = 10
MOST_BYTES = 1_000_000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_CHARACTERS = 40  # of a user name


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt keeps in the browser until it comes back, signed: nobody else's answer fits it."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        return cls(*(secrets.token_urlsafe(48) for _n in range(3)))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret is sent to the address that was looked up, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def address(attempt: Attempt, *, back: str) -> str:
    """Return where the browser goes to sign in. Raises AnlanError when the provider does not answer."""
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    target = _secure(str(_described()["authorization_endpoint"]))
    return target + ("&" if "?" in target else "?") + urllib.parse.urlencode(query)


def name_of(code: str, attempt: Attempt, *, back: str) -> str:
    """Redeem a code and return the user name that the provider vouches for.

    Raises Refused for a code or token that is not in order, AnlanError when the provider does not answer.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": settings.OIDC_CLIENT,
        "client_secret": settings.OIDC_SECRET,
        "code_verifier": attempt.verifier,
    }
    told = _fetch(str(_described()["token_endpoint"]), form)
    claims = _claims(str(told.get("id_token", "")), attempt)
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not 0 < len(name) <= MOST_CHARACTERS:
        raise _refused(
            "oidc.no_name",
            _("The city’s sign-in told no user name (%(claim)s).") % {"claim": settings.OIDC_CLAIM},
        )
    return name


def _claims(token: str, attempt: Attempt) -> dict[str, Any]:
    """Return what a token says, once its signature, issuer, audience, moments and nonce are in order."""
    registry = jwt.JWTClaimsRegistry(
        now=int(clock.real_now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.OIDC_ISSUER},
        aud={"essential": True, "value": settings.OIDC_CLIENT},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": attempt.nonce},
    )
    why = ""
    for fresh in (False, True):  # a provider changes its keys: look once more before refusing
        if fresh:
            _keys.cache_clear()
        try:
            decoded = jwt.decode(token, _keys(settings.OIDC_ISSUER), algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            why = str(error)
            continue
        claims: dict[str, Any] = dict(decoded.claims)
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(audience) > 1 and claims.get("azp") != settings.OIDC_CLIENT:
            raise _refused("oidc.token", "azp")
        return claims
    raise _refused("oidc.token", why)


def _refused(code: str, why: str) -> Refused:
    return Refused(code, _("The city’s sign-in could not be used: %(why)s") % {"why": why[:200]}, http=403)


@lru_cache(maxsize=1)
def _about(issuer: str) -> dict[str, Any]:
    told = _fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise _refused("oidc.issuer", _("it calls itself %(name)s") % {"name": str(told.get("issuer"))[:80]})
    return told


def _described() -> dict[str, Any]:
    return _about(settings.OIDC_ISSUER)


@lru_cache(maxsize=1)
def _keys(issuer: str) -> KeySet:
    return KeySet.import_key_set(_fetch(str(_about(issuer)["jwks_uri"])))  # type: ignore[arg-type]


def forget() -> None:
    """Drop what was looked up about the provider."""
    _about.cache_clear()
    _keys.cache_clear()


def _secure(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise _refused("oidc.insecure", _("its address is not https"))


def _fetch(url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    data = urllib.parse.urlencode(form).encode() if form else None
    asked = urllib.request.Request(  # noqa: S310 -- https, or http on the loopback
        _secure(url), data=data, headers={"Accept": "application/json"}
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(asked, timeout=WAIT_SECONDS) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 400 and form:  # the code was used, or is not ours
                raise _refused("oidc.code", _("the attempt is no longer valid, start again")) from None
        raise _silent() from None
    except (OSError, ValueError):
        raise _silent() from None
    if not isinstance(told, dict):
        raise _silent()
    return told


def _silent() -> AnlanError:
    return AnlanError(
        "oidc.silent",
        _("The city’s sign-in does not answer as it should. Try again, or sign in with your password here."),
        http=502,
    )
