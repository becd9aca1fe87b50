"""Trusted documents: those that a deployment knows beforehand, by id and by text; what becomes of others is its choice.

A client sends the id of a trusted document or the document itself. Two texts are one document where they differ in
nothing but layout, comments and the order of their definitions, so that a document may be printed anew on its way
from the file to the client.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from graphql import DocumentNode, GraphQLError, Node, OperationDefinitionNode, print_ast

from gateway.errors import ErrorCode, GatewayError
from gateway.plan.kept import Kept

log = logging.getLogger(__name__)

_MOST_LOGGED = 10_000
"""Untrusted documents that are remembered as logged."""


class OperationsError(Exception):
    """What is wrong with a file of trusted documents: where, and what was found."""


@dataclass(frozen=True, slots=True)
class TrustedDocument:
    """A document that a deployment knows, under the ids that its file gives it."""

    node: DocumentNode
    text: str
    ids: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every id that leads to it: the file's own, and the SHA-256 of its text as it is and as clients print it."""
        return frozenset(self.ids) | {sha256_of(self.text), sha256_of(print_ast(self.node))}


class Trust:
    """Tells trusted documents from others. With `enforces` the others are not to be answered."""

    def __init__(self, documents: Sequence[TrustedDocument] = (), *, enforces: bool = False) -> None:
        self.documents = documents
        self.enforces = enforces
        self._canonical = {_canonical(each.node) for each in documents}
        self._logged: Kept[str, bool] = Kept(_MOST_LOGGED)

    def refuses(self, node: DocumentNode) -> bool:
        """Whether a document is not to be answered."""
        return self.enforces and _canonical(node) not in self._canonical

    def look_at(self, node: DocumentNode, text: str) -> None:
        """Log a valid document that is not trusted, the first time it comes."""
        if not self.documents or _canonical(node) in self._canonical:
            return
        hash_ = sha256_of(text)
        if not self._logged.get(hash_):
            self._logged.put(hash_, True)
            operations = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
            names = ", ".join(each.name.value for each in operations if each.name)[:200]
            log.warning("a document that is not trusted: %s", names or "without a name", extra={"sha256": hash_})


def sha256_of(text: str) -> str:
    """The hash by which clients name a document."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def not_trusted() -> GatewayError:
    """Only trusted documents are answered, and this is none."""
    return GatewayError(
        ErrorCode.FORBIDDEN,
        "The document is not one of the trusted documents.",
        hint="Add it to the file of operations that the gateway is started with, or send one that is there.",
    )


def in_words(error: GraphQLError) -> str:
    """`operations.json, operation 'Card', line 3, column 5: …`: the place of an error in its file, and what it is."""
    place = error.source.name if error.source else ""
    if error.locations:
        place = f"{place}, line {error.locations[0].line}, column {error.locations[0].column}"
    return f"{place}: {error.message}"


def place_of(node: Node) -> str:
    """The file, and the operation in it, that a node was read from."""
    if isinstance(node, DocumentNode):
        node = node.definitions[0]
    return node.loc.source.name if node.loc else ""


def _canonical(node: DocumentNode) -> str:
    return "\n".join(sorted(map(print_ast, node.definitions)))
