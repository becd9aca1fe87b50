"""A client of the application without a network, and a real uvicorn on a free port where the network matters."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
import uvicorn

from gateway.settings import Settings
from gateway.transport.interface import Gateway
from gateway.transport.routes import build_app
from gateway.transport.server import serve_config
from tests.transport.schema_gateway import SchemaGateway

ClientOf = Callable[..., httpx.AsyncClient]


def client_of(gateway: Gateway, **settings: object) -> httpx.AsyncClient:
    """A client of an application with these settings, over no network."""
    app = build_app(gateway, Settings(**settings))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")


@pytest.fixture
def gateway() -> SchemaGateway:
    return SchemaGateway()


@pytest.fixture
async def client(gateway: SchemaGateway) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(gateway) as client:
        yield client


@pytest.fixture(scope="session")
def server_address() -> Iterator[tuple[str, int]]:
    """Host and port of a real server, one for all tests: none of them changes it."""
    settings = Settings(port=0)
    server = uvicorn.Server(serve_config(build_app(SchemaGateway(), settings), settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield host, port
    server.should_exit = True
    thread.join()
