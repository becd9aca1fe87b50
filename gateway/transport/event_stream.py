"""GraphQL over server-sent events, in the mode of distinct connections: one request, one stream of its answers.

Each answer is an event `next`, with an `id` where it can be gone on from: a browser that lost its connection says the
last one in `Last-Event-ID` by itself. Refusals come as answers too, since a browser shows nothing of a refused stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from gateway.pipeline import Request
from gateway.transport.interface import Gateway

EVENT_STREAM_TYPE = "text/event-stream"
_HEARTBEAT_S = 15.0
"""Between two signs of life, so that nobody on the way takes a quiet stream for a dead one."""
_SIGN_OF_LIFE = b":\n\n"


def event_stream(gateway: Gateway, request: Request) -> Response:
    """The stream of a request's answers. It ends with the operation, or when the client goes."""
    return StreamingResponse(
        _events(gateway, request),
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        media_type=EVENT_STREAM_TYPE,
    )


async def _events(gateway: Gateway, request: Request) -> AsyncIterator[bytes]:
    yield _SIGN_OF_LIFE  # the headers go out at once
    events = gateway.events(request)
    following = asyncio.ensure_future(anext(events, None))
    draining = asyncio.create_task(gateway.draining.wait())
    ends_by_itself = not gateway.streams(request)
    try:
        while True:
            awaited = [following] if ends_by_itself else [following, draining]
            await asyncio.wait(awaited, timeout=_HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
            if not following.done() and draining.done() and not ends_by_itself:
                return  # without `complete`: the client comes back, and goes on after the last event that it saw
            if not following.done():
                yield _SIGN_OF_LIFE
                continue
            event = following.result()
            if event is None:
                break
            id_ = f"id: {event.id}\n".encode() if event.id else b""
            yield b"event: next\n" + id_ + b"data: " + event.answer.body + b"\n\n"  # JSON of ours has no line ends
            following = asyncio.ensure_future(anext(events, None))
        yield b"event: complete\ndata:\n\n"
    finally:
        for task in (following, draining):
            task.cancel()
        await asyncio.gather(following, draining, return_exceptions=True)
