"""What would become of identities if some links were all that is known: the rules of identity graphs, tried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.domain.identity_graph import Pair, identity_graphs, pair_of, shown_instant
from gateway.domain.identity_settings import DEFAULT, IdentitySettings
from gateway.domain.records import IdentityKey
from gateway.domain.value_checks import instant
from gateway.errors import bad_input, limit_exceeded
from gateway.plan.rules.identities import identity_key

MAX_LINKS = 1_000


def simulated_identity_graph(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The graphs of `links` under `settings`, as a document.

    Raises BAD_INPUT, BAD_IDENTITY or LIMIT_EXCEEDED for what cannot be.
    """
    told = arguments["links"]
    if len(told) > MAX_LINKS:
        raise limit_exceeded("Links in one simulation", MAX_LINKS, len(told))
    links: dict[Pair, str] = {}
    seen: dict[IdentityKey, str] = {}
    for each in told:
        one, other = identity_key(each["a"]), identity_key(each["b"])
        if one == other:
            raise bad_input(f"{one[0]} {one[1]} is linked with itself.", "A link has two different identities.")
        pair, at = pair_of(one, other), instant(each["lastEstablishedAt"], "lastEstablishedAt")
        links[pair] = max(at, links.get(pair, ""))
        for key in pair:
            seen[key] = max(at, seen.get(key, ""))
    settings = _settings(arguments, {code for code, _ in seen})
    found = identity_graphs(seen, links, settings)
    return {
        "graphs": [{"identities": [_identity(key, settings) for key in graph]} for graph in found.graphs],
        "dropped_links": [
            {
                "a": _identity(pair[0], settings),
                "b": _identity(pair[1], settings),
                "last_established_at": shown_instant(links[pair]),
                "explanation": why,
            }
            for pair, why in sorted(found.dropped.items())
        ],
        "evicted_identities": [
            {"identity": _identity(key, settings), "explanation": why} for key, why in sorted(found.evicted.items())
        ],
    }


def _settings(arguments: Mapping[str, Any], codes: set[str]) -> IdentitySettings:
    settings = DEFAULT
    for each in arguments.get("namespaces") or ():
        settings = settings.with_namespace(each["code"], each["type"].value, None)
    for code in sorted(codes):
        settings = settings.with_namespace(code, settings.type_of(code), None)
    given = arguments.get("settings") or {}
    return settings.changed(given.get("priority"), given.get("unique"))


def _identity(key: IdentityKey, settings: IdentitySettings) -> dict[str, str]:
    return {"namespace": key[0], "value": key[1], "type": settings.type_of(key[0])}
