"""The table of paths, and the ASGI application around it."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import Lifespan

from gateway.errors import ErrorCode, GatewayError
from gateway.settings import Settings
from gateway.transport.allowed_hosts import AllowedHosts, allowed_hosts
from gateway.transport.graphql_endpoint import GraphQLEndpoint
from gateway.transport.health import healthz, readyz, schema_graphql
from gateway.transport.interface import Gateway
from gateway.transport.metrics import metrics
from gateway.transport.pages import GraphiQLPage, assets
from gateway.transport.plain_posts import PlainPosts
from gateway.transport.refusals import RefusedError, error_response, shown
from gateway.transport.request_scope import RequestScope
from gateway.transport.web_socket import GraphQLSocket


def routes(gateway: Gateway, endpoint: GraphQLEndpoint, settings: Settings) -> list[BaseRoute]:
    """Every path that is served."""
    table: list[BaseRoute] = [
        Route("/", _to_graphql),
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", GraphQLSocket(gateway, drain_s=settings.drain_s)),
        Route("/healthz", healthz),
        Route("/readyz", readyz(gateway)),
        Route("/metrics", metrics(gateway)),
        Route("/schema.graphql", schema_graphql(gateway, published=settings.introspection)),
    ]
    return [*table, Mount("/graphiql", assets())] if settings.graphiql else table


def build_app(gateway: Gateway, settings: Settings, lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """The application: paths, request ids, and JSON for what no path answers."""
    allowed = allowed_hosts(settings)
    page = GraphiQLPage() if settings.graphiql else None
    endpoint = GraphQLEndpoint(gateway, settings.max_body_bytes, page, explains=settings.explain)
    return Starlette(
        routes=routes(gateway, endpoint, settings),
        middleware=[
            Middleware(RequestScope, draining=gateway.draining),
            Middleware(PlainPosts, endpoint=endpoint, allowed=allowed),
            Middleware(AllowedHosts, allowed=allowed),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )


async def _to_graphql(_: Request) -> Response:
    return RedirectResponse("/graphql", status_code=307)


async def _http_error(request: Request, trouble: Exception) -> Response:
    """404 and 405 of the table of paths, as GraphQL error JSON."""
    assert isinstance(trouble, HTTPException)
    path = shown(request.url.path)
    if trouble.status_code == 404:
        error = GatewayError(ErrorCode.NOT_FOUND, f"Nothing is served at {path}.", hint="The API is at /graphql.")
    else:
        error = GatewayError(ErrorCode.BAD_INPUT, f"{request.method} of {path} is not served: {trouble.detail}.")
    return error_response(RefusedError(trouble.status_code, error, trouble.headers))
