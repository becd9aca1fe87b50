"""The model becomes constraints and indexes that any Neo4j can hold."""

from __future__ import annotations

import re

from graph_schema.constraints import constraints, full_text_indexes, indexes, relationship_indexes, statements
from graph_schema.migrations import MIGRATIONS, read_migration
from graph_schema.model import Cardinality, Copy, Kind, Node, Property, Relationship, Side
from graph_schema.nodes import NODES
from graph_schema.relationships import RELATIONSHIPS

_SHIP = Node(
    "Ship",
    "Floats.",
    keys=(("id",), ("flag", "name")),
    properties=(
        Property("id", Kind.STRING),
        Property("flag", Kind.STRING),
        Property("name", Kind.STRING),
        Property("tonnage", Kind.INTEGER, indexed=True),
        Property("words", Kind.STRING, searched=True),
    ),
)
_TOWS = Relationship(
    "TOWS",
    ("Ship",),
    ("Ship",),
    Cardinality.ONE_TO_MANY,
    "Pulls it.",
    (
        Property("start_id", Kind.STRING, copy=Copy(Side.START, "id")),
        Property("end_id", Kind.STRING, copy=Copy(Side.END, "id")),
    ),
    (("end_id", "start_id"),),
)


def test_each_key_is_a_constraint_and_each_indexed_or_searched_property_an_index() -> None:
    assert statements([_SHIP], [_TOWS]) == (
        "CREATE CONSTRAINT unique_ship_id IF NOT EXISTS FOR (n:Ship) REQUIRE (n.id) IS UNIQUE",
        "CREATE CONSTRAINT unique_ship_flag_name IF NOT EXISTS FOR (n:Ship) REQUIRE (n.flag, n.name) IS UNIQUE",
        "CREATE RANGE INDEX range_ship_tonnage IF NOT EXISTS FOR (n:Ship) ON (n.tonnage)",
        "CREATE FULLTEXT INDEX fulltext_ship_words IF NOT EXISTS FOR (n:Ship) ON EACH [n.words]"
        " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
        "CREATE RANGE INDEX range_tows_end_id_start_id IF NOT EXISTS FOR ()-[r:TOWS]-() ON (r.end_id, r.start_id)",
    )


def test_every_label_but_that_of_fragments_which_identities_lead_to_has_a_key_of_properties_that_it_declares() -> None:
    for node in NODES:
        assert node.keys or node.label == "Fragment", f"{node.label} has no key"
        for key in node.keys:
            for name in key:
                assert node.property(name).name == name


def test_no_two_constraints_or_indexes_share_a_name() -> None:
    names = _names()
    assert len(names) == len(set(names))


def test_an_index_of_a_relationship_holds_copies_and_begins_with_the_id_of_an_end() -> None:
    for relationship in RELATIONSHIPS:
        copies = {each.name: each.copy for each in relationship.properties}
        for first, *others in relationship.indexes:
            assert copies[first] in (Copy(Side.START, "id"), Copy(Side.END, "id")), relationship.name
            assert others, relationship.name
            assert all(copies[each] is not None for each in others), relationship.name


def test_no_property_has_an_index_beside_the_one_its_own_key_brings() -> None:
    keyed = {(node.label, *key) for node in NODES for key in node.keys}
    assert not [index.name for index in indexes() if (index.label, *index.properties) in keyed]


def test_all_migrations_together_make_what_the_model_asks_for() -> None:
    """Where this fails: write the named statements into the next migration."""
    made = {_without_blanks(each) for migration in MIGRATIONS for each in migration.statements}
    missing = [each for each in statements() if _without_blanks(each) not in made]
    assert missing == []


def test_no_migration_leaves_a_constraint_or_index_that_the_model_does_not_ask_for() -> None:
    asked = set(_names())
    left: set[str] = set()
    for migration in MIGRATIONS:
        for each in migration.statements:
            if made := re.match(r"CREATE (?:CONSTRAINT|RANGE INDEX|FULLTEXT INDEX) (\w+)", each):
                left.add(made[1])
            if dropped := re.match(r"DROP (?:CONSTRAINT|INDEX) (\w+)", each):
                left.discard(dropped[1])
    assert left == asked


def test_migrations_are_numbered_upwards_and_no_number_is_given_twice() -> None:
    """Gaps are allowed: changes that are made side by side take numbers of their own."""
    versions = [each.version for each in MIGRATIONS]
    assert versions[0] == 1
    assert versions == sorted(set(versions))


def test_every_schema_statement_of_a_migration_can_run_twice() -> None:
    for migration in MIGRATIONS:
        for each in migration.statements:
            if each.startswith(("CREATE", "DROP")):
                assert "IF NOT EXISTS" in each or "IF EXISTS" in each


def test_a_migration_file_is_statements_between_semicolons_and_remarks_are_no_part_of_it() -> None:
    text = "// why\nMATCH (n)\nRETURN ';' AS mark;\n\n  // more\nRETURN 2 ;\n"
    migration = read_migration("0007_say_it.cypher", text)
    assert (migration.version, migration.name) == (7, "say_it")
    assert migration.statements == ("MATCH (n)\nRETURN ';' AS mark", "RETURN 2")


def test_a_checksum_follows_statements_and_not_remarks() -> None:
    plain = read_migration("0001_a.cypher", "RETURN 1;\n")
    remarked = read_migration("0001_a.cypher", "// why\n\nRETURN 1;\n")
    changed = read_migration("0001_a.cypher", "RETURN 2;\n")
    assert plain.checksum == remarked.checksum
    assert plain.checksum != changed.checksum


def _names() -> list[str]:
    return [
        *(each.name for each in constraints()),
        *(each.name for each in indexes()),
        *(each.name for each in full_text_indexes()),
        *(each.name for each in relationship_indexes()),
    ]


def _without_blanks(statement: str) -> str:
    return " ".join(statement.split())
