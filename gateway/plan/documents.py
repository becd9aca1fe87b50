"""Documents: parsed, limited and validated once, then kept by their text, and by their hash where a client sends one.

The hash is that of automatic persisted queries (APQ) as Apollo's clients speak them: a client names a document by the
SHA-256 of its text, sends the text beside the hash where that is not known yet, and the hash alone from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from gateway.errors import (
    ErrorCode,
    GatewayError,
    LocatedError,
    limit_exceeded,
    persisted_query_not_found,
    persisted_query_not_supported,
)
from gateway.plan.finite_numbers import FiniteNumbersRule
from gateway.plan.kept import Kept
from gateway.plan.limits import check_limits
from gateway.plan.request import Request
from gateway.plan.trusted import OperationsError, Trust, TrustedDocument, in_words, not_trusted, place_of

MAX_ERRORS = 20
_BYTES_A_TOKEN = 600
"""Of memory, for the nodes of a parsed document: 300 to 560 were measured."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may ask for at most."""

    tokens: int
    depth: int
    aliases: int
    root_fields: int
    price: int = 1_000_000
    """Of an operation, as `plan.prices` works it out."""


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """A request that gets no `data`: its document or variables are wrong."""

    def __init__(self, errors: tuple[LocatedError, ...]) -> None:
        super().__init__("; ".join(each.error.message for each in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document: its operations by name (None for the nameless one) and its fragments."""

    text: str
    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]

    @property
    def size_bytes(self) -> int:
        """Roughly what it takes of memory."""
        return len(self.text) + self.node.token_count * _BYTES_A_TOKEN

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one; Refused where that leaves a choice or nothing."""
        if name is None and len(self.operations) == 1:
            (only,) = self.operations.values()
            return only
        if name in self.operations and name is not None:
            return self.operations[name]
        known = ", ".join(str(each) for each in self.operations if each) or "none has a name"
        found = f"No operation is called {name!r}" if name is not None else "The document has several operations"
        raise Refused(
            (LocatedError(GatewayError(ErrorCode.BAD_INPUT, f"{found}.", hint=f"operationName is one of: {known}.")),)
        )


class Documents:
    """Valid documents by text and by hash, the most recently used ones kept: at most `entries`, and `most_bytes`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        entries: int,
        most_bytes: int = 64_000_000,
        *,
        introspection: bool = True,
        persisted_queries: bool = True,
        trust: Trust | None = None,
    ) -> None:
        self._schema = schema
        self.limits = limits
        rules = (*specified_rules, FiniteNumbersRule)
        self._rules = rules if introspection else (*rules, NoSchemaIntrospectionCustomRule)
        self._persisted_queries = persisted_queries
        # No text is valid that a hash could be taken for: both are keys of one cache, with one bound.
        self._kept: Kept[str, Document] = Kept(entries, most_bytes, lambda each: each.size_bytes)
        self.trust = trust or Trust()
        self._trusted: dict[str, Document] = {}
        self._trusted_by_text: dict[str, Document] = {}
        for each in self.trust.documents:
            document = self._trusted_by_text[each.text] = self._trustworthy(each)
            self._trusted |= dict.fromkeys(each.names, document)

    def of(self, request: Request) -> Document:
        """The document that a request sends or names; Refused where it is wrong, or no document has the name."""
        if request.document_id and not request.query:
            return self._named(request.document_id)
        document = self.read(request.query)
        if request.document_id and self._persisted_queries:
            self._kept.put(request.document_id, document)
        return document

    def read(self, text: str) -> Document:
        """The document that a text is; Refused with every error found in it."""
        document = self._kept.get(text) or self._trusted_by_text.get(text)
        if document is None:
            node = _parsed(text, self.limits)
            if self.trust.refuses(node):
                raise Refused((LocatedError(not_trusted()),))
            document = self._checked(text, node)
            self.trust.look_at(node, text)
            self._kept.put(text, document)
        return document

    def _named(self, id_: str) -> Document:
        document = self._trusted.get(id_) or self._kept.get(id_)
        if document is None:
            supported = self._persisted_queries or self._trusted
            refused = persisted_query_not_found() if supported else persisted_query_not_supported()
            raise Refused((LocatedError(refused),))
        return document

    def _trustworthy(self, trusted: TrustedDocument) -> Document:
        """A trusted document, which has to be valid. Raises `OperationsError` that says where it is not."""
        try:
            return self._checked(trusted.text, _parsed(trusted.text, self.limits))
        except Refused as refused:
            errors = validate(self._schema, trusted.node, self._rules, max_errors=1)
            raise OperationsError(
                in_words(errors[0]) if errors else f"{place_of(trusted.node)}: {refused}."
            ) from refused

    def _checked(self, text: str, node: DocumentNode) -> Document:
        try:
            check_limits(
                node,
                max_depth=self.limits.depth,
                max_aliases=self.limits.aliases,
                max_root_fields=self.limits.root_fields,
            )
        except GatewayError as refused:
            raise Refused((LocatedError(refused),)) from refused
        errors = validate(self._schema, node, self._rules, max_errors=MAX_ERRORS)
        if errors:
            raise Refused(tuple(located(each, ErrorCode.GRAPHQL_VALIDATION_FAILED) for each in errors))
        operations = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
        fragments = [each for each in node.definitions if isinstance(each, FragmentDefinitionNode)]
        return Document(
            text,
            node,
            {each.name.value if each.name else None: each for each in operations},
            {each.name.value: each for each in fragments},
        )


def located(error: GraphQLError, code: ErrorCode) -> LocatedError:
    """A library's error in the catalogue's form."""
    found = GatewayError(code, error.message)
    found.locations = tuple((each.line, each.column) for each in error.locations or ())
    return LocatedError(found)


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        if "token" in error.message and str(limits.tokens) in error.message:
            refused = limit_exceeded("Tokens in a document", limits.tokens, limits.tokens + 1)
            raise Refused((LocatedError(refused),)) from error
        raise Refused((located(error, ErrorCode.GRAPHQL_PARSE_FAILED),)) from error
    except RecursionError as error:
        refused = GatewayError(ErrorCode.GRAPHQL_PARSE_FAILED, "The document is nested too deeply to be read.")
        raise Refused((LocatedError(refused),)) from error
