"""The text of a lookup for one request, and for many at once."""

from __future__ import annotations

from gateway.cypher.share import share

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
    CALL (given) {
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


def test_each_request_is_a_row_of_the_statement() -> None:
    shared = share(ALONE, ["person_rows"])
    requests = [{"person_id": each, "since": "2026", "event_first": 4} for each in ("a", "b")]
    assert shared.statement(requests).parameters == {"shared": [["a", "2026"], ["b", "2026"]], "event_first": 4}


def test_what_stands_in_a_limit_is_part_of_what_must_be_equal() -> None:
    shared = share(ALONE, ["person_rows"])
    one = {"person_id": "a", "since": "2026", "event_first": 4}
    assert shared.key(one) == shared.key(one | {"person_id": "b", "since": "2025"})
    assert shared.key(one) != shared.key(one | {"event_first": 5})
