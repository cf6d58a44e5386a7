"""Authentication at an endpoint; credentials are sent to its origin only."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Generator

import httpx

from sdggraph.config import Endpoint
from sdggraph.errors import BadParameter


class Login(httpx.Auth):
    """Credentials for one origin: a token or a password at once, or Digest where the server requests it.

    A password is sent in the clear (Basic) only by https or within this machine.
    """

    def __init__(self, endpoint: Endpoint, url: httpx.URL) -> None:
        self._origin = origin(url)
        self._plainly = url.scheme == "https" or _is_loopback(url.host)
        self._user, self._password = endpoint.user, endpoint.password
        self._header = ""
        self._digest: httpx.DigestAuth | None = None
        if endpoint.token and not self._plainly:
            raise BadParameter(
                f"{url} is not encrypted, so others on the network could read the token.",
                "Use https, or a tunnel (ssh -L).",
            )
        if endpoint.token:
            self._header = f"Bearer {endpoint.token}"
        elif self._plainly:
            self._header = f"Basic {_basic(endpoint)}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request with credentials, again if the server answers with a challenge."""
        if origin(request.url) != self._origin:
            yield request
            return
        if self._digest is not None:
            yield from self._digest.auth_flow(request)
            return
        if self._header:
            request.headers["Authorization"] = self._header
        response = yield request
        if response.status_code == 401 and self._user and self._header:
            del request.headers["Authorization"]
            response = yield request  # Virtuoso offers Digest only if no other credentials were sent
        if (
            response.status_code == 401
            and self._user
            and "digest" in response.headers.get("www-authenticate", "").lower()
        ):
            self._digest = httpx.DigestAuth(self._user, self._password)
            yield from self._digest.auth_flow(request)


def _basic(endpoint: Endpoint) -> str:
    return base64.b64encode(f"{endpoint.user}:{endpoint.password}".encode()).decode()


def secrets(endpoint: Endpoint) -> list[str]:
    """Return the secrets that must not be shown, in every spelling that is sent."""
    basic = _basic(endpoint) if endpoint.user else ""
    return [secret for secret in (endpoint.token, basic, endpoint.password) if secret]


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Return scheme, host and port."""
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}[url.scheme]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
