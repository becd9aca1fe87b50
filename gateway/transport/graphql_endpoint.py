"""`/graphql`: GraphQL over HTTP, by the specification of that name (and pages for browsers that ask for one).

A request that cannot be read is refused with 4xx and a GraphQL error as JSON. What the pipeline refuses is 400 to a
client that takes `application/graphql-response+json`, and 200 to one that takes `application/json` alone, as the
specification asks for the sake of old clients.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.errors import ErrorCode, GatewayError
from gateway.observe import current_request_id
from gateway.pipeline import Answer, Outcome
from gateway.pipeline import Request as GraphQLRequest
from gateway.transport.answer_headers import answer_headers, asks_for_fresh
from gateway.transport.body import check_media, json_object, read_body
from gateway.transport.conditional import conditional
from gateway.transport.event_stream import EVENT_STREAM_TYPE, event_stream
from gateway.transport.interface import Gateway
from gateway.transport.media_types import negotiate
from gateway.transport.pages import Page
from gateway.transport.parameters import read_query_string, request_of
from gateway.transport.refusals import (
    GRAPHQL_RESPONSE_TYPE,
    JSON_TYPE,
    RefusedError,
    bad_request,
    error_response,
    method_not_allowed,
    shown,
    too_large,
)

_HTML_TYPE = "text/html"
_EXPLAIN = "x-explain"
_ANSWER_TYPES = (JSON_TYPE, GRAPHQL_RESPONSE_TYPE)
# Clients that name documents by hash expect 200 where the name is not known, whatever they take.
_STATUS = {
    JSON_TYPE: {
        Outcome.ANSWERED: 200,
        Outcome.REFUSED: 200,
        Outcome.NOT_A_QUERY: 405,
        Outcome.NOT_PERSISTED: 200,
    },
    GRAPHQL_RESPONSE_TYPE: {
        Outcome.ANSWERED: 200,
        Outcome.REFUSED: 400,
        Outcome.NOT_A_QUERY: 405,
        Outcome.NOT_PERSISTED: 200,
    },
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the headers of a plain POST ask for: a media type, and whether a stream of answers will do as well."""

    media_type: str
    takes_events: bool


class GraphQLEndpoint:
    """ASGI application of one path. `page` is what a browser gets, None where browsers get no page.

    `explains` says whether callers may see how their answers are made: statements are nobody else's to know.
    """

    def __init__(self, gateway: Gateway, max_body_bytes: int, page: Page | None, *, explains: bool = False) -> None:
        self._gateway = gateway
        self._max_body_bytes = max_body_bytes
        self._page = page
        self._explains = explains

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        wanted = _accepted(request, _ANSWER_TYPES)
        try:
            response = await self._respond(request, wanted)
        except RefusedError as refusal:
            response = error_response(refusal, wanted or JSON_TYPE)
        response.headers.add_vary_header("Accept")
        await response(scope, receive, send)

    def plainly_wanted(self, request: Request) -> Wanted | None:
        """What a POST wants; None where its headers refuse it, or ask for more than an answer.

        What is asked for may be a new answer, a plan, or leave to send the body.
        """
        headers = request.headers
        if asks_for_fresh(headers.get("cache-control")) or _EXPLAIN in headers or "expect" in headers:
            return None
        try:
            _check_protocol(request)
            check_media(request)
        except RefusedError:
            return None
        media_type = _accepted(request, _ANSWER_TYPES)
        return None if media_type is None else Wanted(media_type, self._takes_events(request))

    async def plain_answer(self, body: bytes, wanted: Wanted) -> Answer | None:
        """The answer to a POST of a body; None where it is a stream of answers. Raises `RefusedError`."""
        answer = self._gateway.at_hand(body)
        if answer is not None:
            return answer
        if len(body) > self._max_body_bytes:
            raise too_large(self._max_body_bytes, len(body))
        remembered = await self._gateway.remembered(body)
        if remembered is not None:
            return remembered
        read = request_of(
            json_object(body),
            queries_only=False,
            fresh=False,
            body=body,
            request_id=current_request_id(),
            explains=self._explains,
        )
        if wanted.takes_events and self._gateway.streams(read):
            return None
        return await self._gateway.answer(read)

    async def _respond(self, request: Request, wanted: str | None) -> Response:
        _check_protocol(request)
        if self._page and request.method in ("GET", "HEAD") and _wants_page(request):
            return self._page.response()
        if wanted is None and not self._takes_events(request):
            accept = shown(", ".join(request.headers.getlist("accept")))
            raise bad_request(f"Accept is {accept}.", f"Accept {' or '.join(_ANSWER_TYPES)}.", status=406)
        body = await read_body(request, self._max_body_bytes) if request.method == "POST" else b""
        fresh = asks_for_fresh(request.headers.get("cache-control"))
        read = self._read(request, body, fresh)
        # Clients offer to take events with every request; only what has many answers needs them.
        if wanted is None or (self._takes_events(request) and self._gateway.streams(read)):
            return event_stream(self._gateway, read)
        answer = await self._gateway.answer(read)
        response = _response(answer, wanted)
        return conditional(request, response) if _may_be_had(request, answer) else response

    def _takes_events(self, request: Request) -> bool:
        """Whether the client names the type: `*/*` is answered whole."""
        return EVENT_STREAM_TYPE in request.headers.get("accept", "").lower() and bool(
            _accepted(request, (EVENT_STREAM_TYPE,))
        )

    def _read(self, request: Request, body: bytes, fresh: bool) -> GraphQLRequest:
        match request.method:
            case "POST":
                parameters = json_object(body)
            case "GET" | "HEAD":
                _check_not_embedded(request)
                parameters = read_query_string(request.scope["query_string"])
            case other:
                raise method_not_allowed(other, "GET, POST", "queries come by GET or POST.")
        return request_of(
            parameters,
            queries_only=request.method != "POST",
            fresh=fresh,
            body=body,
            request_id=current_request_id(),
            resume_after=request.headers.get("last-event-id", ""),
            explain=request.headers.get(_EXPLAIN, "").strip().lower() in ("1", "true"),
            explains=self._explains,
        )


def headers_of(answer: Answer, media_type: str) -> dict[str, str]:
    """The headers of an answer, but for its length and what it varies by."""
    headers = answer_headers(answer)
    headers["content-type"] = f"{media_type}; charset=utf-8"
    if answer.outcome is Outcome.NOT_A_QUERY:
        headers["allow"] = "POST"
    return headers


def status_of(answer: Answer, media_type: str) -> int:
    """The status of an answer to a client that wants this media type."""
    return _STATUS[media_type][answer.outcome]


def _response(answer: Answer, wanted: str) -> Response:
    return Response(answer.body, status_of(answer, wanted), headers_of(answer, wanted))


def _may_be_had(request: Request, answer: Answer) -> bool:
    """Whether a client may have the answer already."""
    return request.method != "POST" and answer.outcome is Outcome.ANSWERED


def _accepted(request: Request, offers: tuple[str, ...]) -> str | None:
    return negotiate(", ".join(request.headers.getlist("accept")), offers)


def _wants_page(request: Request) -> bool:
    """Whether the client likes HTML better than any answer; whoever takes anything gets JSON."""
    return _accepted(request, (*_ANSWER_TYPES, _HTML_TYPE)) == _HTML_TYPE


def _check_protocol(request: Request) -> None:
    if "websocket" in request.headers.get("upgrade", "").lower():
        raise bad_request("A WebSocket is opened by GET, with all the headers of its handshake.")


def _check_not_embedded(request: Request) -> None:
    """Refuse a GET that another site's page makes through an image, script or form of its own.

    The page could not read the answer, but it could make the gateway work. Browsers say so by themselves in these
    headers; other clients do not send them. A POST needs no such check: its content type asks leave first.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        error = GatewayError(ErrorCode.FORBIDDEN, "The request comes from a page of another site.")
        raise RefusedError(403, error)
