"""Which names the gateway answers to: a page of another site must not reach it by a name that it pointed here.

Without this a gateway on loopback, which asks for no login, is open to DNS rebinding: a site lets its name resolve to
127.0.0.1, and the browser takes the gateway for that site. The `Host` header still has the site's name.
"""

from __future__ import annotations

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.errors import ErrorCode, GatewayError
from gateway.settings import Settings
from gateway.transport.refusals import RefusedError, error_response, shown

_ANY = "*"
_EVERY_ADDRESS = {"0.0.0.0", "::", ""}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PROBES = {"/healthz", "/readyz"}
"""Asked by address, whatever the gateway is called, and they tell nothing."""


class AllowedHosts:
    """ASGI middleware. `allowed` are the names in lower case, None where every name is answered."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str] | None) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and self._allowed is not None and scope["path"] not in _PROBES:
            host = foreign_host(Headers(scope=scope), self._allowed)
            if host is not None:
                await _refuse(host, scope, receive, send)
                return
        await self._app(scope, receive, send)


def foreign_host(headers: Headers, allowed: frozenset[str] | None) -> str | None:
    """The host that a request is for, where that is not answered."""
    if allowed is None:
        return None
    return next((host for host in headers.getlist("host") if host_name(host) not in allowed), None)


def allowed_hosts(settings: Settings) -> frozenset[str] | None:
    """The names that are answered; None for all. By default loopback's and the address that is served on."""
    named = frozenset(host_name(each) for each in settings.allowed_hosts.split(",") if each.strip())
    if named:
        return None if _ANY in named else named
    return None if settings.host in _EVERY_ADDRESS else _LOOPBACK | {host_name(settings.host)}


def host_name(host: str) -> str:
    """The name in a `Host` header, without port, brackets and the dot at its end, in lower case."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.removesuffix(".")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


async def _refuse(host: str, scope: Scope, receive: Receive, send: Send) -> None:
    """An answer in words; a WebSocket's handshake is declined, which has none."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await error_response(_refusal(host))(scope, receive, send)


def _refusal(host: str) -> RefusedError:
    error = GatewayError(
        ErrorCode.FORBIDDEN,
        f"The request is for the host {shown(host)}, which is not served here.",
        hint="Ask for the address that the gateway prints when it starts, or name the host in GATEWAY_ALLOWED_HOSTS.",
    )
    return RefusedError(403, error)
