"""The text of a lookup for one request, and for many at once."""

from __future__ import annotations

from gateway.cypher.share import share, share_alike

ALONE = """\
MATCH (person:Person {id: $person_id})
CALL (person) {
  MATCH (person)-[:PERFORMED]->(event:Event)
  WHERE event.timestamp > datetime($since)
  WITH event ORDER BY event.id LIMIT $event_first
  CALL () {
    RETURN 1 AS one
  }
  RETURN collect([event.id, one]) AS event_rows
}
RETURN collect([person.id, event_rows, $since]) AS person_rows"""

TOGETHER = """\
UNWIND range(0, size($shared) - 1) AS place
WITH place, $shared[place] AS given
CALL (given) {
  MATCH (person:Person {id: given[0]})
  CALL (person, given) {
    MATCH (person)-[:PERFORMED]->(event:Event)
    WHERE event.timestamp > datetime(given[1])
    WITH event ORDER BY event.id LIMIT $event_first
    CALL () {
      RETURN 1 AS one
    }
    RETURN collect([event.id, one]) AS event_rows
  }
  RETURN collect([person.id, event_rows, given[1]]) AS person_rows
}
RETURN collect([place, person_rows])"""


def test_parameters_become_values_of_a_row_but_for_limits() -> None:
    shared = share(ALONE, ["person_rows"])
    assert shared.together == TOGETHER
    assert (shared.given, shared.common) == (("person_id", "since"), ("event_first",))


def test_what_the_document_says_in_full_stays_a_parameter_but_for_what_finds_the_thing() -> None:
    shared = share(ALONE, ["person_rows"], {"person_id", "event_first", "since"})
    assert (shared.given, shared.common) == (("person_id", "since"), ("event_first",))
    inside = ALONE.replace(", $since]", "]")
    shared = share(inside, ["person_rows"], {"person_id", "event_first", "since"})
    assert (shared.given, shared.common) == (("person_id",), ("event_first", "since"))
    assert "CALL (person) {" in shared.together
    assert "datetime($since)" in shared.together
    one = {"person_id": "a", "since": "2026", "event_first": 4}
    assert shared.key(one) == shared.key(one | {"person_id": "b"})
    assert shared.key(one) != shared.key(one | {"since": "2025"})


def test_a_scope_that_leads_to_one_that_needs_a_value_takes_it_along() -> None:
    text = """\
MATCH (n {id: $id})
CALL (n) {
  CALL (n) {
    MATCH (n)--(m {x: $x})
    RETURN collect([m.y]) AS m_rows
  }
  RETURN collect([m_rows]) AS o_rows
}
CALL (n) {
  RETURN 1 AS p_rows
}
RETURN collect([o_rows]) AS n_rows"""
    lines = share(text, ["n_rows"]).together.splitlines()
    assert [line.strip() for line in lines if "CALL" in line] == [
        "CALL (given) {", "CALL (n, given) {", "CALL (n, given) {", "CALL (n) {"
    ]  # fmt: skip


def test_each_request_is_a_row_of_the_statement_and_equal_ones_are_one() -> None:
    shared = share(ALONE, ["person_rows"])
    requests = [{"person_id": each, "since": "2026", "event_first": 4} for each in ("a", "b", "a")]
    statement, places = shared.statement(requests)
    assert statement.parameters == {"shared": [["a", "2026"], ["b", "2026"]], "event_first": 4}
    assert places == [0, 1, 0]


def test_what_stands_in_a_limit_is_part_of_what_must_be_equal() -> None:
    shared = share(ALONE, ["person_rows"])
    one = {"person_id": "a", "since": "2026", "event_first": 4}
    assert shared.key(one) == shared.key(one | {"person_id": "b", "since": "2025"})
    assert shared.key(one) != shared.key(one | {"event_first": 5})


def test_the_instant_of_a_shared_answer_is_that_of_the_latest_request() -> None:
    shared = share("MATCH (n {id: $id}) WHERE n.until > datetime($now)\nRETURN collect([n.id]) AS n_rows", ["n_rows"])
    requests = [{"id": "a", "now": "2026-01-01"}, {"id": "b", "now": "2026-01-02"}]
    assert shared.key(requests[0]) == shared.key(requests[1])
    statement, _ = shared.statement(requests)
    assert statement.parameters == {"shared": [["a"], ["b"]], "now": "2026-01-02"}


def test_a_list_is_shared_by_those_who_ask_the_same() -> None:
    shared = share_alike("MATCH (n) WHERE n.age > $age AND n.until > datetime($now)\nRETURN collect([n.id]) AS n_rows")
    requests = [{"age": 30, "now": "2026-01-01"}, {"age": 30, "now": "2026-01-02"}]
    assert shared.key(requests[0]) == shared.key(requests[1])
    assert shared.key(requests[0]) != shared.key({"age": 31, "now": "2026-01-01"})
    statement, places = shared.statement(requests)
    assert (statement.text, statement.parameters, places) == (shared.alone, requests[1], [0, 0])
