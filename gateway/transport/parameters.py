"""A GraphQL request from its parameters: `query` or `documentId`, `operationName`, `variables`, `extensions`.

The same ones come as members of a JSON object (POST) or as a query string (GET, where the last two are JSON text).
Every refusal names the parameter and what was found in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from gateway.errors import ErrorCode, GatewayError
from gateway.pipeline import Request
from gateway.plan.trusted import sha256_of
from gateway.transport.body import json_value, named
from gateway.transport.refusals import RefusedError, bad_request, shown

_OF_JSON = ("variables", "extensions")
_MOST_PARAMETERS = 100
_IDS = ("documentId", "doc_id", "id")
"""What a document is named in: as the draft of GraphQL over HTTP has it, and as clients of Relay do."""
_LONGEST_ID = 200


def read_query_string(query_string: bytes) -> dict[str, Any]:
    """Parameters of a GET; blank ones are absent, as forms send them. Raises `RefusedError` (400)."""
    parameters: dict[str, Any] = {}
    for name, text in _pairs(query_string):
        if name in parameters:
            raise bad_request(f"The parameter {shown(name)} is given more than once.")
        if name in _OF_JSON and text:
            parameters[name] = json_value(text.encode(), f"The parameter {name!r}")
        elif text or name == "query":
            parameters[name] = text
    return parameters


def request_of(
    parameters: Mapping[str, Any],
    *,
    queries_only: bool,
    fresh: bool,
    request_id: str,
    resume_after: str = "",
    explain: bool = False,
    explains: bool = False,
    body: bytes = b"",
) -> Request:
    """The request that the parameters make. Raises `RefusedError` (400; 403 for a plan where none is shown).

    `explain` says that a header asks for the plan, `explains` whether callers may see how their answers are made.
    """
    extensions = _checked_object(parameters, "extensions")
    query, document_id = _document(parameters, extensions)
    return Request(
        query=query,
        document_id=document_id,
        operation_name=_checked_operation_name(parameters),
        variables=_checked_object(parameters, "variables"),
        queries_only=queries_only,
        fresh=fresh,
        request_id=request_id,
        resume_after=resume_after,
        explain=_may_explain(explain or _checked_flag(extensions, "explain"), explains),
        body=body,
    )


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        text = query_string.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise bad_request("The query string is not UTF-8.", "Percent-encode it as UTF-8.") from None
    except ValueError:
        raise bad_request(f"The query string has over {_MOST_PARAMETERS} parameters.") from None


def _document(parameters: Mapping[str, Any], extensions: Mapping[str, Any]) -> tuple[str, str]:
    """The document and what it is named by; either of them may be empty."""
    query, hash_ = parameters.get("query"), _persisted_hash(extensions)
    id_ = hash_ or _document_id(parameters)
    if id_ and query in (None, ""):
        return "", id_
    if not isinstance(query, str):
        raise _no_query(parameters)
    if hash_ and hash_ != sha256_of(query):
        hint = "Send the SHA-256 of exactly the text in 'query', in lower-case hexadecimal digits."
        raise bad_request("The 'sha256Hash' is not that of the document beside it.", hint)
    return query, hash_


def _persisted_hash(extensions: Mapping[str, Any]) -> str:
    """The hash of Apollo's protocol for persisted queries, in version 1; empty where the extension is not given."""
    given = extensions.get("persistedQuery")
    if given is None:
        return ""
    if not isinstance(given, dict):
        raise bad_request(f"The extension 'persistedQuery' is {named(given)} where an object is wanted.")
    if given.get("version") != 1:
        found = shown(str(given.get("version")))
        raise bad_request(f"The version of the extension 'persistedQuery' is {found}.", "Version 1 is spoken here.")
    return _checked_id(given, "sha256Hash")


def _document_id(parameters: Mapping[str, Any]) -> str:
    """What names the document in place of its text; empty where nothing does."""
    for name in _IDS:
        if parameters.get(name) is not None:
            return _checked_id(parameters, name).removeprefix("sha256:")
    return ""


def _checked_id(parameters: Mapping[str, Any], name: str) -> str:
    id_ = parameters.get(name)
    if not isinstance(id_, str) or not id_:
        found = "empty" if id_ == "" else named(id_)
        raise bad_request(f"The {name!r} is {found} where the name of a document is wanted.")
    if len(id_) > _LONGEST_ID:
        raise bad_request(f"The {name!r} has {len(id_)} characters, {_LONGEST_ID} at most name a document.")
    return id_


def _no_query(parameters: Mapping[str, Any]) -> RefusedError:
    if "query" in parameters:
        return bad_request(f"The parameter 'query' is {named(parameters['query'])} where a string is wanted.")
    others = ", ".join(shown(name) for name in list(parameters)[:5])
    return bad_request(
        f"The parameter 'query' is missing; found {others or 'no parameter'}.",
        "Send the GraphQL document as the string 'query'.",
    )


def _checked_operation_name(parameters: Mapping[str, Any]) -> str | None:
    name = parameters.get("operationName")
    if name is None or isinstance(name, str):
        return name
    raise bad_request(f"The parameter 'operationName' is {named(name)} where a string is wanted.")


def _checked_object(parameters: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = parameters.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise bad_request(f"The parameter {name!r} is {named(value)} where an object is wanted.")


def _checked_flag(extensions: Mapping[str, Any], name: str) -> bool:
    value = extensions.get(name, False)
    if isinstance(value, bool):
        return value
    raise bad_request(f"The extension {name!r} is {named(value)} where true or false is wanted.")


def _may_explain(asked: bool, explains: bool) -> bool:
    if asked and not explains:
        hint = "Leave X-Explain and extensions.explain out; where the gateway is yours, GATEWAY_EXPLAIN=on shows plans."
        raise RefusedError(403, GatewayError(ErrorCode.FORBIDDEN, "Plans are not shown here.", hint=hint))
    return asked
