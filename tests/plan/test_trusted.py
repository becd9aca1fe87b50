"""Trusted documents: how they are named, which texts are one of them, and what becomes of others."""

from __future__ import annotations

import logging
from hashlib import sha256

import pytest
from graphql import get_introspection_query, parse, print_ast

from gateway.app import build_documents
from gateway.errors import ErrorCode
from gateway.plan.documents import Documents, Refused
from gateway.plan.made_up_variables import made_up_variables
from gateway.plan.operation import read_operation
from gateway.plan.request import Request
from gateway.plan.trusted import Trust, TrustedDocument
from gateway.schema.build import build_schema
from gateway.settings import Settings
from tests.operations.cases import CASES, Case

TEXT = 'query Card { person(id: "a") { ...Name } }\nfragment Name on Person { fullName }'
ALIKE = (
    TEXT,
    f"# as somebody wrote it\n{TEXT}",
    print_ast(parse(TEXT)),
    'fragment Name on Person{fullName}query Card{person(id:"a"){...Name}}',
)
OTHERS = (
    'query Card { person(id: "b") { ...Name } }\nfragment Name on Person { fullName }',
    'query Card { person(id: "a") { ...Name } }\nfragment Name on Person { id fullName }',
    TEXT + "\nquery Other { __typename }",
    "{ __typename }",
    get_introspection_query(),
)


def trusting(*, enforces: bool, text: str = TEXT, entries: int = 1_000) -> Documents:
    trust = Trust([TrustedDocument(parse(text), text, ("card",))], enforces=enforces)
    return build_documents(Settings(document_cache_entries=entries), trust)


def code_of(documents: Documents, request: Request) -> ErrorCode | None:
    """The code that a request is refused with, None where it is not."""
    try:
        documents.of(request)
    except Refused as refused:
        return refused.errors[0].error.code
    return None


@pytest.mark.parametrize("enforces", [True, False])
@pytest.mark.parametrize(
    "id_", ["card", sha256(TEXT.encode()).hexdigest(), sha256(print_ast(parse(TEXT)).encode()).hexdigest()]
)
def test_a_trusted_document_is_known_by_its_id_and_by_its_hashes(id_: str, enforces: bool) -> None:
    """The second hash is that of the text as clients print it, which the first request of Apollo's names it by."""
    assert trusting(enforces=enforces).of(Request(document_id=id_)).text == TEXT


@pytest.mark.parametrize("text", ALIKE)
def test_a_trusted_document_may_be_sent_however_it_is_laid_out(text: str) -> None:
    documents = trusting(enforces=True)
    assert documents.of(Request(text)).text == text
    assert code_of(documents, Request(text, document_id="its hash")) is None
    assert documents.of(Request(document_id="its hash")).text == text


@pytest.mark.parametrize("text", OTHERS)
def test_where_they_are_enforced_others_are_refused_however_often_they_come(text: str) -> None:
    documents = trusting(enforces=True)
    for request in (Request(text), Request(text, document_id="its hash"), Request(text)):
        assert code_of(documents, request) is ErrorCode.FORBIDDEN
    assert code_of(documents, Request(document_id="its hash")) is ErrorCode.PERSISTED_QUERY_NOT_FOUND


def test_a_refusal_tells_nothing_of_the_schema() -> None:
    with pytest.raises(Refused) as refused:
        trusting(enforces=True).of(Request("{ persn { id } }"))
    (error,) = refused.value.errors
    assert error.error.message == "The document is not one of the trusted documents."
    assert "persons" not in str(error.formatted())


def test_the_text_of_an_id_is_no_document() -> None:
    assert code_of(trusting(enforces=False), Request("card")) is ErrorCode.GRAPHQL_PARSE_FAILED


@pytest.mark.parametrize("text", OTHERS)
def test_where_they_are_not_enforced_others_are_answered_and_logged_once(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    documents = trusting(enforces=False, entries=1)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert code_of(documents, Request(text)) is None
            assert code_of(documents, Request(ALIKE[1])) is None, "so the other is not kept any more"
    (record,) = caplog.records
    assert record.getMessage().startswith("a document that is not trusted: ")
    assert vars(record)["sha256"] == sha256(text.encode()).hexdigest()


def test_where_no_document_is_trusted_none_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        build_documents(Settings()).of(Request("{ __typename }"))
    assert caplog.records == []


def test_trusted_documents_are_known_where_hashes_of_clients_are_not_kept() -> None:
    trust = Trust([TrustedDocument(parse(TEXT), TEXT, ("card",))], enforces=False)
    documents = build_documents(Settings(persisted_queries=False), trust)
    assert documents.of(Request(document_id="card")).text == TEXT
    assert code_of(documents, Request(document_id="other")) is ErrorCode.PERSISTED_QUERY_NOT_FOUND


def test_trusted_documents_are_never_forgotten() -> None:
    documents = trusting(enforces=False, entries=1)
    for number in range(5):
        documents.of(Request(f"{{ a{number}: __typename }}"))
    assert documents.of(Request(document_id="card")) is documents.of(Request(TEXT))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_variables_that_are_made_up_are_of_their_types(case: Case) -> None:
    schema, document = build_schema(), build_documents(Settings()).read(case.text)
    for name, node in document.operations.items():
        operation = read_operation(schema, case.text, document, name, made_up_variables(schema, node))
        assert operation.node is node
