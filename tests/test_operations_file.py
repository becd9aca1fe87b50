"""Files of trusted documents: the forms that people have, and words about what is wrong with one."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gateway.app import trusting_documents
from gateway.operations_file import read_operations
from gateway.plan.request import Request
from gateway.plan.trusted import OperationsError
from gateway.settings import Settings

CARD = 'query Card {\n  person(id: "per_1") {\n    ...Name\n  }\n}\n\nfragment Name on Person {\n  fullName\n}'
OTHER = "query Other {\n  __typename\n}"


def manifest(*operations: Any, **more: Any) -> dict[str, Any]:
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations, **more}


def written(folder: Path, content: Any, name: str = "operations.json") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def known(path: Path) -> dict[str, str]:
    """Every id that leads to a document, and the document's text."""
    documents = trusting_documents(Settings(operations=path))
    return {name: documents.of(Request(document_id=name)).text for each in read_operations(path) for name in each.names}


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_manifest_of_apollo_is_read(tmp_path: Path) -> None:
    card = {"id": "one", "name": "Card", "type": "query", "body": CARD}
    other = {"id": "two", "name": "Other", "type": "query", "body": OTHER}
    path = written(tmp_path, manifest(card, other))
    assert known(path) == {"one": CARD, hashed(CARD): CARD, "two": OTHER, hashed(OTHER): OTHER}


def test_an_object_of_documents_by_id_is_read_as_compilers_write_it(tmp_path: Path) -> None:
    path = written(tmp_path, {"0a1b": CARD, "sha256:2c3d": OTHER})
    assert {name: text for name, text in known(path).items() if len(name) < 64} == {"0a1b": CARD, "2c3d": OTHER}


def test_a_file_of_graphql_is_a_document_for_each_operation_with_its_fragments(tmp_path: Path) -> None:
    path = written(tmp_path, f"# Both.\n{OTHER}\n{CARD}", "operations.graphql")
    texts = set(known(path).values())
    assert texts == {CARD, OTHER, f"{OTHER}\n\n{CARD}"}, "and the file as a whole"


def test_a_folder_is_read_with_what_is_below_it_and_fragments_may_be_anywhere(tmp_path: Path) -> None:
    query, _, fragment = CARD.partition("\n\n")
    written(tmp_path, query, "people/card.graphql")
    written(tmp_path, fragment, "shared/name.gql")
    written(tmp_path, OTHER, "other.graphql")
    written(tmp_path, "not read", "notes.txt")
    assert set(known(tmp_path).values()) == {CARD, OTHER}


def test_fragments_of_fragments_come_along(tmp_path: Path) -> None:
    text = 'query A { person(id: "a") { ...B } } fragment B on Person { ...C } fragment C on Person { id }'
    written(tmp_path, text, "a.graphql")
    (document,) = read_operations(tmp_path)
    assert [each.kind for each in document.node.definitions].count("fragment_definition") == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", "{\n  oops", "a.json, line 2, column 3: this is neither JSON nor a file of .graphql"),
        ("a.json", "[]", "a.json holds no object of documents."),
        ("a.json", "{}", "a.json holds no operation."),
        ("a.json", {"x": 5}, "a.json, document 'x': a text is wanted, int found."),
        ("a.json", {"x": "query {"}, "a.json, document 'x', line 1, column 8: Syntax Error"),
        (
            "a.json",
            {"x": "query A {\n  nope\n}"},
            "a.json, document 'x', line 2, column 3: Cannot query field 'nope' on type 'Query'.",
        ),
        ("a.json", manifest(version=2), "a.json is a manifest of version 2; version 1 is read."),
        ("a.json", manifest(operations={}), "a.json is a manifest without a list of operations."),
        ("a.json", manifest(), "a.json holds no operation."),
        ("a.json", manifest({"name": "A", "body": OTHER}), "a.json, operation 'A': the texts 'id' and 'body' are"),
        ("a.json", manifest({"id": "1"}, 5), "a.json, operation 1: the texts 'id' and 'body' are wanted."),
        (
            "a.json",
            manifest({"id": "1", "name": "A", "body": OTHER}, {"id": "1", "name": "B", "body": CARD}),
            "a.json, operation 'B': another document has the same id.",
        ),
        (
            "a.json",
            manifest({"id": "1", "name": "A", "body": "{\n  a:\n  node {\n    id\n  }\n}"}),
            "a.json, operation 'A', line 2, column 3: Argument 'Query.node(id:)'",
        ),
        (
            "a.json",
            manifest({"id": "1", "name": "A", "body": "{ " + "__typename " * 21 + "}"}),
            "a.json, operation 'A': Root fields in the operation: 21 asked for, 20 allowed.",
        ),
        ("a.graphql", "query A {\n", "a.graphql, line 2, column 1: Syntax Error"),
        ("a.graphql", "# none", "a.graphql, line 1, column 7: Syntax Error"),
        ("a.graphql", "query A {\n\n  nope }", "a.graphql, line 3, column 3: Cannot query field 'nope'"),
        ("a.graphql", "{ node(id: \"x\") { ...F } }", "a.graphql, line 1, column 22: Unknown fragment 'F'."),
        (
            "a.graphql",
            f"{CARD} fragment Name on Person {{ id }}",
            "a.graphql: another fragment is called 'Name' too.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_operation_and_place(
    tmp_path: Path, name: str, content: Any, words: str
) -> None:
    path = written(tmp_path, content, name)
    with pytest.raises(OperationsError) as refused:
        trusting_documents(Settings(operations=path))
    assert str(refused.value).startswith(f"{tmp_path}/{words}")


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperationsError, match=r"gone.json cannot be read: no such file or directory\."):
        read_operations(tmp_path / "gone.json")
    (tmp_path / "a.json").write_bytes(b"\xff\xfe")
    with pytest.raises(OperationsError, match=r"a.json cannot be read: no UTF-8\."):
        read_operations(tmp_path / "a.json")


def test_a_fragment_of_another_file_is_told_with_its_own_place(tmp_path: Path) -> None:
    written(tmp_path, 'query A { person(id: "a") { ...F } }', "a.graphql")
    written(tmp_path, "fragment F on Person {\n  nope\n}", "f.graphql")
    with pytest.raises(OperationsError, match=r"f.graphql, line 2, column 3: Cannot query field 'nope'"):
        trusting_documents(Settings(operations=tmp_path))
