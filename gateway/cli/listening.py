"""The port, taken before anything slow begins, so that a port that is not free is said at once."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.cli.exits import Exit, fail

_BACKLOG = 2048
_REASONS = {
    errno.EADDRINUSE: "is taken by another program",
    errno.EACCES: "may only be used by the administrator",
    errno.EADDRNOTAVAIL: "is on an address that is not this machine's",
}


@contextmanager
def listening(host: str, port: int, *, shared: bool = False) -> Iterator[socket.socket]:
    """A listening socket; who connects before the gateway is up waits. Port 0 takes a free one.

    Beside one that is `shared` others may listen on the port, each with connections of its own: see `listening_beside`.

    Ends the command in words where the port cannot be had.
    """
    try:
        listener = _listen(host, port)
        if shared:
            with listener as found_free:
                address, family = found_free.getsockname()[:2], found_free.family
            listener = _shared(address, family)
    except OSError as trouble:
        _refuse(host, port, trouble)
    with listener:
        yield listener


def listening_beside(listener: socket.socket) -> socket.socket:
    """Another socket on the port of a shared one: the kernel deals out connections evenly among all of them."""
    return _shared(listener.getsockname()[:2], listener.family)


def address_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000`, as a browser on this machine can reach it."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


def _shared(address: tuple[str, int], family: int) -> socket.socket:
    return socket.create_server(address, family=family, backlog=_BACKLOG, reuse_port=True)


def _refuse(host: str, port: int, trouble: OSError) -> None:
    if isinstance(trouble, socket.gaierror):
        fail(Exit.USAGE, f"{host} is no address of this machine.", "Give --host or GATEWAY_HOST another one.")
    reason = _REASONS.get(trouble.errno or 0, f"cannot be used ({trouble.strerror})")
    fail(Exit.PORT_TAKEN, f"Port {port} of {host} {reason}.", "Choose another: --port 8001, or GATEWAY_PORT=8001.")
