"""Trusted documents out of the files that people have of them.

Goes in: a path. Comes out: parsed documents with their ids, or words that name the file, the operation and the place
of what is wrong. Three forms are read:

- the manifest that Apollo's tools write: `{"format": "apollo-persisted-query-manifest", "operations": [{id, body}]}`;
- an object of texts by id, as GraphQL Code Generator (`persisted-documents.json`) and Relay's compiler write it;
- GraphQL itself: a file, or a folder with `.graphql` and `.gql` files. Each operation, with the fragments it needs from
  any of the files, is a document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    Source,
    parse,
    print_ast,
)

from gateway.plan.limits import spreads
from gateway.plan.trusted import OperationsError, TrustedDocument, in_words, place_of

_SUFFIXES = (".graphql", ".gql")
_MANIFEST = "apollo-persisted-query-manifest"


def read_operations(path: Path) -> list[TrustedDocument]:
    """The documents of a file or folder. Raises `OperationsError` where it is none, or holds no operation."""
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.suffix in _SUFFIXES and each.is_file())
        documents = _of_graphql([_parsed(_read(each), str(each)) for each in files])
    elif path.suffix in _SUFFIXES:
        documents = _of_graphql([_parsed(_read(path), str(path))])
    else:
        documents = _of_json(_json(path), str(path))
    if not documents:
        raise OperationsError(f"{path} holds no operation.")
    return documents


def _of_json(content: Any, where: str) -> list[TrustedDocument]:
    seen: dict[str, TrustedDocument] = {}
    for id_, text, place in _entries(content, where):
        document = TrustedDocument(_parsed(text, place), text, (id_.removeprefix("sha256:"),))
        if seen.setdefault(id_, document).text != text:
            raise OperationsError(f"{place}: another document has the same id.")
    return list(seen.values())


def _entries(content: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """(id, text, place) of each document of a manifest or an object of texts."""
    if not isinstance(content, dict):
        raise OperationsError(f"{where} holds no object of documents.")
    if content.get("format") == _MANIFEST:
        yield from _entries_of_manifest(content, where)
        return
    for id_, text in content.items():
        if not isinstance(text, str):
            raise OperationsError(f"{where}, document {id_!r}: a text is wanted, {type(text).__name__} found.")
        yield id_, text, f"{where}, document {id_!r}"


def _entries_of_manifest(manifest: Mapping[str, Any], where: str) -> Iterator[tuple[str, str, str]]:
    if manifest.get("version") != 1:
        raise OperationsError(f"{where} is a manifest of version {manifest.get('version')!r}; version 1 is read.")
    operations = manifest.get("operations")
    if not isinstance(operations, list):
        raise OperationsError(f"{where} is a manifest without a list of operations.")
    for number, each in enumerate(operations, 1):
        given = each if isinstance(each, dict) else {}
        place = f"{where}, operation {given.get('name') or number!r}"
        id_, text = given.get("id"), given.get("body")
        if not isinstance(id_, str) or not isinstance(text, str):
            raise OperationsError(f"{place}: the texts 'id' and 'body' are wanted.")
        yield id_, text, place


def _of_graphql(files: Sequence[DocumentNode]) -> list[TrustedDocument]:
    """Each operation with the fragments it needs, and each file with several operations that is whole by itself."""
    definitions = [each for file in files for each in file.definitions]
    fragments: dict[str, FragmentDefinitionNode] = {}
    for each in definitions:
        if isinstance(each, FragmentDefinitionNode):
            other = fragments.setdefault(each.name.value, each)
            if print_ast(other) != print_ast(each):
                raise OperationsError(f"{place_of(each)}: another fragment is called {each.name.value!r} too.")
    alone = [
        DocumentNode(definitions=(each, *_needed(each, fragments)))
        for each in definitions
        if isinstance(each, OperationDefinitionNode)
    ]
    whole = [file for file in files if _operations(file) > 1 and _is_whole(file)]
    return [TrustedDocument(each, print_ast(each)) for each in (*alone, *whole)]


def _needed(
    definition: ExecutableDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> list[FragmentDefinitionNode]:
    """The fragments spread below a definition, and below those; one that is not there is validation's to tell."""
    needed: dict[str, FragmentDefinitionNode] = {}
    ahead = [definition]
    while ahead:
        for name in spreads(ahead.pop().selection_set):
            if name in fragments and name not in needed:
                needed[name] = fragments[name]
                ahead.append(fragments[name])
    return list(needed.values())


def _operations(file: DocumentNode) -> int:
    return sum(isinstance(each, OperationDefinitionNode) for each in file.definitions)


def _is_whole(file: DocumentNode) -> bool:
    """Whether it has the fragments that it spreads, and no others."""
    executable = [each for each in file.definitions if isinstance(each, ExecutableDefinitionNode)]
    own = {each.name.value for each in executable if isinstance(each, FragmentDefinitionNode)}
    return own == {name for each in executable for name in spreads(each.selection_set)}


def _parsed(text: str, where: str) -> DocumentNode:
    try:
        return parse(Source(text, where))
    except GraphQLError as error:
        raise OperationsError(in_words(error)) from error


def _json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except json.JSONDecodeError as trouble:
        place = f"{path}, line {trouble.lineno}, column {trouble.colno}"
        raise OperationsError(f"{place}: this is neither JSON nor a file of .graphql: {trouble.msg}.") from trouble


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        found = "no UTF-8" if isinstance(trouble, UnicodeDecodeError) else (trouble.strerror or "").lower()
        raise OperationsError(f"{path} cannot be read: {found}.") from trouble
