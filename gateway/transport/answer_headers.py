"""Headers of an answer: what a cache may do with it, and where its time went."""

from __future__ import annotations

import re

from gateway.shape.answer import Answer, CacheNote

_GOES_TO_THE_GRAPH = re.compile(r"no-cache|no-store|max-age=0+")


def answer_headers(answer: Answer) -> dict[str, str]:
    """`Cache-Control`, and where they apply `Age`, `X-Cache` and `Server-Timing`."""
    headers = _cache_headers(answer.cache) if answer.cache else {"cache-control": "no-store"}
    if answer.timings_ms:
        headers["server-timing"] = ", ".join(f"{stage};dur={spent_ms:.2f}" for stage, spent_ms in answer.timings_ms)
    return headers


def asks_for_fresh(cache_control: str | None) -> bool:
    """Whether a request's `Cache-Control` keeps it from being answered out of a cache."""
    directives = (cache_control or "").lower().split(",")
    return any(_GOES_TO_THE_GRAPH.fullmatch(directive.strip()) for directive in directives)


def _cache_headers(note: CacheNote) -> dict[str, str]:
    """Only the client itself may store an answer, for as long as the gateway would; ages round up, to be safe."""
    return {
        "cache-control": f"private, max-age={int(note.max_age_s)}",
        "age": str(-int(-note.age_s // 1)),
        "x-cache": "HIT" if note.hit else "MISS",
    }
