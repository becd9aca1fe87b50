"""A client of the application without a network, and a real uvicorn on a free port where the network matters."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from gateway.app import create_app
from gateway.settings import Settings
from gateway.store.endpoint import Endpoint
from gateway.transport.interface import Gateway
from gateway.transport.routes import build_app
from gateway.transport.server import serve_config
from tests.transport.schema_gateway import SchemaGateway

Address = tuple[str, int]


def client_of(gateway: Gateway, **settings: object) -> httpx.AsyncClient:
    """A client of an application with these settings, over no network."""
    app = build_app(gateway, Settings(**settings))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.fixture
def gateway() -> SchemaGateway:
    return SchemaGateway()


@pytest.fixture
async def client(gateway: SchemaGateway) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(gateway) as client:
        yield client


@contextmanager
def serving(app: Starlette, settings: Settings) -> Iterator[Address]:
    """Host and port of a real server, which ends with the block."""
    server = uvicorn.Server(serve_config(app, settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield host, port
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def server_address(settings: Settings) -> Iterator[Address]:
    """A server for all tests of HTTP alone: none of them changes it."""
    with serving(build_app(SchemaGateway(), settings), settings) as address:
        yield address


@pytest.fixture(scope="session")
def product_address(settings: Settings) -> Iterator[Address]:
    """The whole product, but for a database: for what is answered or refused without one."""
    nobody = Endpoint("bolt://127.0.0.1:9", "neo4j", "nobody answers there")
    with serving(create_app(settings, nobody), settings) as address:
        yield address
