"""The pipeline over a recorded store: what is refused before the database is asked, and what an answer carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from gateway.app import build_pipeline
from gateway.cypher.statement import Statement
from gateway.errors import ErrorCode, GatewayError
from gateway.pipeline import Answer, Outcome, Pipeline, Request
from gateway.settings import Settings
from gateway.store.database import Row
from gateway.store.journal import bump
from gateway.store.recorded import RecordedStore

NAMESPACES = ["CRMID", "Email", "ECID"]
ADA_ID = "per_" + "a" * 24


def found(statement: Statement) -> Sequence[Row]:
    """Somebody called Ada, whatever is asked about people."""
    if "collect(namespace.code)" in statement.text:
        return [[NAMESPACES]]
    ada = [["Ada", ADA_ID]]
    return [[[[ada]]]] if "persons_by_identity" in statement.text else [[ada]]


def nobody(statement: Statement) -> Sequence[Row]:
    return [[NAMESPACES]] if "collect(namespace.code)" in statement.text else [[[]]]


def broken(statement: Statement) -> Sequence[Row]:
    raise RuntimeError("secret of the machine room: MATCH (n) at /var/lib")


@pytest.fixture
def store() -> RecordedStore:
    return RecordedStore(found)


@pytest.fixture
def pipeline(settings: Settings, store: RecordedStore) -> Pipeline:
    return build_pipeline(settings, store)


async def ask(pipeline: Pipeline, query: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
    return orjson.loads((await pipeline.answer(Request(query, variables=variables or {}, **more))).body)


async def answer(pipeline: Pipeline, query: str, **more: Any) -> Answer:
    return await pipeline.answer(Request(query, **more))


def code(answer: Any) -> str:
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


ADA = '{ person(identity: { namespace: "Email", value: "ada@x.example" }) { fullName } }'


async def test_one_lookup_is_one_statement(pipeline: Pipeline, store: RecordedStore) -> None:
    assert await ask(pipeline, ADA) == {"data": {"person": {"fullName": "Ada"}}}
    assert len([text for text in store.texts if "Person" in text]) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ person { id } }", "BAD_INPUT"),
        ('{ person(id: "x", identity: { namespace: "Email", value: "a@b.example" }) { id } }', "BAD_INPUT"),
        ('{ person(identity: { namespace: "Email", value: "  " }) { id } }', "BAD_IDENTITY"),
        ('{ person(identity: { namespace: "ECID", value: "12" }) { id } }', "BAD_IDENTITY"),
        ('{ person(identity: { namespace: "CRMID", value: "%s" }) { id } }' % ("x" * 1025), "BAD_IDENTITY"),
        ("{ persons(first: 501) { nodes { id } } }", "LIMIT_EXCEEDED"),
        ("{ persons(first: 0) { nodes { id } } }", "BAD_INPUT"),
        ('{ persons(after: "nonsense") { nodes { id } } }', "BAD_CURSOR"),
        ("{ persons(where: { fullName: null }) { nodes { id } } }", "BAD_INPUT"),
        ("{ persons(where: { fullName: { eq: null } }) { nodes { id } } }", "BAD_INPUT"),
        ('{ persons(where: {NOT:{NOT:{NOT:{NOT:{NOT:{fullName:{eq:"a"}}}}}}}) { nodes { id } } }', "LIMIT_EXCEEDED"),
    ],
)
async def test_what_can_never_be_answered_is_refused_before_the_database_is_asked(
    pipeline: Pipeline, store: RecordedStore, query: str, expected: str
) -> None:
    assert code(await ask(pipeline, query)) == expected
    assert store.texts == []


async def test_a_hundred_lookups_are_allowed_and_one_more_is_not(pipeline: Pipeline) -> None:
    query = "query($i: [IdentityInput!]!) { personsByIdentity(identities: $i) { fullName } }"
    identity = {"namespace": "Email", "value": "a@b.example"}
    assert "errors" not in await ask(pipeline, query, {"i": [identity] * 100})
    assert code(await ask(pipeline, query, {"i": [identity] * 101})) == "LIMIT_EXCEEDED"


async def test_a_namespace_that_does_not_exist_is_named_with_its_nearest(pipeline: Pipeline) -> None:
    answer = await ask(pipeline, '{ person(identity: { namespace: "email", value: "a@b.example" }) { id } }')
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_IDENTITY", "hint": "Did you mean Email?"}
    assert "'email'" in error["message"]
    assert answer["data"] == {"person": None}


async def test_an_e_mail_address_is_trimmed_and_lower_cased_before_it_is_asked_for(
    pipeline: Pipeline, store: RecordedStore
) -> None:
    await ask(pipeline, '{ person(identity: { namespace: "Email", value: "\\u00a0 Ada@X.Example " }) { fullName } }')
    assert store.statements[-1].parameters["person_value"] == "ada@x.example"


async def test_a_refused_root_field_leaves_the_others_answered(pipeline: Pipeline) -> None:
    answer = await ask(pipeline, "{ a: person { id } b: __typename }")
    assert answer["data"] == {"a": None, "b": "Query"}
    assert answer["errors"][0]["path"] == ["a"]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("people(first: 501)", "LIMIT_EXCEEDED"),
        ("people(last: 1, first: 1)", "BAD_INPUT"),
        ("people(where: { role: null })", "BAD_INPUT"),
        ('people(after: "x")', "BAD_CURSOR"),
        ("people(first: $n)", "BAD_INPUT"),
    ],
)
@pytest.mark.parametrize("head", ["", "__schema { description } "])
async def test_a_refusal_names_the_place_of_the_wrong_field_and_the_path_of_its_root(
    pipeline: Pipeline, store: RecordedStore, wrong: str, expected: str, head: str
) -> None:
    declared = "($n: Int)" if "$n" in wrong else ""
    query = (
        f'query{declared} {{ {head}account(key: "a") {{\n  children {{ nodes {{ p: {wrong} {{ totalCount }} }} }} }} }}'
    )
    answer = await ask(pipeline, query, {"n": 0})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == expected
    assert error["path"] == ["account"]
    assert error["locations"] == [{"line": 2, "column": 22}]
    assert answer["data"]["account"] is None
    assert store.texts == []


@pytest.mark.parametrize("head", ["", "__schema { description } "])
async def test_a_condition_that_is_null_is_bad_input(pipeline: Pipeline, head: str) -> None:
    """Of a variable with a default, which may stand where null may not, until null is sent."""
    query = f'query($yes: Boolean = true) {{ {head}account(key: "a") {{ id @include(if: $yes) }} }}'
    (error,) = (await ask(pipeline, query, {"yes": None}))["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_INPUT", ["account"])
    answer = await ask(
        pipeline, f"query($yes: Boolean = true) {{ {head}a: __typename @skip(if: $yes) }}", {"yes": None}
    )
    assert (code(answer), answer["data"]) == ("BAD_INPUT", None)
    assert "path" not in answer["errors"][0]
    assert answer["errors"][0]["locations"]


async def test_an_unknown_namespace_is_told_of_the_field_that_names_it(pipeline: Pipeline) -> None:
    query = '{ __typename personsByIdentity(identities: [{ namespace: "Nobody", value: "1" }]) { id } }'
    (error,) = (await ask(pipeline, query))["errors"]
    assert error["locations"] == [{"line": 1, "column": 14}]


@pytest.mark.parametrize("named", ["acc_1", "seg_1", "nonsense"])
async def test_a_wrong_argument_is_refused_whatever_kind_of_thing_an_id_names(pipeline: Pipeline, named: str) -> None:
    query = "query($id: ID!) { node(id: $id) { ... on Segment { members(last: 501) { totalCount } } } }"
    assert code(await ask(pipeline, query, {"id": named})) == "LIMIT_EXCEEDED"


async def test_a_refused_root_field_that_may_not_be_null_empties_the_data(pipeline: Pipeline) -> None:
    answer = await ask(pipeline, "{ persons(first: 501) { nodes { id } } b: __typename }")
    assert answer["data"] is None


async def test_an_id_that_is_none_costs_no_statement(pipeline: Pipeline, store: RecordedStore) -> None:
    assert await ask(pipeline, '{ node(id: "nothing") { id } }') == {"data": {"node": None}}
    assert store.texts == []


async def test_two_operations_without_a_name_leave_a_choice_and_are_refused(pipeline: Pipeline) -> None:
    query = "query A { __typename } query B { b: __typename }"
    refusal = await answer(pipeline, query)
    assert refusal.outcome is Outcome.REFUSED
    assert await ask(pipeline, query, operation_name="B") == {"data": {"b": "Query"}}
    assert "A, B" in orjson.loads(refusal.body)["errors"][0]["extensions"]["hint"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("{", "GRAPHQL_PARSE_FAILED"), ("{ nobody }", "GRAPHQL_VALIDATION_FAILED"), ("{a}" * 5_000, "LIMIT_EXCEEDED")],
)
async def test_a_wrong_document_is_refused_without_data(pipeline: Pipeline, query: str, expected: str) -> None:
    refusal = await answer(pipeline, query)
    body = orjson.loads(refusal.body)
    assert refusal.outcome is Outcome.REFUSED
    assert body["errors"][0]["extensions"]["code"] == expected
    assert "data" not in body


async def test_a_variable_of_the_wrong_type_is_bad_input_with_its_place(pipeline: Pipeline) -> None:
    refusal = await answer(pipeline, "query($n: Int) { persons(first: $n) { nodes { id } } }", variables={"n": "3"})
    (error,) = orjson.loads(refusal.body)["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["locations"] == [{"line": 1, "column": 7}]
    assert refusal.outcome is Outcome.REFUSED


async def test_an_order_names_exactly_one_key(pipeline: Pipeline) -> None:
    query = "query($o: [PersonOrder!]) { persons(orderBy: $o) { nodes { id } } }"
    assert code(await ask(pipeline, query, {"o": [{"fullName": "ASC", "lastName": "ASC"}]})) == "BAD_INPUT"


async def test_trouble_of_ours_is_told_with_a_request_id_and_nothing_else(settings: Settings) -> None:
    pipeline = build_pipeline(settings, RecordedStore(broken))
    answer = await ask(pipeline, "{ accounts { nodes { id } } }", request_id="r-1")
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] == "r-1"
    assert "secret" not in str(answer)
    assert "MATCH" not in str(answer)


async def test_nor_does_it_come_out_beside_what_is_asked_about_the_schema(settings: Settings) -> None:
    pipeline = build_pipeline(settings, RecordedStore(broken))
    answer = await ask(pipeline, '{ __type(name: "Person") { name } account(key: "a") { id } }')
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["account"], "INTERNAL")
    assert "secret" not in str(answer)
    assert answer["data"] == {"__type": {"name": "Person"}, "account": None}


async def test_a_request_without_an_id_gets_one_that_its_errors_quote(settings: Settings) -> None:
    pipeline = build_pipeline(settings, RecordedStore(broken))
    answer = await ask(pipeline, "{ accounts { nodes { id } } }")
    assert len(answer["errors"][0]["extensions"]["requestId"]) == 32


async def test_an_unreachable_graph_is_told_with_when_to_come_back(settings: Settings) -> None:
    def unreachable(_: Statement) -> Sequence[Row]:
        raise GatewayError(ErrorCode.STORE_UNAVAILABLE, "away", retryAfterMs=1000)

    answer = await ask(build_pipeline(settings, RecordedStore(unreachable)), '{ account(key: "a") { id } }')
    assert answer["errors"][0]["extensions"] == {"code": "STORE_UNAVAILABLE", "retryAfterMs": 1000}
    assert answer["data"] == {"account": None}


async def test_a_lookup_is_kept_and_a_list_is_not(pipeline: Pipeline, store: RecordedStore) -> None:
    first, second = await answer(pipeline, ADA), await answer(pipeline, ADA)
    assert (first.cache and first.cache.hit, second.cache and second.cache.hit) == (False, True)
    assert first.body == second.body
    mixed = await answer(pipeline, ADA.replace("{ person", "{ namespaces { code } person"))
    assert mixed.cache is None


async def test_other_fields_and_other_values_are_other_answers(pipeline: Pipeline, store: RecordedStore) -> None:
    await ask(pipeline, ADA)
    asked = len(store.texts)
    await ask(pipeline, ADA.replace("fullName", "name: fullName"))
    await ask(pipeline, ADA.replace("ada@", "bob@"))
    await ask(pipeline, ADA.replace('"ada@x.example"', '" ADA@x.example"'))
    assert len(store.texts) == asked + 2, "the same identity written otherwise is the same answer"


async def test_no_cache_goes_to_the_graph(pipeline: Pipeline, store: RecordedStore) -> None:
    await ask(pipeline, ADA)
    asked = len(store.texts)
    fresh = await answer(pipeline, ADA, fresh=True)
    assert fresh.cache
    assert not fresh.cache.hit
    assert len(store.texts) == asked + 1


async def test_a_write_makes_the_next_lookup_new(pipeline: Pipeline, store: RecordedStore, settings: Settings) -> None:
    await ask(pipeline, ADA)
    bump(settings.data_dir)
    after = await answer(pipeline, ADA)
    assert after.cache
    assert not after.cache.hit


async def test_nobody_found_is_kept_shorter(settings: Settings) -> None:
    store = RecordedStore(nobody)
    pipeline = build_pipeline(settings.model_copy(update={"cache_missing_ttl_s": 0}), store)
    for _ in range(2):
        assert await ask(pipeline, ADA) == {"data": {"person": None}}
    assert len([text for text in store.texts if "Person" in text]) == 2


async def test_a_kept_plan_serves_other_values(pipeline: Pipeline, store: RecordedStore) -> None:
    query = "query($f: Int, $w: PersonFilter) { persons(first: $f, where: $w) { nodes { fullName } } }"
    await ask(pipeline, query, {"f": 3, "w": {"fullName": {"eq": "a"}}})
    await ask(pipeline, query, {"f": 7, "w": {"fullName": {"eq": "b"}}})
    first, second = store.statements[-2:]
    assert first.text == second.text
    assert (first.parameters["persons_first"], second.parameters["persons_first"]) == (4, 8)
    assert second.parameters["persons_where_fullName_eq"] == "b"
    await ask(pipeline, query, {"f": 7, "w": {"fullName": {"isNull": True}}})
    assert store.texts[-1] != second.text


async def test_introspection_is_answered_beside_data(pipeline: Pipeline) -> None:
    answer = await ask(pipeline, ADA.replace("{ person", '{ __type(name: "Person") { name } person'))
    assert answer == {"data": {"__type": {"name": "Person"}, "person": {"fullName": "Ada"}}}


async def test_introspection_can_be_switched_off(settings: Settings, store: RecordedStore) -> None:
    pipeline = build_pipeline(settings.model_copy(update={"introspection": False}), store)
    answer = await ask(pipeline, "{ __schema { queryType { name } } }")
    assert {each["extensions"]["code"] for each in answer["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
    assert await ask(pipeline, "{ __typename }") == {"data": {"__typename": "Query"}}


async def test_trouble_of_ours_in_a_mutation_tells_the_client_nothing_but_its_id(pipeline: Pipeline) -> None:
    """The recorded store cannot be written, which no client has to know."""
    answer = await ask(pipeline, 'mutation { ingestRecords(dataset: "a", records: [{account: {key: "k"}}]) { read } }')
    assert code(answer) == "INTERNAL"
    assert answer["errors"][0]["path"] == ["ingestRecords"]
    assert "written" not in str(answer)
